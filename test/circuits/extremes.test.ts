import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computeStep, featureRange, MAX_BATCHES, MAX_STEP_MULTIPLIER, targetRange, weightRange } from '@tacit/sdk';
import { assertAccepted, type CircuitBench, isTiny, openCircuits, SHIPPED, TINY } from '../support/circuit-harness.ts';
import { batchOf, furthestStep, weightsOf } from '../support/step-cases.ts';
import { stepInputs, stepWitness } from '../support/step-fixture.ts';

function testReach(circuit: CircuitBench): void {
  const f = circuit.format;
  for (const side of ['highest', 'lowest'] as const) {
    it(`the ${side} forward value that weights, features and targets can make is provable`, () => {
      const witness = stepWitness(f, furthestStep(f, side));
      const { forward } = computeStep(f, witness.weights, witness.batch, witness.multiplier);
      const half = 2 ** (f.forwardBits - 1);
      const value = (forward[0]?.[0] as number) + 2 ** (f.roundBits - 1);
      assert.ok(value >= -half && value < half);
      assertAccepted(circuit, stepInputs(f, witness));
    });
  }
}

function testEnds(circuit: CircuitBench): void {
  const f = circuit.format;
  const [lowest, highest] = weightRange(f);
  const [lowestX, highestX] = featureRange(f);
  const [lowestY, highestY] = targetRange(f);
  const weights: [string, number[]][] = [
    ['all weights lowest', weightsOf(f, lowest, lowest)],
    ['all weights highest', weightsOf(f, highest, highest)],
    ['weights at alternating ends', weightsOf(f, 0, 0).map((_, d) => (d % 2 ? lowest : highest))],
    ['all weights zero', weightsOf(f, 0, 0)],
  ];
  const features: [string, (row: number, column: number) => number][] = [
    ['all features lowest', () => lowestX],
    ['all features highest', () => highestX],
    ['features at alternating ends', (row, column) => ((row + column) % 2 ? lowestX : highestX)],
  ];
  for (const [weightsAre, value] of weights) {
    for (const [featuresAre, feature] of features) {
      it(`${weightsAre} and ${featuresAre} are provable with targets at both ends and the highest rate`, () => {
        for (const target of [lowestY, highestY]) {
          const batch = batchOf(f, feature, () => target);
          const witness = stepWitness(f, { weights: value, batch, multiplier: MAX_STEP_MULTIPLIER });
          assertAccepted(circuit, stepInputs(f, witness));
        }
      });
    }
  }

  it('every learning rate on offer is provable (INV-4)', () => {
    for (let multiplier = 0; multiplier <= MAX_STEP_MULTIPLIER; multiplier += isTiny(circuit) ? 1 : 5) {
      assertAccepted(circuit, stepInputs(f, stepWitness(f, { multiplier })));
    }
  });

  it('the largest gradient is provable and is the bound that the wall matches (INV-5)', () => {
    // Errors of one sign throughout: the last feature sees the largest gradient there is.
    const batch = batchOf(
      f,
      () => lowestX,
      () => lowestY,
    );
    const weights = weightsOf(f, 0, highest);
    const { update } = computeStep(f, weights, batch, MAX_STEP_MULTIPLIER);
    assert.equal(update[0], f.maxGradient);
    assertAccepted(circuit, stepInputs(f, stepWitness(f, { weights, batch, multiplier: MAX_STEP_MULTIPLIER })));
  });

  it('the first and the last batch of a tree are provable', () => {
    for (const batchIndex of [0, MAX_BATCHES - 1]) {
      assertAccepted(circuit, stepInputs(f, stepWitness(f, { batchIndex })));
    }
  });
}

for (const circuit of await openCircuits([...TINY, ...SHIPPED])) {
  describe(`how far the forward pass of ${circuit.name} reaches`, () => testReach(circuit));
  describe(`ends of the ranges in ${circuit.name}`, () => testEnds(circuit));
}

for (const circuit of await openCircuits(['logistic-30x2-b32', 'logistic-64x10-b16'])) {
  describe(`how far the forward pass of ${circuit.name} reaches`, () => testReach(circuit));
}
