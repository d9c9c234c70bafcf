// How often one address may ask. Whoever stands behind a proxy shares the proxy's.

export interface RateLimitOptions {
  readonly perMinute: number;
  readonly now: () => number;
}

const MOST_ADDRESSES = 10_000;
const MINUTE = 60_000;

/** True if the address may ask now: a bucket of `perMinute` that fills again within a minute. */
export function rateLimit({ perMinute, now }: RateLimitOptions): (address: string) => boolean {
  const buckets = new Map<string, { readonly left: number; readonly at: number }>();
  return (address) => {
    const time = now();
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
