import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bn254 } from '@noble/curves/bn254.js';
import fc from 'fast-check';
import { COORDINATE_ORDER, FIELD_ORDER, type Randomness, toField } from '../hashing/index.ts';
import {
  add,
  addOpenings,
  aggregate,
  type Commitment,
  commit,
  encodeSigned,
  formatCommitment,
  parseCommitment,
  pedersenGenerators,
  verifyOpening,
} from './index.ts';
import { anyScalar, assertRefused, g1, nonZeroScalar, SEEDED } from './test-support.ts';

const committed = (value: bigint, blinding: bigint): Commitment => commit(value, { blinding }).commitment;
const ZERO = `0x${'0'.repeat(128)}` as Commitment;

describe('the generators', () => {
  // Pinned, because contracts carry the same numbers as constants.
  it('are the published points', () => {
    const { G, H } = pedersenGenerators();
    assert.equal(
      formatCommitment(G),
      '0x0622a74608dacc9a2714b5d398b1b1c046290966a1d08ff2f7a3062a132c9ae5' +
        '13f59537589f087cbe2cbdb02f9780927bacdfbc433cfe3f6fe64417de7b153f',
    );
    assert.equal(
      formatCommitment(H),
      '0x0d9a948a1a31ea7c9ff5b3d2de0867af17a7012a646cfe46b8a049d6816c0264' +
        '0b5e161d3c01cd421ee2cf83e77edf4dbe6a9528326e860bfeea41ffaaca6295',
    );
  });

  it('are three different points with the standard generator', () => {
    const { G, H } = pedersenGenerators();
    assert.equal(new Set([G, H, bn254.G1.Point.BASE].map(formatCommitment)).size, 3);
  });
});

describe('commit', () => {
  it('is value * G + blinding * H', () => {
    const { G, H } = pedersenGenerators();
    fc.assert(
      fc.property(nonZeroScalar, nonZeroScalar, (value, blinding) =>
        parseCommitment(committed(value, blinding)).equals(G.multiply(value).add(H.multiply(blinding))),
      ),
      SEEDED,
    );
    assert.equal(committed(1n, 0n), formatCommitment(G));
    assert.equal(committed(0n, 1n), formatCommitment(H));
  });

  it('hides: two commitments to one value differ', () => {
    const a = commit(42n);
    const b = commit(42n);
    assert.notEqual(a.blinding, b.blinding);
    assert.notEqual(a.commitment, b.commitment);
    assert.ok(verifyOpening(a.commitment, 42n, a.blinding));
    assert.ok(verifyOpening(b.commitment, 42n, b.blinding));
  });

  it('draws the blinding from the randomness that it is given', () => {
    const randomness: Randomness = { bytes: (length) => new Uint8Array(length).fill(7) };
    const first = commit(5n, { randomness });
    assert.deepEqual(commit(5n, { randomness }), first);
    assert.equal(first.commitment, committed(5n, first.blinding));
  });

  it('refuses values and blindings outside [0, r)', () => {
    for (const bad of [-1n, FIELD_ORDER, 5 as unknown as bigint]) {
      assertRefused('SCALAR_INVALID', () => commit(bad));
      assertRefused('SCALAR_INVALID', () => commit(1n, { blinding: bad }));
    }
  });

  it('refuses to commit to 0 with blinding 0', () => {
    assertRefused('SCALAR_INVALID', () => commit(0n, { blinding: 0n }));
  });
});

describe('verifyOpening', () => {
  it('accepts what commit made and no other value or blinding', () => {
    fc.assert(
      fc.property(anyScalar, nonZeroScalar, nonZeroScalar, (value, blinding, shift) => {
        const commitment = committed(value, blinding);
        assert.ok(verifyOpening(commitment, value, blinding));
        assert.ok(!verifyOpening(commitment, toField(value + shift), blinding));
        assert.ok(!verifyOpening(commitment, value, toField(blinding + shift)));
      }),
      { ...SEEDED, numRuns: 10 },
    );
    assert.ok(!verifyOpening(committed(3n, 4n), 4n, 3n));
  });

  it('throws on openings and commitments that are none', () => {
    const commitment = committed(3n, 4n);
    assertRefused('SCALAR_INVALID', () => verifyOpening(commitment, 3n + FIELD_ORDER, 4n));
    assertRefused('SCALAR_INVALID', () => verifyOpening(commitment, 3n, -4n));
    assertRefused('POINT_INVALID', () => verifyOpening('0x', 3n, 4n));
    assertRefused('POINT_INVALID', () => verifyOpening(ZERO, 0n, 0n));
  });
});

describe('add and aggregate', () => {
  it('commit to sums that open with the sum of the openings', () => {
    const openings = fc.array(fc.record({ value: anyScalar, blinding: nonZeroScalar }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(openings, (list) => {
        const sum = addOpenings(list);
        const total = aggregate(list.map(({ value, blinding }) => committed(value, blinding)));
        return verifyOpening(total, sum.value, sum.blinding);
      }),
      { ...SEEDED, numRuns: 10 },
    );
  });

  it('do not depend on the order', () => {
    const [a, b, c] = [committed(1n, 11n), committed(2n, 12n), committed(3n, 13n)];
    assert.equal(add(a, b), add(b, a));
    assert.equal(add(add(a, b), c), aggregate([c, a, b]));
    assert.equal(aggregate([a]), a);
    assert.equal(add(a, a), committed(2n, 22n));
  });

  it('carry signed values', () => {
    const total = add(committed(encodeSigned(-7n), 5n), committed(encodeSigned(3n), 6n));
    assert.ok(verifyOpening(total, encodeSigned(-4n), 11n));
  });

  it('refuse an empty list, and a sum that is the identity', () => {
    assertRefused('COMMITMENTS_EMPTY', () => aggregate([]));
    assertRefused('COMMITMENTS_EMPTY', () => addOpenings([]));
    assertRefused('POINT_INVALID', () => add(committed(1n, 2n), committed(FIELD_ORDER - 1n, FIELD_ORDER - 2n)));
  });

  it('refuse openings outside [0, r)', () => {
    assertRefused('SCALAR_INVALID', () => addOpenings([{ value: FIELD_ORDER, blinding: 1n }]));
    assertRefused('SCALAR_INVALID', () => addOpenings([{ value: 1n, blinding: -1n }]));
  });
});

describe('parseCommitment', () => {
  it('reads back what formatCommitment wrote', () => {
    assert.ok(parseCommitment(formatCommitment(g1(5n))).equals(g1(5n)));
  });

  it('refuses every other spelling', () => {
    const good = committed(3n, 4n);
    const digits = good.slice(2);
    const shifted = (BigInt(`0x${digits.slice(0, 64)}`) + COORDINATE_ORDER).toString(16).padStart(64, '0');
    const bad = [
      digits,
      good.toUpperCase(),
      `0x${digits.toUpperCase()}`,
      `0X${digits}`,
      `${good}00`,
      `${good}\n`,
      ` ${good}`,
      good.slice(0, -1),
      `0x${shifted}${digits.slice(64)}`,
      `0x${digits.slice(64)}${digits.slice(0, 64)}`,
      ZERO,
      '',
      undefined,
      null,
      5,
      [good],
    ];
    for (const text of bad) assertRefused('POINT_INVALID', () => parseCommitment(text));
  });
});
