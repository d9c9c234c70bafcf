// One round of one task: trainers, keyholders and a finaliser take their turns on the chain.
import {
  batchIndex,
  finaliseRound,
  frozenLogOf,
  g1FromAffine,
  hashHex,
  type IndexedShare,
  type LoggedSubmission,
  logPathOf,
  type OpenedShare,
  openShares,
  readRoundView,
  readSubmissions,
  recoverRound,
  requireSubmission,
  submissionArgumentOf,
  sumShares,
} from '@tacit/sdk';
import { type Address, zeroHash } from 'viem';
import { deadlinesOf, type Keyholder, openRound, seedOf, type Trainer } from '../../test/contracts/support/training.ts';
import { complaintArgument } from '../../test/contracts/support/training-committee.ts';
import type { Wallet } from '../../test/contracts/support/training-stage.ts';
import { type Average, averageExactly, trainLocally } from './reference.ts';
import type { RoundOptions } from './round-options.ts';
import { drawAttendance, prepareAll, submitAll } from './updates.ts';

type Envelopes = ReadonlyMap<string, Uint8Array>;

const placeOf = ({ cohort: { task }, round }: RoundOptions) => ({
  chainId: Number(task.stage.chainId),
  contract: task.contracts.training.address,
  task: task.id,
  round: BigInt(round),
});

const viewOf = (options: RoundOptions) => readRoundView(options.cohort.task.stage.client, placeOf(options));

async function call(options: RoundOptions, wallet: Wallet, name: string, args: readonly unknown[]): Promise<bigint> {
  const { stage, contracts, id } = options.cohort.task;
  return (await stage.send(wallet, contracts.training, name, [id, ...args])).gasUsed;
}

async function readLog(options: RoundOptions): Promise<LoggedSubmission[]> {
  const { cohort, measures } = options;
  const { scope, round } = await viewOf(options);
  const { client } = cohort.task.stage;
  const range = { fromBlock: round.openedAt };
  return measures.time('readLogMs', () =>
    readSubmissions(client, placeOf(options).contract, { scope, log: BigInt(round.log), range }),
  );
}

const keyOf = (address: Address): string => address.toLowerCase();

/** What a member makes of all submissions: opened, decrypted, checked in one random combination. */
function openAs(
  options: RoundOptions,
  { index, keys }: Keyholder,
  logged: readonly LoggedSubmission[],
  envelopes: Envelopes,
) {
  const { plan, cohort, measures, randomness } = options;
  const { committedBases: bases } = cohort.task.artifacts.verificationKey;
  const received = logged.map((one) => ({
    submission: requireSubmission(one),
    envelope: envelopes.get(keyOf(one.trainer)),
  }));
  const terms = {
    index,
    members: plan.members,
    threshold: plan.threshold,
    secretKey: keys.secretKey,
    bases,
    randomness,
  };
  return measures.time('openMs', () => openShares(received, terms), Math.max(1, logged.length));
}

/** Shows the chain every bad share; whoever dealt it is out. */
async function complainAll(
  options: RoundOptions,
  logged: readonly LoggedSubmission[],
  opened: ReadonlyMap<Keyholder, readonly OpenedShare[]>,
): Promise<Set<string>> {
  const { cohort, measures } = options;
  const { scope } = await viewOf(options);
  const excluded = new Set<string>();
  for (const [keyholder, shares] of opened) {
    for (const [at, share] of shares.entries()) {
      const { trainer, ...one } = logged[at] as LoggedSubmission;
      if (share.outcome === 'demand') throw new Error('an envelope is missing that was delivered');
      if (share.outcome !== 'complaint' || excluded.has(keyOf(trainer))) continue;
      const submission = submissionArgumentOf(requireSubmission({ trainer, ...one }), share.ctHashes);
      const complaint = complaintArgument(cohort.task, share.complaint);
      measures.add(
        'complaintGas',
        await call(options, keyholder.wallet, 'complain', [submission, logPathOf(scope, logged, at), complaint]),
      );
      excluded.add(keyOf(trainer));
    }
  }
  return excluded;
}

/** Every member posts its sum over exactly the included. */
async function postSums(
  options: RoundOptions,
  included: readonly boolean[],
  opened: ReadonlyMap<Keyholder, readonly OpenedShare[]>,
): Promise<IndexedShare[]> {
  const frozenLog = hashHex(frozenLogOf(await viewOf(options)));
  const posted: IndexedShare[] = [];
  for (const [{ index, wallet }, shares] of opened) {
    const { share, digest } = sumShares(shares.filter((_, at) => included[at]));
    options.measures.add(
      'sumGas',
      await call(options, wallet, 'postSum', [BigInt(options.round), frozenLog, hashHex(digest)]),
    );
    posted.push({ index, share });
  }
  return posted;
}

