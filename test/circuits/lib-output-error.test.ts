import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clamp, roundShift, toField } from '@tacit/sdk';
import type { Bench } from '../support/circuit-harness.ts';
import { wireNamed } from '../support/constraint-system.ts';
import { solve } from '../support/solver.ts';
import { openTemplate } from '../support/template-harness.ts';

/** OutputError with its bits made bits, as the pool does it. */
const around = (logistic: number, round: number, window: number, saturation: number): string => {
  const bits = round + window + saturation;
  return `
template Framed() {
    signal input bit[${bits}];
    signal input target;
    signal input inside;
    signal input inverse;
    signal output value;
    signal output error;
    Boolean(${bits})(bit);
    component inner = OutputError(${logistic}, ${round}, ${window}, ${saturation});
    inner.bit <== bit;
    inner.target <== target;
    inner.inside <== inside;
    inner.inverse <== inverse;
    value <== inner.value;
    error <== inner.error;
}`;
};

const wire = (bench: Bench, name: string): number => wireNamed(bench.system, name);

/** What the constraints make of a forward value and a target, with nothing else given. */
function derived(bench: Bench, value: number, target: number): bigint | 'impossible' | undefined {
  const known = new Map([
    [wire(bench, 'value'), toField(value)],
    [wire(bench, 'target'), BigInt(target)],
  ]);
  const { values, contradictions } = solve(bench.system, { known });
  return contradictions.length > 0 ? 'impossible' : values[wire(bench, 'error')];
}

for (const [round, window, saturation] of [
  [2, 2, 2],
  [1, 3, 1],
  [3, 1, 3],
] as const) {
  const size = 2 ** (round + window + saturation - 1);
  const half = 2 ** (round - 1);
  const open = (logistic: number) =>
    openTemplate({
      file: 'sgd-step/output-error.circom',
      main: 'Framed()',
      kept: ['target'],
      around: around(logistic, round, window, saturation),
    });
  const [linear, logistic] = await Promise.all([open(0), open(1)]);

  describe(`OutputError of ${round} + ${window} + ${saturation} bits, every value`, () => {
    it('of the linear kind follows from the forward value alone, rounded half up and clamped', () => {
      for (let value = -size - half; value < size - half; value++) {
        const clamped = clamp(roundShift(value, round), 0, 2 ** window);
        assert.equal(derived(linear, value, 0), toField(clamped - 2 ** (window - 1)), `${value}`);
      }
    });

    it('of the logistic kind follows from forward value and label', () => {
      for (let value = -size - half; value < size - half; value++) {
        for (const target of [0, 1]) {
          const clamped = clamp(roundShift(value, round), 0, 2 ** window);
          assert.equal(
            derived(logistic, value, target),
            toField(clamped - target * 2 ** window),
            `${value}, ${target}`,
          );
        }
      }
    });

    it('has no room for values outside its bits', () => {
      for (const value of [-size - half - 1, size - half, 4 * size]) {
        assert.equal(derived(linear, value, 0), 'impossible');
        assert.equal(derived(logistic, value, 1), 'impossible');
      }
    });
  });
}
