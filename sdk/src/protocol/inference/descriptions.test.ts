import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode } from '../../errors/index.ts';
import { quantiseFeature } from '../../numeric/index.ts';
import { circuitNamed } from '../../proving/index.ts';
import { encodeSample, readOutputs } from './descriptions.ts';
import { offerOfTrained } from './offer-of-trained.ts';

const isInvalid = (error: unknown): boolean => errorCode(error) === 'DESCRIPTION_INVALID';

describe('a sample', () => {
  const input = { count: 3, minimum: -2, maximum: 1, scale: 4 };

  it('saturates, is scaled, and rounded where the network counts', () => {
    assert.deepEqual(encodeSample(input, [-9, 0.3, 9], { whole: false }), [-8, 1.2, 4]);
    assert.deepEqual(encodeSample(input, [-0.125, 0.125, 0.37], { whole: true }), [0, 1, 1]);
    // -0 would be another number to whoever writes it down.
    assert.ok(Object.is(encodeSample(input, [-0, -0.01, 0], { whole: true })[0], 0));
    assert.ok(Object.is(encodeSample(input, [-0, 0, 0], { whole: false })[0], 0));
  });

  it('is refused with values that are none, or not as many as there should be', () => {
    const sparse: number[] = [];
    sparse[0] = 1;
    sparse[2] = 1;
    for (const values of [[], [1, 2], [1, 2, 3, 4], [1, Number.NaN, 1], [1, 1, 1 / 0], sparse, [1, '1', 1] as never]) {
      assert.throws(() => encodeSample(input, values, { whole: true }), isInvalid);
    }
  });

  it('becomes the very integers of a trained circuit', () => {
    for (const name of ['logistic-4x3-b8', 'logistic-64x10-b16', 'linear-16x4-b8']) {
      const { format } = circuitNamed(name);
      const weights = new Array<number>(format.weights).fill(0);
      const { input: description } = offerOfTrained(format, weights);
      const values = Array.from({ length: format.inputs }, (_, i) => (i - format.inputs / 2) * 0.37 + 1 / 64);
      values[0] = 99;
      values[1] = -99;
      assert.deepEqual(
        encodeSample(description, values, { whole: true }),
        values.map((value) => quantiseFeature(format, value)),
      );
    }
  });
});

describe('outputs', () => {
  it('are the greatest class, by its name where it has one', () => {
    const output = { count: 3, scale: 2, kind: 'classes', labels: ['a', 'b', 'c'] } as const;
    assert.deepEqual(readOutputs(output, [1, 5, 5]), { values: [0.5, 2.5, 2.5], class: 1, label: 'b' });
    const { labels: _, ...unnamed } = output;
    assert.deepEqual(readOutputs(unnamed, [-3, -2, -1]), { values: [-1.5, -1, -0.5], class: 2 });
  });

  it('of one class alone are above zero for the second', () => {
    const output = { count: 1, scale: 1, kind: 'classes' } as const;
    assert.deepEqual(
      [-1, 0, 1].map((value) => readOutputs(output, [value]).class),
      [0, 1, 1],
    );
  });

  it('are mere values where there are no classes', () => {
    assert.deepEqual(readOutputs({ count: 2, scale: 4, kind: 'values' }, [2, -1]), { values: [0.5, -0.25] });
  });

  it('are refused when they are not finite, or not as many as there should be', () => {
    const output = { count: 2, scale: 1, kind: 'values' } as const;
    for (const outputs of [[], [1], [1, 2, 3], [1, Number.NaN], [1, Number.POSITIVE_INFINITY]]) {
      assert.throws(() => readOutputs(output, outputs), isInvalid);
    }
  });
});
