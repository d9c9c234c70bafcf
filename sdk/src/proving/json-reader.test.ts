import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRefused } from '../../../test/support/refusals.ts';
import {
  readArray,
  readBase64,
  readCount,
  readMatrix,
  readNumber,
  readObject,
  readText,
  readWord,
  writeBase64,
} from './json-reader.ts';

const refuse = (act: () => unknown, about?: RegExp) => assertRefused('REQUEST_INVALID', act, about);
const FIELDS = { required: ['a'], optional: ['b'] };

describe('readObject', () => {
  it('gives the fields, and undefined for any that is absent, whatever it is called', () => {
    const read = readObject({ a: 1 }, 'it', FIELDS);
    assert.equal(read.a, 1);
    for (const name of ['b', 'constructor', 'toString', '__proto__']) assert.equal(read[name], undefined);
  });

  it('refuses what is no object, and names it', () => {
    for (const value of [null, undefined, [], [1], 'a', 1, true])
      refuse(() => readObject(value, 'it', FIELDS), /^it must/);
  });

  it('refuses missing and unknown fields by name', () => {
    refuse(() => readObject({ b: 1 }, 'it', FIELDS), /it\.a is missing/);
    refuse(() => readObject({ a: 1, c: 2 }, 'it', FIELDS), /unknown field "c"/);
    refuse(() => readObject({ a: 1, ['x'.repeat(5000)]: 2 }, 'it', FIELDS), /unknown field "x{40}"/);
  });

  it('takes nothing from prototypes: __proto__ in JSON is a field like any other', () => {
    refuse(() => readObject(JSON.parse('{"a": 1, "__proto__": {"b": 2}}'), 'it', FIELDS), /unknown field "__proto__"/);
    refuse(() => readObject(JSON.parse('{"__proto__": {"a": 1}}'), 'it', FIELDS), /unknown field "__proto__"/);
    refuse(() => readObject(JSON.parse('{"constructor": {"prototype": {"a": 1}}}'), 'it', FIELDS));
    refuse(() => readObject(Object.create({ a: 1 }), 'it', FIELDS), /it\.a is missing/);
    assert.equal(({} as { b?: unknown }).b, undefined);
  });
});

describe('numbers, texts and lists', () => {
  it('reads what they say they are', () => {
    assert.deepEqual(readArray([1], 'l'), [1]);
    assert.deepEqual(readArray([1, 2], 'l', 2), [1, 2]);
    assert.equal(readText('', 't'), '');
    assert.equal(readNumber(-0.5, 'n'), -0.5);
    assert.equal(readCount(2 ** 53 - 1, 'n'), 2 ** 53 - 1);
    assert.deepEqual(readMatrix([[1, 2], []], 'm'), [[1, 2], []]);
  });

  it('refuses everything else and names the cell', () => {
    for (const value of ['1', null, Number.NaN, Infinity, true, {}, [1], 1n])
      refuse(() => readNumber(value, 'n'), /^n must/);
    for (const value of [-1, 0.5, 2 ** 53, '1']) refuse(() => readCount(value, 'n'), /^n must/);
    for (const value of [1, null, ['a'], { toString: () => 'a' }]) refuse(() => readText(value, 't'), /^t must/);
    for (const value of ['ab', { length: 1, 0: 1 }, null]) refuse(() => readArray(value, 'l'), /^l must/);
    refuse(() => readArray([1, 2, 3], 'l', 2), /l has 3 entries where 2 are needed/);
    refuse(() => readMatrix([[1], 2], 'm'), /m\[1\] must be a list/);
    refuse(() => readMatrix([[1], [2, '3']], 'm'), /m\[1\]\[1\] must be a number/);
  });
});

describe('readWord', () => {
  it('reads decimals and lower-case hex of up to 256 bits', () => {
    assert.equal(readWord('0', 'w'), 0n);
    assert.equal(readWord('1234', 'w'), 1234n);
    assert.equal(readWord(String(2n ** 256n - 1n), 'w'), 2n ** 256n - 1n);
    assert.equal(readWord(`0x${'f'.repeat(64)}`, 'w'), 2n ** 256n - 1n);
  });

  it('refuses every other spelling', () => {
    const spellings = ['', '00', '01', '+1', '-1', '1.0', '1e3', '1_000', ' 1', '1 ', '1\n', '0X1', '0xA', '0x', '0b1'];
    for (const text of [...spellings, '0o7', '٣', 'ff', `0x${'0'.repeat(65)}`, '9'.repeat(79)]) {
      refuse(() => readWord(text, 'w'), /^w must be a decimal string/);
    }
    refuse(() => readWord(String(2n ** 256n), 'w'), /wider than 256 bits/);
    for (const value of [1, 1n, null, ['1']]) refuse(() => readWord(value, 'w'), /w must be a string/);
  });
});

describe('readBase64', () => {
  it('reads what writeBase64 wrote, of any length', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
      assert.deepEqual(readBase64(writeBase64(bytes), 'b'), bytes);
      assert.equal(writeBase64(bytes), Buffer.from(bytes).toString('base64'));
    }
  });

  it('refuses white space, missing or superfluous padding, other alphabets', () => {
    const texts = [
      'AA==\n',
      ' AA==',
      'AA ==',
      'A\nA==',
      'AA',
      'AAA',
      'A',
      'A===',
      'AA=',
      '====',
      'AAAA=',
      'AAAA====',
      '=AAA',
    ];
    for (const text of [...texts, 'AA=A', '-_-_', 'AA%3D', 'ÄÄ==', 'AAAA\u0000'])
      refuse(() => readBase64(text, 'b'), /^b is/);
    for (const value of [null, 5, ['AA==']]) refuse(() => readBase64(value, 'b'), /b must be a string/);
  });

  it('refuses stray bits behind the last byte: one byte string has one spelling', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const accepted = (suffix: string) =>
      [...alphabet].filter((char) => {
        try {
          return readBase64(`A${char}${suffix}`, 'b').length > 0;
        } catch {
          return false;
        }
      }).length;
    assert.equal(accepted('=='), 4);
    refuse(() => readBase64('AB==', 'b'), /not canonical/);
    refuse(() => readBase64('AAB=', 'b'), /not canonical/);
  });
});
