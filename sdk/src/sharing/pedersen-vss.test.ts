import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commitVector } from '../commitment/index.ts';
import { FIELD_ORDER, toField } from '../hashing/index.ts';
import {
  checkShare,
  checkShares,
  type DealtShare,
  dealShares,
  evaluatePolynomial,
  findBadShares,
  interpolateAtZero,
  type ShareTerms,
} from './index.ts';
import {
  assertRefused,
  bump,
  G,
  g1,
  logarithmOf,
  makeBases,
  randomVector,
  seededRandomness,
  ZERO,
} from './test-support.ts';

const SIZES = [
  { members: 1, threshold: 1, length: 1 },
  { members: 2, threshold: 2, length: 1 },
  { members: 3, threshold: 2, length: 2 },
  { members: 5, threshold: 3, length: 5 },
  { members: 7, threshold: 4, length: 14 },
] as const;

function deal({ members, threshold, length }: (typeof SIZES)[number], seed = 1) {
  const randomness = seededRandomness(seed);
  const bases = makeBases(length);
  const values = randomVector(length, randomness);
  return { bases, values, ...dealShares({ bases, values, committee: { members, threshold }, randomness }) };
}

describe('dealShares', () => {
  for (const size of SIZES) {
    it(`deals shares that check and open: n ${size.members}, t ${size.threshold}, L ${size.length}`, () => {
      const { bases, values, D, C, shares } = deal(size);
      assert.ok(D.equals(commitVector(bases, values)));
      assert.equal(C.length, size.threshold - 1);
      shares.forEach((share, k) => {
        assert.ok(checkShare({ bases, threshold: size.threshold, index: k + 1, D, C, share }));
      });
      const last = shares.map((share, k) => ({ index: k + 1, share })).slice(-size.threshold);
      assert.deepEqual(interpolateAtZero(last, size.threshold), values);
    });
  }

  it('gives t - 1 members a view that fits another update as well (INV-23)', () => {
    const { bases, values, D, C, shares, polynomial } = deal({ members: 5, threshold: 3, length: 5 });
    // Another update, and the blind that commits to it under the same D: the test knows the logarithms of the bases.
    const other = bump(bump(values, 0, 1000n), 3, -5n);
    const shift = toField(1000n * logarithmOf(0) - 5n * logarithmOf(3));
    other[4] = toField((values[4] as bigint) - shift * invert(logarithmOf(4)));
    assert.ok(commitVector(bases, other).equals(D));
    assert.notDeepEqual(other, values);
    // The polynomials through `other` at 0 and the same shares at 1 and 2.
    const rows = interpolateRows([
      { x: 0n, row: other },
      { x: 1n, row: shares[0] as bigint[] },
      { x: 2n, row: shares[1] as bigint[] },
    ]);
    assert.deepEqual(evaluatePolynomial(rows, 1), shares[0]);
    assert.deepEqual(evaluatePolynomial(rows, 2), shares[1]);
    assert.notDeepEqual(evaluatePolynomial(rows, 3), shares[2]);
    assert.notDeepEqual(rows, polynomial);
    rows.slice(1).forEach((row, c) => assert.ok(C[c]?.equals(commitVector(bases, row))));
  });

  it('draws afresh every time', () => {
    const randomness = seededRandomness(9);
    const options = { bases: makeBases(2), values: [1n, 2n], committee: { members: 3, threshold: 2 }, randomness };
    const [first, second] = [dealShares(options), dealShares(options)];
    assert.ok(first.D.equals(second.D));
    assert.ok(!first.C[0]?.equals(second.C[0] as typeof first.D));
    assert.notDeepEqual(first.shares, second.shares);
  });

  it('refuses committees and values that cannot be', () => {
    const bases = makeBases(2);
    const randomness = seededRandomness(1);
    const refuses = (code: 'COMMITTEE_INVALID' | 'VECTOR_INVALID', values: bigint[], members = 3, threshold = 2) =>
      assertRefused(code, () => dealShares({ bases, values, committee: { members, threshold }, randomness }));
    refuses('COMMITTEE_INVALID', [1n, 2n], 3, 4);
    refuses('COMMITTEE_INVALID', [1n, 2n], 0, 0);
    refuses('COMMITTEE_INVALID', [1n, 2n], 2 ** 16 + 1, 2);
    for (const values of [[], [1n], [1n, 2n, 3n], [1n, FIELD_ORDER], [1n, -1n]]) refuses('VECTOR_INVALID', values);
  });
});

