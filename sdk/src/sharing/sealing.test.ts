import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeAbiParameters, keccak256, toBytes } from 'viem';
import { g1ToAffine } from '../commitment/index.ts';
import { FIELD_ORDER, fromWord, toWord } from '../hashing/index.ts';
import {
  type Deal,
  evaluatePolynomial,
  hashCiphertext,
  hashDeal,
  openSealed,
  proveEphemeral,
  type ReceivedShare,
  type Submission,
  sealShares,
  takeSealed,
  verifyEphemeral,
} from './index.ts';
import {
  alterDeal,
  assertRefused,
  G,
  g1,
  makeWorld,
  OTHER,
  type Prepared,
  prepareTrainer,
  seededRandomness,
} from './test-support.ts';

const world = makeWorld({ members: 3, threshold: 2, length: 3 });
const honest = prepareTrainer(world, { steps: 2 });
const { deal } = honest.submission;
const L = world.bases.length;

const receive = ({ submission, envelope }: Prepared, index: number): ReceivedShare & { secretKey: bigint } => ({
  submission,
  index,
  ciphertext: takeSealed(envelope, { submission, index, length: L }),
  length: L,
  secretKey: world.keys[index - 1]?.secretKey as bigint,
});

/** Fails the test when anybody asks for the secret key. */
const guarded = (received: ReceivedShare): ReceivedShare & { secretKey: bigint } => ({
  ...received,
  get secretKey(): bigint {
    return assert.fail('the secret key was used');
  },
});

describe('sealed shares', () => {
  it('open for their members, to their shares', () => {
    for (const index of [1, 2, 3]) {
      assert.deepEqual(openSealed(receive(honest, index)), evaluatePolynomial(honest.secrets.polynomial, index));
    }
  });

  it('are the words that contracts compute', () => {
    const { ciphertext } = receive(honest, 2);
    const Z = g1ToAffine(deal.E.multiply(world.keys[1]?.secretKey as bigint));
    const share = evaluatePolynomial(honest.secrets.polynomial, 2);
    share.forEach((word, l) => {
      const types = ['bytes32', 'uint256', 'uint256', 'uint256', 'uint256', 'uint256'].map((type) => ({ type }));
      const name = keccak256(toBytes('tacit.pad'));
      const pad = keccak256(encodeAbiParameters(types, [name, Z.x, Z.y, hashDeal(deal), 2n, BigInt(l)]));
      assert.equal(fromWord(ciphertext, 32 * l), word ^ BigInt(pad));
    });
    assert.equal(hashCiphertext(ciphertext), BigInt(keccak256(ciphertext)));
  });

  it('have pads that differ by member, word and deal', () => {
    const shares = [1, 2, 3].map(() => [0n, 0n, 0n]);
    const seal = (of: Deal) =>
      sealShares({ deal: of, ephemeralKey: honest.secrets.ephemeralKey, publicKeys: world.publicKeys, shares });
    const replayed = seal({ ...deal, scope: { ...deal.scope, round: 4n } });
    const pads = [...seal(deal), ...replayed].flatMap((bytes) => [0, 32, 64].map((at) => fromWord(bytes, at)));
    assert.equal(new Set(pads).size, 18);
  });

  it('are bad when a word is r or more', () => {
    const cipher = Uint8Array.from(receive(honest, 1).ciphertext);
    const share = evaluatePolynomial(honest.secrets.polynomial, 1);
    for (const word of [FIELD_ORDER, (share[1] as bigint) + FIELD_ORDER, 2n ** 256n - 1n]) {
      const pad = fromWord(cipher, 32) ^ (share[1] as bigint);
      const bad = Uint8Array.from(cipher);
      bad.set(toWord(pad ^ word), 32);
      const submission = {
        ...honest.submission,
        ctHashes: [hashCiphertext(bad), ...honest.submission.ctHashes.slice(1)],
      };
      assertRefused('SHARE_OUT_OF_FIELD', () => openSealed({ ...receive(honest, 1), submission, ciphertext: bad }));
    }
  });

  it('are not opened when the bytes are not the committed ones, or of a wrong length', () => {
    const received = receive(honest, 1);
    for (let at = 0; at < received.ciphertext.length; at += 5) {
      const altered = Uint8Array.from(received.ciphertext);
      altered[at] = (altered[at] ?? 0) ^ 1;
      assertRefused('CIPHERTEXT_MISMATCH', () => openSealed(guarded({ ...received, ciphertext: altered })));
    }
    for (const index of [2, 3, 4])
      assertRefused('CIPHERTEXT_MISMATCH', () => openSealed(guarded({ ...received, index })));
    for (const index of [0, -1, 1.5]) assertRefused('INDEX_INVALID', () => openSealed(guarded({ ...received, index })));
    for (const ciphertext of [received.ciphertext.slice(0, 64), new Uint8Array(97), new Uint8Array()]) {
      const ctHashes = [hashCiphertext(ciphertext), ...honest.submission.ctHashes.slice(1)];
      const submission = { ...honest.submission, ctHashes };
      assertRefused('CIPHERTEXT_LENGTH', () => openSealed(guarded({ ...received, submission, ciphertext })));
    }
  });

  it('give nonsense to another key', () => {
    const wrong = { ...receive(honest, 1), secretKey: world.keys[1]?.secretKey as bigint };
    try {
      assert.notDeepEqual(openSealed(wrong), evaluatePolynomial(honest.secrets.polynomial, 1));
    } catch {
      // Three random words below r would be luck; most of the time one is not.
    }
  });

  it('refuse secrets and lists that cannot be', () => {
    const options = { deal, ephemeralKey: 5n, publicKeys: world.publicKeys, shares: [[1n], [2n], [3n]] };
    assertRefused('SECRET_INVALID', () => sealShares({ ...options, ephemeralKey: 0n }));
    assertRefused('SHARE_COUNT_INVALID', () => sealShares({ ...options, shares: [[1n]] }));
    for (const shares of [
      [[1n], [2n], [3n, 4n]],
      [[1n], [2n], [FIELD_ORDER]],
      [[], [], []],
    ]) {
      assertRefused('VECTOR_INVALID', () => sealShares({ ...options, shares }));
    }
    for (const secretKey of [0n, FIELD_ORDER]) {
      assertRefused('SECRET_INVALID', () => openSealed({ ...receive(honest, 1), secretKey }));
    }
  });
});

