import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode } from '../errors/index.ts';
import { FIELD_ORDER } from '../hashing/index.ts';
import {
  digestEnvelope,
  encodeEnvelope,
  hashCiphertext,
  hashDeal,
  hashShares,
  interpolateAtZero,
  judgeComplaint,
  publishedOf,
  takeSealed,
} from '../sharing/index.ts';
import { makeWorld, OTHER, type Prepared, prepareTrainer, TRAINER } from '../sharing/test-support.ts';
import { decodeSum, digestSum, encodeSum, type OpenedShare, openShares, rawCid, sumShares } from './open-shares.ts';

const LENGTH = 3;
const world = makeWorld({ members: 3, threshold: 2, length: LENGTH, seed: 77 });
const { bases, keys, threshold, randomness, publicKeys } = world;
const trainers = [prepareTrainer(world, { trainer: TRAINER }), prepareTrainer(world, { trainer: OTHER, steps: 2 })];
const options = (index: number) => ({
  index,
  members: 3,
  secretKey: keys[index - 1]?.secretKey as bigint,
  bases,
  threshold,
  randomness,
});
interface Sent {
  readonly submission: Prepared['submission'];
  readonly envelope?: Uint8Array;
  readonly ciphertext?: Uint8Array | undefined;
}

/** What a member gets of what was sent, a ciphertext with the hashes that were shown with it. */
const opening = (sent: readonly Sent[], index: number): OpenedShare[] =>
  openShares(
    sent.map(({ submission, envelope, ciphertext }) => ({
      submission: publishedOf(submission),
      envelope,
      shown: ciphertext && { ciphertext, ctHashes: submission.ctHashes },
    })),
    options(index),
  );
const outcomes = (opened: readonly OpenedShare[]) => opened.map(({ outcome }) => outcome);

/** The same deal over other ciphertexts, as a dishonest trainer submits it. */
function reseal({ submission, envelope }: Prepared, change: (sealed: Uint8Array, member: number) => Uint8Array) {
  const sealed = [1, 2, 3].map((index) => change(takeSealed(envelope, { submission, index, length: LENGTH }), index));
  const sameLength = sealed.every(({ length }) => length === 32 * LENGTH);
  const bytes = sameLength ? encodeEnvelope({ deal: hashDeal(submission.deal), sealed }) : new Uint8Array([0xa3, 0x61]);
  const changed = { ...submission, ctHashes: sealed.map(hashCiphertext), cidDigest: digestEnvelope(bytes) };
  return { submission: changed, envelope: bytes, sealed };
}
const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 40 ? byte ^ 1 : byte));

function assertUpheld(opened: OpenedShare | undefined, submission: Prepared['submission'], kind: string): void {
  assert.ok(opened?.outcome === 'complaint');
  assert.equal(opened.complaint.kind, kind);
  const dispute = { sharesHash: hashShares(submission), submission, bases, threshold, publicKeys };
  assert.equal(judgeComplaint(dispute, opened.complaint).verdict, 'upheld');
}

