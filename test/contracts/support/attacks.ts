import { bn254 } from '@noble/curves/bn254.js';
import {
  type Claim,
  COORDINATE_ORDER,
  FIELD_ORDER,
  type G1Point,
  multiScalar,
  randomField,
  statementFrom,
  statementValues,
  type VerificationKey,
} from '@tacit/sdk';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';
import { outsideSubgroup } from '../../../sdk/src/commitment/test-support.ts';
import { type ForgingTrapdoor, forgeProof } from '../../support/simulated-key.ts';
import { type Words, wordsOf } from './encoding.ts';

/*
 * What somebody who holds valid proofs can make of them. Each changes one claim, or several for a batch; `accepted`
 * says what a verifier answers, and must answer.
 */

export interface Attack extends Words {
  readonly name: string;
  readonly accepted: boolean;
}

/** Claims that are wrong one by one while the product of their equations still holds. */
export interface CancellingPair {
  readonly name: string;
  readonly claims: readonly [Claim, Claim];
}

const G1 = bn254.G1.Point;
const G2 = bn254.G2.Point;
const { Fr } = bn254.fields;
const LARGEST_WORD = 2n ** 256n - 1n;

type Change = (claim: Claim) => { proof?: Partial<Claim['proof']>; commitment?: G1Point; pubs?: bigint[] };

const pubsOf = ({ statement }: Claim): bigint[] => statementValues(statement);

function changed(claim: Claim, change: Change): Claim {
  const { proof, commitment = claim.commitment, pubs = pubsOf(claim) } = change(claim);
  return { proof: { ...claim.proof, ...proof }, commitment, statement: statementFrom(pubs) };
}

/** Group elements exchanged, moved, or taken from elsewhere: all points stay valid. */
function algebraic(key: VerificationKey, other: Claim, s: bigint): [string, boolean, Change][] {
  const inverse = Fr.inv(s);
  const pubBase = key.statementBases[1] as G1Point;
  const [firstBase, blindBase] = [key.committedBases[0], key.committedBases.at(-1)] as [G1Point, G1Point];
  const add = (point: G1Point, more: G1Point) => point.add(more.multiply(s));
  return [
    ['nothing changed', true, () => ({})],
    ['A + G', false, ({ proof }) => ({ proof: { a: proof.a.add(G1.BASE) } })],
    ['B + G2', false, ({ proof }) => ({ proof: { b: proof.b.add(G2.BASE) } })],
    ['C + G', false, ({ proof }) => ({ proof: { c: proof.c.add(G1.BASE) } })],
    ['D + G', false, ({ commitment }) => ({ commitment: commitment.add(G1.BASE) })],
    ['-A', false, ({ proof }) => ({ proof: { a: proof.a.negate() } })],
    ['-B', false, ({ proof }) => ({ proof: { b: proof.b.negate() } })],
    ['-C', false, ({ proof }) => ({ proof: { c: proof.c.negate() } })],
    ['-D', false, ({ commitment }) => ({ commitment: commitment.negate() })],
    ['C and D exchanged', false, ({ proof, commitment }) => ({ proof: { c: commitment }, commitment: proof.c })],
    ['A and C exchanged', false, ({ proof }) => ({ proof: { a: proof.c, c: proof.a } })],
    ['A of another proof', false, () => ({ proof: { a: other.proof.a } })],
    ['A and B of another proof', false, () => ({ proof: { a: other.proof.a, b: other.proof.b } })],
    ['C of another proof', false, () => ({ proof: { c: other.proof.c } })],
    ['D of another proof', false, () => ({ commitment: other.commitment })],
    ['statement of another proof', false, () => ({ pubs: pubsOf(other) })],
    ['statement and D of another proof', false, () => ({ pubs: pubsOf(other), commitment: other.commitment })],
    ['another update: D + s K_0', false, ({ commitment }) => ({ commitment: add(commitment, firstBase) })],
    ['another blind: D + s K_blind', false, ({ commitment }) => ({ commitment: add(commitment, blindBase) })],
    [
      'a public signal moved into D: D + s IC_1, pub_1 - s',
      false,
      (claim) => ({
        commitment: add(claim.commitment, pubBase),
        pubs: pubsOf(claim).with(0, Fr.sub(pubsOf(claim)[0] as bigint, s)),
      }),
    ],
    [
      'a public signal moved into C: C + s IC_1, pub_1 - s',
      false,
      (claim) => ({
        proof: { c: add(claim.proof.c, pubBase) },
        pubs: pubsOf(claim).with(0, Fr.sub(pubsOf(claim)[0] as bigint, s)),
      }),
    ],
    // Every Groth16 proof can be rerandomised, and eta adds a way that changes D: callers bind D in the context.
    ['-A, -B', true, ({ proof }) => ({ proof: { a: proof.a.negate(), b: proof.b.negate() } })],
    ['s A, B / s', true, ({ proof }) => ({ proof: { a: proof.a.multiply(s), b: proof.b.multiply(inverse) } })],
    [
      'B + s delta, C + s A',
      true,
      ({ proof }) => ({ proof: { b: proof.b.add(key.delta.multiply(s)), c: add(proof.c, proof.a) } }),
    ],
    [
      'mauled: B + s eta, D + s A',
      true,
      ({ proof, commitment }) => ({
        proof: { b: proof.b.add(key.eta.multiply(s)) },
        commitment: add(commitment, proof.a),
      }),
    ],
  ];
}

