import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodeAbiParameters, keccak256, toBytes } from 'viem';
import { g1ToAffine } from '../commitment/index.ts';
import { FIELD_ORDER, fromWord, toField, toWord } from '../hashing/index.ts';
import {
  type Complaint,
  type Dispute,
  evaluatePolynomial,
  fileComplaint,
  hashCiphertext,
  hashDeal,
  hashShares,
  judgeComplaint,
  proveEphemeral,
  type Ruling,
  type Submission,
  sealShares,
  takeSealed,
} from './index.ts';
import { proveLogs } from './schnorr.ts';
import {
  alterDeal,
  assertRefused,
  G,
  g1,
  makeWorld,
  OTHER,
  type Prepared,
  prepareTrainer,
  SEEDED,
  seededRandomness,
  ZERO,
} from './test-support.ts';
import { hashName } from './words.ts';

const world = makeWorld({ members: 3, threshold: 2, length: 3, seed: 21 });
const { bases, threshold, publicKeys, randomness } = world;
const L = bases.length;
const honest = prepareTrainer(world, { steps: 2 });

const bytesOf = ({ submission, envelope }: Prepared, index: number) =>
  takeSealed(envelope, { submission, index, length: L });
const secretOf = (index: number) => world.keys[index - 1]?.secretKey as bigint;
const disputeOver = (submission: Submission): Dispute => ({
  sharesHash: hashShares(submission),
  submission,
  bases,
  threshold,
  publicKeys,
});
const file = (submission: Submission, index: number, ciphertext: Uint8Array, secretKey = secretOf(index)) =>
  fileComplaint({ submission, index, ciphertext, bases, threshold, secretKey, randomness });

/** A trainer that seals to one member what it likes, and is honest in all else. */
function cheat(
  index: number,
  spoil: (ciphertext: Uint8Array) => Uint8Array,
): { submission: Submission; bad: Uint8Array } {
  const bad = spoil(Uint8Array.from(bytesOf(honest, index)));
  const ctHashes = honest.submission.ctHashes.map((hash, k) => (k === index - 1 ? hashCiphertext(bad) : hash));
  return { submission: { ...honest.submission, ctHashes }, bad };
}

const flip = (at: number, mask: number) => (bytes: Uint8Array) => {
  bytes[at] = (bytes[at] ?? 0) ^ mask;
  return bytes;
};

/** Material about any share, whether it is good or bad: what a dishonest member could bring. */
function accuse(submission: Submission, index: number, ciphertext: Uint8Array, secretKey = secretOf(index)) {
  const { E } = submission.deal;
  const Z = E.multiply(secretKey);
  const Y = G.multiply(secretKey);
  const words = [toWord(hashShares(submission)), toWord(hashDeal(submission.deal)), toWord(BigInt(index))];
  const points = [E, Y, Z].flatMap((point) => [g1ToAffine(point).x, g1ToAffine(point).y]).map(toWord);
  const pairs = [
    { base: G, image: Y },
    { base: E, image: Z },
  ];
  const statement = { name: hashName('tacit.complaint'), words: [...words, ...points], pairs };
  return { kind: 'share', index, ciphertext, Z, proof: proveLogs(statement, secretKey, randomness) } as const;
}

function assertRuling(dispute: Dispute, complaint: Complaint, expected: Ruling): void {
  assert.deepEqual(judgeComplaint(dispute, complaint), expected);
}
const rejected = (reason: Ruling['reason']): Ruling => ({ verdict: 'rejected', reason });
const upheld = (reason: Ruling['reason']): Ruling => ({ verdict: 'upheld', reason });

