import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  anyBatch,
  anyShape,
  assertNoNegativeZero,
  SEEDED,
  smallShape,
  uniformBatch,
} from '../../../test/support/numeric-cases.ts';
import { assertRefused } from '../../../test/support/refusals.ts';
import {
  type Batch,
  checkBatch,
  deriveFormat,
  featureRange,
  quantiseFeature,
  quantiseTarget,
  targetRange,
} from './index.ts';

const linear = deriveFormat({ kind: 'linear', inputs: 3, outputs: 2, batch: 2 });
const logistic = deriveFormat({ kind: 'logistic', inputs: 3, outputs: 2, batch: 2 });

describe('featureRange and targetRange', () => {
  it('are what so many signed bits hold', () => {
    fc.assert(
      fc.property(anyShape, (shape) => {
        const f = deriveFormat(shape);
        const [low, high] = featureRange(f);
        assert.equal(high - low + 1, 2 ** f.xBits);
        assert.equal(low + high, -1);
        assert.deepEqual(
          targetRange(f),
          f.kind === 'linear' ? [-(2 ** (f.yBits - 1)), 2 ** (f.yBits - 1) - 1] : [0, 1],
        );
      }),
      SEEDED,
    );
  });
});

describe('quantiseFeature', () => {
  it('gives a feature in range, the nearest to the value', () => {
    const anyValue = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: -5, max: 5, noNaN: true }),
    );
    fc.assert(
      fc.property(anyShape, anyValue, (shape, value) => {
        const f = deriveFormat(shape);
        const [low, high] = featureRange(f);
        const feature = quantiseFeature(f, value);
        assert.ok(Number.isInteger(feature) && feature >= low && feature <= high);
        const wanted = Math.min(high, Math.max(low, value * 2 ** f.xFraction));
        assert.ok(Math.abs(feature - wanted) <= 0.5);
        assertNoNegativeZero(feature);
      }),
      SEEDED,
    );
  });

  it('reads every feature that it writes', () => {
    const [low, high] = featureRange(linear);
    for (let x = low; x <= high; x++) assert.equal(quantiseFeature(linear, x / 2 ** linear.xFraction), x);
  });
});

describe('quantiseTarget', () => {
  it('saturates a linear target', () => {
    const [low, high] = targetRange(linear);
    assert.equal(quantiseTarget(linear, 1e6), high);
    assert.equal(quantiseTarget(linear, -1e6), low);
    for (let y = low; y <= high; y++) assert.equal(quantiseTarget(linear, y / 2 ** linear.yFraction), y);
  });

  it('takes a logistic target of 0 or 1 and nothing else', () => {
    assert.equal(quantiseTarget(logistic, 0), 0);
    assert.equal(quantiseTarget(logistic, 1), 1);
    for (const value of [0.5, -1, 2, 1e-9, Number.NaN, Number.POSITIVE_INFINITY]) {
      assertRefused('VALUE_OUT_OF_RANGE', () => quantiseTarget(logistic, value));
    }
  });

  it('refuses a linear target that is no number', () => {
    assertRefused('VALUE_NOT_A_NUMBER', () => quantiseTarget(linear, Number.NaN));
    assertRefused('VALUE_NOT_A_NUMBER', () => quantiseTarget(linear, Number.NEGATIVE_INFINITY));
  });
});

describe('checkBatch', () => {
  it('accepts every batch in range', () => {
    const batches = smallShape.map(deriveFormat).chain((f) => anyBatch(f).map((batch) => ({ f, batch })));
    fc.assert(
      fc.property(batches, ({ f, batch }) => checkBatch(f, batch)),
      SEEDED,
    );
  });

  it('refuses one value beyond either end, wherever it stands', () => {
    for (const f of [linear, logistic]) {
      const ranges = { inputs: featureRange(f), targets: targetRange(f) } as const;
      for (const side of ['inputs', 'targets'] as const) {
        const [low, high] = ranges[side];
        const width = side === 'inputs' ? f.inputs : f.outputs;
        for (const bad of [low - 1, high + 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
          for (let place = 0; place < f.batch * width; place++) {
            const batch = uniformBatch(f, 0, 0);
            (batch[side][Math.floor(place / width)] as number[])[place % width] = bad;
            assertRefused('VALUE_OUT_OF_RANGE', () => checkBatch(f, batch));
          }
        }
        checkBatch(f, side === 'inputs' ? uniformBatch(f, low, 0) : uniformBatch(f, 0, low));
        checkBatch(f, side === 'inputs' ? uniformBatch(f, high, 0) : uniformBatch(f, 0, high));
      }
    }
  });

  it('refuses every other number of rows or columns', () => {
    const { inputs, targets } = uniformBatch(linear, 0, 0);
    const bad: Batch[] = [
      { inputs: [], targets: [] },
      { inputs: inputs.slice(1), targets },
      { inputs, targets: targets.slice(1) },
      { inputs: [...inputs, [0, 0, 0]], targets },
      { inputs, targets: [...targets, [0, 0]] },
      {
        inputs: [
          [0, 0, 0],
          [0, 0],
        ],
        targets,
      },
      {
        inputs: [
          [0, 0, 0],
          [0, 0, 0, 0],
        ],
        targets,
      },
      { inputs, targets: [[0, 0], []] },
      {
        inputs,
        targets: [
          [0, 0],
          [0, 0, 0],
        ],
      },
    ];
    for (const batch of bad) assertRefused('SHAPE_MISMATCH', () => checkBatch(linear, batch));
  });
});
