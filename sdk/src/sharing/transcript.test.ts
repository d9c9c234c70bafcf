import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Address, encodeAbiParameters, keccak256, toBytes } from 'viem';
import { type G1Point, g1ToAffine } from '../commitment/index.ts';
import { FIELD_ORDER } from '../hashing/index.ts';
import {
  completeSubmission,
  type Deal,
  finalContext,
  hashCiphertexts,
  hashDeal,
  hashShares,
  publishedOf,
  type Submission,
  stepContext,
  totalCommitment,
} from './index.ts';
import { alterDeal, assertRefused, g1, OTHER, SCOPE, TRAINER, ZERO } from './test-support.ts';

const deal: Deal = { scope: SCOPE, trainer: TRAINER, D: [g1(2n), g1(3n)], E: g1(4n), C: [g1(5n), g1(6n), g1(7n)] };
const submission: Submission = { deal, proofOfE: { c: 11n, z: 12n }, ctHashes: [21n, 22n, 23n], cidDigest: 31n };
const final = { scope: SCOPE, frozenLog: 41n, sumOfD: g1(8n), beneficiary: OTHER } as const;

/** What a contract computes: keccak256(abi.encode(…)) of static values. */
function hashAsContract(name: string, ...values: readonly (bigint | Address | G1Point)[]): bigint {
  const words = values.flatMap((value): { type: string; value: bigint | Address }[] => {
    if (typeof value === 'bigint') return [{ type: 'uint256', value }];
    if (typeof value === 'string') return [{ type: 'address', value }];
    const { x, y } = g1ToAffine(value);
    return [x, y].map((coordinate) => ({ type: 'uint256', value: coordinate }));
  });
  const types = ['bytes32', ...words.map(({ type }) => type)].map((type) => ({ type }));
  return BigInt(keccak256(encodeAbiParameters(types, [keccak256(toBytes(name)), ...words.map(({ value }) => value)])));
}
const { chainId, contract, keyHash, task, round } = SCOPE;
const scope = [chainId, contract, keyHash, task, round] as const;

