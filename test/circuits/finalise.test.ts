import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  computeFinalisation,
  type FinaliseWitness,
  MEAN_FRACTION,
  meanMultiplier,
  modelRoot,
  packParams,
  packUpdate,
  poseidon,
  toField,
  weightRange,
} from '@tacit/sdk';
import {
  assertAccepted,
  assertRefused,
  type CircuitBench,
  openCircuits,
  SHIPPED,
  TINY,
} from '../support/circuit-harness.ts';
import { invert } from '../support/constraint-system.ts';
import { forgeFinalisation, packedWeights, repairHints, setBits } from '../support/forge.ts';
import { finaliseInputs, finaliseWitness, poolLayout, stepInputs, stepWitness } from '../support/step-fixture.ts';

const NOT_THE_SUM = 'factor * packedUpdate[j] === packedDelta.out[j] + sumPart[j];';
const NOT_THE_PARAMS = 'statement.params === params;';
const NOT_ROOT_BEFORE = 'before.out === rootBefore;';
const NOT_ROOT_AFTER = 'after.out === rootAfter;';
const NOT_THE_LOSS = 'squares - mode * squares + statement.finalLoss === loss;';
const UNIT = 2 ** MEAN_FRACTION;

function testMean(circuit: CircuitBench): void {
  const f = circuit.format;
  const witness = finaliseWitness(f);
  const honest = finaliseInputs(f, witness);

  it('the mean of three trainers is accepted', () => assertAccepted(circuit, honest));

  const lies: [string, (scaled: number, d: number) => number][] = [
    ['rounded up', (v, d) => (d === 0 ? v + UNIT : v)],
    ['rounded down', (v, d) => (d === 0 ? v - UNIT : v)],
    ['of the last weight rounded up', (v, d) => (d === f.weights - 1 ? v + UNIT : v)],
    ['off by the least remainder', (v, d) => (d === 0 ? v + 1 : v)],
    ['with a borrow from the neighbour', (v, d) => (d === 1 ? v - 1 : v)],
    ['of nothing', () => 0],
    ['with the opposite sign', (v) => -v],
    ['not divided by the number of trainers', (v) => 3 * v],
  ];
  for (const [what, scaled] of lies) {
    it(`a mean ${what} is refused, although rootAfter is made for it`, () => {
      assertRefused(circuit, forgeFinalisation(f, witness, scaled), NOT_THE_SUM);
    });
  }

  it('another rootAfter than that of the mean is refused', () => {
    const { after } = computeFinalisation(f, witness.weights, witness.sum, witness.multiplier);
    for (const d of [0, f.weights - 1]) {
      const rootAfter = modelRoot(f, after.with(d, (after[d] as number) + 1), 0n);
      assertRefused(circuit, { ...honest, rootAfter }, NOT_ROOT_AFTER);
    }
    assertRefused(circuit, { ...honest, rootAfter: honest.rootBefore }, NOT_ROOT_AFTER);
  });
}

function testSum(circuit: CircuitBench): void {
  const f = circuit.format;
  const witness = finaliseWitness(f);
  const honest = finaliseInputs(f, witness);
  const sumPlus = (d: number, by: number) => witness.sum.with(d, (witness.sum[d] as number) + by);

  it('another sum than the committed one is refused, in every element', () => {
    for (let j = 0; j < f.updateElements; j++) {
      const other = finaliseInputs(f, { ...witness, sum: sumPlus(j * f.slotsPerElement, 3) });
      assertRefused(circuit, { ...other, packedUpdate: honest.packedUpdate }, NOT_THE_SUM);
    }
  });

  it('a committed sum that is one off in the field is refused in every element', () => {
    for (let j = 0; j < f.updateElements; j++) {
      for (const by of [1n, -1n, 2n ** BigInt(f.slotBits), invert(BigInt(witness.multiplier))]) {
        const packedUpdate = honest.packedUpdate.with(j, toField((honest.packedUpdate[j] as bigint) + by));
        assertRefused(circuit, { ...honest, packedUpdate }, NOT_THE_SUM);
      }
    }
  });

  it('another multiplier than the one in params is refused', () => {
    const other = finaliseInputs(f, { ...witness, multiplier: meanMultiplier(2) });
    assertRefused(circuit, { ...other, params: honest.params }, NOT_THE_PARAMS);
    assertRefused(circuit, { ...honest, params: other.params }, NOT_THE_PARAMS);
  });

  it('multiplier zero, with which any sum would do, is refused', () => {
    const multiplierBit = honest.multiplierBit.map(() => 0n);
    const params = packParams({ mode: 1, batchIndex: 0, multiplier: 0, lossSum: witness.lossSum });
    for (const multiplierInverse of [0n, 1n, honest.multiplierInverse]) {
      const inputs = { ...honest, multiplierBit, params, multiplierInverse };
      assertRefused(circuit, inputs, 'multiplier * multiplierInverse === mode;');
    }
  });

  it('a multiplier needs its own inverse', () => {
    for (const multiplierInverse of [0n, 1n, honest.multiplierInverse + 1n]) {
      assertRefused(circuit, { ...honest, multiplierInverse }, 'multiplier * multiplierInverse === mode;');
    }
  });
}

