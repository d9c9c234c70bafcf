import type { Randomness } from '@tacit/sdk';

export interface SeededRandomness extends Randomness {
  /** Uniform in [0, 1). */
  next(): number;
}

/** mulberry32: shuffles and examples that anyone can repeat. Never for secrets. */
export function seededRandomness(seed: number): SeededRandomness {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, bytes: (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256)) };
}