describe('the transcript', () => {
  it('hashes the words that contracts hash', () => {
    assert.equal(hashDeal(deal), hashAsContract('tacit.deal', ...scope, TRAINER, 2n, ...deal.D, deal.E, 3n, ...deal.C));
    assert.equal(hashCiphertexts(submission.ctHashes), hashAsContract('tacit.sealed', 3n, 21n, 22n, 23n));
    assert.equal(
      hashShares(submission),
      hashAsContract('tacit.shares', hashDeal(deal), 11n, 12n, hashCiphertexts(submission.ctHashes), 31n),
    );
    assert.equal(
      stepContext(submission, 1),
      hashAsContract('tacit.step', hashDeal(deal), hashShares(submission), 1n, g1(3n)) >> 3n,
    );
    assert.equal(finalContext(final), hashAsContract('tacit.final', ...scope, 41n, final.sumOfD, OTHER) >> 3n);
  });

  // Pinned: contracts and other clients were written to these bytes.
  it('stays what it is', () => {
    assert.deepEqual(
      [hashDeal(deal), hashShares(submission), stepContext(submission, 0), finalContext(final)].map((word) =>
        word.toString(16).padStart(64, '0'),
      ),
      [
        '808b978ee74b5d46ee82513a03811257c1bdf3bf244c2e6891676f60f4d492c4',
        '416a80d2db940ad5e73e9e7b806c041916b159b1a50579fe66b2722f76215739',
        '16ec9f4b370f65a88e6ce42e39a72b2f3cd806515a6b2080ea110049f1d6d184',
        '1a4ed8216cd5e979efbdddea9f351e749399370e7c9c307f74035e6f8291b4a2',
      ],
    );
  });

  it('changes with everything that it binds (INV-26)', () => {
    const altered = [...alterDeal(deal)].map(([, one]) => one);
    assert.equal(new Set([deal, ...altered].map(hashDeal)).size, 1 + altered.length);
    for (const one of altered) {
      assert.notEqual(hashShares({ ...submission, deal: one }), hashShares(submission));
      assert.notEqual(stepContext({ ...submission, deal: one }, 0), stepContext(submission, 0));
    }
    const others: Submission[] = [
      { ...submission, proofOfE: { c: 10n, z: 12n } },
      { ...submission, proofOfE: { c: 11n, z: 13n } },
      { ...submission, proofOfE: { c: 12n, z: 11n } },
      { ...submission, ctHashes: [21n, 22n, 24n] },
      { ...submission, ctHashes: [22n, 21n, 23n] },
      { ...submission, ctHashes: [21n, 22n, 23n, 31n] },
      { ...submission, ctHashes: [21n, 22n] },
      { ...submission, cidDigest: 32n },
    ];
    const hashes = new Set([submission, ...others].map(hashShares));
    assert.equal(hashes.size, 1 + others.length);
    assert.equal(new Set([submission, ...others].map((one) => stepContext(one, 0))).size, 1 + others.length);
  });

  it('is the same of what is published, which only its own ciphertexts complete (INV-26)', () => {
    const published = publishedOf(submission);
    assert.equal(hashShares(published), hashShares(submission));
    assert.deepEqual(completeSubmission(published, submission.ctHashes), submission);
    for (const ctHashes of [
      [21n, 22n],
      [21n, 22n, 24n],
      [22n, 21n, 23n],
      [21n, 22n, 23n, 31n],
    ]) {
      assertRefused('ENVELOPE_FOREIGN', () => completeSubmission(published, ctHashes));
    }
    assertRefused('TRANSCRIPT_INVALID', () => completeSubmission(published, []));
  });

  it('has another context for every step, even for one D twice', () => {
    const twice = { ...submission, deal: { ...deal, D: [g1(2n), g1(2n)] } };
    assert.notEqual(stepContext(twice, 0), stepContext(twice, 1));
  });

  it('keeps points in their lists: a D is no C, and E stays between them', () => {
    const points = [...deal.D, deal.E, ...deal.C];
    const hashes = points
      .slice(1)
      .map((E, at) => hashDeal({ ...deal, D: points.slice(0, at + 1), E, C: points.slice(at + 2) }));
    assert.equal(new Set(hashes).size, points.length - 1);
  });

  it('gives contexts below r', () => {
    for (const context of [stepContext(submission, 0), finalContext(final)]) assert.ok(context < 2n ** 253n);
    assert.ok(2n ** 253n < FIELD_ORDER);
  });

  it('binds a finalisation to everything that it names', () => {
    const others = [
      ...(['chainId', 'keyHash', 'task', 'round'] as const).map((key) => ({
        ...final,
        scope: { ...SCOPE, [key]: SCOPE[key] + 1n },
      })),
      { ...final, scope: { ...SCOPE, contract: OTHER } },
      { ...final, frozenLog: 42n },
      { ...final, sumOfD: g1(9n) },
      { ...final, beneficiary: TRAINER },
    ] as const;
    assert.equal(new Set([final, ...others].map(finalContext)).size, 1 + others.length);
  });

  it('adds the steps to the total commitment', () => {
    assert.ok(totalCommitment(deal).equals(g1(5n)));
  });

  it('refuses what has no words', () => {
    const { D, C } = deal;
    assertRefused('TRANSCRIPT_INVALID', () => hashDeal({ ...deal, D: [] }));
    assertRefused('TRANSCRIPT_INVALID', () => hashShares({ ...submission, ctHashes: [] }));
    for (const step of [-1, 2, 0.5]) assertRefused('TRANSCRIPT_INVALID', () => stepContext(submission, step));
    for (const bad of [{ D: [ZERO] }, { D: [...D, ZERO] }, { E: ZERO }, { C: [...C, ZERO] }]) {
      assertRefused('POINT_INVALID', () => hashDeal({ ...deal, ...bad }));
    }
    assertRefused('POINT_INVALID', () => finalContext({ ...final, sumOfD: ZERO }));
    for (const word of [-1n, 2n ** 256n, 5 as unknown as bigint]) {
      assertRefused('WORD_INVALID', () => hashDeal({ ...deal, scope: { ...SCOPE, task: word } }));
      assertRefused('WORD_INVALID', () => hashShares({ ...submission, cidDigest: word }));
      assertRefused('WORD_INVALID', () => finalContext({ ...final, frozenLog: word }));
    }
    assertRefused('ADDRESS_INVALID', () => hashDeal({ ...deal, trainer: '0x1234' }));
  });
});
