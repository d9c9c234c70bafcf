import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  anyShape,
  anyWeight,
  anyWeights,
  assertNoNegativeZero,
  SEEDED,
  smallShape,
} from '../../../test/support/numeric-cases.ts';
import { assertRefused } from '../../../test/support/refusals.ts';
import {
  checkWeights,
  deriveFormat,
  quantiseWeights,
  realWeights,
  roundWeight,
  wallOf,
  wallSide,
  weightRange,
  zeroWeights,
} from './index.ts';

const f = deriveFormat({ kind: 'linear', inputs: 3, outputs: 2, batch: 8 });
const [LOW, HIGH] = weightRange(f);
const anyOne = anyShape.map(deriveFormat).chain((format) => anyWeight(format).map((weight) => ({ format, weight })));

describe('weightRange', () => {
  it('holds as many weights as there are patterns of bits', () => {
    fc.assert(
      fc.property(anyShape.map(deriveFormat), (format) => {
        const [low, high] = weightRange(format);
        assert.equal(high - low + 1, 2 ** format.weightBits);
        assert.ok(low < 0 && high > 0);
      }),
      SEEDED,
    );
  });
});

describe('roundWeight', () => {
  it('is what the top bits of a weight stand for', () => {
    fc.assert(
      fc.property(anyOne, ({ format, weight }) => {
        const pattern = BigInt(weight - weightRange(format)[0]);
        const top = (pattern >> BigInt(format.dropBits)) - (1n << BigInt(format.weightBits - 1 - format.dropBits));
        assert.equal(BigInt(roundWeight(format, weight)), top);
        assertNoNegativeZero(roundWeight(format, weight));
      }),
      SEEDED,
    );
  });

  it('spans exactly the signed values of its bits', () => {
    const reach = 2 ** (f.weightBits - 1 - f.dropBits);
    assert.equal(roundWeight(f, LOW), -reach);
    assert.equal(roundWeight(f, HIGH), reach - 1);
  });
});

describe('wallSide', () => {
  it('is linear in the two top bits of a weight', () => {
    fc.assert(
      fc.property(anyOne, ({ format, weight }) => {
        const pattern = BigInt(weight - weightRange(format)[0]);
        const first = Number((pattern >> BigInt(format.weightBits - 1)) & 1n);
        const second = Number((pattern >> BigInt(format.weightBits - 2)) & 1n);
        assert.equal(wallSide(format, weight), first + second - 1);
      }),
      SEEDED,
    );
  });

  it('turns exactly at the wall, shifted by half a dropped unit', () => {
    const half = 2 ** (f.dropBits - 1);
    const sides = [LOW, -wallOf(f) - half - 1, -wallOf(f) - half, 0, wallOf(f) - half - 1, wallOf(f) - half, HIGH];
    assert.deepEqual(
      sides.map((weight) => wallSide(f, weight)),
      [-1, -1, 0, 0, 0, 1, 1],
    );
  });
});

describe('quantiseWeights and realWeights', () => {
  it('undo each other for weights in range', () => {
    const cases = smallShape.map(deriveFormat).chain((format) => anyWeights(format).map((w) => ({ format, w })));
    fc.assert(
      fc.property(cases, ({ format, w }) => {
        assert.deepEqual(quantiseWeights(format, realWeights(format, w)), w);
        checkWeights(format, w);
      }),
      SEEDED,
    );
  });

  it('round halves up and saturate at both ends', () => {
    const unit = 2 ** -f.weightFraction;
    assert.deepEqual(quantiseWeights(f, [0.5 * unit, -0.5 * unit, 1.5 * unit, -1.5 * unit]), [1, 0, 2, -1]);
    assert.deepEqual(quantiseWeights(f, [17, -17, 1e300, -1e300]), [HIGH, LOW, HIGH, LOW]);
    assertNoNegativeZero(quantiseWeights(f, [-0, -0.2 * unit, -0.5 * unit]));
  });

  it('refuse what is not a finite number', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      assertRefused('VALUE_NOT_A_NUMBER', () => quantiseWeights(f, [0, bad]));
    }
  });
});

describe('zeroWeights', () => {
  it('is a model of the right size that passes as one', () => {
    assert.deepEqual(zeroWeights(f), [0, 0, 0, 0, 0, 0, 0, 0]);
    checkWeights(f, zeroWeights(f));
    assert.notEqual(zeroWeights(f), zeroWeights(f));
  });
});

describe('checkWeights', () => {
  it('accepts both ends of the range and refuses what lies beyond, at every place', () => {
    for (let at = 0; at < f.weights; at++) {
      const withOne = (weight: number) => zeroWeights(f).with(at, weight);
      checkWeights(f, withOne(LOW));
      checkWeights(f, withOne(HIGH));
      for (const bad of [LOW - 1, HIGH + 1, 0.5, Number.NaN, Number.NEGATIVE_INFINITY]) {
        assertRefused('VALUE_OUT_OF_RANGE', () => checkWeights(f, withOne(bad)));
      }
    }
  });

  it('refuses every other number of weights', () => {
    for (const length of [0, f.weights - 1, f.weights + 1]) {
      assertRefused('SHAPE_MISMATCH', () => checkWeights(f, new Array<number>(length).fill(0)));
    }
  });
});
