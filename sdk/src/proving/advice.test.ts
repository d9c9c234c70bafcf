import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randomStepWitness, randomWeights, seededRandomness } from '../../../test/support/random-step.ts';
import { ARITY, LEVELS, rootFromPath } from '../data/index.ts';
import { FIELD_ORDER, poseidon, randomField, toField } from '../hashing/index.ts';
import {
  computeFinalisation,
  computeStep,
  deriveFormat,
  type Format,
  LOSS_BITS,
  meanMultiplier,
  parseShapeName,
  unpackUpdate,
} from '../numeric/index.ts';
import { type Advice, adviseFinalisation, adviseStep, circuitInputs } from './advice.ts';
import { CIRCUITS } from './generated/circuits.ts';
import { COMMITTED_SIGNALS, STATEMENT_SIGNALS } from './generated/signals.ts';
import { modelRoot } from './model-root.ts';
import { unpackParams } from './params.ts';

const NAMES = [...Object.keys(CIRCUITS), 'linear-1x1-b1', 'logistic-1x1-b1', 'linear-2x3-b2'];

async function stepOf(f: Format, seed: number, options: { scale?: number; multiplier?: number } = {}) {
  const { witness } = await randomStepWitness(f, { random: seededRandomness(seed), ...options });
  return { witness, advice: adviseStep(f, witness) };
}

function finalisationOf(f: Format, seed: number) {
  const random = seededRandomness(seed);
  const reach = Math.floor(f.maxDelta / 4);
  const witness = {
    weights: randomWeights(f, random.next, 0.1),
    sum: Array.from({ length: f.weights }, () => Math.floor((random.next() - 0.5) * reach)),
    multiplier: meanMultiplier(3),
    lossSum: 987_654n,
    blind: randomField(random),
  };
  return { witness, advice: adviseFinalisation(f, witness) };
}

const poolOf = ({ hints }: Advice): bigint[] => hints.pool as bigint[];
const signed = (element: bigint): bigint => (element > FIELD_ORDER / 2n ? element - FIELD_ORDER : element);

/** Bits of the pool as an unsigned number, lowest first. */
const read = (pool: readonly bigint[], at: number, bits: number): bigint =>
  pool.slice(at, at + bits).reduce((sum, bit, k) => sum + (bit << BigInt(k)), 0n);

/** The clamp's hints must fit the pool's bits whichever mode wrote them: the clamp is not gated. */
function checkClampHints(f: Format, { hints }: Advice): void {
  const pool = hints.pool as bigint[];
  const forwardAt = f.weights * f.weightBits + f.batch * (f.inputs * f.xBits + f.outputs * f.yBits);
  for (let cell = 0; cell < f.batch * f.outputs; cell++) {
    const at = forwardAt + cell * f.forwardBits + f.roundBits + f.clampBits;
    const high = read(pool, at, f.saturationBits) - (1n << BigInt(f.saturationBits - 1));
    const [row, output] = [Math.floor(cell / f.outputs), cell % f.outputs];
    const inside = (hints.inside as bigint[][])[row]?.[output] as bigint;
    const inverse = (hints.inverse as bigint[][])[row]?.[output] as bigint;
    assert.equal(inside, high === 0n ? 1n : 0n);
    assert.equal(toField(high * inverse), 1n - inside);
  }
}

