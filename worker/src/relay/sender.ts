// Sends batches. Nothing is sent twice: what may be on its way is not sent again before the chain has said that it is not.
import { errorCode, explained, isContractRefusal, training } from '@tacit/sdk';
import { getGasPrice } from 'viem/actions';
import type { Log } from '../role.ts';
import { isUnderWay } from '../watching/under-way.ts';
import type { KeptUpdate } from './kept-updates.ts';
import { isLive, type Ledger, type LedgerParts, openLedger } from './ledger.ts';
import type { PresentRound, Rounds } from './rounds.ts';
import { decideBatch, type Verdict } from './schedule.ts';

type Hex = `0x${string}`;

export interface SenderParts extends LedgerParts {
  readonly rounds: Rounds;
  readonly log: Log;
}

export interface Sender {
  /** Looks at every task with live updates, and sends what is worth sending. */
  pass(): Promise<void>;
}

/** What the whole round refuses is no fault of one update. */
const OF_THE_ROUND: readonly string[] = [
  'HISTORY_MISSING',
  'ROUND_NOT_IN_STATUS',
  'SEED_LOST',
  'SEED_TOO_EARLY',
  'TOO_LATE',
];
const isFault = (error: unknown): boolean => {
  const code = errorCode(error) ?? '';
  return code === 'GAS_LIMIT_EXCEEDED' || (isContractRefusal(error) && !OF_THE_ROUND.includes(code));
};

/** How long after its inclusion an update is looked for, lest its block was taken back. */
const WATCHED_MS = 30 * 60_000;
const FORGOTTEN_MS = 7 * 86_400_000;

function openBatches({ config, log, metrics }: SenderParts, ledger: Ledger) {
  const { clients, contract } = config;
  const batches = metrics.counter('tacit_relay_batches_total', 'Batches by what became of them.');
  const gas = metrics.counter('tacit_relay_gas_used_total', 'Gas that batches used.');

  async function sendAll(task: Hex, batch: readonly KeptUpdate[]): Promise<void> {
    // First the disk, then the network: whoever finds this after a crash asks the chain before it sends again.
    for (const one of batch) await ledger.become(one, 'sending');
    const updates = batch.map(({ update, signature }) => ({ ...update, signature }));
    try {
      const { hash, receipt } = await training.submitUpdates(clients, contract, { task, updates });
      for (const one of batch) await ledger.become(one, 'included', { transaction: hash });
      batches.add(1, { outcome: 'sent' });
      gas.add(Number(receipt.gasUsed));
      log.info('batch-sent', { task, updates: batch.length, transaction: hash, gas: receipt.gasUsed });
    } catch (error) {
      // It was tried out, refused, and not sent.
      if (!isFault(error)) throw error;
      batches.add(1, { outcome: 'refused' });
      await split(task, batch, errorCode(error) ?? 'UNEXPECTED');
    }
  }

  /** One update of many is at fault: the halves are tried, down to it. */
  async function split(task: Hex, batch: readonly KeptUpdate[], code: string): Promise<void> {
    for (const one of batch) await ledger.become(one, 'pending');
    const [only] = batch;
    if (batch.length === 1 && only) {
      log.warn('update-refused', { task, trainer: only.update.trainer, code });
      // Whoever is in already is found out about with the rest.
      if (code !== 'ALREADY_SUBMITTED') await ledger.become(only, 'refused', { code });
      return;
    }
    log.warn('batch-refused', { task, updates: batch.length, code });
    const half = Math.ceil(batch.length / 2);
    await sendAll(task, batch.slice(0, half));
    await sendAll(task, batch.slice(half));
  }
  return sendAll;
}

export function openSender(parts: SenderParts): Sender {
  const { config, rounds, kept, log } = parts;
  const { now = Date.now, maxBatch } = config;
  const ledger = openLedger(parts);
  const sendAll = openBatches(parts, ledger);
  const marks = new Map<Hex, string>();

  async function judge(waiting: readonly KeptUpdate[], { round, chainTime }: PresentRound): Promise<Verdict> {
    const receivedAt = waiting.map((one) => one.receivedAt);
    const gasPrice = await explained(() => getGasPrice(config.clients.publicClient));
    return decideBatch({ receivedAt, nowMs: now(), chainTime, trainingEnds: round.trainingEnds, gasPrice }, config);
  }

  async function serve(task: Hex, all: readonly KeptUpdate[]): Promise<void> {
    if (all.some(({ state }) => state === 'sending') && (await isUnderWay(config.clients))) return;
    const present = await rounds.fresh(task);
    // Nothing that was included has gone while the round's log is the same.
    const mark = [present.number, present.round.status, present.round.log].join();
    const waiting = await ledger.settle(marks.get(task) === mark ? all.filter(isLive) : all, present);
    marks.set(task, mark);
    for (let rest = waiting; rest.length > 0; rest = rest.slice(maxBatch)) {
      const { send, why } = await judge(rest, present);
      if (!send) return;
      log.debug('batch-due', { task, why, updates: Math.min(rest.length, maxBatch) });
      await sendAll(task, rest.slice(0, maxBatch));
    }
  }

  return {
    async pass() {
      const isWatched = (one: KeptUpdate) =>
        isLive(one) || (one.state === 'included' && now() - one.changedAt < WATCHED_MS);
      const watched = Map.groupBy(kept.all().filter(isWatched), ({ update }) => update.task);
      let failure: unknown;
      for (const [task, all] of watched) {
        await serve(task, all).catch((error: unknown) => {
          log.warn('task-failed', { task, code: errorCode(error) ?? 'UNEXPECTED' });
          failure = error;
        });
      }
      await kept.prune(now() - FORGOTTEN_MS);
      if (failure !== undefined) throw failure;
    },
  };
}
