import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Fr, forgeProof, type G1, G2, keyFile, simulateKey } from '../../../test/support/simulated-key.ts';
import { commitVector, multiScalar } from '../commitment/index.ts';
import { standaloneContext } from './context.ts';
import { packParams } from './params.ts';
import { type Statement, statementValues } from './statement.ts';
import { parseVerificationKey, type VerificationKey } from './verification-key.ts';
import { type Claim, verifyProof } from './verify.ts';

/*
 * Why `parseVerificationKey` refuses these keys. Each attack starts from an honest key in which two secrets became
 * equal, uses only what is public, binds D in the context as the protocol asks, and passes the five pairings.
 */
const { key: honest, trapdoor, randomness, randomCommitted } = simulateKey();
type Point = typeof G1.BASE;

const PARTS = { nonce: 11n, step: 0, epoch: 0 };
const LIE = { rootBefore: 1n, rootAfter: 2n, dataRoot: 3n };
const MESSAGES = honest.committedBases.map((_, j) => BigInt(100 + j));
const s = 31_337n;

/** A false statement whose context binds D. */
const lieAbout = (commitment: Point): Statement => ({
  ...LIE,
  params: packParams({ mode: 0, batchIndex: 1, multiplier: 1, lossSum: 0n }),
  context: standaloneContext(honest.hash, PARTS, commitment),
});
const pointOf = (statement: Statement): Point =>
  multiScalar(honest.statementBases, [1n, ...statementValues(statement)]);
/** sum m_j K_j, and the same over the plain bases. */
const opened = commitVector(honest.committedBases, MESSAGES);
const openedPlain = commitVector(honest.plainBases, MESSAGES);

const passes = (key: VerificationKey, claim: Claim): void => {
  assert.equal(claim.statement.context, standaloneContext(honest.hash, PARTS, claim.commitment));
  assert.ok(verifyProof(key, claim));
  // The same claim is worth nothing under the honest key.
  assert.equal(verifyProof(honest, claim), false);
};

describe('a key in which two secrets are equal', () => {
  it('beta = gamma, the generator: A carries alpha and the whole statement, nothing is proven', () => {
    const statement = lieAbout(opened);
    const a = honest.alpha.add(pointOf(statement)).add(openedPlain);
    const proof = { a, b: G2.BASE.add(honest.delta.multiply(s)), c: a.multiply(s) };
    passes({ ...honest, beta: G2.BASE }, { proof, commitment: opened, statement });
  });

  it('beta = delta: C takes alpha away', () => {
    const statement = lieAbout(opened);
    const a = pointOf(statement).add(openedPlain);
    const proof = { a, b: G2.BASE.add(honest.delta.multiply(s)), c: a.multiply(s).subtract(honest.alpha) };
    passes({ ...honest, beta: honest.delta }, { proof, commitment: opened, statement });
  });

  it('beta = eta: D takes alpha away, and nobody can open it', () => {
    const commitment = opened.subtract(honest.alpha);
    const statement = lieAbout(commitment);
    const a = pointOf(statement).add(openedPlain);
    const proof = { a, b: G2.BASE.add(honest.delta.multiply(s)), c: a.multiply(s) };
    passes({ ...honest, beta: honest.eta }, { proof, commitment, statement });
  });

  it('delta = gamma, the generator: C takes the whole statement away', () => {
    const commitment = honest.alpha.multiply(s);
    const statement = lieAbout(commitment);
    const proof = { a: honest.alpha, b: honest.beta.add(honest.eta.multiply(s)), c: pointOf(statement).negate() };
    passes({ ...honest, delta: G2.BASE }, { proof, commitment, statement });
  });

  it('eta = gamma: a true statement, proven with a witness, is claimed as another', () => {
    // K = IC, and so D can carry the difference of two statements.
    const key = { ...honest, eta: honest.gamma, committedBases: honest.plainBases };
    const shift = Fr.sub(999n, LIE.rootAfter);
    const commitment = openedPlain.add((honest.statementBases[2] as Point).multiply(shift));
    const claimed = lieAbout(commitment);
    const trueOne = { ...claimed, rootAfter: 999n };
    // A proof of the true statement as an honest prover makes it; the trapdoor stands for the witness.
    const proof = forgeProof(
      key,
      { ...trapdoor, eta: 1n },
      { statement: trueOne, commitment: openedPlain },
      randomness,
    );
    assert.ok(verifyProof(key, { proof, commitment: openedPlain, statement: trueOne }));
    passes(key, { proof, commitment, statement: claimed });
  });

  it('eta = delta: the same proof carries any D, so that D binds nobody to the update that was proven', () => {
    const key = {
      ...honest,
      eta: honest.delta,
      committedBases: honest.plainBases.map((base) => base.multiply(Fr.inv(trapdoor.delta))),
    };
    const { packedUpdate, loss, blind } = randomCommitted();
    const commitment = commitVector(key.committedBases, MESSAGES);
    const proven = commitVector(key.committedBases, [...packedUpdate, loss, blind]);
    const statement = lieAbout(commitment);
    const proof = forgeProof(key, { ...trapdoor, eta: trapdoor.delta }, { statement, commitment: proven }, randomness);
    passes(key, { proof: { ...proof, c: proof.c.add(proven).subtract(commitment) }, commitment, statement });
  });
});

describe('a key whose eta somebody knows', () => {
  it('looks like any other: only the transcript of the ceremony shows that nobody does', () => {
    const known = { ...trapdoor, eta: 7n };
    const scalars = honest.statementBases.concat(honest.plainBases).map((_, j) => BigInt(5000 + j));
    const key = parseVerificationKey(keyFile('logistic-4x3-b8', known, scalars), 5);
    // As under eta = gamma: D carries a seventh of the difference between what is proven and what is claimed.
    const open = commitVector(key.committedBases, MESSAGES);
    const shift = Fr.mul(Fr.sub(999n, LIE.rootAfter), Fr.inv(7n));
    const commitment = open.add((key.statementBases[2] as Point).multiply(shift));
    const context = standaloneContext(key.hash, PARTS, commitment);
    const claimed = { ...lieAbout(commitment), context };
    const statement = { ...claimed, rootAfter: 999n };
    const proof = forgeProof(key, known, { statement, commitment: open }, randomness);
    assert.ok(verifyProof(key, { proof, commitment, statement: claimed }));
  });
});
