import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseEther } from 'viem';
import { amountText, bytesText, countText, durationText, numberText } from './text.ts';

describe('numbers as people read them', () => {
  it('shows amounts in six digits, and small ones as they are', () => {
    assert.equal(amountText(parseEther('1.5'), 'ETH'), '1.5 ETH');
    assert.equal(amountText(parseEther('1234.56789012'), 'ETH'), '1,234.57 ETH');
    assert.equal(amountText(0n, 'ETH'), '0 ETH');
    assert.equal(amountText(1n, 'ETH'), '0.000000000000000001 ETH');
  });

  it('shows sizes in the unit that keeps them short', () => {
    for (const [bytes, text] of [
      [0, '0 B'],
      [999, '999 B'],
      [131_266, '131 KB'],
      [10_296_838, '10.3 MB'],
      [5e12, '5,000 GB'],
    ] as const) {
      assert.equal(bytesText(bytes), text);
    }
  });

  it('shows the two largest parts of a duration, and none below zero', () => {
    for (const [seconds, text] of [
      [0, '0 seconds'],
      [-5, '0 seconds'],
      [0.6, '1 second'],
      [61, '1 minute 1 second'],
      [3600, '1 hour'],
      [90_061, '1 day 1 hour'],
      [86_400 + 59, '1 day'],
    ] as const) {
      assert.equal(durationText(seconds), text);
    }
  });

  it('groups counts and cuts long numbers', () => {
    assert.equal(countText(1_234_567n), '1,234,567');
    assert.equal(numberText(0.123456789), '0.1235');
  });
});
