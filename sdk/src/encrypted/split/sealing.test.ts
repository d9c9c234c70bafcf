import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { assertRefused, assertRejected } from '../../../../test/support/refusals.ts';
import {
  checkSealingKey,
  createSealingKeys,
  MOST_SEALED_BYTES,
  seal,
  sealedBytes,
  sealingKeysOf,
  unseal,
} from './sealing.ts';
import { SCOPE, seededRandomness } from './test-support.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const MESSAGE = new TextEncoder().encode('what the creator sees');
const length = MESSAGE.length;
const creator = createSealingKeys(seededRandomness(1));
const way = { scope: SCOPE, direction: 'to-creator' } as const;
const sealed = await seal(MESSAGE, creator.publicKey, { ...way, randomness: seededRandomness(2) });

/** RFC 7748's and Curve25519's points whose multiples are few: what is sealed to them has a key that everybody knows. */
const LOW_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map(hex);

describe('sealing', () => {
  it('is RFC 9180 as its appendix A.1.1 has it', async () => {
    const suite = new CipherSuite({
      kem: new DhkemX25519HkdfSha256(),
      kdf: new HkdfSha256(),
      aead: new Aes128Gcm(),
    });
    const secretKey = hex('4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8');
    const receiver = await suite.createRecipientContext({
      recipientKey: await suite.kem.deserializePrivateKey(secretKey.slice().buffer),
      enc: hex('37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431').buffer as ArrayBuffer,
      info: hex('4f6465206f6e2061204772656369616e2055726e').buffer as ArrayBuffer,
    });
    const ciphertext = hex(
      'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
    );
    const opened = await receiver.open(ciphertext.buffer as ArrayBuffer, hex('436f756e742d30').buffer as ArrayBuffer);
    assert.equal(text(new Uint8Array(opened)), 'Beauty is truth, truth beauty');
    assert.equal(
      Buffer.from(sealingKeysOf(secretKey).publicKey).toString('hex'),
      '3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d',
    );
  });

  it('opens what OpenSSL sealed, with AES-256-GCM and this job in its info', async () => {
    // Made by pyca/cryptography 48: enc, ciphertext and tag.
    const theirs = hex(
      'f258c8a374f25d063f705440de504799780b94be51164a4ffe76b9c8625f837393c0356762a41e7a683d7dd3a1204977' +
        '5b68d8ab0d6923ab74f3022e750af94d90c06bfb25',
    );
    const { secretKey } = sealingKeysOf(Uint8Array.from({ length: 32 }, (_, i) => i + 1));
    const bytes = Uint8Array.of(1, ...theirs);
    assert.equal(text(await unseal(bytes, secretKey, { ...way, length })), text(MESSAGE));
  });

  it('gives the message to its recipient, in exactly so many bytes', async () => {
    assert.equal(sealed.length, sealedBytes(length));
    assert.equal(text(await unseal(sealed, creator.secretKey, { ...way, length })), text(MESSAGE));
  });

  it('never seals twice to the same bytes', async () => {
    const again = await seal(MESSAGE, creator.publicKey, { ...way, randomness: seededRandomness(3) });
    assert.notDeepEqual(again.subarray(1, 33), sealed.subarray(1, 33));
    assert.notDeepEqual(again.subarray(33), sealed.subarray(33));
  });

  it('opens for no other job, market, chain, direction or key', async () => {
    const { secretKey } = creator;
    const elsewhere = [
      { ...way, scope: { ...SCOPE, chainId: 1 } },
      { ...way, scope: { ...SCOPE, market: `0x${'12'.repeat(20)}` as const } },
      { ...way, scope: { ...SCOPE, job: `0x${'22'.repeat(31)}23` as const } },
      { ...way, direction: 'to-user' as const },
    ];
    for (const other of elsewhere) {
      await assertRejected('HANDOVER_REFUSED', unseal(sealed, secretKey, { ...other, length }));
    }
    const stranger = createSealingKeys(seededRandomness(4));
    await assertRejected('HANDOVER_REFUSED', unseal(sealed, stranger.secretKey, { ...way, length }));
  });

  it('does not open with any bit changed, or with bytes more or fewer', async () => {
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      const changed = sealed.slice();
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      await assertRejected('HANDOVER_REFUSED', unseal(changed, creator.secretKey, { ...way, length }));
    }
    for (const other of [sealed.slice(0, -1), Uint8Array.of(...sealed, 0), new Uint8Array()]) {
      await assertRejected('HANDOVER_REFUSED', unseal(other, creator.secretKey, { ...way, length }));
    }
    const shorter = unseal(sealed.slice(0, -1), creator.secretKey, { ...way, length: length - 1 });
    await assertRejected('HANDOVER_REFUSED', shorter);
  });

  it('refuses keys of low order, to seal to and in what was sealed', async () => {
    for (const low of LOW_ORDER) {
      assertRefused('HANDOVER_REFUSED', () => checkSealingKey(low));
      await assertRejected('HANDOVER_REFUSED', seal(MESSAGE, low, { ...way, randomness: seededRandomness(2) }));
      const forged = sealed.slice();
      forged.set(low, 1);
      await assertRejected('HANDOVER_REFUSED', unseal(forged, creator.secretKey, { ...way, length }), /low order/);
    }
  });

  it('refuses what is no key, no job, or too much for a block', async () => {
    const randomness = seededRandomness(2);
    for (const none of [new Uint8Array(31), new Uint8Array(33), '0x00' as unknown as Uint8Array]) {
      await assertRejected('HANDOVER_REFUSED', seal(MESSAGE, none, { ...way, randomness }));
      await assertRejected('SECRET_KEY_INVALID', unseal(sealed, none, { ...way, length }));
    }
    const scopes = [
      { ...SCOPE, chainId: 0 },
      { ...SCOPE, chainId: 1.5 },
      { ...SCOPE, job: '0x22' as const },
      { ...SCOPE, market: `0x${'zz'.repeat(20)}` as const },
    ];
    for (const scope of scopes) {
      await assertRejected('HANDOVER_REFUSED', seal(MESSAGE, creator.publicKey, { ...way, scope, randomness }));
    }
    const most = new Uint8Array(MOST_SEALED_BYTES - sealedBytes(0));
    assert.equal((await seal(most, creator.publicKey, { ...way, randomness })).length, MOST_SEALED_BYTES);
    const more = seal(new Uint8Array(most.length + 1), creator.publicKey, { ...way, randomness });
    await assertRejected('HANDOVER_REFUSED', more);
  });
});
