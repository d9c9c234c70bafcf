import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseLcov, percentOf } from './lcov.ts';

const RECORD = 'TN:\nSF:a.sol\nDA:3,2\nDA:4,0\nDA:9,1\nLH:2\nLF:3\nend_of_record\n';

describe('lcov', () => {
  it('reads lines, hits and misses of every file', () => {
    assert.deepEqual(parseLcov(`${RECORD}SF:b.sol\nDA:1,1,hash\nend_of_record\n`), [
      { path: 'a.sol', lines: 3, hit: 2, missed: [4] },
      { path: 'b.sol', lines: 1, hit: 1, missed: [] },
    ]);
  });

  it('counts a line that is listed twice once', () => {
    const [file] = parseLcov('SF:a.sol\nDA:3,0\nDA:3,5\nend_of_record');
    assert.deepEqual([file?.lines, file?.hit], [1, 1]);
  });

  it('adds lines of all files', () => {
    assert.equal(percentOf(parseLcov(`${RECORD}SF:b.sol\nDA:1,1\nend_of_record\n`)), 75);
    assert.equal(percentOf([]), 100);
  });

  it('refuses a report that was cut, or that contradicts itself', () => {
    for (const text of [
      RECORD.replace('end_of_record\n', ''),
      RECORD.replace('end_of_record', 'SF:b.sol'),
      RECORD.replace('LF:3', 'LF:4'),
      RECORD.replace('DA:4,0', 'DA:4'),
      'end_of_record',
    ]) {
      assert.throws(() => parseLcov(text), Error, text);
    }
  });
});