for (const name of NAMES) {
  const f = deriveFormat(parseShapeName(name));

  describe(`the advice for ${name}`, () => {
    it('of a step commits to its update and its loss, and opens its roots (INV-11)', async () => {
      for (const seed of [1, 2]) {
        const { witness, advice } = await stepOf(f, seed);
        const step = computeStep(f, witness.weights, witness.batch, witness.multiplier);
        const { packedUpdate, loss, blind } = advice.committed;
        assert.deepEqual(unpackUpdate(f, packedUpdate.map(signed)), step.update);
        assert.deepEqual([loss, blind, advice.after], [BigInt(step.loss), witness.blind, step.after]);
        assert.ok(packedUpdate.every((element) => element >= 0n && element < FIELD_ORDER));
        assert.equal(advice.statement.rootBefore, modelRoot(f, witness.weights, witness.saltBefore));
        assert.equal(advice.statement.rootAfter, modelRoot(f, step.after, witness.saltAfter));
        const { mode, batchIndex, multiplier, lossSum } = unpackParams(advice.statement.params);
        assert.deepEqual([mode, batchIndex, multiplier, lossSum], [0, witness.batchIndex, witness.multiplier, 0n]);
      }
    });

    it('of a step spells weights, data and forward values in the pool', async () => {
      const { witness, advice } = await stepOf(f, 3, { scale: 1, multiplier: 15 });
      const pool = poolOf(advice);
      const lowest = BigInt(2 ** (f.weightBits - 1) + 2 ** (f.dropBits - 1));
      witness.weights.forEach((weight, d) => {
        assert.equal(read(pool, d * f.weightBits, f.weightBits) - lowest, BigInt(weight));
      });
      const dataAt = f.weights * f.weightBits;
      witness.batch.inputs.flat().forEach((value, i) => {
        assert.equal(read(pool, dataAt + i * f.xBits, f.xBits), BigInt(value + 2 ** (f.xBits - 1)));
      });
      const targetsAt = dataAt + f.batch * f.inputs * f.xBits;
      witness.batch.targets.flat().forEach((value, i) => {
        const offset = f.kind === 'linear' ? 2 ** (f.yBits - 1) : 0;
        assert.equal(read(pool, targetsAt + i * f.yBits, f.yBits), BigInt(value + offset));
      });
      const forwardAt = targetsAt + f.batch * f.outputs * f.yBits;
      const offset = BigInt(2 ** (f.roundBits - 1) + 2 ** (f.forwardBits - 1));
      computeStep(f, witness.weights, witness.batch, witness.multiplier)
        .forward.flat()
        .forEach((value, i) => {
          assert.equal(read(pool, forwardAt + i * f.forwardBits, f.forwardBits) - offset, BigInt(value));
        });
    });

    it('of a finalisation commits to the sum and opens unsalted roots', () => {
      const { witness, advice } = finalisationOf(f, 4);
      const { after, scaled } = computeFinalisation(f, witness.weights, witness.sum, witness.multiplier);
      const { packedUpdate, loss, blind } = advice.committed;
      assert.deepEqual(unpackUpdate(f, packedUpdate.map(signed)), witness.sum);
      assert.deepEqual([loss, blind, advice.after], [witness.lossSum, witness.blind, after]);
      const { rootBefore, rootAfter, dataRoot, params } = advice.statement;
      assert.deepEqual([rootBefore, rootAfter], [modelRoot(f, witness.weights, 0n), modelRoot(f, after, 0n)]);
      assert.equal(dataRoot, 0n);
      assert.deepEqual(unpackParams(params), { mode: 1, batchIndex: 0, multiplier: 21_845, lossSum: 987_654n });

      const pool = poolOf(advice);
      const offset = BigInt(2 ** (f.slotBits - 1) + 2 ** 15);
      scaled.forEach((value, d) => {
        assert.equal(read(pool, d * f.slotBits, f.slotBits) - offset, BigInt(value));
      });
      assert.equal(read(pool, f.weights * f.slotBits, LOSS_BITS), witness.lossSum);
      assert.equal(toField((advice.hints.multiplierInverse as bigint) * BigInt(witness.multiplier)), 1n);
    });

    it('has bits in its pool, one size in both modes, and hints that fit them', async () => {
      const advices = [
        (await stepOf(f, 5)).advice,
        (await stepOf(f, 6, { scale: 1 })).advice,
        finalisationOf(f, 7).advice,
      ];
      const sizes = new Set(advices.map((advice) => poolOf(advice).length));
      assert.equal(sizes.size, 1);
      for (const advice of advices) {
        assert.ok(poolOf(advice).every((bit) => bit === 0n || bit === 1n));
        checkClampHints(f, advice);
      }
    });

    it('names the same inputs in both modes, the public ones among them', async () => {
      const [step, final] = [
        circuitInputs((await stepOf(f, 8)).advice, 5n),
        circuitInputs(finalisationOf(f, 8).advice, 5n),
      ];
      assert.deepEqual(Object.keys(step).sort(), Object.keys(final).sort());
      for (const signal of [...STATEMENT_SIGNALS, ...COMMITTED_SIGNALS]) assert.ok(signal in step);
      assert.equal(step.context, 5n);
    });
  });
}

describe('the path of a finalisation', () => {
  it('is consistent although nothing reads its root', () => {
    const f = deriveFormat(parseShapeName('logistic-4x3-b8'));
    const path = finalisationOf(f, 9).advice.hints.path as bigint[][];
    assert.deepEqual([path.length, path[0]?.length], [LEVELS, ARITY]);
    const root = rootFromPath(path[0]?.[0] as bigint, 0, path);
    assert.equal(root, poseidon(path.at(-1) as bigint[]));
  });
});