/** No witness and no trapdoor, only what the key shows. All of them fail because D stands under eta. */
function fromTheKeyAlone(key: VerificationKey, s: bigint): [string, boolean, Change][] {
  const statementPoint = (claim: Claim) => multiScalar(key.statementBases, [1n, ...pubsOf(claim)]);
  const start = { a: key.alpha, b: key.beta.add(key.delta.multiply(s)), c: key.alpha.multiply(s) };
  return [
    ['A = alpha, D = -statement', false, (claim) => ({ proof: start, commitment: statementPoint(claim).negate() })],
    [
      'A = alpha, C = s alpha - statement',
      false,
      (claim) => ({ proof: { ...start, c: start.c.add(statementPoint(claim).negate()) } }),
    ],
  ];
}

type Edit = (words: { proof: bigint[]; pubs: bigint[] }) => void;

/** Words that are no points, no proper points, or not canonical. */
function wordEdits(): [string, Edit][] {
  const zero = (...indices: number[]): Edit => {
    return ({ proof }) => {
      for (const i of indices) proof[i] = 0n;
    };
  };
  const plus = (i: number, by: bigint): Edit => {
    return ({ proof }) => {
      proof[i] = (proof[i] as bigint) + by;
    };
  };
  const b = [2, 3, 4, 5];
  const edits: [string, Edit][] = [
    ['A zero', zero(0, 1)],
    ['B zero', zero(...b)],
    ['A and B zero', zero(0, 1, ...b)],
    ['C zero', zero(6, 7)],
    ['D zero', zero(8, 9)],
    ['A, C and D zero', zero(0, 1, 6, 7, 8, 9)],
    ['all zero', zero(0, 1, ...b, 6, 7, 8, 9)],
    ['B off the curve', plus(5, 1n)],
    [
      'real and imaginary parts of B exchanged',
      ({ proof }) => proof.splice(2, 4, ...[3, 2, 5, 4].map((i) => proof[i] ?? 0n)),
    ],
    [
      'B on the twist, outside the subgroup',
      ({ proof }) => {
        const { x, y } = outsideSubgroup();
        proof.splice(2, 4, x.c1, x.c0, y.c1, y.c0);
      },
    ],
    ...b.map((i): [string, Edit] => [`word ${i} of B plus q`, plus(i, COORDINATE_ORDER)]),
  ];
  for (const [name, i] of [
    ['A', 0],
    ['C', 6],
    ['D', 8],
  ] as const) {
    edits.push(
      [`${name} off the curve`, plus(i + 1, 1n)],
      [`x of ${name} plus q`, plus(i, COORDINATE_ORDER)],
      [`y of ${name} plus q`, plus(i + 1, COORDINATE_ORDER)],
      [`${name} = (0, q)`, ({ proof }) => proof.splice(i, 2, 0n, COORDINATE_ORDER)],
      [`${name} = (q, q)`, ({ proof }) => proof.splice(i, 2, COORDINATE_ORDER, COORDINATE_ORDER)],
    );
  }
  return edits;
}

