// The trainers' part of a simulated round: who comes, what they send, and how.
import type { Hex } from 'viem';
import type { Trainer } from '../../test/contracts/support/training.ts';
import {
  type PreparedUpdate,
  prepareUpdate,
  relayUpdates,
  spoilShare,
  submitUpdate,
} from '../../test/contracts/support/training-updates.ts';
import { shareOf } from './options.ts';
import type { RoundOptions } from './round-options.ts';

export interface Attendance {
  readonly present: readonly Trainer[];
  /** Those of them who seal a bad share to a member. */
  readonly cheaters: ReadonlySet<Trainer>;
}

/** Who comes to the round, in the order of their submissions: honest ones first, the others anywhere after two of them. */
export function drawAttendance({ plan, cohort, randomness, round }: RoundOptions, expelled: ReadonlySet<Trainer>) {
  const order = cohort.trainers.filter((trainer) => !expelled.has(trainer));
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(randomness.next() * (i + 1));
    [order[i], order[j]] = [order[j] as Trainer, order[i] as Trainer];
  }
  const present = order.slice(shareOf(plan.dropouts, cohort.trainers.length));
  const cheating = round === 1 ? shareOf(plan.cheaters, cohort.trainers.length) : 0;
  return { present, cheaters: new Set(present.slice(present.length - cheating)) } satisfies Attendance;
}

/** Which member a cheater seals junk to: all get their turn. */
export const victimOf = (cheater: number, members: number): number => 1 + (cheater % members);

/**
 * All updates of the round. Those of the sample are proven by snarkjs; they begin with the second, so that the
 * sample has one that is sent alone and some in a batch.
 */
export async function prepareAll(options: RoundOptions, { present, cheaters }: Attendance): Promise<PreparedUpdate[]> {
  const { plan, cohort, round, measures, realProver, signal, tally } = options;
  const prepared: PreparedUpdate[] = [];
  const cheats = [...cheaters];
  for (const [position, trainer] of present.entries()) {
    signal.throwIfAborted();
    options.onProgress(`update ${position + 1} of ${present.length}`, (0.4 * position) / present.length);
    const real = position >= 1 && position <= plan.sample && !cheaters.has(trainer);
    const prover = real ? realProver : cohort.task.prover;
    let proving = 0;
    const timed: typeof prover = {
      ...prover,
      async prove(artifacts, inputs) {
        const start = performance.now();
        const proof = await prover.prove(artifacts, inputs);
        proving += performance.now() - start;
        if (real) measures.add('proofMs', performance.now() - start);
        return proof;
      },
    };
    const tamper = cheaters.has(trainer) ? { tamper: spoilShare(victimOf(cheats.indexOf(trainer), plan.members)) } : {};
    const start = performance.now();
    const update = await prepareUpdate({ ...cohort.task, prover: timed }, trainer, {
      model: cohort.model,
      round,
      ...tamper,
    });
    measures.add('updateMs', performance.now() - start - proving);
    measures.add('envelopeBytes', update.envelope.length);
    tally[real ? 'stepsProven' : 'stepsForged'] += plan.steps;
    prepared.push(update);
  }
  return prepared;
}

async function lastCallBytes({ cohort }: RoundOptions): Promise<number> {
  const { client } = cohort.task.stage;
  const { transactions } = await client.getBlock();
  const { input } = await client.getTransaction({ hash: transactions[0] as Hex });
  return (input.length - 2) / 2;
}

/** The first two send their own; a relayer sends the others. The first fills empty slots, so the second one's gas counts. */
export async function submitAll(options: RoundOptions, updates: readonly PreparedUpdate[]): Promise<void> {
  const { plan, cohort, relayer, measures, signal } = options;
  const alone = updates.slice(0, 2);
  for (const [position, update] of alone.entries()) {
    const gas = await submitUpdate(cohort.task, update);
    if (position !== 1) continue;
    measures.add('updateGas', gas);
    measures.add('callBytes', await lastCallBytes(options));
  }
  for (let at = alone.length; at < updates.length; at += plan.batch) {
    signal.throwIfAborted();
    options.onProgress(`submission ${at + 1} of ${updates.length}`, 0.4 + (0.1 * at) / updates.length);
    const batch = updates.slice(at, at + plan.batch);
    const gas = await relayUpdates(cohort.task, relayer, batch);
    // What is left over at the end costs more for each, and says nothing of a full batch.
    if (batch.length < plan.batch && at > alone.length) continue;
    measures.add('relayedGas', Number(gas) / batch.length);
    measures.add('relayedBytes', (await lastCallBytes(options)) / batch.length);
  }
}
