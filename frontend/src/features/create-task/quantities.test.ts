import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseEther } from 'viem';
import { readAdmissionList } from './admission-list.ts';
import { readCount, readDuration, readEther, splitDuration } from './quantities.ts';

const ONE = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
const TWO = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';

describe('what somebody types', () => {
  it('is a whole number, or nothing', () => {
    assert.equal(readCount(' 16 '), 16);
    for (const text of ['', '1.5', '-1', '1e3', '0x10', '1,000', '1234567890'])
      assert.equal(readCount(text), undefined);
  });

  it('is an amount to the last wei, or nothing', () => {
    assert.equal(readEther('0.05'), parseEther('0.05'));
    assert.equal(readEther('0.000000000000000001'), 1n);
    assert.equal(readEther('0'), 0n);
    for (const text of ['', '.5', '1.', '-1', '1 ether', '0.0000000000000000001', '999999999999']) {
      assert.equal(readEther(text), undefined, text);
    }
  });

  it('is a duration in a unit', () => {
    assert.equal(readDuration('30m'), 1800);
    assert.equal(readDuration('2d'), 172_800);
    assert.equal(readDuration('m'), undefined);
    assert.equal(readDuration('1.5h'), undefined);
    assert.deepEqual(splitDuration('12h'), { count: '12', unit: 'h' });
    assert.deepEqual(splitDuration('h'), { count: '', unit: 'h' });
  });
});

describe('readAdmissionList', () => {
  it('takes one address a line, notes, and the first column of a CSV', () => {
    const text = `address,name\n${ONE},Ann\n\n${TWO.toLowerCase()} # Bo\n"${ONE}";again\n`;
    assert.deepEqual(readAdmissionList(text), { trainers: [ONE, TWO], badLines: [] });
  });

  it('names lines that are no address', () => {
    assert.deepEqual(readAdmissionList(`${ONE}\nsomebody\n0x12\n`).badLines, [2, 3]);
    assert.deepEqual(readAdmissionList('0x12').badLines, [1]);
    // A capital that is wrong is a wrong checksum.
    assert.deepEqual(readAdmissionList(`x\n${ONE.replace('f39F', 'F39f')}`).badLines, [2]);
  });
});
