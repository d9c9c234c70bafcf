import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProtocolError } from '@tacit/sdk';
import { UserRejectedRequestError } from 'viem';
import { describeFailure } from './failures.ts';

describe('words for what went wrong', () => {
  it('takes a rejected signature for a choice, whoever tells of it', () => {
    const rejections = [
      new ProtocolError('USER_REJECTED', 'no'),
      Object.assign(new Error('no'), { code: 4001 }),
      new UserRejectedRequestError(new Error('no')),
    ];
    for (const error of rejections) assert.equal(describeFailure(error).kind, 'rejected');
  });

  it("follows the code, and a page's own words first", () => {
    const error = new ProtocolError('STORE_LIED', 'other bytes');
    const words = { STORE_LIED: { title: 'Here', next: 'do this' } };
    assert.equal(describeFailure(error, words).title, 'Here');
    assert.notEqual(describeFailure(error).title, 'Here');
    assert.equal(describeFailure(error).code, 'STORE_LIED');
  });

  it('has a next step for anything that is thrown, and keeps what was said of it', () => {
    for (const error of [
      new Error('odd'),
      'odd',
      undefined,
      null,
      { odd: true },
      new ProtocolError('NEVER_HEARD', 'odd'),
    ]) {
      const { kind, title, next, detail } = describeFailure(error);
      assert.equal(kind, 'failed');
      assert.ok(title && next && detail);
    }
  });
});
