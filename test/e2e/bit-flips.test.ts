import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { checkProofResponse, FIELD_ORDER, readProofResponse, toWord } from '@tacit/sdk';
import { endProver, realResponses } from '../support/real-proofs.ts';
import type { Document } from '../support/simulated-response.ts';

/*
 * One real proof, and every bit of everything that a verifier reads. Each flip is written as JSON and read back,
 * as `zk verify` reads it, and must be an answer (exit code 1), not an error.
 */
const { artifacts, plain, compressed } = await realResponses('logistic-4x3-b8');
after(endProver);

const verdictOf = (document: unknown) => checkProofResponse(artifacts, readProofResponse(document, 5));
const decode = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Flips every bit of a byte string and puts it back into the document. */
function flipEveryBit(bytes: Uint8Array, put: (flipped: Uint8Array) => unknown): number {
  let count = 0;
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const flipped = Uint8Array.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (128 >> (bit & 7));
    const verdict = verdictOf(put(flipped));
    assert.equal(verdict.valid, false, `bit ${bit} of ${bytes.length * 8}`);
    count++;
  }
  return count;
}

describe('a flipped bit makes a proof invalid', () => {
  it('has a control: nothing flipped', () => {
    for (const document of [plain, compressed]) assert.ok(verdictOf(document).valid);
    assert.deepEqual([decode(plain.proof).length, decode(plain.commitment).length], [256, 64]);
    assert.deepEqual([decode(compressed.proof).length, decode(compressed.commitment).length], [128, 32]);
  });

  const documents: [string, Document][] = [
    ['plain', plain],
    ['compressed', compressed],
  ];
  for (const [form, document] of documents) {
    it(`in the ${form} proof, each of its bits`, () => {
      const bytes = decode(document.proof);
      assert.equal(
        flipEveryBit(bytes, (flipped) => ({ ...document, proof: encode(flipped) })),
        8 * bytes.length,
      );
    });

    it(`in the ${form} commitment, each of its bits`, () => {
      const bytes = decode(document.commitment);
      assert.equal(
        flipEveryBit(bytes, (flipped) => ({ ...document, commitment: encode(flipped) })),
        8 * bytes.length,
      );
    });
  }

  for (const [i, name] of ['rootBefore', 'rootAfter', 'dataRoot', 'params', 'context'].entries()) {
    it(`in the public input ${name}, each of the 256 bits of its word`, () => {
      const word = toWord(BigInt(plain.publicInputs[i] as string));
      flipEveryBit(word, (flipped) => {
        const value = BigInt(`0x${Buffer.from(flipped).toString('hex')}`);
        return { ...plain, publicInputs: plain.publicInputs.with(i, String(value)) };
      });
    });
  }

  it('in the parts of the context, each bit that they have', () => {
    const { nonce, step, epoch } = plain.context as { nonce: string; step: number; epoch: number };
    for (let bit = 0; bit < 254; bit++) {
      const flipped = BigInt(nonce) ^ (1n << BigInt(bit));
      if (flipped >= FIELD_ORDER) continue; // no nonce at all: refused as such
      assert.equal(verdictOf({ ...plain, context: { nonce: String(flipped), step, epoch } }).valid, false);
    }
    for (let bit = 0; bit < 53; bit++) {
      assert.equal(verdictOf({ ...plain, context: { nonce, step: step + 2 ** bit, epoch } }).valid, false);
      assert.equal(verdictOf({ ...plain, context: { nonce, step, epoch: epoch + 2 ** bit } }).valid, false);
    }
  });

  it("in the key's hash", () => {
    const hash = BigInt(plain.metadata.keyHash as string);
    for (let bit = 0; bit < 256; bit++) {
      const keyHash = `0x${(hash ^ (1n << BigInt(bit))).toString(16)}`;
      assert.equal(verdictOf({ ...plain, metadata: { ...plain.metadata, keyHash } }).valid, false);
    }
  });

  it('in the opening: its loss, each bit', () => {
    const loss = BigInt(plain.opening.loss as string);
    for (let bit = 0; bit < 48; bit++) {
      const opening = { ...plain.opening, loss: String(loss ^ (1n << BigInt(bit))) };
      assert.equal(verdictOf({ ...plain, opening }).valid, false);
    }
  });
});
