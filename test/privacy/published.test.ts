import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bn254 } from '@noble/curves/bn254.js';
import {
  commitVector,
  encodeEnvelope,
  evaluatePolynomial,
  type G1Point,
  generateKeyPair,
  hashDeal,
  openSealed,
  type PreparedSubmission,
  prepareSubmission,
  publishedOf,
  randomField,
  sealingArgument,
  takeSealed,
  toWord,
} from '@tacit/sdk';
import { seededRandomness } from '../support/random-step.ts';
import { type Capture, startCapture } from './capture.ts';

const MEMBERS = 5;
const THRESHOLD = 3;
const random = seededRandomness(77);
const keys = Array.from({ length: MEMBERS }, () => generateKeyPair(random));
const bases: G1Point[] = Array.from({ length: 6 }, () => bn254.G1.Point.BASE.multiply(randomField(random)));
const values = bases.map(() => randomField(random));
const prepared: PreparedSubmission = prepareSubmission({
  ...{ bases, values, threshold: THRESHOLD, randomness: random, D: [commitVector(bases, values)] },
  scope: { chainId: 31337n, contract: `0x${'ab'.repeat(20)}`, keyHash: 5n, task: 6n, round: 1n },
  trainer: `0x${'cd'.repeat(20)}`,
  publicKeys: keys.map(({ publicKey }) => publicKey),
});
const shares = keys.map((_, k) => evaluatePolynomial(prepared.secrets.polynomial, k + 1));

function hideEverything(): Capture {
  const capture = startCapture();
  for (const [row, elements] of prepared.secrets.polynomial.entries()) {
    for (const [l, element] of elements.entries()) capture.hideNumber(`coefficient ${row}.${l}`, element);
  }
  for (const [k, share] of shares.entries()) {
    for (const [l, element] of share.entries()) capture.hideNumber(`share ${k + 1}.${l}`, element);
    capture.hideNumber(`key ${k + 1}`, keys[k]?.secretKey as bigint);
  }
  capture.hideNumber('e', prepared.secrets.ephemeralKey);
  return capture;
}

describe('what a trainer publishes', () => {
  it('has no update, blind, coefficient, share or key in clear', () => {
    const capture = hideEverything();
    assert.equal(capture.secrets(), (THRESHOLD + MEMBERS) * bases.length + MEMBERS + 1);
    const spell = (_key: string, value: unknown): unknown =>
      typeof value === 'bigint' ? `0x${value.toString(16)}` : value;
    capture.add('envelope', prepared.envelope);
    capture.add('call', JSON.stringify(sealingArgument(publishedOf(prepared.submission)), spell));
    capture.add('submission', JSON.stringify(prepared.submission, spell));
    assert.deepEqual(capture.find(), []);
  });

  it('would show shares that are not sealed', () => {
    const capture = hideEverything();
    const sealed = shares.map((share) => Uint8Array.from(share.flatMap((element) => [...toWord(element)])));
    capture.add('envelope', encodeEnvelope({ deal: hashDeal(prepared.submission.deal), sealed }));
    assert.equal(new Set(capture.find().map(({ secret }) => secret)).size, MEMBERS * bases.length);
  });

  it('gives a member its own share and nobody else’s', () => {
    const { submission, envelope } = prepared;
    const index = 2;
    const ciphertext = takeSealed(envelope, { submission, index, length: bases.length });
    const { secretKey } = keys[index - 1] as (typeof keys)[number];
    const opened = openSealed({ submission, index, ciphertext, length: bases.length, secretKey });
    const capture = hideEverything();
    capture.add('memory', JSON.stringify(opened.map(String)));
    const found = new Set(capture.find().map(({ secret }) => secret));
    assert.deepEqual(found, new Set(bases.map((_, l) => `share ${index}.${l}`)));
  });
});
