import type { Randomness } from '../../hashing/index.ts';

const DRAW_BYTES = 16;

/** Uniform in [0, 1), a multiple of 2^-53. */
const unitAt = (view: DataView, at: number): number =>
  ((view.getUint32(at) >>> 11) * 2 ** 32 + view.getUint32(at + 4)) / 2 ** 53;

/**
 * So many values of a standard Gaussian, by Box and Muller: two of each draw of 16 bytes.
 *
 * Nothing lies beyond `GAUSSIAN_END`, where 1.1e-17 of a true Gaussian does, and low bits are as floating point makes them:
 * whoever shows such values rounds them coarsely first. It takes as long as the numbers make it take.
 */
export function gaussians(count: number, randomness: Randomness): Float64Array {
  const values = new Float64Array(count);
  const draws = Math.ceil(count / 2);
  const bytes = randomness.bytes(DRAW_BYTES * draws);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let k = 0; k < draws; k++) {
    const radius = Math.sqrt(-2 * Math.log(1 - unitAt(view, DRAW_BYTES * k)));
    const angle = 2 * Math.PI * unitAt(view, DRAW_BYTES * k + 8);
    values[2 * k] = radius * Math.cos(angle);
    if (2 * k + 1 < count) values[2 * k + 1] = radius * Math.sin(angle);
  }
  return values;
}

/** sqrt(2 * 53 * ln 2), rounded up: the smallest uniform number is 2^-53. */
export const GAUSSIAN_END = 8.58;