describe('a member that opens the shares of a round', () => {
  it('gets them from envelopes, and any two sums give the sum of all values', () => {
    const sums = [1, 3].map((index) => ({ index, share: sumShares(opening(trainers, index)).share }));
    const expected = bases.map((_, l) =>
      trainers.reduce((sum, { values }) => (sum + (values[l] as bigint)) % FIELD_ORDER, 0n),
    );
    assert.deepEqual(interpolateAtZero(sums, threshold), expected);
    assert.deepEqual(opening([], 1), []);
  });

  it('demands what is missing, another envelope, or none at all (INV-27)', () => {
    const [first, second] = trainers as [Prepared, Prepared];
    const { submission } = first;
    const junk = reseal(first, (bytes, member) => (member === 2 ? bytes.slice(32) : bytes));
    const cases = [
      [{ submission }, 'envelope-missing'],
      [{ submission, envelope: second.envelope }, 'envelope-foreign'],
      [{ submission, envelope: flipped(first.envelope) }, 'envelope-foreign'],
      // The named bytes are there, and are no envelope.
      [{ submission: junk.submission, envelope: junk.envelope }, 'envelope-malformed'],
      [{ submission, ciphertext: new Uint8Array(32 * LENGTH) }, 'envelope-foreign'],
    ] as const;
    for (const [sent, reason] of cases) {
      assert.deepEqual(opening([sent], 1), [{ outcome: 'demand', reason }]);
    }
    assert.deepEqual(outcomes(opening([{ submission }, second], 1)), ['demand', 'right']);
  });

  it('takes a ciphertext that was shown on chain in place of an envelope', () => {
    const [{ submission, envelope }] = trainers as [Prepared];
    const ciphertext = takeSealed(envelope, { submission, index: 2, length: LENGTH });
    assert.deepEqual(opening([{ submission, ciphertext }], 2), opening([{ submission, envelope }], 2));
  });

  it('complains of the one bad share among good ones, and of no other (INV-24, INV-28)', () => {
    const [first, second] = trainers as [Prepared, Prepared];
    const bad = reseal(second, (bytes, member) => (member === 2 ? flipped(bytes) : bytes));
    const opened = opening([first, bad, second], 2);
    assert.deepEqual(outcomes(opened), ['right', 'complaint', 'right']);
    assertUpheld(opened[1], bad.submission, 'share');
    assert.deepEqual(outcomes(opening([first, bad, second], 1)), ['right', 'right', 'right']);
    assert.throws(
      () => sumShares(opened),
      (error) => errorCode(error) === 'SHARES_INCOMPLETE',
    );
  });

  it('complains of a share out of the field, a wrong length, and an unproven e', () => {
    const [first] = trainers as [Prepared];
    const high = reseal(first, (bytes) => bytes.map((byte, i) => (i === 0 ? byte ^ 0xff : byte)));
    assertUpheld(opening([high], 3)[0], high.submission, 'share');
    const short = reseal(first, (bytes) => bytes.slice(32));
    const [shown] = opening([{ submission: short.submission, ciphertext: short.sealed[0] }], 1);
    assertUpheld(shown, short.submission, 'length');
    const { proofOfE } = first.submission;
    const unproven = { ...first.submission, proofOfE: { ...proofOfE, z: proofOfE.z ^ 1n } };
    // Whatever the bytes are, and if there are none: nothing is decrypted.
    assertUpheld(opening([{ submission: unproven }], 1)[0], unproven, 'ephemeral');
    assertUpheld(opening([{ ...first, submission: unproven }], 1)[0], unproven, 'ephemeral');
  });

  it('gives a complaint the hashes of all ciphertexts, and none where no ciphertext is shown', () => {
    const [first] = trainers as [Prepared];
    const bad = reseal(first, flipped);
    const [share] = opening([bad], 1);
    assert.deepEqual(share?.outcome === 'complaint' && share.ctHashes, bad.submission.ctHashes);
    const unproven = { ...first.submission, proofOfE: { c: 0n, z: 0n } };
    const [ephemeral] = opening([{ submission: unproven }], 1);
    assert.deepEqual(ephemeral?.outcome === 'complaint' && ephemeral.ctHashes, []);
    // A list of hashes that was not submitted is nobody's.
    const { submission, envelope } = first;
    const ciphertext = takeSealed(envelope, { submission, index: 1, length: LENGTH });
    const shown = { ciphertext, ctHashes: submission.ctHashes.with(2, 3n) };
    const foreign = openShares([{ submission: publishedOf(submission), shown }], options(1));
    assert.deepEqual(foreign, [{ outcome: 'demand', reason: 'envelope-foreign' }]);
  });
});

describe('the bytes of a sum', () => {
  const share = [0n, 5n, FIELD_ORDER - 1n];

  it('are read as they are written, and have a CID', () => {
    const bytes = encodeSum(share);
    assert.deepEqual(decodeSum(bytes, LENGTH), share);
    assert.match(rawCid(digestSum(bytes)).toString(), /^bafkrei[a-z2-7]{52}$/);
  });

  it('are refused with another length or a word of r or more', () => {
    const tooHigh = Uint8Array.from([...encodeSum(share.slice(0, 2)), ...new Uint8Array(32).fill(255)]);
    const bad = [encodeSum(share.slice(1)), encodeSum([...share, 1n]), encodeSum(share).slice(1), tooHigh];
    const longer = Uint8Array.from([...encodeSum(share), 0]);
    for (const bytes of [...bad, longer, new Uint8Array()]) {
      assert.throws(
        () => decodeSum(bytes, LENGTH),
        (error) => errorCode(error) === 'SUM_INVALID',
      );
    }
  });

  it('are those of at least one share', () => {
    assert.throws(
      () => sumShares([]),
      (error) => errorCode(error) === 'SHARES_INCOMPLETE',
    );
  });
});
