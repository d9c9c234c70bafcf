// A role that looks at the chain, decides, acts, and looks again. It may be stopped, or die, between any two of its steps.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fields, Health, Log } from '../role.ts';
import { codeOf } from './failure-kind.ts';

export interface LookReport {
  readonly ok: boolean;
  /** Whether something was done, so that another look is due at once. */
  readonly busy: boolean;
  readonly lastError: string | undefined;
  readonly facts: Fields;
}

export interface LookLoop {
  health(): Health;
  /** Looks again at once. */
  wake(): void;
  /** Resolves when what was under way has ended, or has had its time. */
  stop(): Promise<void>;
}

export interface LookLoopOptions {
  readonly look: () => Promise<LookReport>;
  readonly pollMs: number;
  /** Ends the loop, and all that it does. */
  readonly stopping: AbortController;
  readonly log: Log;
  readonly onFailure: (code: string) => void;
}

/** After so many looks that failed, somebody should look at it. */
const SICK_AFTER = 3;
/** A node that was away for an hour must not be missed for a phase when it is back: a look costs little. */
const LONGEST_PAUSE_MS = 15_000;

/** Between two looks when there is more to do: others in this process may want to run. */
const SHORT_PAUSE_MS = 5;

/** How long a stop waits for what is under way; then it is left behind, and the next start goes on from there. */
const GRACE_MS = 5_000;

export function startLookLoop({ look, pollMs, stopping, log, onFailure }: LookLoopOptions): LookLoop {
  const { signal } = stopping;
  let report: LookReport | undefined;
  let [failures, lastError]: [number, string | undefined] = [0, undefined];

  /** Gives the pause until the next look. */
  async function lookOnce(): Promise<number> {
    try {
      report = await look();
      failures = 0;
      // An error is of interest until all is done again.
      lastError = report.lastError ?? (report.ok && report.facts.idle ? undefined : lastError);
      return report.busy ? SHORT_PAUSE_MS : pollMs;
    } catch (error) {
      if (signal.aborted) return 0;
      failures++;
      lastError = codeOf(error);
      onFailure(lastError);
      if (failures === 1 || failures % 10 === 0) log.warn('look-failed', { code: lastError, failures });
      return Math.min(LONGEST_PAUSE_MS, pollMs * 2 ** Math.min(failures - 1, 16));
    }
  }

  let waking = new AbortController();
  async function run(): Promise<void> {
    while (!signal.aborted) {
      const pause = await lookOnce();
      await sleep(pause, undefined, { signal: AbortSignal.any([signal, waking.signal]) }).catch(() => undefined);
      if (waking.signal.aborted) waking = new AbortController();
    }
  }
  const running = run();

  return {
    health() {
      const { ok = false, facts = {} } = report ?? {};
      return { ok: ok && failures < SICK_AFTER, facts: { ...facts, failures, lastError } };
    },
    wake: () => waking.abort(),
    async stop() {
      stopping.abort();
      const graceOver = new AbortController();
      const grace = sleep(GRACE_MS, undefined, { signal: graceOver.signal }).catch(() => undefined);
      await Promise.race([running, grace]);
      graceOver.abort();
    },
  };
}