describe('the proof of e', () => {
  it('verifies for its own deal, and for no deal that differs in anything', () => {
    assert.ok(verifyEphemeral(honest.submission));
    for (const [what, altered] of alterDeal(deal)) {
      assert.ok(!verifyEphemeral({ ...honest.submission, deal: altered }), what);
    }
  });

  it('hashes the words that contracts hash', () => {
    const { c, z } = honest.submission.proofOfE;
    const points = [deal.E, g1(z).subtract(deal.E.multiply(c))].map(g1ToAffine).flatMap(({ x, y }) => [x, y]);
    const types = ['bytes32', ...new Array(5).fill('uint256')].map((type) => ({ type }));
    const name = keccak256(toBytes('tacit.ephemeral'));
    assert.equal(BigInt(keccak256(encodeAbiParameters(types, [name, hashDeal(deal), ...points]))) >> 3n, c);
  });

  it('must hold before a key is touched: copied and multiplied E decrypt nothing (INV-27)', () => {
    const randomness = seededRandomness(3);
    const thief = prepareTrainer(world, { trainer: OTHER });
    for (const [E, guess] of [
      [deal.E, 1n],
      [deal.E.multiply(5n), 5n],
      [deal.E.add(G), 1n],
      [deal.E.negate(), FIELD_ORDER - 1n],
    ] as const) {
      const copied: Deal = { ...thief.submission.deal, E };
      const proofs = [
        honest.submission.proofOfE,
        thief.submission.proofOfE,
        proveEphemeral(copied, guess, randomness),
        proveEphemeral({ ...copied, E: g1(guess) }, guess, randomness),
      ];
      for (const proofOfE of proofs) {
        const submission: Submission = { ...thief.submission, deal: copied, proofOfE };
        const { ciphertext } = receive(honest, 1);
        submission.ctHashes.forEach((_, k) => {
          const received = { submission, index: k + 1, ciphertext, length: L };
          assertRefused('EPHEMERAL_UNPROVEN', () => openSealed(guarded(received)));
        });
      }
    }
  });

  it('is not carried over to another round, task, chain, contract or trainer', () => {
    for (const [what, altered] of alterDeal(deal)) {
      const received = { ...receive(honest, 1), submission: { ...honest.submission, deal: altered } };
      assertRefused('EPHEMERAL_UNPROVEN', () => openSealed(guarded(received)));
      assert.ok(what);
    }
  });
});