describe('checkShare', () => {
  const size = { members: 5, threshold: 3, length: 5 } as const;
  const { bases, D, C, shares } = deal(size);
  const [c1 = ZERO, c2 = ZERO] = C;
  const good = { bases, threshold: 3, index: 4, D, C, share: shares[3] as bigint[] };

  it('refuses a share with any one element altered (INV-24)', () => {
    assert.ok(checkShare(good));
    for (const at of bases.keys()) {
      for (const by of [1n, -1n, 2n ** 200n]) assert.ok(!checkShare({ ...good, share: bump(good.share, at, by) }));
    }
    assert.ok(!checkShare({ ...good, share: good.share.toReversed() }));
  });

  it('refuses an altered D, C or base, and C in another order', () => {
    assert.ok(!checkShare({ ...good, D: D.add(G) }));
    assert.ok(!checkShare({ ...good, C: [c1.add(G), c2] }));
    assert.ok(!checkShare({ ...good, C: [c1, c2.add(G)] }));
    assert.ok(!checkShare({ ...good, C: [c2, c1] }));
    assert.ok(!checkShare({ ...good, D: c1, C: [D, c2] }));
    assert.ok(!checkShare({ ...good, D: D.negate(), C: C.map((point) => point.negate()) }));
    assert.ok(!checkShare({ ...good, bases: bases.toReversed() }));
  });

  it('refuses the share of another member', () => {
    for (const index of [1, 2, 3, 5, 2 ** 16]) assert.ok(!checkShare({ ...good, index }));
  });

  it('refuses another number of C, though the equation holds', () => {
    assert.ok(!checkShare({ ...good, C: [c1, c2, ZERO] }));
    assert.ok(!checkShare({ ...good, C: [c1] }));
    const cubic = dealShares({
      bases,
      values: randomVector(5, seededRandomness(5)),
      committee: { members: 5, threshold: 4 },
      randomness: seededRandomness(6),
    });
    const share = cubic.shares[3] as bigint[];
    assert.ok(checkShare({ ...good, threshold: 4, D: cubic.D, C: cubic.C, share }));
    assert.ok(!checkShare({ ...good, D: cubic.D, C: cubic.C, share }));
  });

  it('refuses shares of a wrong length or outside of the field, which would satisfy the equation', () => {
    const { share } = good;
    const aliases = bump(share, 0, 0n).map((element, l) => (l === 2 ? element + FIELD_ORDER : element));
    for (const bad of [aliases, share.slice(1), [...share, 0n], [], [...share.slice(1), -1n]]) {
      assert.ok(!checkShare({ ...good, share: bad }));
    }
    assert.ok(!checkShare({ ...good, share: undefined as unknown as bigint[] }));
  });

  it('throws when the member itself is wrong', () => {
    for (const index of [0, -1, 0.5, 2 ** 16 + 1]) assertRefused('INDEX_INVALID', () => checkShare({ ...good, index }));
    assertRefused('COMMITTEE_INVALID', () => checkShare({ ...good, threshold: 0 }));
    assertRefused('VECTOR_INVALID', () => checkShare({ ...good, bases: [] }));
  });
});

