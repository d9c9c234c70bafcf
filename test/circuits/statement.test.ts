import { describe, it } from 'node:test';
import { FIELD_ORDER, LOSS_BITS, MULTIPLIER_BITS, packParams, RATE_BITS } from '@tacit/sdk';
import {
  assertAccepted,
  assertRefused,
  type CircuitBench,
  openCircuits,
  SHIPPED,
  TINY,
} from '../support/circuit-harness.ts';
import { invert } from '../support/constraint-system.ts';
import {
  BATCH_INDEX,
  finaliseInputs,
  finaliseWitness,
  poolLayout,
  type StepInputs,
  stepInputs,
  stepWitness,
} from '../support/step-fixture.ts';

const NOT_THE_PARAMS = 'statement.params === params;';
const RATE_TOO_HIGH = '(1 - mode) * high === 0;';
const NO_INVERSE = 'multiplier * multiplierInverse === mode;';
const NO_BIT = 'bit[i] * (bit[i] - 1) === 0;';

const params = (multiplier: number, lossSum = 0n, mode: 0 | 1 = 0): bigint =>
  packParams({ mode, batchIndex: BATCH_INDEX, multiplier, lossSum });

function testMultiplier(circuit: CircuitBench): void {
  const f = circuit.format;
  const witness = stepWitness(f);
  const honest = stepInputs(f, witness);

  it('another multiplier than the one in params is refused', () => {
    const other = stepInputs(f, { ...witness, multiplier: 4 });
    assertRefused(circuit, { ...other, params: honest.params }, NOT_THE_PARAMS);
  });

  for (let k = RATE_BITS; k < MULTIPLIER_BITS; k++) {
    it(`a step may not use bit ${k} of the multiplier, which would break the bound on updates`, () => {
      const multiplierBit = honest.multiplierBit.with(k, 1n);
      assertRefused(circuit, { ...honest, multiplierBit, params: params(3 + 2 ** k) }, RATE_TOO_HIGH);
    });
  }

  it('a step has no use for the inverse of its multiplier', () => {
    assertRefused(circuit, { ...honest, multiplierInverse: 1n }, NO_INVERSE);
    assertRefused(circuit, { ...honest, multiplierInverse: invert(3n) }, NO_INVERSE);
  });

  it('with multiplier zero that inverse is free', () => {
    const still = stepInputs(f, { ...witness, multiplier: 0 });
    assertAccepted(circuit, { ...still, multiplierInverse: 99n });
  });
}

function testParams(circuit: CircuitBench): void {
  const f = circuit.format;
  const step = stepInputs(f, stepWitness(f));
  const final = finaliseInputs(f, finaliseWitness(f));
  const { lossAt } = poolLayout(f);

  it('params may not claim a loss sum in a step (INV-9)', () => {
    for (const sum of [1n, 5n, 2n ** 47n]) {
      assertRefused(circuit, { ...step, params: step.params + (sum << 30n) }, NOT_THE_PARAMS);
    }
  });

  it('a step may not be shown under the params of the other mode, nor the reverse', () => {
    assertRefused(circuit, { ...step, params: step.params + 1n }, NOT_THE_PARAMS);
    assertRefused(circuit, { ...final, params: final.params - 1n }, NOT_THE_PARAMS);
    assertRefused(circuit, { ...step, params: final.params }, NOT_THE_PARAMS);
    assertRefused(circuit, { ...final, params: step.params }, NOT_THE_PARAMS);
  });

  it('params plus the field order is the same number to the circuit: verifiers ask for canonical values', () => {
    assertAccepted(circuit, { ...step, params: step.params + FIELD_ORDER });
  });

  it('a finalisation under the params of a step needs a loss that wraps the field, which is not made of bits', () => {
    const low = final.params & ((1n << 30n) - 1n);
    const wrapped = ((step.params - low) * invert(1n << 30n)) % FIELD_ORDER;
    const claim = { ...final, params: step.params, loss: wrapped };
    assertRefused(circuit, claim, NOT_THE_PARAMS);
    const pool = final.pool.with(lossAt, wrapped);
    for (let k = 1; k < LOSS_BITS; k++) pool[lossAt + k] = 0n;
    assertRefused(circuit, { ...claim, pool }, NO_BIT);
  });
}

function testModes(circuit: CircuitBench): void {
  const f = circuit.format;
  const step = stepInputs(f, stepWitness(f));
  const final = finaliseInputs(f, finaliseWitness(f));
  /** A step's inputs claimed in mode 1, with what that mode asks for: no data root, an inverse, the loss in its bits. */
  const asFinalisation = (inputs: StepInputs): StepInputs => {
    const { lossAt } = poolLayout(f);
    let lossSum = 0n;
    for (let k = 0; k < LOSS_BITS; k++) lossSum |= (inputs.pool[lossAt + k] as bigint) << BigInt(k);
    return {
      ...inputs,
      mode: 1n,
      multiplierInverse: invert(3n),
      params: params(3, lossSum, 1),
      loss: lossSum,
      dataRoot: 0n,
    };
  };

  it('a salted step may not be claimed as a finalisation', () => {
    const salted = asFinalisation(step);
    assertRefused(circuit, salted, 'after.out === rootAfter;');
  });

  it("an unsalted step may not be claimed as a finalisation: its pool spells another model's change", () => {
    const unsalted = stepInputs(f, { ...stepWitness(f), saltBefore: 0n, saltAfter: 0n });
    assertRefused(circuit, asFinalisation(unsalted), 'after.out === rootAfter;');
  });

  it('a finalisation may not be claimed as a step', () => {
    const claimed = { ...final, mode: 0n, params: params(0) - 2n * BigInt(BATCH_INDEX), multiplierInverse: 0n };
    claimed.multiplierBit = claimed.multiplierBit.map(() => 0n);
    assertRefused(circuit, claimed, '(1 - mode) * batch.root === dataRoot;');
  });
}

for (const circuit of await openCircuits([...TINY, ...SHIPPED])) {
  describe(`the multiplier of a step in ${circuit.name}`, () => testMultiplier(circuit));
  describe(`params in ${circuit.name}`, () => testParams(circuit));
  describe(`modes of ${circuit.name}`, () => testModes(circuit));
}
