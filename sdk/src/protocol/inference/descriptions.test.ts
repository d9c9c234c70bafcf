import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { restoreTargets, standardiseFeatures } from '../../data/index.ts';
import { errorCode } from '../../errors/index.ts';
import { quantiseFeature } from '../../numeric/index.ts';
import { circuitNamed } from '../../proving/index.ts';
import { encodeSample, meanOf, readOutputs } from './descriptions.ts';
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

  it('is standardised before it saturates, where the offer has means and deviations', () => {
    const features = [10, -20, 3].map((mean, i) => ({ mean, deviation: 2 ** i }));
    const described = { ...input, features };
    assert.deepEqual(encodeSample(described, [11, -20, 1], { whole: true }), [4, 0, -2]);
    // Far beyond the range as they are, and within it in units of the deviation.
    assert.deepEqual(encodeSample(described, [9, -22, 4], { whole: false }), [-4, -4, 1]);
    assert.deepEqual(encodeSample(described, [1e308, -1e308, 3], { whole: true }), [4, -8, 0]);
    assert.throws(() => encodeSample(described, [1, Number.NaN, 1], { whole: true }), isInvalid);
    assert.throws(() => encodeSample(described, [1, 1], { whole: true }), isInvalid);
  });

  it('is not shifted by what inputs are on average', () => {
    const described = { ...input, mean: [1, 1, 1] };
    assert.deepEqual(
      encodeSample(described, [1, 0.5, 0], { whole: true }),
      encodeSample(input, [1, 0.5, 0], { whole: true }),
    );
    assert.deepEqual(meanOf(described), [1, 1, 1]);
    assert.deepEqual(meanOf({ ...input, features: [5, 6, 7].map((mean) => ({ mean, deviation: 2 })) }), [5, 6, 7]);
    assert.equal(meanOf(input), undefined);
  });

  it('in real units becomes the integers that its trainers made of such a row', () => {
    const { format } = circuitNamed('linear-16x4-b8');
    const columns = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ mean: 100 * i - 3, deviation: 0.7 * (i + 1) }));
    const standardisation = { version: 1, features: columns(16), targets: columns(4) } as const;
    const { input: described } = offerOfTrained(format, new Array<number>(format.weights).fill(0), { standardisation });
    const row = Array.from({ length: 16 }, (_, i) => 100 * i + ((i * 7) % 11) - 6);
    assert.deepEqual(
      encodeSample(described, row, { whole: true }),
      standardiseFeatures(standardisation, row).map((value) => quantiseFeature(format, value)),
    );
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

  it('are values in real units, where the offer has means and deviations of the targets', () => {
    const { format } = circuitNamed('linear-16x4-b8');
    const weights = new Array<number>(format.weights).fill(0);
    const moments = { mean: 50, deviation: 10 };
    const standardisation = { version: 1, features: Array(16).fill(moments), targets: Array(4).fill(moments) } as const;
    const { output } = offerOfTrained(format, weights, { standardisation });
    const units = [0, 1, -2, 0.3];
    const { values } = readOutputs(
      output,
      units.map((value) => value * output.scale),
    );
    assert.deepEqual(values, restoreTargets(standardisation, units));
    assert.deepEqual(values.slice(0, 3), [50, 60, 30]);
    const { format: classes } = circuitNamed('logistic-4x3-b8');
    const logistic = { version: 1, features: Array(4).fill(moments), targets: Array(3).fill(moments) } as const;
    const none = new Array<number>(classes.weights).fill(0);
    const offered = offerOfTrained(classes, none, { standardisation: logistic });
    assert.ok(!('targets' in offered.output) && offered.input.features?.length === 4);
    for (const other of [
      { ...logistic, features: logistic.features.slice(1) },
      { ...logistic, targets: logistic.targets.slice(1) },
    ]) {
      assert.throws(
        () => offerOfTrained(classes, none, { standardisation: other }),
        (error) => errorCode(error) === 'STANDARDISATION_INVALID',
      );
    }
  });

  it('are refused when they are not finite, or not as many as there should be', () => {
    const output = { count: 2, scale: 1, kind: 'values' } as const;
    for (const outputs of [[], [1], [1, 2, 3], [1, Number.NaN], [1, Number.POSITIVE_INFINITY]]) {
      assert.throws(() => readOutputs(output, outputs), isInvalid);
    }
  });
});
