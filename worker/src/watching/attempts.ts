// How often something was tried in vain, and when it may be tried again.
import type { FailureKind } from './failure-kind.ts';

export interface Attempts {
  mayTry(name: string): boolean;
  failed(name: string, kind: FailureKind, urgent?: boolean): void;
  succeeded(name: string): void;
  /** Whether something failed that is likely to fail again, and waits for that. */
  sick(): boolean;
}

/** The longest pause after a failure of each kind, in units of the first one. */
const LONGEST: Readonly<Record<FailureKind, number>> = { done: 1, early: 8, passing: 64, lasting: 256 };
/** Of what has a deadline of a minute: an outage of half of it must not cost the other half. */
const LONGEST_URGENT = 8;
/** Of things that are over nothing need be known. */
const MOST = 10_000;

export function trackAttempts({ now, firstMs }: { readonly now: () => number; readonly firstMs: number }): Attempts {
  const failures = new Map<
    string,
    { readonly count: number; readonly retryAtMs: number; readonly kind: FailureKind }
  >();
  return {
    mayTry: (name) => (failures.get(name)?.retryAtMs ?? 0) <= now(),
    failed(name, kind, urgent = false) {
      const count = (failures.get(name)?.count ?? 0) + 1;
      const longest = urgent ? Math.min(LONGEST[kind], LONGEST_URGENT) : LONGEST[kind];
      const delay = firstMs * Math.min(longest, 2 ** Math.min(count - 1, 16));
      if (failures.size >= MOST) failures.clear();
      failures.set(name, { count, retryAtMs: now() + delay, kind });
    },
    succeeded: (name) => void failures.delete(name),
    sick: () => [...failures.values()].some(({ kind, retryAtMs }) => kind === 'lasting' && retryAtMs > now()),
  };
}
