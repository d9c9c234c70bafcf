import assert from 'node:assert/strict';
import { createCipheriv, scryptSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';
import * as node from '../node/sealed-file.ts';
import { openSealedBytes, type SealingOptions, type SealingSecret, sealBytes } from './index.ts';
import { refusal } from './test-support.ts';

const seeded = seededRandomness(12);
const plaintext = seeded.bytes(100);
const key = seeded.bytes(32);
const underKey: SealingSecret = { kind: 'key', key };
const underPassphrase: SealingSecret = { kind: 'passphrase', passphrase: 'correct horse' };
const purpose = 'a test';
const opens = (bytes: Uint8Array, secret: SealingSecret = underKey) => openSealedBytes(bytes, { secret, purpose });

type Cost = readonly [logN: number, r: number, p: number];

/** The format once more, written from its description, with any cost. */
function sealedByHand(...[logN, r, p]: Cost): Uint8Array {
  const [salt, nonce] = [seeded.bytes(16), seeded.bytes(12)];
  const header = Buffer.concat([Buffer.from('tacit sealed 1\n\0'), Uint8Array.of(1, logN, r, p), salt, nonce]);
  const derived = scryptSync('correct horse', salt, 32, { N: 2 ** logN, r, p, maxmem: 2 ** 28 });
  const cipher = createCipheriv('aes-256-gcm', derived, nonce);
  cipher.setAAD(Buffer.concat([header, Buffer.from(purpose)]));
  return Buffer.concat([header, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

describe('sealed bytes in a browser', () => {
  it("are those of Node's files, both ways, under a key and under a passphrase", async () => {
    for (const secret of [underKey, underPassphrase]) {
      const options: SealingOptions = { secret, purpose };
      assert.deepEqual(await node.openSealedBytes(await sealBytes(plaintext, options), options), plaintext);
      assert.deepEqual(await openSealedBytes(await node.sealBytes(plaintext, options), options), plaintext);
    }
    for (const size of [0, 1, 300_000]) {
      const bytes = seeded.bytes(size);
      const options: SealingOptions = { secret: underKey, purpose };
      assert.deepEqual(await node.openSealedBytes(await sealBytes(bytes, options), options), bytes);
      assert.deepEqual(await openSealedBytes(await node.sealBytes(bytes, options), options), bytes);
    }
  });

  it('never come out twice alike', async () => {
    const [one, two] = await Promise.all([0, 1].map(() => sealBytes(plaintext, { secret: underKey, purpose })));
    assert.notDeepEqual(one?.subarray(20, 48), two?.subarray(20, 48));
    assert.notDeepEqual(one?.subarray(48), two?.subarray(48));
  });

  it('open under no other secret and for no other purpose', async () => {
    const sealed = sealedByHand(14, 1, 1);
    assert.deepEqual(await opens(sealed, underPassphrase), plaintext);
    assert.equal(await opens(sealed, { kind: 'passphrase', passphrase: 'correct horse ' }), undefined);
    assert.equal(await opens(sealed), undefined);
    assert.equal(await openSealedBytes(sealed, { secret: underPassphrase, purpose: 'another test' }), undefined);
    const byKey = await sealBytes(plaintext, { secret: underKey, purpose });
    assert.equal(await opens(byKey, { kind: 'key', key: key.map((byte) => byte ^ 1) }), undefined);
    assert.equal(await openSealedBytes(byKey, { secret: underKey, purpose: 'a tesT' }), undefined);
    assert.equal(await opens(byKey, underPassphrase), undefined);
  });

  it('take a passphrase however its letters were composed', async () => {
    const sealed = await sealBytes(plaintext, { secret: { kind: 'passphrase', passphrase: 'caf\u00e9' }, purpose });
    assert.deepEqual(await opens(sealed, { kind: 'passphrase', passphrase: 'cafe\u0301' }), plaintext);
  });

  it('do not open with any bit changed, a byte more or less', async () => {
    const sealed = await sealBytes(plaintext, { secret: underKey, purpose });
    for (let i = 0; i < sealed.length; i++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = sealed.slice();
        changed[i] = (changed[i] as number) ^ (1 << bit);
        assert.equal(await opens(changed), undefined, `byte ${i}, bit ${bit}`);
      }
      assert.equal(await opens(sealed.subarray(0, i)), undefined, `${i} bytes`);
    }
    assert.equal(await opens(Uint8Array.of(...sealed, 0)), undefined);
    assert.deepEqual(await opens(sealed), plaintext);
  });

  it('cannot make their reader work for hours or take all memory', async () => {
    const fine: Cost[] = [
      [14, 1, 1],
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
    const impossible: Cost[] = [
      [0, 0, 0],
      [30, 8, 1],
      [255, 255, 255],
      [17, 0, 1],
      [17, 8, 0],
      [18, 1, 1],
    ];
    for (const cost of impossible) {
      const changed = sealedByHand(14, 1, 1);
      changed.set(cost, 17);
      assert.equal(await opens(changed, underPassphrase), undefined, String(cost));
    }
  });

  it('are not made under a secret that is none', async () => {
    for (const secret of [
      { kind: 'passphrase', passphrase: '' },
      { kind: 'key', key: new Uint8Array(31) },
      { kind: 'key', key: new Uint8Array(33) },
    ] as const) {
      assert.equal(await refusal(sealBytes(plaintext, { secret, purpose })), 'SEALING_SECRET_INVALID');
    }
  });
});
