import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computeStep } from '@tacit/sdk';
import {
  assertAccepted,
  assertRefused,
  type CircuitBench,
  openCircuits,
  SHIPPED,
  TINY,
} from '../support/circuit-harness.ts';
import { forgeStep, type Tampering } from '../support/forge.ts';
import { halfwayStep } from '../support/step-cases.ts';
import { stepInputs, stepWitness } from '../support/step-fixture.ts';

const NOT_THE_PRODUCT = '(1 - mode) * (shifted - outputError[b][o].value) === 0;';

const HALVES = [
  { halves: 1, up: 1 },
  { halves: -1, up: 0 },
  { halves: 3, up: 2 },
  { halves: -3, up: -1 },
];

function testForward(circuit: CircuitBench): void {
  const f = circuit.format;
  const witness = stepWitness(f);
  const cells = [
    [0, 0],
    [f.batch - 1, f.outputs - 1],
  ] as const;
  /** Moves the forward value of one cell, error, update, loss and root with it. */
  const moved =
    (cell: readonly [number, number], by: number): NonNullable<Tampering['forward']> =>
    (value, b, o) =>
      b === cell[0] && o === cell[1] ? value + by : value;

  for (const [what, by] of [
    ['one more', 1],
    ['one less', -1],
    ['one error unit more', 2 ** f.roundBits],
    ['one error unit less', -(2 ** f.roundBits)],
  ] as const) {
    it(`a forward value of ${what} is refused, although everything after it fits`, () => {
      for (const cell of cells) {
        assertRefused(circuit, forgeStep(f, witness, { forward: moved(cell, by) }), NOT_THE_PRODUCT);
      }
    });
  }

  it('forward values of two outputs may not be exchanged', () => {
    const { forward } = computeStep(f, witness.weights, witness.batch, witness.multiplier);
    const swap = (value: number, b: number, o: number) => (b === 0 && o < 2 ? (forward[0]?.[1 - o] as number) : value);
    assertRefused(circuit, forgeStep(f, witness, { forward: swap }), NOT_THE_PRODUCT);
  });

  // A logistic target enters after the clamp.
  if (f.kind === 'linear') {
    it('another target in the forward pass than in the leaf is refused', () => {
      const unit = 2 ** (f.xFraction + f.weightFraction - f.dropBits - f.yFraction);
      assertRefused(circuit, forgeStep(f, witness, { forward: moved([0, 0], unit) }), NOT_THE_PRODUCT);
    });
  }
}

function testHalves(circuit: CircuitBench): void {
  const f = circuit.format;
  const origin = f.kind === 'linear' ? 2 ** (f.clampBits - 1) : 2 ** (f.errorFraction - 1);
  for (const { halves, up } of HALVES) {
    it(`${halves}/2 is rounded to ${up}, and neither ${up - 1} nor ${up + 1} can be proven`, () => {
      const witness = stepWitness(f, halfwayStep(f, halves));
      const { rounded } = computeStep(f, witness.weights, witness.batch, witness.multiplier);
      assert.equal(rounded[0]?.[0], origin + up);
      assertAccepted(circuit, stepInputs(f, witness));
      for (const wrong of [-1, 1]) {
        const forward = (value: number) => value + wrong * 2 ** f.roundBits;
        assertRefused(circuit, forgeStep(f, witness, { forward }), NOT_THE_PRODUCT);
      }
    });
  }

  it('a weight of half a forward unit counts as one unit, and minus half as none', () => {
    for (const [weight, unit] of [
      [2 ** (f.dropBits - 1), 1],
      [-(2 ** (f.dropBits - 1)), 0],
      [2 ** (f.dropBits - 1) - 1, 0],
      [-(2 ** (f.dropBits - 1)) - 1, -1],
    ] as const) {
      const { batch, weights } = halfwayStep(f, 0);
      const witness = stepWitness(f, { batch, weights: weights.with(-1, weight) });
      const step = computeStep(f, witness.weights, witness.batch, witness.multiplier);
      const [bare, with0] = [step.forward[0]?.[0] as number, step.forward[0]?.[f.outputs - 1] as number];
      assert.equal(with0 - bare, unit * 2 ** f.xFraction);
      assertAccepted(circuit, stepInputs(f, witness));
      const wrong = (value: number, _: number, o: number) => (o === f.outputs - 1 ? value + 2 ** f.xFraction : value);
      assertRefused(circuit, forgeStep(f, witness, { forward: wrong }), NOT_THE_PRODUCT);
    }
  });
}

for (const circuit of await openCircuits([...TINY, ...SHIPPED])) {
  describe(`the forward pass of ${circuit.name}`, () => testForward(circuit));
  describe(`rounding in ${circuit.name}`, () => testHalves(circuit));
}
