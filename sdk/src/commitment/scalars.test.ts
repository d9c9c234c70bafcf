import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FIELD_ORDER, toField } from '../hashing/index.ts';
import { checkScalar, decodeSigned, encodeSigned, parseScalar } from './index.ts';
import { assertRefused, SEEDED } from './test-support.ts';

const HALF = (FIELD_ORDER - 1n) / 2n;

describe('checkScalar', () => {
  it('accepts 0 and r - 1, refuses -1, r and everything that is no bigint', () => {
    assert.equal(checkScalar(0n, 'it'), 0n);
    assert.equal(checkScalar(FIELD_ORDER - 1n, 'it'), FIELD_ORDER - 1n);
    for (const bad of [-1n, FIELD_ORDER, 2n ** 256n, 5, '5', undefined, null]) {
      assertRefused('SCALAR_INVALID', () => checkScalar(bad as bigint, 'it'));
    }
  });
});

describe('parseScalar', () => {
  it('reads decimal and hex', () => {
    assert.equal(parseScalar('0', 'it'), 0n);
    assert.equal(parseScalar(`${FIELD_ORDER - 1n}`, 'it'), FIELD_ORDER - 1n);
    assert.equal(parseScalar(`0x${(FIELD_ORDER - 1n).toString(16)}`, 'it'), FIELD_ORDER - 1n);
  });

  it('refuses everything else', () => {
    const bad = [
      '',
      ' 5',
      '5 ',
      '05',
      '-5',
      '+5',
      '5.0',
      '5e3',
      '0x',
      '0xAB',
      '0b11',
      `${FIELD_ORDER}`,
      '9'.repeat(77),
    ];
    for (const text of [...bad, '9'.repeat(1000), 5, 5n, null, undefined, ['5'], {}]) {
      assertRefused('SCALAR_INVALID', () => parseScalar(text, 'it'));
    }
  });
});

describe('encodeSigned', () => {
  it('is undone by decodeSigned', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -HALF, max: HALF }), (value) => decodeSigned(encodeSigned(value)) === value),
      SEEDED,
    );
  });

  it('adds as integers do', () => {
    assert.equal(decodeSigned(toField(encodeSigned(-7n) + encodeSigned(3n))), -4n);
    assert.equal(encodeSigned(-1n), FIELD_ORDER - 1n);
    assert.equal(encodeSigned(0n), 0n);
  });

  it('refuses what lies beyond half of the field', () => {
    for (const value of [HALF + 1n, -HALF - 1n]) assertRefused('SCALAR_INVALID', () => encodeSigned(value));
    assertRefused('SCALAR_INVALID', () => decodeSigned(FIELD_ORDER));
  });
});
