import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import {
  type Artifacts,
  type Claim,
  checkProofResponse,
  commitUpdate,
  computeFinalisation,
  type FinaliseWitness,
  type G1Point,
  meanMultiplier,
  modelRoot,
  type ProvenStep,
  packParams,
  proveFinalisation,
  proveStep,
  readProofResponse,
  sumPoints,
  unpackParams,
  unpackUpdate,
  verifyBatch,
  verifyProof,
  writeProofResponse,
} from '@tacit/sdk';
import type { CircuitName } from '../../sdk/src/proving/generated/circuits.ts';
import { randomStepWitness, randomWeights, seededRandomness } from '../support/random-step.ts';
import { claimOf, endProver, realArtifacts, realProver } from '../support/real-proofs.ts';
import { Fr, signedElement } from '../support/simulated-key.ts';

after(endProver);

const TRAINERS = 3;

/** Three trainers prove a step each from one global model; nobody opens a single update. */
async function round(name: CircuitName) {
  const artifacts = await realArtifacts(name);
  const { format } = artifacts.circuit;
  const weights = randomWeights(format, seededRandomness(5).next, 0.1);
  const steps: ProvenStep[] = [];
  for (let trainer = 0; trainer < TRAINERS; trainer++) {
    const { witness } = await randomStepWitness(format, { random: seededRandomness(100 + trainer) });
    const context = BigInt(1000 + trainer);
    steps.push(
      await proveStep({ artifacts, prover: realProver, witness: { ...witness, weights, multiplier: 5 }, context }),
    );
  }
  const updates = steps.map(({ opening }) => unpackUpdate(format, opening.packedUpdate.map(signedElement)));
  const opened: FinaliseWitness = {
    weights,
    sum: weights.map((_, i) => updates.reduce((sum, update) => sum + (update[i] as number), 0)),
    multiplier: meanMultiplier(TRAINERS),
    lossSum: steps.reduce((sum, { opening }) => sum + opening.loss, 0n),
    blind: steps.reduce((sum, { opening }) => Fr.add(sum, opening.blind), 0n),
  };
  return { artifacts, steps, opened, total: sumPoints(steps.map(({ commitment }) => commitment)) };
}

const finalise = (artifacts: Artifacts, witness: FinaliseWitness): Promise<ProvenStep> =>
  proveFinalisation({ artifacts, prover: realProver, witness, context: 4321n });

