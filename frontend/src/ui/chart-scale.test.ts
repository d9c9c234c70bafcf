import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { scaleOf } from './chart-scale.ts';

describe("a chart's scale", () => {
  it('puts the ends of the values near the ends of the drawing, and round numbers in between', () => {
    const scale = scaleOf([1, 6], [0, 100], { whole: true });
    assert.deepEqual([scale.at(1), scale.at(6)], [0, 100]);
    assert.deepEqual(scale.ticks, [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(scaleOf([0.2, 1.1], [0, 100], { whole: false }).ticks, [0.2, 0.4, 0.6, 0.8, 1]);
  });

  it('has room for one value, and for none', () => {
    assert.equal(scaleOf([3], [0, 100], { whole: true }).at(3), 50);
    assert.ok(scaleOf([], [0, 100], { whole: false }).ticks.length > 1);
    assert.ok(Number.isFinite(scaleOf([Number.NaN, 2], [0, 100], { whole: false }).at(2)));
  });

  it('keeps every value and every tick inside, and has two to twelve ticks', () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-6);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), (values) => {
        const { ticks, at } = scaleOf(values, [10, 90], { whole: false });
        assert.ok(ticks.length >= 2 && ticks.length <= 12, `${ticks.length}`);
        for (const each of [...values, ...ticks]) assert.ok(at(each) >= 9.999 && at(each) <= 90.001, `${each}`);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
