import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandomness } from '../../../test/support/random-step.ts';
import { FIELD_ORDER, type Randomness, randomField, systemRandomness } from './index.ts';

const constant = (byte: number): Randomness => ({ bytes: (length) => new Uint8Array(length).fill(byte) });

describe('systemRandomness', () => {
  it('gives as many bytes as asked for, new ones each time', () => {
    for (const length of [0, 1, 32, 48, 1024]) assert.equal(systemRandomness.bytes(length).length, length);
    assert.notDeepEqual(systemRandomness.bytes(32), systemRandomness.bytes(32));
  });
});

describe('randomField', () => {
  it('reduces 48 bytes, the first the most significant', () => {
    assert.equal(randomField(constant(0)), 0n);
    assert.equal(randomField(constant(255)), ((1n << 384n) - 1n) % FIELD_ORDER);
    const counting: Randomness = { bytes: (length) => Uint8Array.from({ length }, (_, i) => i) };
    const value = BigInt(`0x${Array.from({ length: 48 }, (_, i) => i.toString(16).padStart(2, '0')).join('')}`);
    assert.equal(randomField(counting), value % FIELD_ORDER);
  });

  it('asks for its bytes once, and for enough that reducing them leaves no bias', () => {
    const asked: number[] = [];
    randomField({
      bytes: (length) => {
        asked.push(length);
        return new Uint8Array(length);
      },
    });
    assert.deepEqual(asked, [48]);
    assert.ok(1n << 384n > FIELD_ORDER << 128n);
  });

  it('gives the same elements for the same seed, and others for another', () => {
    const draw = (seed: number): bigint[] => {
      const randomness = seededRandomness(seed);
      return Array.from({ length: 5 }, () => randomField(randomness));
    };
    assert.deepEqual(draw(1), draw(1));
    assert.equal(new Set([...draw(1), ...draw(2)]).size, 10);
  });

  it('fills the field evenly', () => {
    const counts = new Array<number>(16).fill(0);
    const draws = 16_000;
    const randomness = seededRandomness(7);
    for (let i = 0; i < draws; i++) {
      const value = randomField(randomness);
      assert.ok(value >= 0n && value < FIELD_ORDER);
      const bucket = Number((value * 16n) / FIELD_ORDER);
      counts[bucket] = (counts[bucket] as number) + 1;
    }
    // Chi-squared with 15 degrees of freedom: one fair source in a thousand exceeds 37.7.
    const chiSquared = counts.reduce((sum, count) => sum + (count - draws / 16) ** 2 / (draws / 16), 0);
    assert.ok(chiSquared < 37.7, `${chiSquared}: ${counts.join()}`);
  });

  it('never repeats an element of the system', () => {
    const drawn = new Set(Array.from({ length: 1000 }, () => randomField(systemRandomness)));
    assert.equal(drawn.size, 1000);
  });
});
