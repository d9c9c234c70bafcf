import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FIELD_ORDER, toField, toWord } from '../hashing/index.ts';
import { type LogStatement, proveLogs, verifyLogs } from './schnorr.ts';
import { assertRefused, G, g1, seededRandomness, ZERO } from './test-support.ts';
import { encodeComputed, hashName, hashWords } from './words.ts';

const name = hashName('test');
const words = [toWord(1n), toWord(2n)];
const x = 123456789n;
const one: LogStatement = { name, words, pairs: [{ base: G, image: g1(x) }] };
const two: LogStatement = { ...one, pairs: [...one.pairs, { base: g1(77n), image: g1(77n * x) }] };

describe('proveLogs and verifyLogs', () => {
  it('prove one logarithm, and the equality of two', () => {
    for (const statement of [one, two]) {
      assert.ok(verifyLogs(statement, proveLogs(statement, x, seededRandomness(1))));
    }
  });

  it('refuse a wrong secret', () => {
    assert.ok(!verifyLogs(one, proveLogs(one, x + 1n, seededRandomness(1))));
    assert.ok(!verifyLogs(two, proveLogs(two, FIELD_ORDER - x, seededRandomness(1))));
  });

  it('refuse two images with different logarithms, each of which the prover knows', () => {
    const [first] = one.pairs;
    const statement: LogStatement = {
      ...one,
      pairs: [first as typeof first & object, { base: g1(77n), image: g1(78n) }],
    };
    assert.ok(!verifyLogs(statement, proveLogs(statement, x, seededRandomness(1))));
  });

  it('refuse a proof with one number altered, and one for another statement', () => {
    const proof = proveLogs(two, x, seededRandomness(1));
    const { c, z } = proof;
    for (const bad of [
      { c: c + 1n, z },
      { c, z: toField(z + 1n) },
      { c: z, z: c },
      { c: 0n, z: 0n },
    ]) {
      assert.ok(!verifyLogs(two, bad));
    }
    const [first, second] = two.pairs as [(typeof two.pairs)[0] & object, (typeof two.pairs)[0] & object];
    for (const other of [
      { ...two, name: hashName('other') },
      { ...two, words: words.toReversed() },
      { ...two, words: [...words, toWord(0n)] },
      { ...two, words: words.slice(1) },
      { ...two, pairs: [second, first] },
      { ...two, pairs: [first] },
      { ...two, pairs: [first, { ...second, image: second.image.add(G) }] },
      { ...two, pairs: [first, { ...second, base: second.base.add(G) }] },
    ]) {
      assert.ok(!verifyLogs(other, proof));
    }
  });

  it('refuse a second spelling of a proof (INV-31)', () => {
    const { c, z } = proveLogs(one, x, seededRandomness(1));
    assert.ok(!verifyLogs(one, { c, z: z + FIELD_ORDER }));
    assert.ok(!verifyLogs(one, { c, z: z - FIELD_ORDER }));
    assert.ok(!verifyLogs(one, { c: c + FIELD_ORDER, z }));
    assert.ok(!verifyLogs(one, { c: c - FIELD_ORDER, z }));
    assert.ok(!verifyLogs(one, { c: Number(c), z } as unknown as { c: bigint; z: bigint }));
  });

  it('take a commitment that is the identity as the precompiles do', () => {
    // Nonce 0 gives away the secret, but it is a proof, and contract and members must agree on it.
    const c = hashWords(name, [...words, encodeComputed(ZERO)]) >> 3n;
    assert.ok(verifyLogs(one, { c, z: toField(c * x) }));
    assert.deepEqual(encodeComputed(ZERO), new Uint8Array(64));
  });

  it('keep the secret when the randomness repeats itself', () => {
    const stuck = { bytes: (length: number) => new Uint8Array(length).fill(5) };
    const first = proveLogs(one, x, stuck);
    const second = proveLogs({ ...one, words: [toWord(3n)] }, x, stuck);
    assert.deepEqual(proveLogs(one, x, stuck), first);
    // With one nonce for both, z1 - z2 = (c1 - c2) x.
    assert.notEqual(toField(first.z - second.z), toField((first.c - second.c) * x));
  });

  it('differ every time under good randomness', () => {
    const randomness = seededRandomness(4);
    assert.notDeepEqual(proveLogs(one, x, randomness), proveLogs(one, x, randomness));
  });

  it('refuse secrets outside of 1..r - 1', () => {
    for (const bad of [0n, -1n, FIELD_ORDER, 5 as unknown as bigint]) {
      assertRefused('SECRET_INVALID', () => proveLogs(one, bad, seededRandomness(1)));
    }
  });
});
