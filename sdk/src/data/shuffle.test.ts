import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createDraw, shufflePositions } from './shuffle.ts';
import { assertRefused, SEEDED, seededRandomness } from './test-support.ts';

const constant = (byte: number) => ({ bytes: (length: number) => new Uint8Array(length).fill(byte) });

describe('createDraw', () => {
  it('refuses the words that would make a remainder uneven', () => {
    const words = [0xffffffff, 0xfffffffe, 7];
    const bytes = new Uint8Array(1024);
    words.forEach((word, i) => {
      new DataView(bytes.buffer).setUint32(4 * i, word);
    });
    assert.equal(createDraw({ bytes: () => bytes })(3), 0xfffffffe % 3);
    assert.equal(createDraw({ bytes: () => bytes })(2 ** 31 + 1), 7);
  });

  it('is even', () => {
    const draw = createDraw(seededRandomness(3));
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 60_000; i++) {
      const face = draw(6);
      counts[face] = (counts[face] as number) + 1;
    }
    for (const count of counts) assert.ok(Math.abs(count - 10_000) < 500, counts.join());
  });

  it('gives up on a source that is broken', () => {
    assertRefused('RANDOMNESS_INVALID', () => createDraw(constant(255))(3));
    assertRefused('RANDOMNESS_INVALID', () => createDraw({ bytes: () => new Uint8Array(3) })(3));
  });
});

describe('shufflePositions', () => {
  it('is a permutation, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(), (length, seed) => {
        const positions = shufflePositions(length, seededRandomness(seed));
        assert.deepEqual(
          [...positions].sort((a, b) => a - b),
          Array.from({ length }, (_, i) => i),
        );
        assert.deepEqual(shufflePositions(length, seededRandomness(seed)), positions);
      }),
      SEEDED,
    );
  });

  it('gives every order of three equally often', () => {
    const counts = new Map<string, number>();
    const randomness = seededRandomness(1);
    for (let i = 0; i < 6000; i++) {
      const order = shufflePositions(3, randomness).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    assert.equal(counts.size, 6);
    for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 150, [...counts.values()].join());
  });
});
