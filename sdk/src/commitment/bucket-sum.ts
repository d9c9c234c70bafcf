import { bn254 } from '@noble/curves/bn254.js';
import { COORDINATE_ORDER } from '../hashing/index.ts';
import type { G1Affine, G1Point } from './points.ts';

/*
 * Pippenger's buckets with affine additions. Points are added in pairs, many pairs at a time, and one inversion serves all
 * of them (Montgomery's trick), so that an addition costs six products where noble's complete projective formulas take
 * fourteen. A product of two coordinates is what the time goes into: about 0.25 microseconds with big integers.
 *
 * Coordinates are kept in (-q, q): their residue is canonical only where one is compared or handed out.
 */
const Q = COORDINATE_ORDER;
const { Point } = bn254.G1;

/** Points in the order of their buckets; `counts` says how many each bucket has. */
interface Buckets {
  readonly xs: bigint[];
  readonly ys: bigint[];
  readonly counts: Uint32Array;
}

/** A pairing of points: what the slopes through them have above and below, for each pair in turn. */
interface Slopes {
  readonly above: bigint[];
  readonly below: bigint[];
}

const residue = (value: bigint): bigint => ((value % Q) + Q) % Q;

/**
 * The width of a window: each costs up to one addition a point, and two for each of its buckets at three times the price.
 * Measured from 64 to 2^14 points: the next widths on either side are as good or up to a tenth worse.
 */
const windowBits = (points: number): number => Math.max(4, Math.ceil(Math.log2(points)) - 4);

/**
 * Digits from -2^(bits-1) to 2^(bits-1) - 1 of each scalar, lowest window first. The windows hold two bits more than the
 * longest scalar, so that the last one has nothing to carry.
 */
function signedDigits(scalars: readonly bigint[], bits: number): Int32Array[] {
  const longest = scalars.reduce((most, scalar) => (scalar > most ? scalar : most), 0n).toString(2).length;
  const windows = Math.ceil((longest + 2) / bits);
  const digits = Array.from({ length: windows }, () => new Int32Array(scalars.length));
  const [mask, half] = [2 ** bits - 1, 2 ** (bits - 1)];
  const words = new Uint32Array(((windows * bits) >>> 5) + 2);
  for (const [i, scalar] of scalars.entries()) {
    // By words of 32 bits: shifting the whole scalar for each window takes as long as some additions.
    for (let w = 0, rest = scalar; w < words.length; w++, rest >>= 32n) words[w] = Number(rest & 0xffffffffn);
    let carry = 0;
    for (let k = 0; k < windows; k++) {
      const [word, shift] = [(k * bits) >>> 5, (k * bits) & 31];
      const low = (words[word] as number) >>> shift;
      const high = shift === 0 ? 0 : (words[word + 1] as number) << (32 - shift);
      const digit = ((low | high) & mask) + carry;
      carry = digit >= half ? 1 : 0;
      (digits[k] as Int32Array)[i] = digit - carry * 2 ** bits;
    }
  }
  return digits;
}

/** The points by the size of their digits, those of negative ones negated. */
function fillBuckets(points: readonly G1Affine[], digits: Int32Array, bits: number): Buckets {
  const counts = new Uint32Array(2 ** (bits - 1) + 1);
  for (const digit of digits) if (digit !== 0) counts[Math.abs(digit)] = (counts[Math.abs(digit)] as number) + 1;
  const next = new Uint32Array(counts.length);
  for (let b = 1; b < counts.length - 1; b++) next[b + 1] = (next[b] as number) + (counts[b] as number);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const [xs, ys] = [new Array<bigint>(total), new Array<bigint>(total)];
  for (let i = 0; i < digits.length; i++) {
    const digit = digits[i] as number;
    if (digit === 0) continue;
    const bucket = Math.abs(digit);
    const at = next[bucket] as number;
    next[bucket] = at + 1;
    const { x, y } = points[i] as G1Affine;
    xs[at] = x;
    ys[at] = digit < 0 ? -y : y;
  }
  return { xs, ys, counts };
}

