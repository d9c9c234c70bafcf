import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randomBatch } from '../../../test/support/random-step.ts';
import { simulatedProver, simulateKey } from '../../../test/support/simulated-key.ts';
import { commitDataset, encodeBatch, leafOf, rootFromPath } from '../data/index.ts';
import { errorCode } from '../errors/index.ts';
import { randomField } from '../hashing/index.ts';
import { computeFinalisation, computeStep, meanLoss, meanMultiplier, zeroWeights } from '../numeric/index.ts';
import { modelRoot, type Prover } from '../proving/index.ts';
import {
  type Address,
  batchIndex,
  freezeLog,
  hashShares,
  type IndexedShare,
  publishedOf,
  stepContext,
  sumCommitments,
  totalCommitment,
} from '../sharing/index.ts';
import { makeWorld, OTHER, SCOPE, TRAINER } from '../sharing/test-support.ts';
import { openShares, sumShares } from './open-shares.ts';
import { prepareUpdate } from './prepare-update.ts';
import type { PreparedUpdate } from './prove-update.ts';
import { finaliseRound, recoverRound } from './recover-round.ts';

const simulation = simulateKey('logistic-4x3-b8', 31);
const { artifacts, key, randomness } = simulation;
const { format } = artifacts.circuit;
const { keys, publicKeys, threshold } = makeWorld({ members: 3, threshold: 2, seed: 5 });
const scope = { ...SCOPE, keyHash: key.hash };
const model = zeroWeights(format);
const batches = [0, 1, 2].map(() => randomBatch(format, randomness.next));
const data = await commitDataset(format, batches, randomField(randomness));
const options = {
  artifacts,
  prover: simulatedProver(simulation),
  scope,
  trainer: TRAINER as Address,
  task: { root: modelRoot(format, model, 0n), steps: 3, multiplier: 4 },
  enrolment: { dataRoot: data.root, batches: data.batches },
  seed: 99n,
  model,
  batches,
  data,
  publicKeys,
  threshold,
  randomness,
};

/** What a step after the other gives, with no protocol around it. */
function trainPlainly(trainer: Address): { sum: number[]; loss: number } {
  let [weights, loss]: [readonly number[], number] = [model, 0];
  for (let step = 0; step < options.task.steps; step++) {
    const { task, round } = scope;
    const index = batchIndex({ seed: options.seed, task, round, trainer, step, batches: batches.length });
    const computed = computeStep(format, weights, batches[index] as (typeof batches)[number], options.task.multiplier);
    [weights, loss] = [computed.after, loss + computed.loss];
  }
  return { sum: weights.map((weight, i) => weight - (model[i] as number)), loss };
}