function signalEdits(count: number): [string, Edit][] {
  const edits: [string, Edit][] = [];
  for (let i = 0; i < count; i++) {
    const set = (value: (old: bigint) => bigint): Edit => {
      return ({ pubs }) => {
        pubs[i] = value(pubs[i] as bigint);
      };
    };
    edits.push(
      [`signal ${i} plus one`, set((old) => Fr.add(old, 1n))],
      [`signal ${i} plus r`, set((old) => old + FIELD_ORDER)],
      [`signal ${i} the largest word`, set(() => LARGEST_WORD)],
    );
  }
  edits.push(['signals in reverse', ({ pubs }) => pubs.reverse()]);
  return edits;
}

/** Attacks that need arithmetic in the groups. */
export function groupAttacks(key: VerificationKey, claim: Claim, other: Claim, seed = 7): Attack[] {
  const s = randomField(seededRandomness(seed));
  const changes = [...algebraic(key, other, s), ...fromTheKeyAlone(key, s)];
  return changes.map(([name, accepted, change]) => ({ name, accepted, ...wordsOf(changed(claim, change)) }));
}

/** Attacks on the encoding alone. */
export function wordAttacks(claim: Claim): Attack[] {
  return [...wordEdits(), ...signalEdits(pubsOf(claim).length)].map(([name, edit]) => {
    const { proof, pubs } = wordsOf(claim);
    const words = { proof: [...proof], pubs: [...pubs] };
    edit(words);
    return { name, accepted: false, ...words };
  });
}

export function cancellingPairs(first: Claim, second: Claim, seed = 8): CancellingPair[] {
  const s = randomField(seededRandomness(seed));
  const X = G1.BASE.multiply(s);
  const pair = (name: string, a: Change, b: Change): CancellingPair => ({
    name,
    claims: [changed(first, a), changed(second, b)],
  });
  const signal = (i: number, by: bigint): Change => {
    return (claim) => ({ pubs: pubsOf(claim).with(i, Fr.add(pubsOf(claim)[i] as bigint, by)) });
  };
  return [
    pair(
      'C + X and C - X',
      ({ proof }) => ({ proof: { c: proof.c.add(X) } }),
      ({ proof }) => ({ proof: { c: proof.c.add(X.negate()) } }),
    ),
    pair(
      'D + X and D - X, with the same sum',
      ({ commitment }) => ({ commitment: commitment.add(X) }),
      ({ commitment }) => ({ commitment: commitment.add(X.negate()) }),
    ),
    pair(
      'A and B of each other',
      () => ({ proof: { a: second.proof.a, b: second.proof.b } }),
      () => ({ proof: { a: first.proof.a, b: first.proof.b } }),
    ),
    pair(
      'D of each other',
      () => ({ commitment: second.commitment }),
      () => ({ commitment: first.commitment }),
    ),
    ...pubsOf(first).map((_, i) => pair(`signal ${i} plus and minus one`, signal(i, 1n), signal(i, Fr.neg(1n)))),
  ];
}

/**
 * What the trapdoor of a development key, which everybody can compute, is good for: any statement, any D, no witness.
 * A, B and C come from `forgeProof`, or from eta alone.
 */
export function forgeries(key: VerificationKey, trapdoor: ForgingTrapdoor, seed = 9): Claim[] {
  const randomness = seededRandomness(seed);
  const draw = () => randomField(randomness);
  const statement = statementFrom(Array.from({ length: key.statementBases.length - 1 }, draw));
  const commitment = G1.BASE.multiply(draw());
  const s = draw();
  const start = { a: key.alpha, b: key.beta.add(key.delta.multiply(s)), c: key.alpha.multiply(s) };
  const statementPoint = multiScalar(key.statementBases, [1n, ...statementValues(statement)]);
  return [
    { proof: forgeProof(key, trapdoor, { statement, commitment }, randomness), commitment, statement },
    { proof: start, commitment: statementPoint.negate().multiply(Fr.inv(trapdoor.eta)), statement },
  ];
}
