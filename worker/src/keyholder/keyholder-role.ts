// A keyholder: looks at the chain, decides, acts, and looks again. It may be stopped, or die, between any two of its steps.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Health, Role, RoleContext } from '../role.ts';
import { type KeyholderRoleConfig, openTools } from './config.ts';
import { codeOf } from './errors.ts';
import { openPass, type PassReport } from './pass.ts';

/** After so many looks that failed, somebody should look at it. */
const SICK_AFTER = 3;
/** A node that was away for an hour must not be missed for a phase when it is back: a look costs little. */
const LONGEST_PAUSE_MS = 15_000;

/** Between two looks when there is more to do: others in this process may want to run. */
const SHORT_PAUSE_MS = 5;

/** How long a stop waits for what is under way; then it is left behind, and the next start goes on from there. */
const GRACE_MS = 5_000;

export async function startKeyholderRole(config: KeyholderRoleConfig, { log, metrics }: RoleContext): Promise<Role> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const { tools, close } = await openTools(config, { metrics, signal });
  const pass = openPass(config, tools, log);
  let report: PassReport | undefined;
  let [failures, lastError]: [number, string | undefined] = [0, undefined];

  /** Gives the pause until the next look. */
  async function look(): Promise<number> {
    try {
      report = await pass();
      failures = 0;
      // An error is of interest until all is done again.
      lastError = report.lastError ?? (report.ok && report.facts.idle ? undefined : lastError);
      return report.busy ? SHORT_PAUSE_MS : config.pollMs;
    } catch (error) {
      if (signal.aborted) return 0;
      failures++;
      lastError = codeOf(error);
      tools.metrics.errors.add(1, { code: lastError });
      if (failures === 1 || failures % 10 === 0) log.warn('look-failed', { code: lastError, failures });
      return Math.min(LONGEST_PAUSE_MS, config.pollMs * 2 ** Math.min(failures - 1, 16));
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      const pause = await look();
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
  const running = run();
  log.info('keyholder-started', { contract: config.contract, account: config.clients.walletClient.account.address });

  return {
    name: 'keyholder',
    health(): Health {
      const { ok = false, facts = {} } = report ?? {};
      return { ok: ok && failures < SICK_AFTER, facts: { ...facts, failures, lastError } };
    },
    async stop() {
      stopping.abort();
      const graceOver = new AbortController();
      const grace = sleep(GRACE_MS, undefined, { signal: graceOver.signal }).catch(() => undefined);
      await Promise.race([running, grace]);
      graceOver.abort();
      await close();
      log.info('keyholder-stopped');
    },
  };
}
