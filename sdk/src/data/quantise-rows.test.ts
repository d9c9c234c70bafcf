import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deriveFormat, featureRange, targetRange } from '../numeric/index.ts';
import { quantiseRows } from './index.ts';
import { assertRefused } from './test-support.ts';

const linear = deriveFormat({ kind: 'linear', inputs: 2, outputs: 1, batch: 2 });
const logistic = deriveFormat({ kind: 'logistic', inputs: 2, outputs: 2, batch: 2 });
const X = 2 ** linear.xFraction;
const [low, high] = featureRange(linear);

describe('quantiseRows', () => {
  it('rounds halves up, at the scale of the circuit', () => {
    const { inputs, targets, saturated } = quantiseRows(linear, { inputs: [[1, -0.5 / X]], targets: [[1.5 / X]] });
    assert.deepEqual(inputs, [[X, 0]]);
    assert.deepEqual(targets, [[2]]);
    assert.deepEqual(saturated, { features: [0, 0], targets: [0] });
  });

  it('counts what it cut, column by column', () => {
    const inputs = [
      [high / X, low / X],
      [(high + 0.49) / X, (low - 0.5) / X],
      [(high + 0.5) / X, (low - 0.51) / X],
      [1e300, -1e300],
      [Number.MAX_VALUE, 0],
    ];
    const targets = inputs.map((_, i) => [i === 0 ? 1e9 : 0]);
    const rows = quantiseRows(linear, { inputs, targets });
    assert.deepEqual(rows.inputs.at(3), [high, low]);
    assert.deepEqual(rows.targets[0], [targetRange(linear)[1]]);
    assert.deepEqual(rows.saturated, { features: [3, 2], targets: [1] });
  });

  it('leaves the targets of a logistic model at 0 and 1', () => {
    assert.deepEqual(quantiseRows(logistic, { inputs: [[0, 0]], targets: [[0, 1]] }).targets, [[0, 1]]);
    for (const value of [0.5, 2, -1, Number.NaN]) {
      assertRefused('VALUE_OUT_OF_RANGE', () => quantiseRows(logistic, { inputs: [[0, 0]], targets: [[0, value]] }));
    }
  });

  it('refuses what is no number or no row of the circuit', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      assertRefused('VALUE_NOT_A_NUMBER', () => quantiseRows(linear, { inputs: [[0, value]], targets: [[0]] }));
    }
    assertRefused('SHAPE_MISMATCH', () => quantiseRows(linear, { inputs: [[0]], targets: [[0]] }));
    assertRefused('SHAPE_MISMATCH', () => quantiseRows(linear, { inputs: [[0, 0]], targets: [[0, 0]] }));
  });
});
