import assert from 'node:assert/strict';
import { bn254 } from '@noble/curves/bn254.js';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';
import { commitVector, type G1Point } from '../commitment/index.ts';
import { type CommitmentErrorCode, errorCode, type SharingErrorCode } from '../errors/index.ts';
import { FIELD_ORDER, type Randomness, randomField } from '../hashing/index.ts';
import {
  type Deal,
  generateKeyPair,
  type KeyPair,
  type PreparedSubmission,
  type PrepareOptions,
  prepareSubmission,
  type RoundScope,
  sumVectors,
} from './index.ts';

export { seededRandomness };

/** Property tests repeat themselves exactly; a failure prints the case. */
export const SEEDED = { seed: 1979, numRuns: 25 };

export function assertRefused(code: SharingErrorCode | CommitmentErrorCode, act: () => unknown): void {
  assert.throws(act, (error) => errorCode(error) === code);
}

export const G = bn254.G1.Point.BASE;
export const { ZERO } = bn254.G1.Point;
export const g1 = (scalar: bigint): G1Point => G.multiply(scalar);

export const randomVector = (length: number, randomness: Randomness): bigint[] =>
  Array.from({ length }, () => randomField(randomness));

/** Bases whose logarithms the test knows; nobody else's may be. */
export const logarithmOf = (l: number): bigint => BigInt(l + 2) ** 70n % FIELD_ORDER;
export const makeBases = (length: number): G1Point[] => Array.from({ length }, (_, l) => g1(logarithmOf(l)));

/** The element with something added, mod r. */
export const bump = (vector: readonly bigint[], at: number, by = 1n): bigint[] =>
  vector.map((element, l) => (l === at ? (element + by + FIELD_ORDER) % FIELD_ORDER : element));

export const SCOPE: RoundScope = {
  chainId: 31337n,
  contract: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  keyHash: 0x1234567890abcdefn << 190n,
  task: 7n,
  round: 3n,
};
export const TRAINER = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
export const OTHER = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';

export interface World {
  readonly bases: G1Point[];
  readonly keys: KeyPair[];
  readonly publicKeys: G1Point[];
  readonly threshold: number;
  readonly randomness: Randomness;
}

export function makeWorld({ members = 3, threshold = 2, length = 3, seed = 1 } = {}): World {
  const randomness = seededRandomness(seed);
  const keys = Array.from({ length: members }, () => generateKeyPair(randomness));
  return { bases: makeBases(length), keys, publicKeys: keys.map(({ publicKey }) => publicKey), threshold, randomness };
}

export interface Prepared extends PreparedSubmission {
  readonly values: readonly bigint[];
}

/** An honest trainer of so many steps. */
export function prepareTrainer(world: World, options: Partial<PrepareOptions> & { steps?: number } = {}): Prepared {
  const { bases, publicKeys, threshold, randomness } = world;
  const steps = Array.from({ length: options.steps ?? 1 }, () => randomVector(bases.length, randomness));
  const values = options.values ?? sumVectors(steps);
  const prepared = prepareSubmission({
    scope: SCOPE,
    trainer: TRAINER,
    D: steps.map((step) => commitVector(bases, step)),
    bases,
    publicKeys,
    threshold,
    randomness,
    ...options,
    values,
  });
  return { ...prepared, values };
}

/** The deal with one thing changed, for every thing there is. */
export function* alterDeal(deal: Deal): Generator<readonly [string, Deal]> {
  const { scope, D, E, C } = deal;
  for (const key of ['chainId', 'keyHash', 'task', 'round'] as const) {
    yield [key, { ...deal, scope: { ...scope, [key]: scope[key] + 1n } }];
  }
  yield ['contract', { ...deal, scope: { ...scope, contract: OTHER } }];
  yield ['trainer', { ...deal, trainer: OTHER }];
  for (const at of D.keys()) yield [`D_${at}`, { ...deal, D: D.map((point, k) => (k === at ? point.add(G) : point)) }];
  yield ['one D more', { ...deal, D: [...D, G] }];
  yield ['E', { ...deal, E: E.add(G) }];
  for (const at of C.keys()) yield [`C_${at}`, { ...deal, C: C.map((point, k) => (k === at ? point.add(G) : point)) }];
  yield ['one C more', { ...deal, C: [...C, G] }];
  yield ['one C less', { ...deal, C: C.slice(1) }];
}
