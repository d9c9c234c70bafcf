import { bn254 } from '@noble/curves/bn254.js';
import type { G1Point, G2Point } from '../commitment/index.ts';
import { multiScalar } from '../commitment/index.ts';
import { FIELD_ORDER, type Randomness } from '../hashing/index.ts';
import type { Proof } from './proof.ts';
import { type Statement, statementFrom, statementValues } from './statement.ts';
import type { VerificationKey } from './verification-key.ts';

export interface Claim {
  readonly proof: Proof;
  readonly commitment: G1Point;
  readonly statement: Statement;
}

const { Fp12 } = bn254.fields;

/** IC_0 + sum of statement values times their bases. */
function statementPoint(key: VerificationKey, statement: Statement): G1Point {
  return multiScalar(key.statementBases, [1n, ...statementValues(statement)]);
}

function pairsMultiplyToOne(pairs: readonly { g1: G1Point; g2: G2Point }[]): boolean {
  const finite = pairs.filter(({ g1, g2 }) => !g1.is0() && !g2.is0());
  return Fp12.eql(bn254.pairingBatch(finite), Fp12.ONE);
}

/** Throws for a value outside the field: adding r to it would not change the equation. */
const checkCanonical = ({ statement }: Claim): void => void statementFrom(statementValues(statement));

const hasIdentity = ({ proof, commitment }: Claim): boolean =>
  proof.a.is0() || proof.b.is0() || proof.c.is0() || commitment.is0();

/**
 * e(A, B) = e(alpha, beta) e(IC_0 + sum pub_i IC_i, gamma) e(D, eta) e(C, delta).
 *
 * Assumes: whoever calls also checks that the statement's context binds D (`standaloneContext`).
 */
export function verifyProof(key: VerificationKey, claim: Claim): boolean {
  checkCanonical(claim);
  if (hasIdentity(claim)) return false;
  const { proof, commitment, statement } = claim;
  return pairsMultiplyToOne([
    { g1: proof.a.negate(), g2: proof.b },
    { g1: key.alpha, g2: key.beta },
    { g1: statementPoint(key, statement), g2: key.gamma },
    { g1: commitment, g2: key.eta },
    { g1: proof.c, g2: key.delta },
  ]);
}

function random128(randomness: Randomness): bigint {
  let value = 0n;
  for (const byte of randomness.bytes(16)) value = (value << 8n) | BigInt(byte);
  return value + 1n;
}

/**
 * Many claims under one key with N + 4 pairings: the equations are added with random 128-bit weights, so that
 * wrong ones cannot cancel (error at most 2^-128). Like `verifyProof`, it leaves the contexts to its caller.
 */
export function verifyBatch(key: VerificationKey, claims: readonly Claim[], randomness: Randomness): boolean {
  claims.forEach(checkCanonical);
  if (claims.length === 0 || claims.some(hasIdentity)) return false;
  const weights = claims.map(() => random128(randomness));
  const weigh = (points: readonly G1Point[]) => multiScalar(points, weights);
  const total = weights.reduce((sum, weight) => sum + weight, 0n) % FIELD_ORDER;
  return pairsMultiplyToOne([
    ...claims.map(({ proof }, k) => ({ g1: proof.a.multiplyUnsafe(weights[k] as bigint).negate(), g2: proof.b })),
    { g1: key.alpha.multiplyUnsafe(total), g2: key.beta },
    { g1: weigh(claims.map(({ statement }) => statementPoint(key, statement))), g2: key.gamma },
    { g1: weigh(claims.map(({ commitment }) => commitment)), g2: key.eta },
    { g1: weigh(claims.map(({ proof }) => proof.c)), g2: key.delta },
  ]);
}
