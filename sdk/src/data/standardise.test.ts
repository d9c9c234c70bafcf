import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { deriveFormat } from '../numeric/index.ts';
import {
  fitStandardisation,
  parseStandardisation,
  restoreTargets,
  standardiseFeatures,
  standardiseRows,
  standardiseTargets,
} from './index.ts';
import { measureMoments } from './moments.ts';
import { assertRefused, SEEDED } from './test-support.ts';

const linear = deriveFormat({ kind: 'linear', inputs: 1, outputs: 1, batch: 2 });
const logistic = deriveFormat({ kind: 'logistic', inputs: 1, outputs: 1, batch: 2 });
const column = (values: readonly number[]) => ({ inputs: values.map((v) => [v]), targets: values.map((v) => [v]) });
const near = (actual: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not near ${expected}`);

describe('measureMoments', () => {
  it('gives the mean and the deviation of the whole population', () => {
    assert.deepEqual(measureMoments([2, 4, 4, 4, 5, 5, 7, 9]), { mean: 5, deviation: 2 });
    assert.deepEqual(measureMoments([]), { mean: 0, deviation: 0 });
  });

  it('keeps its digits on a high plateau', () => {
    const { mean, deviation } = measureMoments([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
    assert.equal(mean, 1e9 + 10);
    near(deviation, Math.sqrt(22.5), 1e-6);
  });

  it('neither overflows nor underflows', () => {
    const huge = measureMoments([1e308, -1e308]);
    assert.equal(huge.mean, 0);
    near(huge.deviation / 1e308, 1, 1e-12);
    const tiny = measureMoments([1e-300, -1e-300]);
    near(tiny.deviation / 1e-300, 1, 1e-12);
  });
});

describe('standardise', () => {
  it('gives mean 0 and deviation 1', () => {
    const rows = column([1, 2, 3, 4, 10]);
    const standard = standardiseRows(fitStandardisation(linear, rows), rows);
    const { mean, deviation } = measureMoments(standard.inputs.flat());
    near(mean, 0, 1e-12);
    near(deviation, 1, 1e-12);
    assert.deepEqual(standard.targets, standard.inputs);
  });

  it('gives constant columns the deviation 1', () => {
    for (const value of [0, 0.1, -1e300, 5e-324]) {
      const { features } = fitStandardisation(linear, column([value, value, value]));
      assert.deepEqual(features, [{ mean: value, deviation: 1 }]);
    }
  });

  it('leaves the targets of a logistic model alone', () => {
    const rows = { inputs: [[1], [3]], targets: [[0], [1]] };
    const standardisation = fitStandardisation(logistic, rows);
    assert.deepEqual(standardisation.targets, [{ mean: 0, deviation: 1 }]);
    assert.deepEqual(standardiseRows(standardisation, rows), { inputs: [[-1], [1]], targets: [[0], [1]] });
  });

  it("changes nothing under 'none'", () => {
    const rows = column([1.1, -2.2, 1e300]);
    assert.deepEqual(standardiseRows(fitStandardisation(linear, rows, 'none'), rows), rows);
  });

  it('is undone by restoring', () => {
    const finite = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 30 }), (values) => {
        const standardisation = fitStandardisation(linear, column(values));
        const scale = Math.max(...values.map(Math.abs), 1e-300);
        for (const value of values) {
          const [there] = standardiseTargets(standardisation, [value]);
          const [back] = restoreTargets(standardisation, [there as number]);
          near(back as number, value, scale * 1e-12);
        }
      }),
      SEEDED,
    );
  });

  it('gives finite numbers for all finite numbers', () => {
    const any = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 8 }), any, (values, other) => {
        const standardisation = fitStandardisation(linear, column(values));
        const parsed = parseStandardisation(JSON.parse(JSON.stringify(standardisation)));
        for (const value of [...values, other]) {
          assert.ok(standardiseFeatures(parsed, [value]).every(Number.isFinite));
        }
      }),
      SEEDED,
    );
  });

  it('refuses rows that it does not fit', () => {
    const rows = column([1, 2]);
    const standardisation = fitStandardisation(linear, rows);
    assertRefused('STANDARDISATION_INVALID', () => standardiseFeatures(standardisation, [1, 2]));
    assertRefused('STANDARDISATION_INVALID', () => restoreTargets(standardisation, []));
    assertRefused('STANDARDISATION_INVALID', () => fitStandardisation(linear, column([1, Number.NaN])));
    assertRefused('STANDARDISATION_INVALID', () => fitStandardisation(linear, { inputs: [[]], targets: [[]] }));
    assertRefused('TOO_FEW_ROWS', () => fitStandardisation(linear, { inputs: [], targets: [] }));
  });
});

describe('parseStandardisation', () => {
  const good = { version: 1, features: [{ mean: 1, deviation: 2 }], targets: [{ mean: 0, deviation: 1 }] };

  it('reads what was written', () => {
    assert.deepEqual(parseStandardisation(JSON.parse(JSON.stringify(good))), good);
  });

  it('refuses everything else', () => {
    const entry = (value: unknown) => ({ ...good, features: [value] });
    const refused: unknown[] = [null, undefined, 1, '{}', [], {}, { ...good, version: 2 }, { ...good, version: '1' }];
    refused.push({ ...good, more: 1 }, { version: 1, features: good.features }, { ...good, features: [] });
    refused.push({ ...good, features: {} }, { ...good, features: { length: 1, 0: good.features[0] } });
    refused.push({ ...good, features: new Array(10_001).fill(good.features[0]) }, { ...good, targets: new Array(1) });
    refused.push(entry(null), entry([1, 2]), entry({ mean: 1 }), entry({ mean: 1, deviation: 2, name: 'age' }));
    for (const deviation of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, '1', null])
      refused.push(entry({ mean: 1, deviation }));
    for (const mean of [Number.NaN, Number.NEGATIVE_INFINITY, '0', null]) refused.push(entry({ mean, deviation: 1 }));
    refused.push(JSON.parse('{"version":1,"features":[{"mean":0,"deviation":1,"__proto__":{}}],"targets":[]}'));
    for (const value of refused) assertRefused('STANDARDISATION_INVALID', () => parseStandardisation(value));
  });
});
