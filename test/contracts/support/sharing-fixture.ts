import { bn254 } from '@noble/curves/bn254.js';
import {
  commitVector,
  evaluatePolynomial,
  FIELD_ORDER,
  fileComplaint,
  finalContext,
  fromWord,
  type G1Point,
  g1ToAffine,
  generateKeyPair,
  hashCiphertext,
  hashDeal,
  hashShares,
  prepareSubmission,
  type RoundScope,
  randomField,
  type Submission,
  stepContext,
  sumVectors,
  takeSealed,
  totalCommitment,
} from '@tacit/sdk';
import { encodeAbiParameters, keccak256, parseAbiParameters, toBytes } from 'viem';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';

/*
 * What the SDK hashes, seals and proves for one trainer, for Solidity to repeat. Everything is seeded. The bases are
 * those of contracts/test/SimulatedKey.sol, whose logarithms are known: none of this hides anything.
 */

const LENGTH = 4;
const STEPS = 3;
const MEMBERS = 5;
const THRESHOLD = 3;
/** The member whose share is spoilt, and who complains. */
const WRONGED = 2;

const SCOPE: RoundScope = {
  chainId: 31337n,
  contract: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  keyHash: BigInt(keccak256(toBytes('a key'))),
  task: BigInt(keccak256(toBytes('a task'))),
  round: 3n,
};
const TRAINER = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const BENEFICIARY = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';

/** `SimulatedKey.committedLog`. */
function logarithmOf(index: number): bigint {
  const name = keccak256(toBytes('tacit.test.committed'));
  const words = encodeAbiParameters(parseAbiParameters('bytes32, uint256'), [name, BigInt(index)]);
  return BigInt(keccak256(words)) % FIELD_ORDER;
}

const flat = (points: readonly G1Point[]): string[] =>
  points.map(g1ToAffine).flatMap(({ x, y }) => [String(x), String(y)]);
const wordsOf = (bytes: Uint8Array): string[] =>
  Array.from({ length: bytes.length / 32 }, (_, word) => String(fromWord(bytes, 32 * word)));

/** One trainer's submission, before and after one ciphertext was spoilt. */
function dealFor(bases: readonly G1Point[]) {
  const randomness = seededRandomness(31);
  const keys = Array.from({ length: MEMBERS }, () => generateKeyPair(randomness));
  const steps = Array.from({ length: STEPS }, () => bases.map(() => randomField(randomness)));
  const values = sumVectors(steps);
  const D = steps.map((step) => commitVector(bases, step));
  const publicKeys = keys.map(({ publicKey }) => publicKey);
  const common = { scope: SCOPE, trainer: TRAINER, bases, publicKeys, threshold: THRESHOLD, randomness } as const;
  const prepared = prepareSubmission({ ...common, D, values });
  return { keys, values, publicKeys, randomness, ...prepared };
}

type Dealt = ReturnType<typeof dealFor>;

/** The spoilt share's ciphertext, whose last bit is another, and the complaint about it. */
function complaintOf({ submission, envelope, keys, randomness }: Dealt, bases: readonly G1Point[]) {
  const ciphertext = takeSealed(envelope, { submission, index: WRONGED, length: LENGTH });
  const last = ciphertext.length - 1;
  ciphertext[last] = (ciphertext[last] as number) ^ 1;
  const ctHashes = submission.ctHashes.map((hash, k) => (k === WRONGED - 1 ? hashCiphertext(ciphertext) : hash));
  const spoilt: Submission = { ...submission, ctHashes };
  const { secretKey } = keys[WRONGED - 1] as Dealt['keys'][number];
  const about = { submission: spoilt, index: WRONGED, ciphertext, bases, threshold: THRESHOLD, secretKey, randomness };
  const complaint = fileComplaint(about);
  if (complaint.kind !== 'share') throw new Error('the spoilt share was not complained about');
  return {
    index: String(WRONGED),
    sharesHash: String(hashShares(spoilt)),
    ciphertext: wordsOf(ciphertext),
    Z: flat([complaint.Z]),
    proof: [complaint.proof.c, complaint.proof.z].map(String),
  };
}

/** sharing.json: decimal words in flat lists, points as x, y. */
export function sharingFixture() {
  const bases = Array.from({ length: LENGTH }, (_, index) => bn254.G1.Point.BASE.multiply(logarithmOf(index)));
  const dealt = dealFor(bases);
  const { submission, envelope, secrets, keys, publicKeys, values } = dealt;
  const { deal, proofOfE, ctHashes, cidDigest } = submission;
  const members = Array.from({ length: MEMBERS }, (_, k) => k + 1);
  const sealed = members.map((index) => takeSealed(envelope, { submission, index, length: LENGTH }));
  const frozenLog = BigInt(keccak256(toBytes('a log')));
  const final = { scope: SCOPE, frozenLog, sumOfD: totalCommitment(deal), beneficiary: BENEFICIARY } as const;
  return {
    about: 'Written by scripts/solidity-fixtures.ts; do not edit. A submission under the bases of SimulatedKey.sol.',
    scope: [SCOPE.chainId, BigInt(SCOPE.contract), SCOPE.keyHash, SCOPE.task, SCOPE.round].map(String),
    trainer: String(BigInt(TRAINER)),
    bases: flat(bases),
    values: values.map(String),
    threshold: String(THRESHOLD),
    secretKeys: keys.map(({ secretKey }) => String(secretKey)),
    publicKeys: flat(publicKeys),
    ephemeralKey: String(secrets.ephemeralKey),
    polynomial: secrets.polynomial.flat().map(String),
    shares: members.flatMap((index) => evaluatePolynomial(secrets.polynomial, index)).map(String),
    D: flat(deal.D),
    E: flat([deal.E]),
    C: flat(deal.C),
    sumOfD: flat([final.sumOfD]),
    proofOfE: [proofOfE.c, proofOfE.z].map(String),
    ciphertexts: sealed.flatMap(wordsOf),
    ctHashes: ctHashes.map(String),
    cidDigest: String(cidDigest),
    deal: String(hashDeal(deal)),
    sharesHash: String(hashShares(submission)),
    stepContexts: deal.D.map((_, step) => String(stepContext(submission, step))),
    frozenLog: String(frozenLog),
    beneficiary: String(BigInt(BENEFICIARY)),
    finalContext: String(finalContext(final)),
    complaint: complaintOf(dealt, bases),
  };
}