for (const name of ['linear-16x4-b8', 'logistic-4x3-b8'] as const) {
  describe(`the finalisation of a round of ${name}`, () => {
    const prepared = round(name);
    const proving = prepared.then(({ artifacts, opened }) => finalise(artifacts, opened));

    /** The finalisation's proof against a commitment of the verifier's own. */
    async function holds(commitment: G1Point, change: Partial<Claim> = {}): Promise<boolean> {
      const { artifacts } = await prepared;
      return verifyProof(artifacts.verificationKey, { ...claimOf(await proving), commitment, ...change });
    }

    it('verifies against the sum of the commitments of three proven steps', async () => {
      const { artifacts, steps, total } = await prepared;
      const key = artifacts.verificationKey;
      assert.ok(verifyBatch(key, steps.map(claimOf), seededRandomness(1)));
      assert.ok((await proving).commitment.equals(total));
      assert.ok(await holds(total));
      assert.ok(
        verifyBatch(
          key,
          [...steps.map(claimOf), { ...claimOf(await proving), commitment: total }],
          seededRandomness(2),
        ),
      );
    });

    it('states the mean of the updates: the new root, without salt', async () => {
      const { artifacts, opened } = await prepared;
      const { format } = artifacts.circuit;
      const { statement, after: weights } = await proving;
      assert.deepEqual(weights, computeFinalisation(format, opened.weights, opened.sum, opened.multiplier).after);
      assert.equal(statement.rootBefore, modelRoot(format, opened.weights, 0n));
      assert.equal(statement.rootAfter, modelRoot(format, weights, 0n));
      const { mode, multiplier, lossSum } = unpackParams(statement.params);
      assert.deepEqual([mode, multiplier, lossSum, statement.dataRoot], [1, opened.multiplier, opened.lossSum, 0n]);
    });

    it('does not verify against the commitments of two of the three, of one, or of one twice', async () => {
      const { steps, total } = await prepared;
      const points = steps.map(({ commitment }) => commitment);
      for (const without of [0, 1, 2]) assert.ok(!(await holds(sumPoints(points.toSpliced(without, 1)))));
      for (const point of points) {
        assert.ok(!(await holds(point)));
        assert.ok(!(await holds(total.add(point))));
      }
    });

    it('does not verify with another root, multiplier, loss, mode or context', async () => {
      const { total, opened } = await prepared;
      const { statement } = await proving;
      const params = (change: Partial<Parameters<typeof packParams>[0]>) =>
        packParams({ mode: 1, batchIndex: 0, multiplier: opened.multiplier, lossSum: opened.lossSum, ...change });
      assert.equal(statement.params, params({}));
      const others = [
        { rootAfter: Fr.add(statement.rootAfter, 1n) },
        { rootBefore: Fr.add(statement.rootBefore, 1n) },
        { dataRoot: 1n },
        { params: params({ multiplier: meanMultiplier(2) }) },
        { params: params({ lossSum: opened.lossSum + 1n }) },
        { params: params({ mode: 0 }) },
        { params: params({ batchIndex: 1 }) },
        { context: statement.context + 1n },
      ];
      for (const other of others)
        assert.ok(!(await holds(total, { statement: { ...statement, ...other } })), Object.keys(other)[0]);
    });

    it('cannot be proven for another sum, loss, blind or multiplier under the same commitment', async () => {
      const { artifacts, opened, total } = await prepared;
      const moved = opened.sum.with(0, (opened.sum[0] as number) + 3);
      // Moves weight 0 by one and weight 1 back: the same as far as a plain total would show.
      const balanced = moved.with(1, (opened.sum[1] as number) - 3);
      const witnesses: Partial<FinaliseWitness>[] = [
        { sum: moved },
        { sum: balanced },
        { lossSum: opened.lossSum + 1n },
        { blind: Fr.add(opened.blind, 1n) },
        { sum: opened.sum.map((value) => value * 2) },
      ];
      for (const other of witnesses) {
        const { proof, statement, commitment } = await finalise(artifacts, { ...opened, ...other });
        const key = artifacts.verificationKey;
        assert.ok(verifyProof(key, { proof, statement, commitment }), 'a control: it is a proof, of another D');
        assert.ok(!commitment.equals(total));
        assert.ok(!verifyProof(key, { proof, statement, commitment: total }));
      }
      // Another multiplier opens the same D, and so states another root: the verifier gives the multiplier.
      const half = await finalise(artifacts, { ...opened, multiplier: meanMultiplier(6) });
      assert.ok(half.commitment.equals(total));
      assert.notEqual(half.statement.params, (await proving).statement.params);
      assert.ok(!(await holds(total, { proof: half.proof })));
    });

    it('says nothing of where its sum came from: that D is the sum of proven ones is for the verifier to see', async () => {
      const { artifacts, opened, total } = await prepared;
      const context = { nonce: 1n, step: 0, epoch: 0 };
      const witness = { ...opened, sum: opened.sum.map((_, i) => 3 * i), lossSum: 0n, blind: 5n };
      const proven = await proveFinalisation({ artifacts, prover: realProver, witness, context });
      const response = writeProofResponse({ artifacts, proven, context, totalMs: 1 });
      const read = readProofResponse(response, 5);
      assert.ok(verifyProof(artifacts.verificationKey, proven), 'the equation holds for a sum of nobody');
      assert.ok(!checkProofResponse(artifacts, read).valid);
      assert.ok(!checkProofResponse(artifacts, read, { sum: total }).valid);
      assert.ok(checkProofResponse(artifacts, read, { sum: proven.commitment }).valid);
    });

    it('is no step, and a step is no finalisation', async () => {
      const { artifacts, steps } = await prepared;
      const [step] = steps as [ProvenStep];
      const { statement } = await proving;
      const key = artifacts.verificationKey;
      assert.ok(!verifyProof(key, { ...claimOf(step), statement }));
      const params = packParams({ ...unpackParams(step.statement.params), mode: 1 });
      assert.ok(!verifyProof(key, { ...claimOf(step), statement: { ...step.statement, params } }));
      assert.ok(commitUpdate(key, step.opening).equals(step.commitment));
    });
  });
}
