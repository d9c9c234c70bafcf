import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { createLog, type LogLevel } from './log.ts';
import { describeUrl, redactor } from './redact.ts';

function logged(level: LogLevel = 'debug', { isTTY = false, concealed = [] as string[] } = {}) {
  const lines: string[] = [];
  const output = { isTTY, write: (text: string) => lines.push(text) };
  const now = () => new Date('2026-01-02T03:04:05.678Z');
  const log = createLog({ level, output, redact: redactor(concealed), now });
  return { log, lines, last: () => JSON.parse(lines.at(-1) as string) };
}

describe('a log', () => {
  it('writes one JSON object a line, big numbers and all', () => {
    const { log, lines, last } = logged();
    log
      .with({ role: 'pin' })
      .info('started', { block: 2n ** 70n, port: 7, ok: true, none: undefined, odd: Number.NaN });
    assert.deepEqual(last(), {
      time: '2026-01-02T03:04:05.678Z',
      level: 'info',
      event: 'started',
      role: 'pin',
      block: '1180591620717411303424',
      port: 7,
      ok: true,
      odd: 'NaN',
    });
    assert.match(lines[0] as string, /^\{[^\n]*\}\n$/);
  });

  it('passes on what is at least as grave as its level', () => {
    const { log, lines } = logged('warn');
    for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level](level);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).event),
      ['warn', 'error'],
    );
  });

  it('lets no field pass for the line’s own', () => {
    const { log, last } = logged();
    log.info('real', { time: 'never', level: 'error', event: 'forged' });
    assert.deepEqual([last().level, last().event, last()['field-event']], ['info', 'real', 'forged']);
  });

  it('escapes what a terminal would obey or what would begin another line', () => {
    const nasty = 'a\nb\r\u001b[2Jc\u009bd\u2028e\u202ef\ud800g\u0000';
    for (const isTTY of [false, true]) {
      const { log, lines } = logged('debug', { isTTY });
      log.info(`event${nasty}`, { text: nasty, [`name${nasty}`]: 1 });
      const [line] = lines as [string];
      const plain = stripVTControlCharacters(line);
      assert.ok(!/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(plain.slice(0, -1)), JSON.stringify(plain));
      assert.ok(line.includes('u{1b}') && line.includes('u{d800}'));
    }
  });

  it('takes users, passwords and queries out of addresses, and what it is told to conceal', () => {
    const { log, last } = logged('debug', { concealed: ['/v3/0123456789abcdef'] });
    log.warn('failed', {
      at: 'HTTP request to https://user:pass@node.example:8545/v3/0123456789abcdef?token=abc#d failed (see ws://x?y)',
      pin: 'http://pin.example/ipfs/bafy?format=raw',
    });
    const text = JSON.stringify(last());
    for (const part of ['user', 'pass', '0123456789abcdef', 'token', 'abc', '?y', 'format']) {
      assert.ok(!text.includes(part), `${part} in ${text}`);
    }
    assert.equal(last().pin, 'http://pin.example/ipfs/bafy');
    log.warn('failed', { why: 'asked http://a:b@x:9: no answer (http://y/z?q).' });
    assert.equal(last().why, 'asked http://x:9: no answer (http://y/z).');
    assert.equal(describeUrl('no address'), '[withheld]');
  });

  it('withholds fields that are called a secret, and cuts long ones', () => {
    const { log, last } = logged();
    log.info('x', { passphrase: 'p', privateKey: 1n, apiToken: 't', saltOf: 's', blind: 7, long: 'x'.repeat(10_000) });
    const { long, time: _time, level: _level, event: _event, ...rest } = last();
    assert.ok(Object.values(rest).every((value) => value === '[withheld]'));
    assert.equal(long.length, 2001);
  });
});
