import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commitVector } from '../commitment/index.ts';
import { FIELD_ORDER } from '../hashing/index.ts';
import {
  checkShare,
  checkSumShare,
  digestEnvelope,
  encodeEnvelope,
  findBadShares,
  hashCiphertext,
  hashDeal,
  hashShares,
  openSealed,
  prepareSubmission,
  recoverSum,
  type Submission,
  sumCommitments,
  sumVectors,
  takeSealed,
  totalCommitment,
  verifyEphemeral,
} from './index.ts';
import {
  assertRefused,
  bump,
  type G,
  makeWorld,
  type Prepared,
  prepareTrainer,
  SCOPE,
  seededRandomness,
  TRAINER,
  type World,
} from './test-support.ts';

const openFor = (world: World, { submission, envelope }: Prepared, index: number): bigint[] => {
  const length = world.bases.length;
  const ciphertext = takeSealed(envelope, { submission, index, length });
  return openSealed({ submission, index, ciphertext, length, secretKey: world.keys[index - 1]?.secretKey as bigint });
};
const addressOf = (k: number) => `0x${(k + 1).toString(16).padStart(40, '0')}` as const;

describe('a round, from update to sum', () => {
  for (const { members, threshold, length, trainers, steps } of [
    { members: 1, threshold: 1, length: 2, trainers: 1, steps: 1 },
    { members: 3, threshold: 2, length: 5, trainers: 3, steps: 2 },
    { members: 5, threshold: 3, length: 13, trainers: 4, steps: 1 },
    { members: 7, threshold: 4, length: 4, trainers: 2, steps: 3 },
  ]) {
    it(`opens the sum and nothing else: n ${members}, t ${threshold}, L ${length}, ${trainers} trainers`, () => {
      const world = makeWorld({ members, threshold, length, seed: members });
      const { bases } = world;
      const all = Array.from({ length: trainers }, (_, k) => prepareTrainer(world, { trainer: addressOf(k), steps }));
      assert.equal(new Set(all.map(({ submission }) => hashShares(submission))).size, trainers);
      const published = all.map(({ submission }) => ({ D: totalCommitment(submission.deal), C: submission.deal.C }));
      const sums = sumCommitments(published);
      const posted = world.keys.map((_, k) => {
        const index = k + 1;
        const shares = all.map((one) => openFor(world, one, index));
        const dealt = shares.map((share, j) => ({ ...(published[j] as (typeof published)[0]), share }));
        assert.deepEqual(findBadShares({ bases, threshold, index }, dealt, world.randomness), []);
        const share = sumVectors(shares);
        assert.ok(checkSumShare({ bases, threshold, ...sums, index, sumShare: share }));
        return { index, share };
      });
      const S = sumVectors(all.map(({ values }) => values));
      assert.deepEqual(recoverSum({ bases, threshold, ...sums }, posted.slice(members - threshold)), S);
      assert.ok(commitVector(bases, S).equals(sums.sumOfD));
    });
  }
});

describe('prepareSubmission', () => {
  const world = makeWorld({ members: 3, threshold: 2, length: 3, seed: 5 });
  const honest = prepareTrainer(world, { steps: 2 });
  const { submission } = honest;

  it('makes what everybody else accepts', () => {
    assert.ok(verifyEphemeral(submission));
    assert.equal(submission.ctHashes.length, 3);
    assert.equal(submission.deal.D.length, 2);
    const { deal } = submission;
    for (const index of [1, 2, 3]) {
      const share = openFor(world, honest, index);
      assert.ok(checkShare({ bases: world.bases, threshold: 2, index, D: totalCommitment(deal), C: deal.C, share }));
    }
  });

  it('draws everything afresh', () => {
    const options = {
      scope: SCOPE,
      trainer: TRAINER,
      D: submission.deal.D,
      bases: world.bases,
      values: honest.values,
      publicKeys: world.publicKeys,
      threshold: 2,
      randomness: seededRandomness(6),
    } as const;
    const [first, second] = [prepareSubmission(options), prepareSubmission(options)];
    assert.ok(!first.submission.deal.E.equals(second.submission.deal.E));
    assert.ok(!first.submission.deal.C[0]?.equals(second.submission.deal.C[0] as typeof G));
    assert.notEqual(hashDeal(first.submission.deal), hashDeal(second.submission.deal));
  });

  it('refuses values that do not open the D of the steps', () => {
    for (const at of [0, 1, 2]) {
      assertRefused('OPENING_MISMATCH', () =>
        prepareTrainer(world, { D: submission.deal.D, values: bump(honest.values, at) }),
      );
    }
    const D = submission.deal.D.slice(1);
    assertRefused('OPENING_MISMATCH', () => prepareTrainer(world, { D, values: honest.values }));
  });

  it('refuses a committee that cannot be, and values outside of the field', () => {
    assertRefused('COMMITTEE_INVALID', () => prepareTrainer(world, { threshold: 4 }));
    assertRefused('COMMITTEE_INVALID', () => prepareTrainer(world, { publicKeys: [] }));
    assertRefused('VECTOR_INVALID', () => prepareTrainer(world, { values: [FIELD_ORDER, 1n, 2n] }));
  });

  it('notices randomness that is stuck at zero', () => {
    // All coefficients would be 0, every share the secret itself, and every C the identity.
    const zeros = { bytes: (length: number) => new Uint8Array(length) };
    assertRefused('SECRET_INVALID', () => prepareTrainer(world, { randomness: zeros }));
  });
});

describe('takeSealed', () => {
  const world = makeWorld({ members: 3, threshold: 2, length: 3, seed: 8 });
  const { submission, envelope } = prepareTrainer(world);
  const take = (bytes: Uint8Array, of: Submission = submission, index = 1, length = 3) =>
    takeSealed(bytes, { submission: of, index, length });

  it('takes the bytes that the submission commits to', () => {
    for (const index of [1, 2, 3]) {
      assert.equal(hashCiphertext(take(envelope, submission, index)), submission.ctHashes[index - 1]);
    }
  });

  it('refuses an envelope that the submission does not name (INV-30)', () => {
    const other = prepareTrainer(world);
    assertRefused('ENVELOPE_FOREIGN', () => take(other.envelope));
    assertRefused('ENVELOPE_FOREIGN', () => take(envelope.slice(1)));
    assertRefused('ENVELOPE_FOREIGN', () => take(envelope, { ...submission, deal: other.submission.deal }));
    assertRefused('ENVELOPE_FOREIGN', () => take(new Uint8Array()));
  });

  it('refuses members and lengths that the envelope does not have', () => {
    for (const index of [0, 4, -1, 1.5]) assertRefused('INDEX_INVALID', () => take(envelope, submission, index));
    assertRefused('ENVELOPE_INVALID', () => take(envelope, submission, 1, 2));
  });

  it('refuses an envelope of another deal, though the trainer named it', () => {
    const sealed = [1, 2, 3].map(() => new Uint8Array(96));
    const bytes = encodeEnvelope({ deal: hashDeal(submission.deal) + 1n, sealed });
    const cidDigest = digestEnvelope(bytes);
    assertRefused('ENVELOPE_FOREIGN', () => take(bytes, { ...submission, cidDigest }));
  });
});
