import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bn254 } from '@noble/curves/bn254.js';
import fc from 'fast-check';
import { assertRefused } from '../../../test/support/refusals.ts';
import { COORDINATE_ORDER, FIELD_ORDER, fromWord, parseField, toField, toWord } from './index.ts';

const SEEDED = { seed: 254, numRuns: 500 };
const WORD_RANGE = 1n << 256n;
const anyElement = fc.bigInt({ min: 0n, max: FIELD_ORDER - 1n });
const anyWord = fc.bigInt({ min: 0n, max: WORD_RANGE - 1n });

describe('the orders', () => {
  it("are those of BN254's scalars and coordinates", () => {
    assert.equal(FIELD_ORDER, bn254.fields.Fr.ORDER);
    assert.equal(COORDINATE_ORDER, bn254.fields.Fp.ORDER);
  });
});

describe('toField', () => {
  it('is the residue from 0 to r - 1 of any integer', () => {
    const far = 1n << 600n;
    fc.assert(
      fc.property(fc.bigInt({ min: -far, max: far }), (value) => {
        const residue = toField(value);
        assert.ok(residue >= 0n && residue < FIELD_ORDER);
        assert.equal((value - residue) % FIELD_ORDER, 0n);
      }),
      SEEDED,
    );
    assert.equal(toField(-1n), FIELD_ORDER - 1n);
    assert.equal(toField(-FIELD_ORDER), 0n);
    assert.equal(toField(FIELD_ORDER), 0n);
  });

  it('takes safe integers too', () => {
    assert.equal(toField(5), 5n);
    assert.equal(toField(-5), FIELD_ORDER - 5n);
    assert.equal(toField(-0), 0n);
    assert.equal(toField(Number.MAX_SAFE_INTEGER), BigInt(Number.MAX_SAFE_INTEGER));
  });
});

describe('parseField', () => {
  it('reads what is written in decimal or as 0x and hex', () => {
    fc.assert(
      fc.property(anyElement, (value) => {
        assert.equal(parseField(value.toString(), 'x'), value);
        assert.equal(parseField(`0x${value.toString(16)}`, 'x'), value);
        assert.equal(parseField(`0x${value.toString(16).padStart(64, '0')}`, 'x'), value);
      }),
      SEEDED,
    );
  });

  it('accepts the last element and refuses the order itself', () => {
    assert.equal(parseField((FIELD_ORDER - 1n).toString(), 'x'), FIELD_ORDER - 1n);
    for (const value of [FIELD_ORDER, FIELD_ORDER + 1n, WORD_RANGE - 1n, 10n ** 78n - 1n]) {
      assertRefused('FIELD_INVALID', () => parseField(value.toString(), 'x'));
      if (value < WORD_RANGE) assertRefused('FIELD_INVALID', () => parseField(`0x${value.toString(16)}`, 'x'));
    }
  });

  it('refuses every other way to write a number', () => {
    const bad = ['', ' ', '1 ', ' 1', '1\n', '\n1', '+1', '-1', '-0', '00', '01', '1.0', '1e3', '1n', '1_000', '1,000'];
    const badHex = ['0x', '0X1', '0xA', '0xaB', '0x-1', '0xg', 'ff', '-0x1', '0x1 ', '0x1\n', `0x${'0'.repeat(65)}`];
    const foreign = ['0b1', '0o7', '٣', '１', 'NaN', 'Infinity', 'null', '9'.repeat(79), '9'.repeat(100_000)];
    for (const text of [...bad, ...badHex, ...foreign]) assertRefused('FIELD_INVALID', () => parseField(text, 'x'));
  });

  it('refuses whatever is not a text', () => {
    const values = [1, 1n, null, undefined, true, ['1'], { toString: () => '1' }, new String('1'), Symbol('1')];
    for (const value of values) assertRefused('FIELD_INVALID', () => parseField(value, 'x'));
  });

  it('names what it could not read', () => {
    assertRefused('FIELD_INVALID', () => parseField('no', 'the root'), /^the root /);
    assertRefused('FIELD_INVALID', () => parseField(FIELD_ORDER.toString(), 'the root'), /^the root /);
  });

  it('never reads two texts of one notation as the same element', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(digits, (text) => {
        let value: bigint;
        try {
          value = parseField(text, 'x');
        } catch {
          return;
        }
        assert.equal(value.toString(), text);
      }),
      SEEDED,
    );
  });
});

describe('toWord and fromWord', () => {
  it('undo each other for every word', () => {
    fc.assert(
      fc.property(anyWord, (value) => {
        const word = toWord(value);
        assert.equal(word.length, 32);
        assert.equal(fromWord(word), value);
        assert.equal(Buffer.from(word).toString('hex'), value.toString(16).padStart(64, '0'));
      }),
      SEEDED,
    );
    for (const value of [0n, 1n, 255n, 256n, WORD_RANGE - 1n]) assert.equal(fromWord(toWord(value)), value);
  });

  it('read at an offset', () => {
    fc.assert(
      fc.property(anyWord, anyWord, anyWord, (a, b, c) => {
        const bytes = new Uint8Array([...toWord(a), ...toWord(b), 7, ...toWord(c)]);
        assert.deepEqual([fromWord(bytes), fromWord(bytes, 32), fromWord(bytes, 65)], [a, b, c]);
      }),
      SEEDED,
    );
  });

  it('read a view that begins inside its buffer', () => {
    const buffer = new Uint8Array([9, 9, 9, ...toWord(12345n)]);
    assert.equal(fromWord(buffer.subarray(3)), 12345n);
  });

  it('refuse what a word cannot hold', () => {
    for (const value of [-1n, WORD_RANGE, 1n << 300n]) assertRefused('FIELD_INVALID', () => toWord(value));
  });
});
