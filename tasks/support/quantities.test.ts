import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAmount, parseDuration, parseMoment } from './quantities.ts';
import { errorCode } from './sdk.ts';

const refused = (code: string) => (error: unknown) => errorCode(error) === code;
const ETHER = 10n ** 18n;

describe('parseAmount', () => {
  const amounts: [string, bigint][] = [
    ['0', 0n],
    ['500000', 500_000n],
    ['7wei', 7n],
    ['1ether', ETHER],
    ['1 ether', ETHER],
    ['1eth', ETHER],
    ['0.5 ether', ETHER / 2n],
    ['0.000000000000000001ether', 1n],
    ['20gwei', 20n * 10n ** 9n],
    ['1.5gwei', 1_500_000_000n],
    ['007ether', 7n * ETHER],
  ];
  for (const [text, wei] of amounts) it(`reads "${text}"`, () => assert.equal(parseAmount(text), wei));

  it('refuses everything else', () => {
    const texts = [
      '',
      ' ',
      '0.5',
      '.5ether',
      '1.ether',
      '1,5 ether',
      '-1ether',
      '+1ether',
      '1e18',
      '0x10',
      '1 Ether',
      '1  ether',
      ' 1ether',
      '1ether ',
      '1ether\n',
      '0.1wei',
      '0.0000000001gwei',
      '0.0000000000000000001ether',
      'ether',
      '1finney',
      '٣ether',
      '9'.repeat(40),
      `${2n ** 128n}`,
      '999999999999999999999999 ether',
    ];
    for (const text of texts) assert.throws(() => parseAmount(text), refused('AMOUNT_INVALID'), text);
    assert.equal(parseAmount(`${2n ** 128n - 1n}`), 2n ** 128n - 1n);
  });
});

describe('parseDuration', () => {
  it('reads seconds to weeks, also together', () => {
    assert.deepEqual(
      ['90s', '30m', '2h', '7d', '2w', '1d12h', '0s'].map((text) => parseDuration(text)),
      [90n, 1800n, 7200n, 604_800n, 1_209_600n, 129_600n, 0n],
    );
  });

  it('refuses everything else', () => {
    for (const text of ['', '2', 'h', '2 h', '-2h', '2.5h', '2y', '2H', '2h ', '1234567890s', '1s1s1s1s1s1s']) {
      assert.throws(() => parseDuration(text), refused('TIME_INVALID'), text);
    }
  });
});

describe('parseMoment', () => {
  const NOW = 1_800_000_000n;
  it('reads durations, dates and seconds', () => {
    assert.equal(parseMoment('2h', NOW), NOW + 7200n);
    assert.equal(parseMoment('2027-02-01', NOW), BigInt(Date.UTC(2027, 1, 1) / 1000));
    assert.equal(parseMoment('2027-02-01T10:30Z', NOW), BigInt(Date.UTC(2027, 1, 1, 10, 30) / 1000));
    assert.equal(parseMoment('2027-02-01T10:30:05Z', NOW), BigInt(Date.UTC(2027, 1, 1, 10, 30, 5) / 1000));
    assert.equal(parseMoment('1800000001', NOW), 1_800_000_001n);
  });

  it('refuses the past, what is far off, and what is no moment', () => {
    const texts = [
      '0s',
      '1800000000',
      '2020-01-01',
      '3600',
      '99999999999999999999',
      '2027-02-30',
      '2027-13-01',
      '2027-02-01T25:00Z',
      '2027-02-01T10:30',
      '2027-02-01T10:30+02:00',
      'tomorrow',
      '2 h',
      '',
      '999999999w999999999w',
    ];
    for (const text of texts) assert.throws(() => parseMoment(text, NOW), refused('TIME_INVALID'), text);
  });
});
