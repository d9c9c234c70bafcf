// What became of updates, by the chain's word alone.
import { training } from '@tacit/sdk';
import type { Metrics } from '../role.ts';
import type { RelayConfig } from './config.ts';
import type { KeptState, KeptUpdate, KeptUpdates } from './kept-updates.ts';
import { isIn, type PresentRound } from './rounds.ts';

type Hex = `0x${string}`;

export interface LedgerParts {
  readonly config: RelayConfig;
  readonly kept: KeptUpdates;
  readonly metrics: Metrics;
}

export interface Ledger {
  become(one: KeptUpdate, state: KeptState, more?: { code?: string; transaction?: Hex }): Promise<void>;
  /** Compares what is kept of one task with the chain; gives what waits. */
  settle(all: readonly KeptUpdate[], present: PresentRound): Promise<KeptUpdate[]>;
}

export const isLive = ({ state }: KeptUpdate): boolean => state === 'pending' || state === 'sending';

export function openLedger({ config, kept, metrics }: LedgerParts): Ledger {
  const { clients, contract, now = Date.now } = config;
  const { publicClient: client } = clients;
  const ended = metrics.counter('tacit_relay_updates_total', 'Updates by how they ended.');

  const become: Ledger['become'] = async (one, state, more = {}) => {
    const { code: _code, ...rest } = one;
    const next: KeptUpdate = { ...rest, state, changedAt: now(), ...more };
    await kept.put(next);
    if (!isLive(next)) ended.add(1, { state });
  };

  /** The trainer is in the round: with this update, or with one that it sent itself. */
  async function findOut(one: KeptUpdate): Promise<void> {
    const { task, round, trainer, sharesHash } = one.update;
    const { openedAt } = await training.readRound(client, contract, { task, round });
    for await (const page of training.submittedPages(client, contract, { task, round }, { fromBlock: openedAt })) {
      const found = page.find(({ args }) => args.trainer.toLowerCase() === trainer.toLowerCase());
      if (!found) continue;
      const { transactionHash: transaction } = found;
      await become(one, found.args.sharesHash === sharesHash ? 'included' : 'superseded', { transaction });
      return;
    }
  }

  async function submittedOf({ update }: KeptUpdate, { number, round }: PresentRound): Promise<bigint> {
    if (update.round === number) return round.submitted;
    return (await training.readRound(client, contract, { task: update.task, round: update.round })).submitted;
  }

  return {
    become,
    async settle(all, present) {
      const waiting: KeptUpdate[] = [];
      const { round, number, chainTime } = present;
      const over = round.status !== 'open' || chainTime > round.trainingEnds;
      for (const one of all) {
        const { index, batches } = await training.readEnrolment(client, contract, one.update);
        // Whoever is not enrolled, as after a re-organisation, reads as the first of all.
        if (batches > 0 && isIn(await submittedOf(one, present), index)) {
          if (one.state !== 'included') await findOut(one);
        } else if (one.update.round !== number || over) {
          await become(one, 'missed');
        } else {
          // Of an included one a re-organisation took the block.
          if (one.state !== 'pending') await become(one, 'pending');
          waiting.push(kept.get(one.update.sharesHash) as KeptUpdate);
        }
      }
      return waiting;
    },
  };
}
