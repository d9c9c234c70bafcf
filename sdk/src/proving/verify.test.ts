import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandomness } from '../../../test/support/random-step.ts';
import { assertRefused } from '../../../test/support/refusals.ts';
import { aliasOf, Fr, G1, G2, simulateKey } from '../../../test/support/simulated-key.ts';
import { multiScalar } from '../commitment/index.ts';
import { standaloneContext } from './context.ts';
import type { Proof } from './proof.ts';
import { type Statement, statementValues } from './statement.ts';
import { type Claim, verifyBatch, verifyProof } from './verify.ts';

const simulation = simulateKey();
const { key } = simulation;
const claim = (): Claim => simulation.simulate(simulation.randomStatement(), simulation.randomCommitted());
const [FIRST, SECOND] = [claim(), claim()];
const X = G1.BASE.multiply(987_654_321n);
const random = seededRandomness(3);

const withProof = (base: Claim, change: Partial<Proof>): Claim => ({ ...base, proof: { ...base.proof, ...change } });
const withStatement = (base: Claim, change: Partial<Statement>): Claim => ({
  ...base,
  statement: { ...base.statement, ...change },
});

/** Every claim here must be refused, alone and at any place of a batch. */
const WRONG: readonly (readonly [string, Claim])[] = [
  ['A moved', withProof(FIRST, { a: FIRST.proof.a.add(G1.BASE) })],
  ['A negated', withProof(FIRST, { a: FIRST.proof.a.negate() })],
  ['B moved', withProof(FIRST, { b: FIRST.proof.b.add(G2.BASE) })],
  ['C moved', withProof(FIRST, { c: FIRST.proof.c.add(G1.BASE) })],
  ['D moved', { ...FIRST, commitment: FIRST.commitment.add(G1.BASE) }],
  ['C and D exchanged', { ...withProof(FIRST, { c: FIRST.commitment }), commitment: FIRST.proof.c }],
  ['D of another proof', { ...FIRST, commitment: SECOND.commitment }],
  ['the statement of another proof', { ...FIRST, statement: SECOND.statement }],
  [
    'another update under D',
    { ...FIRST, commitment: FIRST.commitment.add((key.committedBases[0] as typeof X).double()) },
  ],
  ['another blind under D', { ...FIRST, commitment: FIRST.commitment.add(key.committedBases.at(-1) as typeof X) }],
  [
    'a public input moved into D',
    {
      ...withStatement(FIRST, { context: Fr.sub(FIRST.statement.context, 5n) }),
      commitment: FIRST.commitment.add((key.statementBases[5] as typeof X).multiply(5n)),
    },
  ],
  [
    'two public inputs exchanged',
    withStatement(FIRST, { rootBefore: FIRST.statement.rootAfter, rootAfter: FIRST.statement.rootBefore }),
  ],
  ...Object.keys(FIRST.statement).map((name): [string, Claim] => [
    `${name} + 1`,
    withStatement(FIRST, { [name]: Fr.add(FIRST.statement[name as keyof Statement], 1n) }),
  ]),
];

/** Identities that satisfy the equation, made with the trapdoor: only the explicit check stands against them. */
const PASSING_IDENTITIES: readonly (readonly [string, Claim])[] = (() => {
  const { alpha, beta, delta, eta } = simulation.trapdoor;
  const { statement, commitment } = FIRST;
  const stated = multiScalar(key.statementBases, [1n, ...statementValues(statement)]);
  const [a, b] = [11n, 13n];
  /** What is left for C and D when A = x G1 and B = y G2. */
  const rest = (xy: bigint) => G1.BASE.multiply(Fr.sub(xy, Fr.mul(alpha, beta))).subtract(stated);
  const withoutAB = rest(0n).subtract(commitment.multiply(eta)).multiply(Fr.inv(delta));
  return [
    ['A', { statement, commitment, proof: { a: G1.ZERO, b: G2.BASE.multiply(b), c: withoutAB } }],
    ['B', { statement, commitment, proof: { a: G1.BASE.multiply(a), b: G2.ZERO, c: withoutAB } }],
    ['A and B', { statement, commitment, proof: { a: G1.ZERO, b: G2.ZERO, c: withoutAB } }],
    [
      'C',
      {
        statement,
        commitment: rest(a * b).multiply(Fr.inv(eta)),
        proof: { a: G1.BASE.multiply(a), b: G2.BASE.multiply(b), c: G1.ZERO },
      },
    ],
    [
      'D',
      {
        statement,
        commitment: G1.ZERO,
        proof: { a: G1.BASE.multiply(a), b: G2.BASE.multiply(b), c: rest(a * b).multiply(Fr.inv(delta)) },
      },
    ],
  ];
})();

