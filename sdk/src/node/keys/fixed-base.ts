import type { Curve } from 'ffjavascript';

export interface FixedBase {
  /** `scalars[i] * G`, affine, in the curve library's own (Montgomery, little-endian) form; zero is all zeros. */
  multiply(scalars: readonly bigint[]): Uint8Array;
}

const CHUNK = 1024;
const SCALAR_BITS = 256;
const PAGE = 65_536;

/**
 * Many multiples of one generator: a table of all digits of every window, then one mixed addition a window.
 * It works on the curve library's WASM memory directly, because copying a point in and out costs more than
 * adding it.
 */
export function fixedBase(curve: Curve, group: 'g1m' | 'g2m', windowBits: number): FixedBase {
  const { tm } = curve;
  const { exports } = tm.instance;
  const call = (name: string) => exports[`${group}_${name}`] as (...args: number[]) => number;
  const [addMixed, toAffineAll, zero] = [call('addMixed'), call('batchToAffine'), call('zero')];
  const coordinate = group === 'g1m' ? 32 : 64;
  const [affine, jacobian] = [2 * coordinate, 3 * coordinate];

  const windows = Math.ceil(SCALAR_BITS / windowBits);
  const digits = 2 ** windowBits;
  // New pages of our own: the library's allocator does not grow its memory.
  const allocate = (size: number) => tm.memory.grow(Math.ceil(size / PAGE)) * PAGE;
  const tables = allocate(windows * digits * affine);
  const row = allocate(digits * jacobian);
  const base = allocate(affine);
  const bytes = () => new Uint8Array(tm.memory.buffer);

  bytes().set((group === 'g1m' ? curve.G1 : curve.G2).g.subarray(0, affine), base);
  for (let w = 0; w < windows; w++) {
    zero(row);
    for (let d = 1; d < digits; d++) addMixed(row + (d - 1) * jacobian, base, row + d * jacobian);
    const table = tables + w * digits * affine;
    toAffineAll(row, digits, table);
    // The next window's generator: one more than the largest digit.
    addMixed(row + (digits - 1) * jacobian, base, row);
    toAffineAll(row, 1, base);
  }

  const sums = allocate(CHUNK * jacobian);
  const results = allocate(CHUNK * affine);
  const mask = BigInt(digits - 1);
  const shift = BigInt(windowBits);
  return {
    multiply(scalars) {
      const out = new Uint8Array(scalars.length * affine);
      for (let from = 0; from < scalars.length; from += CHUNK) {
        const chunk = scalars.slice(from, from + CHUNK);
        chunk.forEach((scalar, i) => {
          const sum = sums + i * jacobian;
          zero(sum);
          let rest = scalar;
          for (let w = 0; rest > 0n; w++, rest >>= shift) {
            const digit = Number(rest & mask);
            if (digit !== 0) addMixed(sum, tables + (w * digits + digit) * affine, sum);
          }
        });
        toAffineAll(sums, chunk.length, results);
        out.set(bytes().subarray(results, results + chunk.length * affine), from * affine);
      }
      return out;
    },
  };
}
