// How often one address may ask. Whoever stands behind a proxy shares the proxy's.

export interface RateLimitOptions {
  readonly perMinute: number;
  readonly now: () => number;
}

const MOST_ADDRESSES = 10_000;
const MINUTE = 60_000;

/** Whoever has one address of version 6 has its 2^64 neighbours, too: they count as one. */
export function networkOf(address: string): string {
  const [head = '', tail] = address.split('::');
  if (!address.includes(':') || address.includes('.')) return address;
  const [left, right] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
  const gap = tail === undefined ? 0 : 8 - (left?.length ?? 0) - (right?.length ?? 0);
  return [...(left ?? []), ...Array<string>(Math.max(0, gap)).fill('0'), ...(right ?? [])].slice(0, 4).join(':');
}

/** True if the address may ask now: a bucket of `perMinute` that fills again within a minute. */
export function rateLimit({ perMinute, now }: RateLimitOptions): (address: string) => boolean {
  const buckets = new Map<string, { readonly left: number; readonly at: number }>();
  return (from) => {
    const [address, time] = [networkOf(from), now()];
    const { left, at } = buckets.get(address) ?? { left: perMinute, at: time };
    const filled = Math.min(perMinute, left + ((time - at) / MINUTE) * perMinute);
    const allowed = filled >= 1;
    // The oldest goes first: an address that asks is the newest.
    buckets.delete(address);
    buckets.set(address, { left: allowed ? filled - 1 : filled, at: time });
    if (buckets.size > MOST_ADDRESSES) buckets.delete(buckets.keys().next().value as string);
    return allowed;
  };
}
