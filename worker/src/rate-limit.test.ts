import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { networkOf, rateLimit } from './rate-limit.ts';

describe('how often one address may ask', () => {
  it('counts the neighbours that one machine can have in version 6 as one', () => {
    const allow = rateLimit({ perMinute: 2, now: () => 0 });
    const answers = ['2001:db8:1:2::1', '2001:db8:1:2:9:8:7:6', '2001:db8:1:2:ffff::'].map(allow);
    assert.deepEqual(answers, [true, true, false]);
    assert.equal(allow('2001:db8:1:3::1'), true);
  });

  it('knows each network under one name', () => {
    const names: readonly (readonly [string, string])[] = [
      ['::1', '0:0:0:0'],
      ['fe80::1', 'fe80:0:0:0'],
      ['1:2:3:4:5:6:7:8', '1:2:3:4'],
      ['1::8', '1:0:0:0'],
      ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
      ['192.0.2.7', '192.0.2.7'],
      ['', ''],
    ];
    for (const [address, network] of names) assert.equal(networkOf(address), network);
  });

  it('gives a place back with time', () => {
    let time = 0;
    const allow = rateLimit({ perMinute: 1, now: () => time });
    assert.deepEqual([allow('a'), allow('a'), allow('b')], [true, false, true]);
    time = 60_000;
    assert.equal(allow('a'), true);
  });
});
