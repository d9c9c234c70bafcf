import { describe, it } from 'node:test';
import { computeStep, modelRoot, weightRange } from '@tacit/sdk';
import {
  assertAccepted,
  assertRefused,
  type CircuitBench,
  isTiny,
  openCircuits,
  SHIPPED,
  TINY,
} from '../support/circuit-harness.ts';
import { packedWeights, setWeight } from '../support/forge.ts';
import { type StepInputs, stepInputs, stepWitness } from '../support/step-fixture.ts';

const NOT_ROOT_BEFORE = 'before.out === rootBefore;';
const NOT_ROOT_AFTER = 'after.out === rootAfter;';
const NOT_THE_BITS = '(1 - mode) * (weightsBefore[j] - packedWeights.out[j]) === 0;';
const NO_BIT = 'bit[i] * (bit[i] - 1) === 0;';

const increased = (weights: readonly number[], index: number, by: number): number[] =>
  weights.map((w, d) => (d === index ? w + by : w));

/** Honest inputs but for other weights in the packed elements and in both roots; the pool's bits stay. */
function repacked({ format: f }: CircuitBench, inputs: StepInputs, weights: readonly number[]): StepInputs {
  const witness = stepWitness(f);
  const { update } = computeStep(f, witness.weights, witness.batch, witness.multiplier);
  return {
    ...structuredClone(inputs),
    weightsBefore: packedWeights(f, weights),
    rootBefore: modelRoot(f, weights, witness.saltBefore),
    rootAfter: modelRoot(
      f,
      weights.map((w, d) => w + (update[d] as number)),
      witness.saltAfter,
    ),
  };
}

function testRoots(circuit: CircuitBench): void {
  const f = circuit.format;
  const witness = stepWitness(f);
  const honest = stepInputs(f, witness);

  it('other weights than rootBefore opens to are refused (INV-7)', () => {
    const other = stepInputs(f, { ...witness, weights: increased(witness.weights, f.weights - 1, 1) });
    assertRefused(circuit, { ...other, rootBefore: honest.rootBefore }, NOT_ROOT_BEFORE);
  });

  it('another salt before, or after, is refused', () => {
    assertRefused(circuit, { ...honest, saltBefore: honest.saltBefore + 1n }, NOT_ROOT_BEFORE);
    assertRefused(circuit, { ...honest, saltAfter: honest.saltAfter + 1n }, NOT_ROOT_AFTER);
  });

  it('roots that are one off are refused', () => {
    assertRefused(circuit, { ...honest, rootBefore: honest.rootBefore + 1n }, NOT_ROOT_BEFORE);
    assertRefused(circuit, { ...honest, rootAfter: honest.rootAfter + 1n }, NOT_ROOT_AFTER);
    assertRefused(circuit, { ...honest, rootAfter: honest.rootBefore }, NOT_ROOT_AFTER);
  });

  it('a step between unsalted roots is accepted, as the first of a round is', () => {
    assertAccepted(circuit, stepInputs(f, { ...witness, saltBefore: 0n, saltAfter: 0n }));
  });
}

function testBits(circuit: CircuitBench, indices: readonly number[]): void {
  const f = circuit.format;
  const witness = stepWitness(f);
  const honest = stepInputs(f, witness);

  it('packed weights that are not what the bits spell are refused, although both roots are made for them', () => {
    for (const index of indices) {
      assertRefused(circuit, repacked(circuit, honest, increased(witness.weights, index, 1)), NOT_THE_BITS);
    }
  });

  it("other bits than the packed weights' are refused for every weight", () => {
    for (const index of indices) {
      const inputs = structuredClone(honest);
      setWeight(f, inputs, index, (witness.weights[index] as number) + 1);
      assertRefused(circuit, inputs, NOT_THE_BITS);
    }
  });

  it('a carry between neighbours in an element is refused: one lower above, 2^slot higher below', () => {
    const inputs = structuredClone(honest);
    setWeight(f, inputs, 1, (witness.weights[1] as number) - 1);
    assertRefused(circuit, inputs, NOT_THE_BITS);
    // The missing 2^slot cannot be written into the lower weight with bits.
    const highest = f.weightBits - 1;
    inputs.pool[highest] = (inputs.pool[highest] as bigint) + 2n ** BigInt(f.weightSlotBits - highest);
    assertRefused(circuit, inputs, NO_BIT);
  });
}

function testRange(circuit: CircuitBench): void {
  const f = circuit.format;
  const [lowest, highest] = weightRange(f);
  const range = [
    ['above', highest, 1],
    ['below', lowest, -1],
  ] as const;
  for (const [side, end, beyond] of range) {
    it(`a weight just ${side} the range is refused, whatever its bits say`, () => {
      const witness = stepWitness(f);
      const weights = witness.weights.map((w, d) => (d === 0 ? end : w));
      const atTheEnd = stepInputs(f, { ...witness, weights });
      assertAccepted(circuit, atTheEnd);
      const outside = increased(weights, 0, beyond);
      assertRefused(circuit, repacked(circuit, atTheEnd, outside), NOT_THE_BITS);
      const wrapped = stepInputs(f, { ...witness, weights: increased(weights, 0, beyond * (1 - 2 ** f.weightBits)) });
      assertRefused(circuit, repacked(circuit, wrapped, outside), NOT_THE_BITS);
      // The number itself needs more than a bit at the top.
      setWeight(f, wrapped, 0, outside[0] as number);
      wrapped.pool[f.weightBits - 1] = beyond > 0 ? 2n : -1n;
      assertRefused(circuit, repacked(circuit, wrapped, outside), NO_BIT);
    });
  }
}

for (const circuit of await openCircuits([...TINY, ...SHIPPED])) {
  const { weights } = circuit.format;
  const all = Array.from({ length: weights }, (_, d) => d);
  const some = isTiny(circuit) ? all : [0, 1, weights - 1];
  describe(`the roots of a step in ${circuit.name}`, () => testRoots(circuit));
  describe(`the bits of weights in ${circuit.name}`, () => testBits(circuit, some));
  describe(`the range of weights in ${circuit.name}`, () => testRange(circuit));
}