describe('a true complaint', () => {
  it('is filed and upheld about every altered ciphertext (INV-28)', () => {
    const alterations = fc.record({
      index: fc.integer({ min: 1, max: 3 }),
      at: fc.integer({ min: 0, max: 32 * L - 1 }),
      mask: fc.integer({ min: 1, max: 255 }),
    });
    fc.assert(
      fc.property(alterations, ({ index, at, mask }) => {
        const { submission, bad } = cheat(index, flip(at, mask));
        const complaint = file(submission, index, bad);
        assert.equal(complaint.kind, 'share');
        assert.equal(judgeComplaint(disputeOver(submission), complaint).verdict, 'upheld');
      }),
      SEEDED,
    );
  });

  it('is upheld about a share of r or more, even if it is the right one plus r', () => {
    const pad = fromWord(bytesOf(honest, 2)) ^ evaluated(2);
    const { submission, bad } = cheat(2, (bytes) => {
      bytes.set(toWord(pad ^ (evaluated(2) + FIELD_ORDER)), 0);
      return bytes;
    });
    assertRuling(disputeOver(submission), file(submission, 2, bad), upheld('share-out-of-field'));
  });

  it('is upheld about commitments that do not fit', () => {
    for (const deal of [
      { ...honest.submission.deal, C: [g1(99n)] },
      { ...honest.submission.deal, D: [G, G] },
    ]) {
      // A new deal needs new pads and a new proof: the dealer makes them, only its C or D are wrong.
      const dishonest = reseal(deal);
      const complaint = file(dishonest.submission, 1, dishonest.sealed);
      assertRuling(disputeOver(dishonest.submission), complaint, upheld('share-off-commitments'));
    }
  });

  it('about a wrong length reveals nothing', () => {
    for (const length of [0, 31, 32, 32 * L - 1, 32 * L + 1, 32 * (L + 1)]) {
      const { submission, bad } = cheat(3, () => new Uint8Array(length));
      const complaint = file(submission, 3, bad);
      assert.deepEqual(complaint, { kind: 'length', index: 3, ciphertext: bad });
      assertRuling(disputeOver(submission), complaint, upheld('length-wrong'));
    }
    const { submission, bad } = cheat(3, (bytes) => bytes.slice(0, 64));
    assertRuling(disputeOver(submission), accuse(submission, 3, bad), upheld('length-wrong'));
  });

  it('about an unproven e reveals nothing (INV-29)', () => {
    const submission = { ...honest.submission, proofOfE: { c: 1n, z: 2n } };
    const secretless = {
      submission,
      index: 1,
      ciphertext: bytesOf(honest, 1),
      bases,
      threshold,
      randomness,
      get secretKey(): bigint {
        return assert.fail('the secret key was used');
      },
    };
    assert.deepEqual(fileComplaint(secretless), { kind: 'ephemeral' });
    assertRuling(disputeOver(submission), { kind: 'ephemeral' }, upheld('ephemeral-unproven'));
  });
});

describe('a complaint against an honest dealer', () => {
  it('is not filed, so that no good share is published (INV-29)', () => {
    for (const index of [1, 2, 3]) {
      assertRefused('COMPLAINT_UNFOUNDED', () => file(honest.submission, index, bytesOf(honest, index)));
    }
    assertRefused('CIPHERTEXT_MISMATCH', () => file(honest.submission, 1, bytesOf(honest, 2)));
    assertRefused('CIPHERTEXT_MISMATCH', () => file(honest.submission, 4, bytesOf(honest, 2)));
    assertRefused('SECRET_INVALID', () => file(honest.submission, 1, bytesOf(honest, 1), 0n));
  });

  it('is rejected, whatever it brings (INV-28)', () => {
    const dispute = disputeOver(honest.submission);
    const good = accuse(honest.submission, 1, bytesOf(honest, 1));
    const { c, z } = good.proof;
    assertRuling(dispute, good, rejected('share-right'));
    assertRuling(dispute, { kind: 'ephemeral' }, rejected('ephemeral-proven'));
    assertRuling(dispute, { kind: 'length', index: 1, ciphertext: good.ciphertext }, rejected('length-right'));
    const junk = new Uint8Array(64);
    for (const ciphertext of [junk, flip(0, 1)(Uint8Array.from(good.ciphertext)), bytesOf(honest, 2)]) {
      assertRuling(dispute, { ...good, ciphertext }, rejected('ciphertext-mismatch'));
      assertRuling(dispute, { kind: 'length', index: 1, ciphertext }, rejected('ciphertext-mismatch'));
    }
    for (const index of [0, 4, -1, 1.5, Number.NaN])
      assertRuling(dispute, { ...good, index }, rejected('index-unknown'));
    for (const proof of [
      { c: c + 1n, z },
      { c, z: toField(z + 1n) },
      { c, z: z + FIELD_ORDER },
      { c: z, z: c },
    ]) {
      assertRuling(dispute, { ...good, proof }, rejected('secret-unproven'));
    }
    for (const Z of [good.Z.add(G), good.Z.negate(), G, ZERO, honest.submission.deal.E]) {
      assertRuling(dispute, { ...good, Z }, rejected('secret-unproven'));
    }
  });

  it('is rejected when another key than the registered one opened the share', () => {
    const dispute = disputeOver(honest.submission);
    for (const secret of [secretOf(2), 5n, FIELD_ORDER - secretOf(1)]) {
      assertRuling(dispute, accuse(honest.submission, 1, bytesOf(honest, 1), secret), rejected('secret-unproven'));
    }
    const swapped = { ...dispute, publicKeys: publicKeys.toReversed() };
    assertRuling(swapped, accuse(honest.submission, 1, bytesOf(honest, 1)), rejected('secret-unproven'));
  });

  it('is rejected with any other transcript than the recorded one', () => {
    const { sharesHash } = disputeOver(honest.submission);
    const over = (submission: Submission) => ({ ...disputeOver(submission), sharesHash });
    for (const [what, deal] of alterDeal(honest.submission.deal)) {
      const submission = { ...honest.submission, deal };
      assertRuling(over(submission), { kind: 'ephemeral' }, rejected('transcript-mismatch'));
      assert.ok(what);
    }
    const { submission, bad } = cheat(1, flip(3, 4));
    assertRuling(over(submission), file(submission, 1, bad), rejected('transcript-mismatch'));
    const unproven = { ...honest.submission, proofOfE: { c: 1n, z: 2n } };
    assertRuling(over(unproven), { kind: 'ephemeral' }, rejected('transcript-mismatch'));
  });

  it('is rejected when it comes from a complaint about another trainer, round or member', () => {
    const { submission, bad } = cheat(1, flip(3, 4));
    const filed = file(submission, 1, bad) as ReturnType<typeof accuse>;
    const good = { ...filed, ciphertext: bytesOf(honest, 1) };
    assertRuling(disputeOver(honest.submission), good, rejected('secret-unproven'));
    const second = prepareTrainer(world, { trainer: OTHER });
    const moved = { ...filed, ciphertext: bytesOf(second, 1) };
    assertRuling(disputeOver(second.submission), moved, rejected('secret-unproven'));
    const other = { ...filed, index: 2, ciphertext: bytesOf(honest, 2) };
    assertRuling(disputeOver(honest.submission), other, rejected('secret-unproven'));
  });
});