describe('an update', () => {
  it('is fixed before the first proof, and is another at every call', async () => {
    const [events, drawn]: [string[], bigint[]] = [[], []];
    const prepare = () =>
      prepareUpdate({
        ...options,
        onFixed: ({ secrets }) => {
          events.push('fixed');
          drawn.push(secrets.ephemeralKey, ...secrets.salts, ...secrets.blinds);
        },
        onProven: (proven, steps) => void events.push(`${proven} of ${steps}`),
      });
    const [first, second] = [await prepare(), await prepare()];
    assert.deepEqual(events.slice(0, 4), ['fixed', '1 of 3', '2 of 3', '3 of 3']);
    assert.equal(first.sharesHash, hashShares(first.submission));
    assert.deepEqual([first.roots.length, first.proofs.length, first.D.length], [3, 3, 3]);
    const words = first.D.map((point) => point.toAffine()).map(({ x, y }) => [x, y]);
    assert.deepEqual(
      first.proofs.map((proof) => [proof[8], proof[9]]),
      words,
    );
    assert.equal(new Set([...first.roots, ...second.roots]).size, 6);
    assert.equal(new Set(drawn).size, 14);
  });

  it('chains roots from the public model on, and binds every step to its own context', async () => {
    const [roots, contexts]: [bigint[], bigint[]] = [[options.task.root], []];
    const prover: Prover = {
      ...options.prover,
      prove: (given, inputs) => {
        assert.equal(inputs.rootBefore, roots.at(-1));
        roots.push(inputs.rootAfter as bigint);
        contexts.push(inputs.context as bigint);
        return options.prover.prove(given, inputs);
      },
    };
    const update = await prepareUpdate({ ...options, prover });
    assert.deepEqual(update.roots, roots.slice(1));
    assert.deepEqual(
      contexts,
      [0, 1, 2].map((step) => stepContext(update.submission, step)),
    );
  });

  it('is refused for another model or other data, before anything is drawn', async () => {
    const refused = async (change: object) =>
      await prepareUpdate({ ...options, ...change }).then(() => undefined, errorCode);
    assert.equal(await refused({ model: model.with(0, 1) }), 'MODEL_MISMATCH');
    assert.equal(await refused({ enrolment: { ...options.enrolment, dataRoot: 1n } }), 'DATASET_MISMATCH');
    assert.equal(await refused({ enrolment: { ...options.enrolment, batches: 2 } }), 'DATASET_MISMATCH');
    assert.equal(await refused({ batches: batches.slice(1) }), 'DATASET_MISMATCH');
  });

  it('is of the batches that stand under the root, at their indices', () => {
    for (const [i, batch] of batches.entries()) {
      assert.equal(rootFromPath(leafOf(encodeBatch(format, batch), data.saltOf(i)), i, data.pathOf(i)), data.root);
    }
  });
});

describe('a round, from updates to the next model', () => {
  const trainers: readonly Address[] = [TRAINER, OTHER];
  const plain = trainers.map(trainPlainly);
  const prepareAll = async (): Promise<PreparedUpdate[]> => {
    const updates = [];
    for (const trainer of trainers) updates.push(await prepareUpdate({ ...options, trainer }));
    return updates;
  };

  it('gives the sum, the loss and the model that plain training gives', async () => {
    const updates = await prepareAll();
    const bases = key.committedBases;
    const received = updates.map(({ submission, envelope }) => ({ submission: publishedOf(submission), envelope }));
    const sums: IndexedShare[] = [2, 3].map((index) => {
      const secretKey = keys[index - 1]?.secretKey as bigint;
      const terms = { index, members: 3, secretKey, bases, threshold, randomness };
      return { index, share: sumShares(openShares(received, terms)).share };
    });
    const submissions = received.map(({ submission }) => submission);
    const dealt = submissions.map(({ deal }) => ({ D: totalCommitment(deal), C: deal.C }));
    const { sumOfD } = sumCommitments(dealt);
    const wrong = { index: 1, share: bases.map(() => 1n) };
    const round = { artifacts, threshold, submissions, sumOfD };
    const recovered = recoverRound({ ...round, sums: [wrong, ...sums] });
    const sum = model.map((_, i) => plain.reduce((total, one) => total + (one.sum[i] as number), 0));
    const lossSum = plain.reduce((total, { loss }) => total + loss, 0);
    assert.deepEqual([recovered.update, recovered.lossSum], [sum, BigInt(lossSum)]);
    assert.throws(
      () => recoverRound({ ...round, sums: [wrong, ...sums.slice(1)] }),
      (error) => errorCode(error) === 'SUM_NOT_OPENED',
    );
    const final = {
      ...{ artifacts, prover: options.prover, scope, root: options.task.root, model, recovered, sumOfD },
      ...{ included: 2, steps: 3, frozenLog: freezeLog(1n, [0, 1]), beneficiary: TRAINER as Address },
    };
    const finalised = await finaliseRound(final);
    assert.deepEqual(finalised.model, computeFinalisation(format, model, sum, meanMultiplier(2)).after);
    assert.equal(finalised.root, modelRoot(format, finalised.model, 0n));
    assert.equal(finalised.loss, meanLoss(format, lossSum, 6));
    const other = await finaliseRound({ ...final, root: 5n }).then(() => undefined, errorCode);
    assert.equal(other, 'MODEL_MISMATCH');
  });
});
