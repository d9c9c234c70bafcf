// A relay: takes signed updates from whoever brings them, and sends them many at a time. Nobody pays it for that: it is run by a
// task's coordinator, or by a group that shares its cost.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '@tacit/sdk';
import { close, listen } from '../http.ts';
import type { Health, Role, RoleContext } from '../role.ts';
import type { RelayConfig } from './config.ts';
import { openIntake } from './intake.ts';
import { openKeptUpdates } from './kept-updates.ts';
import { openRounds } from './rounds.ts';
import { openSender } from './sender.ts';
import { createRelayServer } from './server.ts';

export interface RelayRole extends Role {
  readonly name: 'relay';
  /** Where it listens. */
  readonly url: string;
}

/** After so many passes that failed, somebody should look at it. */
const SICK_AFTER = 3;
const LONGEST_PAUSE_MS = 60_000;
const STOP_MS = 5000;

export async function startRelayRole(config: RelayConfig, { log, metrics }: RoleContext): Promise<RelayRole> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const kept = await openKeptUpdates(join(config.state, 'updates'), log);
  const rounds = openRounds(config);
  const sender = openSender({ config, rounds, kept, log, metrics });
  const intake = openIntake({ config, rounds, kept, log });
  const server = createRelayServer({ config, intake, kept, log, metrics, isStopping: () => signal.aborted });
  const pending = metrics.gauge('tacit_relay_pending_updates', 'Updates that wait to be sent.');
  const waiting = () => kept.all().filter(({ state }) => state === 'pending' || state === 'sending').length;
  const url = await listen(server, { host: config.host, port: config.port, what: 'the relay' });

  let [failures, lastError]: [number, string | undefined] = [0, undefined];
  async function look(): Promise<void> {
    try {
      await sender.pass();
      [failures, lastError] = [0, undefined];
    } catch (error) {
      failures++;
      lastError = errorCode(error) ?? 'UNEXPECTED';
    }
    pending.set(waiting());
  }
  async function run(): Promise<void> {
    while (!signal.aborted) {
      await look();
      const pause = Math.min(LONGEST_PAUSE_MS, config.pollMs * 2 ** Math.min(failures, 8));
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
  const running = run();
  log.info('relay-started', { url, contract: config.contract, waiting: waiting() });
  return {
    name: 'relay',
    url,
    health: (): Health => ({ ok: failures < SICK_AFTER, facts: { url, waiting: waiting(), failures, lastError } }),
    async stop() {
      stopping.abort();
      // A batch that is on its way need not be waited for: whoever starts next asks the chain about it.
      const patience = new AbortController();
      const enough = sleep(STOP_MS, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.all([Promise.race([running, enough]), close(server)]);
      patience.abort();
      log.info('relay-stopped', { waiting: waiting() });
    },
  };
}
