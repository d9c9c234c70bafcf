import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { bn254 } from '@noble/curves/bn254.js';
import {
  type Artifacts,
  type Claim,
  checkProofResponse,
  committedValues,
  commitVector,
  encodeG1,
  encodeProof,
  learningRateOf,
  multiScalar,
  packParams,
  readProofResponse,
  type Statement,
  standaloneContext,
  statementValues,
  verifyBatch,
  verifyProof,
  writeProofResponse,
} from '@tacit/sdk';
import { FILES, localArtifacts } from '@tacit/sdk/node';
import { developmentTrapdoor } from '../../sdk/src/node/keys/trapdoor.ts';
import { CIRCUITS } from '../../sdk/src/proving/generated/circuits.ts';
import { seededRandomness } from '../support/random-step.ts';
import { CONTEXT_PARTS, claimOf, endProver, realStep } from '../support/real-proofs.ts';
import { forgeProof, G1, G2 } from '../support/simulated-key.ts';
import { documentOf } from '../support/simulated-response.ts';

const NAME = 'logistic-4x3-b8';
const random = seededRandomness(12);
const { artifacts, proven } = await realStep(NAME);
const key = artifacts.verificationKey;
after(endProver);

const HONEST = documentOf(writeProofResponse({ artifacts, proven, context: CONTEXT_PARTS, totalMs: 1 }));
const encode = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const verdictOf = (document: unknown, by: Artifacts = artifacts) =>
  checkProofResponse(by, readProofResponse(document, 5));

/** The honest response with another proof and commitment in it. */
const carrying = (claim: Claim) => ({
  ...HONEST,
  proof: encode(encodeProof(claim.proof)),
  commitment: encode(encodeG1(claim.commitment)),
  publicInputs: statementValues(claim.statement).map(String),
});

describe('a mauled pair (B + s eta2, D + s A)', () => {
  const mauledBy = (s: bigint): Claim => ({
    statement: proven.statement,
    proof: { ...proven.proof, b: proven.proof.b.add(key.eta.multiply(s)) },
    commitment: proven.commitment.add(proven.proof.a.multiply(s)),
  });

  it('passes the five pairings, alone and in a batch: they are not enough', () => {
    for (const s of [1n, 2n, 2n ** 200n]) assert.ok(verifyProof(key, mauledBy(s)));
    assert.ok(verifyBatch(key, [mauledBy(3n), claimOf(proven)], random));
  });

  it('is refused, because the context binds D', () => {
    for (const s of [1n, 2n, 2n ** 200n]) {
      assert.deepEqual(verdictOf(carrying(mauledBy(s))), {
        valid: false,
        reason: 'its context does not follow from its parts and the commitment',
      });
    }
  });

  it('is refused with a context made for the new D, which was not proven', () => {
    const mauled = mauledBy(5n);
    const context = standaloneContext(key.hash, CONTEXT_PARTS, mauled.commitment);
    const claim = { ...mauled, statement: { ...mauled.statement, context } };
    assert.deepEqual(verdictOf(carrying(claim)), { valid: false, reason: 'the pairing equation does not hold' });
  });

  it('is refused with the context as a bare value', () => {
    const verdict = verdictOf({ ...carrying(mauledBy(5n)), context: String(proven.statement.context) });
    assert.ok(!verdict.valid && /bare value/.test(verdict.reason));
  });

  it('would be a commitment that its prover cannot open', () => {
    const opened = commitVector(key.committedBases, committedValues(proven.opening));
    assert.ok(opened.equals(proven.commitment) && !opened.equals(mauledBy(5n).commitment));
  });
});

describe('who knows the trapdoor', () => {
  const r1cs = readFileSync(join(localArtifacts().directoryOf(CIRCUITS[NAME].shape), FILES.r1cs));
  const trapdoor = developmentTrapdoor(new Uint8Array(r1cs));

  /** A claim about roots that nobody knows an opening of, with a D that nobody can open. */
  function forge(change: Partial<Statement> = {}): Claim {
    const commitment = G1.BASE.multiply(123_456_789n);
    const statement: Statement = {
      rootBefore: 1n,
      rootAfter: 2n,
      dataRoot: 3n,
      params: packParams({ mode: 0, batchIndex: 4, multiplier: 5, lossSum: 0n }),
      context: standaloneContext(key.hash, CONTEXT_PARTS, commitment),
      ...change,
    };
    return { statement, commitment, proof: forgeProof(key, trapdoor, { statement, commitment }, random) };
  }

  it('has it from the constraint file alone, because this is a development key', () => {
    assert.ok(key.alpha.equals(G1.BASE.multiply(trapdoor.alpha)));
    assert.ok(key.beta.equals(G2.BASE.multiply(trapdoor.beta)));
    assert.ok(key.delta.equals(G2.BASE.multiply(trapdoor.delta)));
    assert.ok(key.eta.equals(G2.BASE.multiply(trapdoor.eta)));
    assert.equal(key.provenance.kind, 'development');
  });

  it('proves false statements that verify: this is why development keys say what they are', () => {
    assert.ok(verifyProof(key, forge()));
    const verdict = verdictOf(carrying(forge()));
    assert.deepEqual(verdict, {
      valid: true,
      mode: 'step',
      batchIndex: 4,
      learningRate: learningRateOf(artifacts.circuit.format, 5),
    });
  });

  it('still gets no statement accepted that says nothing', () => {
    const verdict = verdictOf(carrying(forge({ params: 2n ** 78n })));
    assert.ok(!verdict.valid);
  });
});

describe('an equation of four pairings', () => {
  /** e(A, B) = e(alpha, beta) e(IC(pub) + D, gamma) e(C, delta): D beside the statement, under gamma. */
  function fourPairingsHold({ proof, statement, commitment }: Claim): boolean {
    const sum = multiScalar(key.statementBases, [1n, ...statementValues(statement)]).add(commitment);
    const pairs = [
      { g1: proof.a.negate(), g2: proof.b },
      { g1: key.alpha, g2: key.beta },
      { g1: sum, g2: key.gamma },
      { g1: proof.c, g2: key.delta },
    ].filter(({ g1 }) => !g1.is0());
    return bn254.fields.Fp12.eql(bn254.pairingBatch(pairs), bn254.fields.Fp12.ONE);
  }
  const plain = commitVector(key.plainBases, committedValues(proven.opening));

  it('would accept the honest proof', () => {
    assert.ok(fourPairingsHold({ ...claimOf(proven), commitment: plain }));
  });

  it('would also accept any statement without a witness, and this one for another context', () => {
    const statement: Statement = { rootBefore: 1n, rootAfter: 2n, dataRoot: 3n, params: 4n, context: 5n };
    const pub = multiScalar(key.statementBases, [1n, ...statementValues(statement)]);
    const nothing = { a: key.alpha, b: key.beta, c: G1.ZERO };
    const forged: Claim = { statement, proof: nothing, commitment: pub.negate() };
    assert.ok(fourPairingsHold(forged));
    assert.ok(!verifyProof(key, forged));

    const context = proven.statement.context - 1n;
    const moved = plain.add(key.statementBases[5] as typeof plain);
    const shifted: Claim = { ...claimOf(proven), statement: { ...proven.statement, context }, commitment: moved };
    assert.ok(fourPairingsHold(shifted));
    assert.ok(!verifyProof(key, shifted));
  });

  it('is not what verifyProof checks: a D over the plain bases is refused', () => {
    assert.ok(!verifyProof(key, { ...claimOf(proven), commitment: plain }));
    assert.ok(!verifyBatch(key, [{ ...claimOf(proven), commitment: plain }], random));
  });
});