function testStatement(circuit: CircuitBench): void {
  const f = circuit.format;
  const witness = finaliseWitness(f);
  const honest = finaliseInputs(f, witness);
  const { lossAt } = poolLayout(f);

  it('other weights than the round began with are refused', () => {
    const weights = witness.weights.with(0, (witness.weights[0] as number) + 1);
    const other = finaliseInputs(f, { ...witness, weights });
    assertRefused(circuit, { ...other, rootBefore: honest.rootBefore }, NOT_ROOT_BEFORE);
    assertRefused(circuit, { ...honest, weightsBefore: packedWeights(f, weights) }, NOT_ROOT_BEFORE);
  });

  it('salted roots are refused, although they open', () => {
    const { after } = computeFinalisation(f, witness.weights, witness.sum, witness.multiplier);
    const [rootBefore, rootAfter] = [modelRoot(f, witness.weights, 1n), modelRoot(f, after, 1n)];
    assertRefused(circuit, { ...honest, saltBefore: 1n, rootBefore }, 'mode * saltBefore === 0;');
    assertRefused(circuit, { ...honest, saltAfter: 1n, rootAfter }, 'mode * saltAfter === 0;');
  });

  it('a data root other than zero is refused, the true root of the path among them', () => {
    for (const dataRoot of [1n, -1n, poseidon(honest.path.at(-1) ?? [])]) {
      assertRefused(circuit, { ...honest, dataRoot }, '(1 - mode) * batch.root === dataRoot;');
    }
  });

  it('a loss other than the opened one is refused, in the commitment, in params and in the bits', () => {
    assertRefused(circuit, { ...honest, loss: honest.loss + 1n }, NOT_THE_LOSS);
    assertRefused(circuit, { ...honest, loss: 0n }, NOT_THE_LOSS);
    assertRefused(circuit, { ...honest, params: honest.params + (1n << 30n) }, NOT_THE_PARAMS);
    const inputs = structuredClone(honest);
    setBits(inputs.pool, lossAt, 48, witness.lossSum + 1n);
    repairHints(f, inputs);
    assertRefused(circuit, inputs, NOT_THE_PARAMS);
  });
}

function testEdges(circuit: CircuitBench): void {
  const f = circuit.format;
  const flat = (value: number, choice: Partial<FinaliseWitness> = {}): FinaliseWitness =>
    finaliseWitness(f, { sum: new Array<number>(f.weights).fill(value), multiplier: meanMultiplier(2), ...choice });

  for (const [sum, mean] of [
    [1, 1],
    [-1, 0],
    [3, 2],
    [-3, -1],
  ] as const) {
    it(`${sum}/2 is rounded to ${mean}, and neither ${mean - 1} nor ${mean + 1} can be proven`, () => {
      const witness = flat(sum);
      const { mean: means } = computeFinalisation(f, witness.weights, witness.sum, witness.multiplier);
      assert.deepEqual(new Set(means), new Set([mean]));
      assertAccepted(circuit, finaliseInputs(f, witness));
      for (const wrong of [UNIT, -UNIT]) {
        assertRefused(
          circuit,
          forgeFinalisation(f, witness, (v) => v + wrong),
          NOT_THE_SUM,
        );
      }
    });
  }

  it('sums at both ends of what slots spell are accepted, and the SDK refuses the next ones', () => {
    const reach = 2 ** (f.slotBits - 1) - UNIT / 2;
    for (const [sum, beyond] of [
      [reach - 1, 1],
      [-reach - UNIT, -1],
    ] as const) {
      const witness = flat(sum, { multiplier: 1 });
      assertAccepted(circuit, finaliseInputs(f, witness));
      assert.throws(() => finaliseInputs(f, flat(sum + beyond, { multiplier: 1 })), { code: 'VALUE_OUT_OF_RANGE' });
    }
  });

  it('the largest sums of any number of trainers are accepted', () => {
    for (const trainers of [1, 2, 3, 100, 65536]) {
      for (const sign of [1, -1]) {
        const sum = sign * trainers * f.maxSteps * f.maxDelta;
        assertAccepted(circuit, finaliseInputs(f, flat(sum, { multiplier: meanMultiplier(trainers) })));
      }
    }
  });

  it('the largest opened loss is accepted', () => {
    assertAccepted(circuit, finaliseInputs(f, finaliseWitness(f, { lossSum: 2n ** 48n - 1n })));
  });

  it('a mean that leads out of the range opens as other weights: only whole chains of steps may be summed', () => {
    const [lowest, highest] = weightRange(f);
    const weights = new Array<number>(f.weights).fill(0).with(0, highest);
    const witness = flat(0, { weights, multiplier: meanMultiplier(1), sum: weights.map((_, d) => (d === 0 ? 1 : 0)) });
    const inputs = finaliseInputs(f, witness);
    assertAccepted(circuit, inputs);
    // 2^slot less in the first weight is one more in the second.
    const alias = weights.with(0, lowest).with(1, 1);
    assert.equal(inputs.rootAfter, modelRoot(f, alias, 0n));
    const next = stepInputs(f, stepWitness(f, { weights: alias }));
    assert.deepEqual(next.weightsBefore, packedWeights(f, weights.with(0, highest + 1)));
    assertAccepted(circuit, next);
  });

  it('a sum beyond its slot spells another mean: the verifier has to bound it, as the template assumes', () => {
    const [witness, wrapped] = [flat(0, { multiplier: 1 }), 2 ** (f.slotBits - 1)];
    // The committed sum has 2^(slotBits - 1) in slot 0; its slots spell minus that, and one more in slot 1.
    const inputs = forgeFinalisation(f, witness, (_, d) => [-wrapped, 1][d] ?? 0);
    inputs.packedUpdate = packUpdate(f, witness.sum.with(0, wrapped)).map(toField);
    assertAccepted(circuit, inputs);
  });
}

for (const circuit of await openCircuits([...TINY, ...SHIPPED])) {
  describe(`the mean of a round in ${circuit.name}`, () => testMean(circuit));
  describe(`the sum of a round in ${circuit.name}`, () => testSum(circuit));
  describe(`what a finalisation of ${circuit.name} states`, () => testStatement(circuit));
  describe(`the edges of a finalisation in ${circuit.name}`, () => testEdges(circuit));
}
