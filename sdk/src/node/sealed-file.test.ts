import assert from 'node:assert/strict';
import { createCipheriv, scryptSync } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';
import { assertRejected } from '../../../test/support/refusals.ts';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import { openSealedBytes, readSealedFile, type SealingSecret, sealBytes, writeSealedFile } from './sealed-file.ts';

const seeded = seededRandomness(11);
const plaintext = seeded.bytes(100);
const key = seeded.bytes(32);
const underKey: SealingSecret = { kind: 'key', key };
const underPassphrase: SealingSecret = { kind: 'passphrase', passphrase: 'correct horse' };
const purpose = 'a test';
const HEADER_AND_TAG = 64;

type Cost = [logN: number, r: number, p: number];

/** The format once more, written from its description, with any cost. */
function sealedByHand(...[logN, r, p]: Cost): Uint8Array {
  const [salt, nonce] = [seeded.bytes(16), seeded.bytes(12)];
  const header = Buffer.concat([Buffer.from('tacit sealed 1\n\0'), Uint8Array.of(1, logN, r, p), salt, nonce]);
  const derived = scryptSync('correct horse', salt, 32, { N: 2 ** logN, r, p, maxmem: 2 ** 28 });
  const cipher = createCipheriv('aes-256-gcm', derived, nonce);
  cipher.setAAD(Buffer.concat([header, Buffer.from(purpose)]));
  return Buffer.concat([header, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

describe('a sealed file', () => {
  const folder = temporaryFolder();
  let count = 0;
  const nextPath = () => join(folder, `sealed-${count++}`);
  const opens = async (bytes: Uint8Array, secret: SealingSecret = underKey) =>
    await openSealedBytes(bytes, { secret, purpose });

  it("gives back what was sealed, under a key and under a passphrase, and is its owner's alone", async () => {
    for (const secret of [underKey, underPassphrase]) {
      const path = nextPath();
      await writeSealedFile(path, plaintext, { secret, purpose });
      assert.deepEqual(await readSealedFile(path, { secret, purpose }), plaintext);
      if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
      const bytes = readFileSync(path);
      assert.equal(bytes.length, plaintext.length + HEADER_AND_TAG);
      assert.equal(bytes.indexOf(plaintext.subarray(0, 8)), -1);
    }
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.draft')),
      [],
    );
  });

  it('seals nothing as well as much, and never twice alike', async () => {
    for (const size of [0, 1, 300_000]) {
      const bytes = seeded.bytes(size);
      assert.deepEqual(await opens(await sealBytes(bytes, { secret: underKey, purpose })), bytes);
    }
    const [one, two] = await Promise.all([0, 1].map(() => sealBytes(plaintext, { secret: underKey, purpose })));
    assert.notDeepEqual(one?.subarray(20, 48), two?.subarray(20, 48));
    assert.notDeepEqual(one?.subarray(48), two?.subarray(48));
  });

  it('opens under no other secret and for no other purpose', async () => {
    const path = nextPath();
    await writeSealedFile(path, plaintext, { secret: underPassphrase, purpose });
    const others: [SealingSecret, string][] = [
      [{ kind: 'passphrase', passphrase: 'correct horse ' }, purpose],
      [underPassphrase, 'another test'],
      [underKey, purpose],
    ];
    for (const [secret, what] of others) {
      const { message } = await assertRejected('SEALED_FILE_INVALID', readSealedFile(path, { secret, purpose: what }));
      assert.ok(!message.includes('horse'));
    }
    const byKey = await sealBytes(plaintext, { secret: underKey, purpose });
    assert.equal(await opens(byKey, { kind: 'key', key: key.map((byte) => byte ^ 1) }), undefined);
    assert.equal(await openSealedBytes(byKey, { secret: underKey, purpose: 'a tesT' }), undefined);
    assert.equal(await opens(byKey, underPassphrase), undefined);
  });

  it('takes a passphrase however its letters were composed', async () => {
    const sealed = await sealBytes(plaintext, { secret: { kind: 'passphrase', passphrase: 'caf\u00e9' }, purpose });
    assert.deepEqual(await opens(sealed, { kind: 'passphrase', passphrase: 'cafe\u0301' }), plaintext);
  });

  it('does not open with any bit changed, a byte more or less', async () => {
    const sealed = await sealBytes(plaintext, { secret: underKey, purpose });
    for (let i = 0; i < sealed.length; i++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = sealed.slice();
        changed[i] = (changed[i] as number) ^ (1 << bit);
        assert.equal(await opens(changed), undefined, `byte ${i}, bit ${bit}`);
      }
      assert.equal(await opens(sealed.subarray(0, i)), undefined, `${i} bytes`);
      assert.equal(await opens(Uint8Array.of(...sealed.subarray(0, i), 0, ...sealed.subarray(i))), undefined);
    }
    assert.equal(await opens(Uint8Array.of(...sealed, 0)), undefined);
    assert.deepEqual(await opens(sealed), plaintext);
  });

  it('cannot make its reader work for hours or take all memory, even with the right passphrase', async () => {
    const fine: Cost[] = [
      [14, 1, 1],
      [18, 2, 1],
      [14, 8, 4],
    ];
    for (const cost of fine) assert.deepEqual(await opens(sealedByHand(...cost), underPassphrase), plaintext);
    const beyond: Cost[] = [
      [13, 8, 1],
      [19, 2, 1],
      [14, 9, 1],
      [14, 1, 5],
    ];
    for (const cost of beyond) assert.equal(await opens(sealedByHand(...cost), underPassphrase), undefined);
    const sealed = sealedByHand(14, 1, 1);
    const impossible = [
      [0, 0, 0],
      [30, 8, 1],
      [255, 255, 255],
      [17, 0, 1],
      [17, 8, 0],
      [15, 1, 1],
      [18, 1, 1],
    ];
    for (const cost of impossible) {
      const changed = sealed.slice();
      changed.set(cost, 17);
      assert.equal(await opens(changed, underPassphrase), undefined, String(cost));
    }
  });

  it('is written over only by request', async () => {
    const path = nextPath();
    const options = { secret: underKey, purpose };
    await writeSealedFile(path, plaintext, options);
    await assertRejected('SEALED_FILE_EXISTS', writeSealedFile(path, seeded.bytes(5), options));
    assert.deepEqual(await readSealedFile(path, options), plaintext);
    await writeSealedFile(path, seeded.bytes(5), { ...options, replace: true });
    assert.equal((await readSealedFile(path, options))?.length, 5);
    const together = nextPath();
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4].map((size) => writeSealedFile(together, seeded.bytes(size), options)),
    );
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.draft')),
      [],
    );
  });

  it('is not read while others may read it, nor beyond the limit', async (t) => {
    const path = nextPath();
    const options = { secret: underKey, purpose };
    await writeSealedFile(path, plaintext, options);
    assert.deepEqual(await readSealedFile(path, { ...options, limit: 100 }), plaintext);
    await assertRejected('SEALED_FILE_TOO_LARGE', readSealedFile(path, { ...options, limit: 99 }));
    if (process.platform === 'win32') return t.diagnostic('Windows has no such modes');
    for (const mode of [0o640, 0o604, 0o601, 0o620]) {
      chmodSync(path, mode);
      await assertRejected('SEALED_FILE_EXPOSED', readSealedFile(path, options));
    }
  });

  it('is undefined when it is absent, and a folder or a foreign file is none', async () => {
    const options = { secret: underKey, purpose };
    assert.equal(await readSealedFile(nextPath(), options), undefined);
    const directory = nextPath();
    mkdirSync(directory, { mode: 0o700 });
    await assertRejected('SEALED_FILE_UNREADABLE', readSealedFile(directory, options));
    for (const text of ['', '{}', 'x'.repeat(200)]) {
      const path = nextPath();
      writeFileSync(path, text, { mode: 0o600 });
      await assertRejected('SEALED_FILE_INVALID', readSealedFile(path, options));
    }
    const nowhere = join(folder, 'none', 'file');
    await assertRejected('SEALED_FILE_UNWRITABLE', writeSealedFile(nowhere, plaintext, options));
    assert.ok(!existsSync(nowhere));
  });

  it('is not made under a secret that is none', async () => {
    for (const secret of [
      { kind: 'passphrase', passphrase: '' },
      { kind: 'key', key: new Uint8Array(31) },
      { kind: 'key', key: new Uint8Array(33) },
    ] as const) {
      const path = nextPath();
      await assertRejected('SEALING_SECRET_INVALID', writeSealedFile(path, plaintext, { secret, purpose }));
      assert.ok(!existsSync(path));
    }
  });
});
