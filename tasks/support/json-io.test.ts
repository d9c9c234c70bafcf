import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { type ByteStream, formatJson, readJson } from './json-io.ts';
import { errorCode, ProtocolError } from './sdk.ts';
import type { TaskErrorCode } from './task-error.ts';

const from = (...chunks: (string | Uint8Array)[]): ByteStream => Readable.from(chunks);
const refused = (code: TaskErrorCode) => (error: unknown) => errorCode(error) === code;

describe('readJson', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tacit-json-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('reads stdin, also as -, and joins its pieces', async () => {
    assert.deepEqual(await readJson({ stdin: from('{"a', '": [1, 2]}\n') }), { a: [1, 2] });
    assert.deepEqual(await readJson({ input: '-', stdin: from('"x"') }), 'x');
    const [first, second] = [Uint8Array.of(0x22, 0xc3), Uint8Array.of(0xa9, 0x22)];
    assert.equal(await readJson({ stdin: from(first, second) }), 'é');
  });

  it('reads a file', async () => {
    const input = join(folder, 'good.json');
    await writeFile(input, '[true]');
    assert.deepEqual(await readJson({ input }), [true]);
  });

  it('refuses a file that is not there and one that is a folder', async () => {
    await assert.rejects(readJson({ input: join(folder, 'missing.json') }), refused('INPUT_UNREADABLE'));
    await assert.rejects(readJson({ input: folder }), refused('INPUT_UNREADABLE'));
  });

  it('does not wait for a person at a terminal', async () => {
    await assert.rejects(readJson({ stdin: Object.assign(from('1'), { isTTY: true }) }), refused('INPUT_MISSING'));
  });

  it('stops at the limit, counted in bytes', async () => {
    assert.equal(await readJson({ stdin: from('"12"'), limit: 4 }), '12');
    await assert.rejects(readJson({ stdin: from('"é2"'), limit: 4 }), refused('INPUT_TOO_LARGE'));
    const endless = async function* (): AsyncGenerator<string> {
      for (;;) yield ' '.repeat(1000);
    };
    await assert.rejects(readJson({ stdin: endless(), limit: 10_000 }), refused('INPUT_TOO_LARGE'));
  });

  it('refuses what is no JSON, without quoting it', async () => {
    for (const text of ['', ' \n', 'secret', '{"a": secret}', '[1,]', '{} {}', "{'a': 1}"]) {
      const failure = await readJson({ stdin: from(text) }).catch((error: unknown) => error);
      assert.ok(failure instanceof ProtocolError);
      assert.equal(failure.code, 'INPUT_NOT_JSON');
      assert.doesNotMatch(failure.message, /secret/);
    }
    await assert.rejects(readJson({ stdin: from(Uint8Array.of(0x22, 0xff, 0x22)) }), refused('INPUT_NOT_JSON'));
  });
});

describe('formatJson', () => {
  it('writes big integers as decimal strings', () => {
    assert.deepEqual(JSON.parse(formatJson({ a: 2n ** 200n, b: [1n], c: 1 })), { a: `${2n ** 200n}`, b: ['1'], c: 1 });
  });
});
