import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FIELD_ORDER, parseScalar } from '@tacit/sdk';
import { readScalar } from './scalar-text.ts';

describe('a number as it is typed', () => {
  it('is read from both ends of the field, in decimal and hexadecimal', () => {
    for (const [text, scalar] of [
      ['0', 0n],
      [' 42 ', 42n],
      ['0x2a', 42n],
      ['0x000000', 0n],
      [String(FIELD_ORDER - 1n), FIELD_ORDER - 1n],
      [`0x${(FIELD_ORDER - 1n).toString(16)}`, FIELD_ORDER - 1n],
    ] as const) {
      assert.deepEqual(readScalar(text), { scalar });
      assert.equal(parseScalar(text.trim(), 'it'), scalar);
    }
  });

  it('is refused in words of its own for each way to go wrong', () => {
    const bad = [
      '',
      '-1',
      '1.5',
      '1,5',
      'abc',
      '007',
      '0X2a',
      '0x2A',
      '0x',
      '0xzz',
      String(FIELD_ORDER),
      `0x${FIELD_ORDER.toString(16)}`,
    ];
    const problems = bad.map((text) => {
      const read = readScalar(text);
      assert.ok('problem' in read, text);
      return read.problem;
    });
    assert.equal(new Set(problems).size, 8);
  });

  it('is never reduced: what is as large as the order, or far larger, is too large', () => {
    const atOrder = readScalar(String(FIELD_ORDER));
    for (const text of [
      String(FIELD_ORDER + 5n),
      '9'.repeat(78),
      '9'.repeat(100_000),
      `0x${'f'.repeat(64)}`,
      `0x${'f'.repeat(1000)}`,
    ]) {
      assert.deepEqual(readScalar(text), atOrder);
    }
  });
});
