import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { errorCode } from '@tacit/sdk';
import { temporaryFolder } from '../../test/support/temporary.ts';
import { newPassphrase, passphraseFor, type Terminal } from './passphrase.ts';
import { type Host, withHost } from './run-task.ts';

/** A terminal at which somebody types these lines, each when it is asked for. */
function typing(...lines: readonly string[]) {
  const shown: string[] = [];
  const modes: boolean[] = [];
  const waiting = [...lines];
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode(raw: boolean) {
      modes.push(raw);
      const line = raw ? waiting.shift() : undefined;
      if (line !== undefined) setImmediate(() => stdin.write(line));
    },
  });
  const stderr = Object.assign(new PassThrough(), { isTTY: true });
  stderr.on('data', (chunk) => {
    // Whatever is typed from the question on is hidden.
    if (String(chunk) !== '\n') assert.equal(modes.at(-1), true);
  });
  stderr.on('data', (chunk) => shown.push(String(chunk)));
  const terminal: Terminal = { stdin, stderr };
  return { terminal, modes, text: () => shown.join('') };
}

const hostOf = (env: Record<string, string> = {}): Host => ({ stdout: process.stdout, stderr: process.stderr, env });
const inHost = <T>(env: Record<string, string>, work: () => Promise<T>): Promise<T> => withHost(hostOf(env), work);
const codeOf = (work: () => Promise<unknown>): Promise<string | undefined> =>
  inHost({}, work).then((value) => `accepted ${typeof value}`, errorCode);

describe('a passphrase that is asked for', () => {
  it('is typed twice for a new file, and shown never', async () => {
    const { terminal, modes, text } = typing('hidden words\r', 'hidden words\r');
    assert.equal(await inHost({}, () => newPassphrase(undefined, { terminal })), 'hidden words');
    assert.equal(text(), 'New passphrase: \nThe same again: \n');
    assert.deepEqual(modes, [true, false, true, false]);
  });

  it('may be mended while it is typed', async () => {
    const { terminal } = typing('wrong\u0015hidx\u007fden\u001b\r');
    assert.equal(await inHost({}, passphraseFor('key', undefined, terminal)), 'hidden');
  });

  it('is refused when the two differ, when nothing is typed, and when it is cancelled', async () => {
    const ask = (...lines: string[]) => codeOf(() => newPassphrase(undefined, { terminal: typing(...lines).terminal }));
    assert.equal(await ask('one\r', 'two\r'), 'REQUEST_INVALID');
    assert.equal(await ask('\r', '\r'), 'INPUT_MISSING');
    assert.equal(await ask('one\u0003'), 'INPUT_MISSING');
    assert.equal(await ask('\u0004'), 'INPUT_MISSING');
  });

  it('is not asked for where a file or the environment has it, or nobody could type', async () => {
    const { terminal, text } = typing('typed\r');
    const file = join(temporaryFolder(), 'passphrase');
    writeFileSync(file, 'from a file\n', { mode: 0o600 });
    const env = { TACIT_PASSPHRASE: 'from the environment' };
    assert.equal(await inHost(env, passphraseFor('key', file, terminal)), 'from a file');
    assert.equal(await inHost(env, passphraseFor('key', undefined, terminal)), 'from the environment');
    assert.equal(await inHost(env, () => newPassphrase(undefined, { terminal })), 'from the environment');
    assert.equal(text(), '');
    const pipe: Terminal = { stdin: new PassThrough(), stderr: new PassThrough() };
    assert.equal(await inHost({}, passphraseFor('key', undefined, pipe)), undefined);
    assert.equal(await codeOf(() => newPassphrase(undefined, { terminal: pipe })), 'FIELD_MISSING');
  });
});