const IDENTITIES: readonly (readonly [string, Claim])[] = [
  ...PASSING_IDENTITIES,
  ['C and D', { ...withProof(FIRST, { c: G1.ZERO }), commitment: G1.ZERO }],
  ['everything', { ...FIRST, proof: { a: G1.ZERO, b: G2.ZERO, c: G1.ZERO }, commitment: G1.ZERO }],
];

describe('verifyProof', () => {
  it('accepts what satisfies the equation', () => {
    assert.ok(verifyProof(key, FIRST) && verifyProof(key, SECOND));
  });

  it('accepts a statement of zeros and one whose bases cancel', () => {
    const zeros = { rootBefore: 0n, rootAfter: 0n, dataRoot: 0n, params: 0n, context: 0n };
    assert.ok(verifyProof(key, simulation.simulate(zeros, simulation.randomCommitted())));
  });

  it('refuses everything that was changed', () => {
    for (const [what, wrong] of WRONG) assert.equal(verifyProof(key, wrong), false, what);
  });

  it('refuses the identity for any point', () => {
    for (const [what, wrong] of IDENTITIES) assert.equal(verifyProof(key, wrong), false, what);
  });

  it('refuses values outside the field, and does not reduce them', () => {
    for (const name of Object.keys(FIRST.statement) as (keyof Statement)[]) {
      const value = FIRST.statement[name];
      for (const other of [aliasOf(value), value - aliasOf(0n), -1n]) {
        assertRefused('ENCODING_NOT_CANONICAL', () => verifyProof(key, withStatement(FIRST, { [name]: other })));
      }
    }
  });

  it('refuses a proof under another key', () => {
    assert.equal(verifyProof(simulateKey('logistic-4x3-b8', 2).key, FIRST), false);
  });

  it('accepts the known re-randomisations of Groth16: a proof is no nullifier', () => {
    const { a, b, c } = FIRST.proof;
    const s = 12_345n;
    assert.ok(verifyProof(key, withProof(FIRST, { a: a.negate(), b: b.negate() })));
    assert.ok(verifyProof(key, withProof(FIRST, { a: a.multiply(s), b: b.multiply(Fr.inv(s)) })));
    assert.ok(verifyProof(key, withProof(FIRST, { b: b.add(key.delta.multiply(s)), c: c.add(a.multiply(s)) })));
  });

  it('accepts (B + s eta2, D + s A) by itself: only the context that binds D refuses it', () => {
    const parts = { nonce: 1n, step: 0, epoch: 0 };
    const committed = simulation.randomCommitted();
    const honest = simulation.simulate(FIRST.statement, committed).commitment;
    const statement = { ...FIRST.statement, context: standaloneContext(key.hash, parts, honest) };
    const { proof, commitment } = simulation.simulate(statement, committed);
    const s = 777n;
    const mauled: Claim = {
      statement,
      proof: { ...proof, b: proof.b.add(key.eta.multiply(s)) },
      commitment: commitment.add(proof.a.multiply(s)),
    };
    assert.ok(verifyProof(key, mauled));
    assert.notEqual(standaloneContext(key.hash, parts, mauled.commitment), statement.context);
  });
});