/** Takes note of the slope through two neighbours; false if they cancel. */
function pairUp({ xs, ys }: Buckets, at: number, slopes: Slopes): boolean {
  const [x1, y1, x2, y2] = [xs[at] as bigint, ys[at] as bigint, xs[at + 1] as bigint, ys[at + 1] as bigint];
  let below = (x2 - x1) % Q;
  let above = y2 - y1;
  if (below === 0n) {
    if (above % Q !== 0n) return false;
    // No point of G1 has y = 0, its order being odd: the tangent's slope exists.
    [below, above] = [2n * y1, 3n * x1 * x1];
  }
  slopes.below.push(below);
  slopes.above.push(above);
  return true;
}

/** The quotients mod q, for the price of one inversion and four products each. */
function divideAll({ above, below }: Slopes): bigint[] {
  const quotients = new Array<bigint>(below.length);
  let product = 1n;
  for (let k = 0; k < below.length; k++) {
    quotients[k] = product;
    product = (product * (below[k] as bigint)) % Q;
  }
  let inverse = bn254.fields.Fp.inv(residue(product));
  for (let k = below.length - 1; k >= 0; k--) {
    quotients[k] = ((((quotients[k] as bigint) * inverse) % Q) * (above[k] as bigint)) % Q;
    inverse = (inverse * (below[k] as bigint)) % Q;
  }
  return quotients;
}

/** Half as many points in each bucket: the first and second added, the third and fourth, and so on. */
function halve(buckets: Buckets): Buckets {
  const slopes: Slopes = { above: [], below: [] };
  /** Where each point of the result comes from: a pair that begins here, or (negative, less one) a single point. */
  const sources: number[] = [];
  const counts = new Uint32Array(buckets.counts.length);
  let at = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const before = sources.length;
    const end = at + (buckets.counts[bucket] as number);
    for (; at + 1 < end; at += 2) if (pairUp(buckets, at, slopes)) sources.push(at);
    if (at < end) sources.push(-1 - at++);
    counts[bucket] = sources.length - before;
  }
  return { ...addPairs(buckets, sources, divideAll(slopes)), counts };
}

function addPairs({ xs, ys }: Buckets, sources: readonly number[], slopes: readonly bigint[]) {
  const sums = { xs: new Array<bigint>(sources.length), ys: new Array<bigint>(sources.length) };
  let pair = 0;
  for (let k = 0; k < sources.length; k++) {
    const source = sources[k] as number;
    const at = source < 0 ? -1 - source : source;
    let [x, y] = [xs[at] as bigint, ys[at] as bigint];
    if (source >= 0) {
      const slope = slopes[pair++] as bigint;
      const third = (slope * slope - x - (xs[at + 1] as bigint)) % Q;
      y = (slope * (x - third) - y) % Q;
      x = third;
    }
    sums.xs[k] = x;
    sums.ys[k] = y;
  }
  return sums;
}

/** sum_b b * (what is in bucket b), from the fullest weight down: each bucket is in the running sum b times. */
function weigh({ xs, ys, counts }: Buckets): G1Point {
  let at = xs.length;
  let running = Point.ZERO;
  let sum = Point.ZERO;
  for (let bucket = counts.length - 1; bucket > 0; bucket--) {
    if (counts[bucket] === 1) {
      at--;
      running = running.add(new Point(residue(xs[at] as bigint), residue(ys[at] as bigint), 1n));
    }
    sum = sum.add(running);
  }
  return sum;
}

/** sum_i scalars_i * points_i. Assumes: scalars in [0, r), no point the identity, at least one of them. */
export function bucketSum(points: readonly G1Affine[], scalars: readonly bigint[]): G1Point {
  const bits = windowBits(points.length);
  return signedDigits(scalars, bits).reduceRight((sum, digits, window) => {
    let buckets = fillBuckets(points, digits, bits);
    while (buckets.counts.some((count) => count > 1)) buckets = halve(buckets);
    let total = sum.add(weigh(buckets));
    if (window > 0) for (let k = 0; k < bits; k++) total = total.double();
    return total;
  }, Point.ZERO);
}