/** From t posted sums to the next root; the proof is snarkjs'. */
async function finalise(options: RoundOptions, included: readonly LoggedSubmission[], posted: readonly IndexedShare[]) {
  const { plan, cohort, relayer, measures, realProver, tally } = options;
  const { artifacts } = cohort.task;
  const view = await viewOf(options);
  const sumOfD = g1FromAffine(view.round.sum);
  const submissions = included.map(requireSubmission);
  const recovered = await measures.time('recoverMs', () =>
    recoverRound({ artifacts, threshold: plan.threshold, submissions, sumOfD, sums: posted.slice(-plan.threshold) }),
  );
  const final = await measures.time('finalProofMs', () =>
    finaliseRound({
      ...{ artifacts, prover: realProver, scope: view.scope, root: view.task.root, model: cohort.model, recovered },
      ...{ included: included.length, steps: plan.steps, frozenLog: frozenLogOf(view), sumOfD },
      beneficiary: relayer.account.address,
    }),
  );
  tally.finalisationsProven++;
  const args = [final.root, final.lossSum, final.abc, final.beneficiary, zeroHash];
  measures.add('finaliseGas', await call(options, relayer, 'finalise', args));
  return final;
}

/** The exact average of those who are included, on the batches that the round's seed names. */
async function expectedAverage(options: RoundOptions, included: readonly Trainer[]): Promise<Average> {
  const { cohort, plan, round } = options;
  const { format } = cohort.task.artifacts.circuit;
  const seed = BigInt(await seedOf(cohort.task, round));
  const drawn = { seed, task: BigInt(cohort.task.id), round: BigInt(round) };
  const results = included.map(({ address: trainer, batches }) => {
    const steps = Array.from({ length: plan.steps }, (_, step) => {
      return batches[batchIndex({ ...drawn, trainer, step, batches: batches.length })] as (typeof batches)[number];
    });
    return trainLocally(format, cohort.model, { batches: steps, multiplier: cohort.task.plan.work.multiplier });
  });
  return averageExactly(cohort.model, results);
}

export interface RoundResult {
  readonly included: number;
  /** Mean proven loss of a step's value. */
  readonly loss: number;
}

/** Plays the round, moves the cohort's model on, and throws unless it is the exact average. */
export async function playRound(options: RoundOptions, expelled: Set<Trainer>): Promise<RoundResult> {
  const { cohort, round, relayer, measures, tally, onProgress } = options;
  const { task } = cohort;
  await openRound(task);
  await call(options, relayer, 'drawSeed', []);
  const { present, cheaters } = drawAttendance(options, expelled);
  tally.absent += cohort.trainers.length - expelled.size - present.length;
  const updates = await prepareAll(options, { present, cheaters });
  await submitAll(options, updates);

  const logged = await readLog(options);
  const envelopes = new Map(updates.map(({ trainer, envelope }) => [keyOf(trainer.address), envelope]));
  const opened = new Map<Keyholder, readonly OpenedShare[]>();
  for (const keyholder of task.committee) {
    options.signal.throwIfAborted();
    onProgress(`keyholder ${keyholder.index}`, 0.5 + (0.4 * (keyholder.index - 1)) / task.committee.length);
    opened.set(keyholder, await openAs(options, keyholder, logged, envelopes));
  }
  onProgress('end of the round', 0.9);
  await task.stage.moveTo((await deadlinesOf(task, round, 'share')).demands);
  const excluded = await complainAll(options, logged, opened);
  await task.stage.moveTo((await deadlinesOf(task, round, 'share')).complaints + 1n);
  measures.add('freezeGas', await call(options, relayer, 'freeze', []));
  const included = logged.map(({ trainer }) => !excluded.has(keyOf(trainer)));
  const honest = present.filter((trainer) => !cheaters.has(trainer));
  if (included.filter(Boolean).length !== honest.length) throw new Error('others were excluded than those who cheated');
  for (const cheater of cheaters) expelled.add(cheater);
  tally.excluded += cheaters.size;

  const expected = await expectedAverage(options, honest);
  const posted = await postSums(options, included, opened);
  const final = await finalise(
    options,
    logged.filter((_, at) => included[at]),
    posted,
  );
  const exact = final.model.every((weight, i) => weight === expected.model[i]) && final.lossSum === expected.lossSum;
  if (!exact) throw new Error(`round ${round}: the model is not the exact average of ${honest.length} trainers`);
  cohort.model = expected.model;
  await task.stage.moveTo((await deadlinesOf(task, round, 'sum')).complaints + 1n);
  measures.add('settleGas', await call(options, relayer, 'settle', [BigInt(round)]));
  return { included: honest.length, loss: final.loss };
}
