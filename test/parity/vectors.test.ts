import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adviseFinalisation, adviseStep, circuitInputs, FIELD_ORDER, unpackParams, unpackUpdate } from '@tacit/sdk';
import { type CircuitBench, openCircuits } from '../support/circuit-harness.ts';
import { chooseFinalisations, chooseSteps } from '../support/make-vectors.ts';
import {
  expectFinalisation,
  expectStep,
  type FinalisationVector,
  finaliseWitnessOf,
  formatOf,
  readFinalisationVectors,
  readStepVectors,
  type StepVector,
  stepWitnessOf,
} from '../support/vectors.ts';
import type { Inputs } from '../support/witness-calculator.ts';

const CONTEXT = 77n;
const steps = readStepVectors().vectors;
const finalisations = readFinalisationVectors().vectors;

/** Of every circuit all named cases, and as many of the random ones as time allows. */
function sample<T extends { name: string; circuit: string }>(
  vectors: readonly T[],
  circuit: string,
  random: number,
): T[] {
  const own = vectors.filter((vector) => vector.circuit === circuit);
  const named = own.filter(({ name }) => !name.startsWith('random'));
  return [...named, ...own.filter(({ name }) => name.startsWith('random')).slice(0, random)];
}

const publicSignals = ({ format, witness }: CircuitBench, inputs: Inputs): string[] =>
  witness(inputs)
    .slice(1, 1 + 5 + format.updateElements + 2)
    .map(String);

describe('the vectors', () => {
  it('are what the SDK computes: every value of every step', () => {
    assert.ok(steps.length >= 200);
    for (const vector of steps)
      assert.deepEqual(expectStep(vector), vector.expected, `${vector.circuit}: ${vector.name}`);
  });

  it('are what the SDK computes: every value of every finalisation', () => {
    for (const vector of finalisations) {
      assert.deepEqual(expectFinalisation(vector), vector.expected, `${vector.circuit}: ${vector.name}`);
    }
  });

  it('are those of the seed that they name', () => {
    const inputsOf = (vectors: readonly { expected: unknown }[]) => vectors.map(({ expected: _, ...inputs }) => inputs);
    assert.deepEqual(inputsOf(steps), JSON.parse(JSON.stringify(chooseSteps())));
    assert.deepEqual(inputsOf(finalisations), JSON.parse(JSON.stringify(chooseFinalisations())));
  });

  it('pack updates and params so that they can be read back', () => {
    const signed = (text: string) => (BigInt(text) > FIELD_ORDER / 2n ? BigInt(text) - FIELD_ORDER : BigInt(text));
    for (const { circuit, expected, batchIndex, multiplier } of steps) {
      assert.deepEqual(unpackUpdate(formatOf(circuit), expected.packedUpdate.map(signed)), expected.update);
      assert.deepEqual(unpackParams(BigInt(expected.params)), { mode: 0, batchIndex, multiplier, lossSum: 0n });
    }
    for (const { circuit, expected, sum, multiplier, lossSum } of finalisations) {
      assert.deepEqual(unpackUpdate(formatOf(circuit), expected.packedUpdate.map(signed)), sum);
      assert.deepEqual(unpackParams(BigInt(expected.params)), {
        mode: 1,
        batchIndex: 0,
        multiplier,
        lossSum: BigInt(lossSum),
      });
    }
  });
});

function stepSignals({ expected }: StepVector): string[] {
  const { rootBefore, rootAfter, dataRoot, params, packedUpdate, loss } = expected;
  return [rootBefore, rootAfter, dataRoot, params, String(CONTEXT), ...packedUpdate, String(loss), '0'];
}

function finalSignals({ expected, lossSum }: FinalisationVector): string[] {
  const { rootBefore, rootAfter, params, packedUpdate } = expected;
  return [rootBefore, rootAfter, '0', params, String(CONTEXT), ...packedUpdate, lossSum, '0'];
}

const SAMPLES: Record<string, number> = {
  'linear-3x2-b2': 20,
  'logistic-3x2-b2': 20,
  'linear-16x4-b8': 6,
  'logistic-4x3-b8': 10,
  'logistic-30x2-b32': 2,
  'logistic-64x10-b16': 1,
};

for (const circuit of await openCircuits(Object.keys(SAMPLES))) {
  const { name, format } = circuit;
  describe(`the public signals of ${name}`, () => {
    it('are those of the step vectors (INV-1)', () => {
      for (const vector of sample(steps, name, SAMPLES[name] ?? 0)) {
        const inputs = circuitInputs(adviseStep(format, stepWitnessOf(vector)), CONTEXT);
        assert.deepEqual(publicSignals(circuit, inputs as Inputs), stepSignals(vector), vector.name);
      }
    });

    it('are those of the finalisation vectors (INV-1)', () => {
      for (const vector of sample(finalisations, name, SAMPLES[name] ?? 0)) {
        const inputs = circuitInputs(adviseFinalisation(format, finaliseWitnessOf(vector)), CONTEXT);
        assert.deepEqual(publicSignals(circuit, inputs as Inputs), finalSignals(vector), vector.name);
      }
    });
  });
}