describe('verifyBatch', () => {
  it('accepts one to five honest claims, the same one twice, in any order', () => {
    const claims = [FIRST, SECOND, claim(), claim(), claim()];
    for (let count = 1; count <= 5; count++) assert.ok(verifyBatch(key, claims.slice(0, count), random), String(count));
    assert.ok(verifyBatch(key, claims.toReversed(), random));
    assert.ok(verifyBatch(key, [FIRST, FIRST], random));
  });

  it('refuses an empty batch', () => {
    assert.equal(verifyBatch(key, [], random), false);
  });

  it('refuses a batch with one wrong claim, wherever it stands', () => {
    WRONG.forEach(([what, wrong], i) => {
      const batch = [SECOND, SECOND];
      batch.splice(i % 3, 0, wrong);
      assert.equal(verifyBatch(key, batch, random), false, what);
    });
  });

  it('refuses the identity for any point', () => {
    for (const [what, wrong] of IDENTITIES) {
      assert.equal(verifyBatch(key, [wrong], random), false, what);
      assert.equal(verifyBatch(key, [SECOND, wrong], random), false, what);
    }
  });

  it('refuses values outside the field, as verifyProof does', () => {
    for (const name of Object.keys(FIRST.statement) as (keyof Statement)[]) {
      const wrong = withStatement(FIRST, { [name]: aliasOf(FIRST.statement[name]) });
      assertRefused('ENCODING_NOT_CANONICAL', () => verifyBatch(key, [SECOND, wrong], random));
      assertRefused('ENCODING_NOT_CANONICAL', () => verifyBatch(key, [wrong], random));
    }
  });

  it('refuses pairs whose errors cancel', () => {
    const moved = (base: Claim, name: keyof Statement, by: bigint) =>
      withStatement(base, { [name]: Fr.add(base.statement[name], by) });
    const pairs: [string, Claim[]][] = [
      [
        'C + X, C - X',
        [withProof(FIRST, { c: FIRST.proof.c.add(X) }), withProof(SECOND, { c: SECOND.proof.c.subtract(X) })],
      ],
      [
        'D + X, D - X: the sum of the commitments is right',
        [
          { ...FIRST, commitment: FIRST.commitment.add(X) },
          { ...SECOND, commitment: SECOND.commitment.subtract(X) },
        ],
      ],
      ['context + 1, context - 1', [moved(FIRST, 'context', 1n), moved(SECOND, 'context', Fr.neg(1n))]],
      [
        'rootAfter exchanged',
        [
          withStatement(FIRST, { rootAfter: SECOND.statement.rootAfter }),
          withStatement(SECOND, { rootAfter: FIRST.statement.rootAfter }),
        ],
      ],
      [
        'A and B exchanged',
        [
          withProof(FIRST, { a: SECOND.proof.a, b: SECOND.proof.b }),
          withProof(SECOND, { a: FIRST.proof.a, b: FIRST.proof.b }),
        ],
      ],
      [
        'commitments exchanged',
        [
          { ...FIRST, commitment: SECOND.commitment },
          { ...SECOND, commitment: FIRST.commitment },
        ],
      ],
    ];
    for (const [what, pair] of pairs) {
      assert.equal(verifyBatch(key, pair, random), false, what);
      assert.equal(verifyBatch(key, [pair[0] as Claim, claim(), pair[1] as Claim], random), false, what);
    }
    // The control: with equal weights the first pair would pass, so the weights do the work.
    const equal = { bytes: (length: number) => new Uint8Array(length).fill(9) };
    for (const [what, pair] of pairs) assert.ok(verifyBatch(key, pair, equal), `${what} with equal weights`);
  });

  it('takes 16 random bytes for each claim, and works with the smallest and the largest', () => {
    const asked: number[] = [];
    for (const fill of [0, 255]) {
      const bytes = (length: number) => {
        asked.push(length);
        return new Uint8Array(length).fill(fill);
      };
      assert.ok(verifyBatch(key, [FIRST, SECOND], { bytes }));
    }
    assert.deepEqual(asked, [16, 16, 16, 16]);
  });
});