describe('a complaint that publishes Z for an unproven e', () => {
  it('is rejected, and the one that reveals nothing is upheld', () => {
    const submission = { ...honest.submission, proofOfE: { c: 1n, z: 2n } };
    const { ciphertext } = accuse(submission, 1, bytesOf(honest, 1));
    assertRuling(disputeOver(submission), accuse(submission, 1, ciphertext), rejected('ephemeral-unproven'));
    assertRuling(disputeOver(submission), { kind: 'ephemeral' }, upheld('ephemeral-unproven'));
  });
});

describe('the proof in a complaint', () => {
  it('hashes the words that contracts hash', () => {
    const { Z, proof } = accuse(honest.submission, 2, bytesOf(honest, 2));
    const { E } = honest.submission.deal;
    const Y = publicKeys[1] as typeof E;
    const { c, z } = proof;
    const T1 = g1(z).subtract(Y.multiply(c));
    const T2 = E.multiply(z).subtract(Z.multiply(c));
    const points = [E, Y, Z, T1, T2].map(g1ToAffine).flatMap(({ x, y }) => [x, y]);
    const values = [
      keccak256(toBytes('tacit.complaint')),
      hashShares(honest.submission),
      hashDeal(honest.submission.deal),
    ];
    const types = ['bytes32', ...new Array(13).fill('uint256')].map((type) => ({ type }));
    assert.equal(BigInt(keccak256(encodeAbiParameters(types, [...values, 2n, ...points]))) >> 3n, c);
  });
});

/** The first word of a member's share. */
function evaluated(index: number): bigint {
  return evaluatePolynomial(honest.secrets.polynomial, index)[0] as bigint;
}

/** The honest shares, sealed and proven under another deal by whoever knows e. */
function reseal(deal: Submission['deal']): { submission: Submission; sealed: Uint8Array } {
  const { ephemeralKey, polynomial } = honest.secrets;
  const shares = publicKeys.map((_, k) => evaluatePolynomial(polynomial, k + 1));
  const sealed = sealShares({ deal, ephemeralKey, publicKeys, shares });
  const proofOfE = proveEphemeral(deal, ephemeralKey, seededRandomness(1));
  return {
    submission: { ...honest.submission, deal, proofOfE, ctHashes: sealed.map(hashCiphertext) },
    sealed: sealed[0] as Uint8Array,
  };
}
