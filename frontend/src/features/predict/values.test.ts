import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { InputDescription } from '@tacit/sdk';
import { clampedOf, inkOf, parseNumber, parseRows, parseValues, pixelsAs, rangeOf } from './values.ts';

const PLAIN: InputDescription = { count: 2, minimum: -1, maximum: 3, scale: 1 };
const FEATURED: InputDescription = {
  ...{ count: 2, minimum: -2, maximum: 2, scale: 1 },
  features: [
    { mean: 80, deviation: 10 },
    { mean: 0, deviation: 1 },
  ],
};

describe('values that a person enters', () => {
  it('reads plain numbers and nothing else', () => {
    assert.deepEqual([' 5.1 ', '-.5', '1e3', '+7', '3.'].map(parseNumber), [5.1, -0.5, 1000, 7, 3]);
    for (const text of ['', ' ', '5,1', '1 2', 'NaN', 'Infinity', '0x10', '1e999', '5mg']) {
      assert.equal(parseNumber(text), undefined, text);
    }
  });

  it('says which value saturates, in the person’s own units', () => {
    assert.deepEqual(rangeOf(FEATURED, 0), { low: 60, high: 100 });
    assert.deepEqual(clampedOf(FEATURED, [101, 0]), [0]);
    assert.deepEqual(clampedOf(FEATURED, [100, -2]), []);
    assert.deepEqual(clampedOf(PLAIN, [-1.01, 3.01]), [0, 1]);
  });

  it('reads as many values as there must be', () => {
    assert.deepEqual(parseValues('1, 2;\n3', 3), { ok: true, value: [1, 2, 3] });
    assert.deepEqual(parseValues('1 x 3', 3), { ok: false, why: 'The 2nd entry is no number.' });
    assert.equal(parseValues('1 2', 3).ok, false);
    assert.equal(parseValues('', 1).ok, false);
  });

  it('reads rows, each once and in order, within the file and the request', () => {
    const file = { rows: 10, most: 4 };
    assert.deepEqual(parseRows('7, 1-3, 2', file), { ok: true, value: [1, 2, 3, 7] });
    for (const text of ['', '0', '11', '3-2', 'a', '1-5', '1 2 3 4 5', '1-999999999', '-3']) {
      assert.equal(parseRows(text, file).ok, false, text);
    }
  });

  it('counts full ink as the offer’s values do', () => {
    assert.deepEqual(inkOf(PLAIN), { low: -1, high: 3 });
    const of = (mean: number) => inkOf({ ...FEATURED, features: [{ mean, deviation: 1 }] });
    assert.deepEqual([of(0.4).high, of(9).high, of(120).high], [1, 16, 255]);
    assert.deepEqual(pixelsAs([0, 0.5, 1], { low: -1, high: 3 }), [-1, 1, 3]);
  });
});
