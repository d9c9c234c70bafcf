import { bn254 } from '@noble/curves/bn254.js';
import { randomField } from '@tacit/sdk';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';
import { Fr } from '../../support/simulated-key.ts';
import { g1Words, g2Words, keyArgument, type Words } from './encoding.ts';

const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;

/** A claim by its discrete logarithms. */
export interface Logarithms {
  readonly a: bigint;
  readonly b: bigint;
  readonly c: bigint;
  readonly d: bigint;
  readonly pubs: readonly bigint[];
}

const g1 = (scalar: bigint): bigint[] => (scalar === 0n ? [0n, 0n] : g1Words(G1.BASE.multiply(scalar)));
const g2 = (scalar: bigint): bigint[] => (scalar === 0n ? [0n, 0n, 0n, 0n] : g2Words(G2.BASE.multiply(scalar)));
const dot = (xs: readonly bigint[], ys: readonly bigint[]): bigint =>
  xs.reduce((sum, x, i) => Fr.add(sum, Fr.mul(x, ys[i] as bigint)), 0n);

export const wordsFrom = ({ a, b, c, d, pubs }: Logarithms): Words => ({
  proof: [g1(a), g2(b), g1(c), g1(d)].flat(),
  pubs,
});

/**
 * A key of any size of which everything is known: it belongs to no circuit, and any claim can be made to hold.
 * `statement` are the logarithms of IC_0, IC_1, ..., drawn when they are not given.
 */
export function syntheticKey(signals: number, committedSignals: number, seed = 1, statement?: readonly bigint[]) {
  const randomness = seededRandomness(seed);
  const draw = () => randomField(randomness);
  const draws = (count: number) => Array.from({ length: count }, draw);
  const [alpha, beta, delta, eta] = draws(4) as [bigint, bigint, bigint, bigint];
  const committed = draws(committedSignals);
  const bases = statement ?? draws(1 + signals);
  const points = (scalars: readonly bigint[]) => scalars.map((scalar) => G1.BASE.multiplyUnsafe(scalar));
  const key = {
    alpha: G1.BASE.multiply(alpha),
    beta: G2.BASE.multiply(beta),
    gamma: G2.BASE,
    delta: G2.BASE.multiply(delta),
    eta: G2.BASE.multiply(eta),
    statementBases: points(bases),
    plainBases: points(committed),
    committedBases: points(committed.map((scalar) => Fr.div(scalar, eta))),
  };
  /** The logarithm of what the equation leaves: zero for a claim that holds. */
  const errorOf = ({ a, b, c, d, pubs }: Logarithms): bigint =>
    [Fr.mul(alpha, beta), dot(bases, [1n, ...pubs]), Fr.mul(eta, d), Fr.mul(delta, c)].reduce(
      (rest, part) => Fr.sub(rest, part),
      Fr.mul(a, b),
    );
  const random = (): Logarithms => {
    const [a, b, c, d] = draws(4) as [bigint, bigint, bigint, bigint];
    return { a, b, c, d, pubs: draws(signals) };
  };
  /** The claim with the C that makes its equation hold, or fall short of holding by `error`. */
  const solveC = (claim: Logarithms, error = 0n): Logarithms => ({
    ...claim,
    c: Fr.div(Fr.sub(errorOf({ ...claim, c: 0n }), error), delta),
  });
  return {
    key,
    get argument() {
      return keyArgument(key);
    },
    statement: bases,
    errorOf,
    random,
    solveC,
    /** A passing proof of random signals. */
    simulate: (): Words => wordsFrom(solveC(random())),
  };
}
