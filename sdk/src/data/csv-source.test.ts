import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTable } from './index.ts';
import { chunksOf, refusedTable } from './test-support.ts';

const text = `name,x\n${'zoë,1\nJürgen,2.5\n'.repeat(20_000)}`;
const bytes = new TextEncoder().encode(text);

describe('a source', () => {
  it("may be a file's stream, of bytes or decoded", async () => {
    const whole = await readTable(text);
    assert.deepEqual(await readTable(new File([text], 'data.csv').stream()), whole);
    assert.deepEqual(await readTable(new Blob([text]).stream().pipeThrough(new TextDecoderStream())), whole);
  });

  it('may be a stream that is not async iterable', async () => {
    const stream = new Blob([text]).stream();
    const bare = { getReader: () => stream.getReader() };
    assert.deepEqual(await readTable(bare), await readTable(text));
  });

  it('may be cut inside a character, a quoted cell, a CRLF or a byte order mark', async () => {
    const odd = new TextEncoder().encode('\ufeffname,x\r\n"zoë ""the\r\nfirst""",1\r\nb,2\r\n');
    const single = Array.from(odd, (byte) => Uint8Array.of(byte));
    assert.deepEqual(await readTable(chunksOf(...single)), await readTable(new TextDecoder().decode(odd)));
  });

  it('counts bytes for its progress when it gives bytes', async () => {
    let read = 0;
    await readTable(chunksOf(bytes), {
      onProgress: (progress) => {
        read = progress.read;
      },
    });
    assert.equal(read, bytes.length);
  });

  it('must be UTF-8', async () => {
    await refusedTable('CSV_MALFORMED', chunksOf(Uint8Array.from([0x61, 0x2c, 0xfc, 0x0a])));
    await refusedTable('CSV_MALFORMED', chunksOf(Uint8Array.from([0x61, 0x2c, 0xc3])));
    await refusedTable('CSV_MALFORMED', chunksOf(Uint8Array.from([0xff, 0xfe, 0x61, 0x00])));
  });

  it('fails with its own error', async () => {
    async function* broken() {
      yield 'a,b\n1,2\n';
      throw new Error('the disk is gone');
    }
    await assert.rejects(readTable(broken()), /the disk is gone/);
  });

  it('is released when the file turns out malformed', async () => {
    let released = false;
    async function* source() {
      try {
        for (;;) yield 'a,b\n1\n'.repeat(20_000);
      } finally {
        released = true;
      }
    }
    await refusedTable('CSV_MALFORMED', source());
    assert.ok(released);
  });

  it('is cancelled when it is a stream', async () => {
    let cancelled = false;
    const stream = new ReadableStream<string>({
      pull: (controller) => controller.enqueue('a,b\n1\n'.repeat(20_000)),
      cancel: () => {
        cancelled = true;
      },
    });
    await refusedTable('CSV_MALFORMED', { getReader: () => stream.getReader() });
    assert.ok(cancelled);
  });

  it('may stall: an aborted signal ends the reading', async () => {
    const stalled: AsyncIterable<string> = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
    const controller = new AbortController();
    const reading = readTable(stalled, { signal: controller.signal });
    setTimeout(() => controller.abort(), 5);
    await assert.rejects(reading, { name: 'AbortError' });
  });

  it('is not read at all when the signal has aborted before', async () => {
    await assert.rejects(readTable('a,b\n1,2\n', { signal: AbortSignal.abort() }), { name: 'AbortError' });
    await assert.rejects(readTable(chunksOf('a,b\n'), { signal: AbortSignal.abort() }), { name: 'AbortError' });
  });
});