describe('checkShares and findBadShares', () => {
  const size = { members: 5, threshold: 3, length: 5 } as const;
  const terms: ShareTerms = { bases: makeBases(5), threshold: 3, index: 2 };
  const dealt: DealtShare[] = [1, 2, 3, 4].map((seed) => {
    const { D, C, shares } = deal(size, seed);
    return { D, C, share: shares[1] as bigint[] };
  });
  const replace = (changes: Record<number, Partial<DealtShare>>) => dealt.map((one, k) => ({ ...one, ...changes[k] }));
  const verdict = (list: readonly DealtShare[]) => {
    const bad = findBadShares(terms, list, seededRandomness(7));
    assert.equal(checkShares(terms, list, seededRandomness(8)), bad.length === 0);
    return bad;
  };
  const share = (k: number) => (dealt[k] as DealtShare).share;
  const C = (k: number) => (dealt[k] as DealtShare).C as [typeof G, typeof G];

  it('accepts what is right, one trainer, and none', () => {
    assert.deepEqual(verdict(dealt), []);
    assert.deepEqual(verdict(dealt.slice(2, 3)), []);
    assert.deepEqual(verdict([]), []);
  });

  it('names every bad share', () => {
    for (const k of dealt.keys()) assert.deepEqual(verdict(replace({ [k]: { share: bump(share(k), 4) } })), [k]);
    assert.deepEqual(verdict(replace({ 0: { share: bump(share(0), 1) }, 3: { D: G } })), [0, 3]);
    assert.deepEqual(verdict(replace({ 1: { C: [C(1)[0], C(1)[1].add(G)] } })), [1]);
  });

  it('refuses two errors that cancel when the equations are added as they are', () => {
    const pairs: Record<number, Partial<DealtShare>>[] = [
      { 1: { share: bump(share(1), 2, 5n) }, 2: { share: bump(share(2), 2, -5n) } },
      { 1: { share: share(2) }, 2: { share: share(1) } },
      { 1: { C: [C(1)[0].add(g1(9n)), C(1)[1]] }, 2: { C: [C(2)[0].subtract(g1(9n)), C(2)[1]] } },
      { 1: { D: (dealt[2] as DealtShare).D }, 2: { D: (dealt[1] as DealtShare).D } },
    ];
    for (const pair of pairs) {
      const list = replace(pair);
      const equal = { bytes: (length: number) => new Uint8Array(length) };
      assert.ok(checkShares(terms, list, equal), 'equal weights are fooled');
      assert.deepEqual(verdict(list), [1, 2]);
    }
  });

  it('names malformed shares and commitments instead of failing on them', () => {
    const alias = share(0).map((element, l) => (l === 0 ? element + FIELD_ORDER : element));
    assert.deepEqual(verdict(replace({ 0: { share: alias } })), [0]);
    assert.deepEqual(verdict(replace({ 1: { share: [] }, 2: { C: [] } })), [1, 2]);
    assert.deepEqual(verdict(replace({ 3: { C: [...C(3), ZERO] } })), [3]);
  });

  it('draws 128 bits for every trainer', () => {
    const drawn: number[] = [];
    const random = seededRandomness(1);
    const randomness = {
      bytes: (length: number) => {
        drawn.push(length);
        return random.bytes(length);
      },
    };
    assert.ok(checkShares(terms, dealt, randomness));
    assert.deepEqual(drawn, [16, 16, 16, 16]);
  });

  it('throws when the member itself is wrong', () => {
    assertRefused('INDEX_INVALID', () => findBadShares({ ...terms, index: 0 }, dealt, seededRandomness(1)));
  });
});

function invert(value: bigint): bigint {
  let result = 1n;
  for (let b = value, e = FIELD_ORDER - 2n; e > 0n; e >>= 1n, b = toField(b * b))
    if (e & 1n) result = toField(result * b);
  return result;
}

/** Coefficient rows of the quadratic polynomials through three vectors. */
function interpolateRows(points: readonly { x: bigint; row: readonly bigint[] }[]): bigint[][] {
  const rows = [0, 1, 2].map(() => new Array<bigint>(points[0]?.row.length ?? 0).fill(0n));
  for (const { x, row } of points) {
    const [a, b] = points.filter((other) => other.x !== x).map((other) => other.x) as [bigint, bigint];
    const scale = invert(toField((x - a) * (x - b)));
    const basis = [a * b, -(a + b), 1n];
    row.forEach((value, l) => {
      rows.forEach((out, c) => {
        out[l] = toField((out[l] as bigint) + value * scale * (basis[c] as bigint));
      });
    });
  }
  return rows;
}
