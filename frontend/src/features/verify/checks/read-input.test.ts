import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode, rawCid } from '@tacit/sdk';
import { MAX_INPUT_BYTES, MAX_INPUT_TEXT, readBytes, readText } from './read-input.ts';

const HASH = `0x${'ab'.repeat(32)}` as const;
const CID = rawCid(5n).toString();
const codeOf = (read: () => unknown): string | undefined => {
  try {
    read();
  } catch (error) {
    return errorCode(error);
  }
  return undefined;
};

describe('what is brought to be checked', () => {
  it('is known by links of the page, from any host and folder', () => {
    const page = 'https://gateway.example/ipfs/bafy/#';
    assert.deepEqual(readText(`${page}/tasks/${HASH}`), { kind: 'task', task: HASH });
    assert.deepEqual(readText(`${page}/tasks/${HASH}/rounds/12`), { kind: 'round', task: HASH, round: 12n });
    assert.deepEqual(readText(`${page}/train/${HASH}`), { kind: 'task', task: HASH });
    assert.deepEqual(readText(`${page}/models/${HASH}`), { kind: 'model', model: HASH });
    assert.deepEqual(readText(`${page}/predict/${HASH}`), { kind: 'offer', offer: HASH });
    assert.deepEqual(readText(`${page}/jobs/${HASH}`), { kind: 'job', job: HASH });
    assert.deepEqual(readText(`${page}/verify?of=${encodeURIComponent(`${HASH} round 3`)}`), {
      kind: 'round',
      task: HASH,
      round: 3n,
    });
    assert.deepEqual(readText(`https://explorer.example/tx/${HASH}`), { kind: 'transaction', hash: HASH });
  });

  it('is known by itself: hashes, rounds of tasks, CIDs', () => {
    assert.deepEqual(readText(` ${HASH.toUpperCase().replace('0X', '0x')}\n`), { kind: 'hash', hash: HASH });
    for (const text of [`${HASH}/3`, `${HASH} 3`, `${HASH}:3`, `${HASH} round 3`, `${HASH}, 3`]) {
      assert.deepEqual(readText(text), { kind: 'round', task: HASH, round: 3n });
    }
    for (const text of [CID, `ipfs://${CID}`, `/ipfs/${CID}`])
      assert.deepEqual(readText(text), { kind: 'cid', cid: CID });
  });

  it('is JSON where it is written so, and bytes where it is not', () => {
    const json = { a: 1 };
    const bytes = new TextEncoder().encode(JSON.stringify(json));
    assert.deepEqual(readText(JSON.stringify(json)), { kind: 'json', json, bytes });
    assert.deepEqual(readBytes(bytes), { kind: 'json', json, bytes });
    for (const some of [new Uint8Array([1, 2]), bytes.subarray(0, 4), new Uint8Array([0x7b, 0xff])]) {
      assert.deepEqual(readBytes(some), { kind: 'bytes', bytes: some });
    }
  });

  it('is refused with a code when it is nothing, cut off, or too large', () => {
    for (const text of [
      '',
      'hello',
      HASH.slice(0, 40),
      `${HASH}00`,
      `${HASH} x`,
      `/tasks/${HASH}/rounds/-1`,
      'Qmabc',
      `?of=${'x'.repeat(10)}`,
    ]) {
      assert.equal(
        codeOf(() => readText(text)),
        'INPUT_UNKNOWN',
        text,
      );
    }
    assert.equal(
      codeOf(() => readText('{"a": ')),
      'INPUT_NOT_JSON',
    );
    assert.equal(
      codeOf(() => readText('x'.repeat(MAX_INPUT_TEXT + 1))),
      'INPUT_TOO_LARGE',
    );
    assert.equal(
      codeOf(() => readBytes(new Uint8Array())),
      'INPUT_UNKNOWN',
    );
    assert.equal(
      codeOf(() => readBytes(new Uint8Array(MAX_INPUT_BYTES + 1))),
      'INPUT_TOO_LARGE',
    );
    // A link to a link to a link ends.
    const nested = Array.from({ length: 40 }).reduce(
      (of: string) => `/verify?of=${encodeURIComponent(of)}`,
      HASH as string,
    );
    assert.ok(['INPUT_UNKNOWN', undefined].includes(codeOf(() => readText(nested))));
    assert.equal(
      codeOf(() => readText('/verify?of=%E0%A4%A')),
      'INPUT_UNKNOWN',
    );
  });
});
