import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computeStep, type Format, roundShift } from '@tacit/sdk';
import {
  assertAccepted,
  assertRefused,
  type CircuitBench,
  openCircuits,
  SHIPPED,
  TINY,
} from '../support/circuit-harness.ts';
import { invert } from '../support/constraint-system.ts';
import { errorFrom, forgeStep, setHints } from '../support/forge.ts';
import { saturatedStep } from '../support/step-cases.ts';
import { type StepInputs, stepInputs, stepWitness } from '../support/step-fixture.ts';

const NOT_INSIDE = 'high * inside === 0;';
const NOT_OUTSIDE = 'high * inverse === 1 - inside;';

const REGIONS = { above: [0, 0], below: [1, 0], inside: [0, 1] } as const;
type Region = keyof typeof REGIONS;

/** What the circuit's clamp makes of wrong hints: `inside * (low - 2^clampBits) + sign * 2^clampBits`. */
function clampedBy(f: Format, value: number, target: number, inside: number): number {
  const rounded = roundShift(value, f.roundBits);
  const window = 2 ** f.clampBits;
  const low = ((rounded % window) + window) % window;
  const out = inside * (low - window) + (rounded >= 0 ? window : 0);
  const origin = f.kind === 'linear' ? window / 2 : target * 2 ** f.errorFraction;
  return out - origin;
}

function testHints(circuit: CircuitBench): void {
  const f = circuit.format;
  const witness = stepWitness(f, saturatedStep(f));
  const { forward } = computeStep(f, witness.weights, witness.batch, witness.multiplier);
  const highOf = ([b, o]: readonly [number, number]) =>
    BigInt(Math.floor(roundShift(forward[b]?.[o] as number, f.roundBits) / 2 ** f.clampBits));

  /** Hints for one cell, and the error, loss, update and root that the circuit would make of them. */
  const forged = (region: Region, inside: bigint, inverse: bigint): StepInputs => {
    const [row, output] = REGIONS[region];
    const error = (honest: number, b: number, o: number) =>
      b === row && o === output
        ? clampedBy(f, forward[b]?.[o] as number, witness.batch.targets[b]?.[o] as number, Number(inside))
        : honest;
    const inputs = forgeStep(f, witness, { error });
    setHints(inputs, row, output, inside, inverse);
    return inputs;
  };

  it('values above, below and inside the window are accepted', () => {
    const { above, below, inside } = REGIONS;
    assert.ok(highOf(above) > 0n && highOf(below) < 0n && highOf(inside) === 0n);
    assertAccepted(circuit, stepInputs(f, witness));
  });

  for (const region of ['above', 'below'] as const) {
    const high = highOf(REGIONS[region]);
    it(`a value ${region} the window may not be declared inside`, () => {
      assertRefused(circuit, forged(region, 1n, 0n), NOT_INSIDE);
      assertRefused(circuit, forged(region, 1n, invert(high)), NOT_INSIDE);
    });

    it(`a value ${region} the window may not be declared inside in part`, () => {
      // high * inverse = 1 - inside can be met for any inside; only the other line keeps it at zero.
      assertRefused(circuit, forged(region, 2n, invert(-high)), NOT_INSIDE);
      assertRefused(circuit, forged(region, -1n, invert(high) * 2n), NOT_INSIDE);
    });

    it(`a value ${region} the window needs its inverse`, () => {
      assertRefused(circuit, forged(region, 0n, 0n), NOT_OUTSIDE);
      assertRefused(circuit, forged(region, 0n, invert(high) + 1n), NOT_OUTSIDE);
    });
  }

  it('a value inside the window may not be declared saturated', () => {
    for (const inverse of [0n, 1n, 12345n]) assertRefused(circuit, forged('inside', 0n, inverse), NOT_OUTSIDE);
    assertRefused(circuit, forged('inside', 2n, 0n), NOT_OUTSIDE);
  });

  it('inside the window the inverse may be anything', () => {
    for (const inverse of [0n, 1n, -5n]) assertAccepted(circuit, forged('inside', 1n, inverse));
  });
}

function testErrors(circuit: CircuitBench): void {
  const f = circuit.format;
  const witness = stepWitness(f, saturatedStep(f));
  const { forward } = computeStep(f, witness.weights, witness.batch, witness.multiplier);
  const at = (region: Region, change: (error: number) => number) => (error: number, b: number, o: number) =>
    b === REGIONS[region][0] && o === REGIONS[region][1] ? change(error) : error;

  for (const region of Object.keys(REGIONS) as Region[]) {
    it(`another error ${region === 'inside' ? 'inside' : `for a value ${region}`} the window is refused`, () => {
      for (const by of [1, -1]) {
        const inputs = forgeStep(f, witness, { error: at(region, (error) => error + by) });
        assertRefused(circuit, inputs, 'squares - mode * squares + statement.finalLoss === loss;');
      }
    });
  }

  it('an error that was not clamped is refused', () => {
    const raw = roundShift(forward[0]?.[0] as number, f.roundBits);
    const origin = errorFrom(f, 0, witness.batch.targets[0]?.[0] as number);
    const inputs = forgeStep(f, witness, { error: at('above', () => raw + origin) });
    assertRefused(circuit, inputs, 'squares - mode * squares + statement.finalLoss === loss;');
  });

  it('an error of the other sign has the same square and is refused by the root', () => {
    const inputs = forgeStep(f, witness, { error: at('above', (error) => -error) });
    assertRefused(circuit, inputs, 'after.out === rootAfter;');
  });

  // A linear target is part of the forward value.
  if (f.kind === 'logistic') {
    it('the error of another label is refused', () => {
      const label = witness.batch.targets[0]?.[0] as number;
      const flip = (error: number) => error + (2 * label - 1) * 2 ** f.errorFraction;
      const inputs = forgeStep(f, witness, { error: at('above', flip) });
      assertRefused(circuit, inputs, 'squares - mode * squares + statement.finalLoss === loss;');
    });
  }
}

for (const circuit of await openCircuits([...TINY, ...SHIPPED])) {
  describe(`the clamp's hints in ${circuit.name}`, () => testHints(circuit));
  describe(`errors in ${circuit.name}`, () => testErrors(circuit));
}
