// What was looked for in vain, and since when something has been so.

/** Something that was looked for in vain. */
export interface Search {
  readonly attempts: number;
  readonly sinceMs: number;
  readonly retryAtMs: number;
}

/** How long and how often something was looked for in vain. */
export interface Missing {
  readonly attempts: number;
  readonly forMs: number;
  /** 0 when it is time to look again. */
  readonly retryInMs: number;
}

/** For how long something has been seen; from now on, if it is new. */
export function sinceSeen(seen: Map<string, number>, name: string, nowMs: number): number {
  const first = seen.get(name) ?? nowMs;
  seen.set(name, first);
  return nowMs - first;
}

const LONGEST_MS = 60_000;

/** One more look in vain: the next one comes after twice the time, up to a minute. */
export const searchAgain = (
  search: Search | undefined,
  { nowMs, retryMs }: { nowMs: number; retryMs: number },
): Search => {
  const attempts = (search?.attempts ?? 0) + 1;
  const delay = Math.min(LONGEST_MS, retryMs * 2 ** Math.min(attempts - 1, 16));
  return { attempts, sinceMs: search?.sinceMs ?? nowMs, retryAtMs: nowMs + delay };
};

export const missingOf = ({ attempts, sinceMs, retryAtMs }: Search, nowMs: number): Missing => ({
  attempts,
  forMs: nowMs - sinceMs,
  retryInMs: Math.max(0, retryAtMs - nowMs),
});
