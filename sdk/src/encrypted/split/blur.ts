// What a user does to an intermediate before anybody else sees it: clip, round to a grid, add Gaussian noise of whole steps.
import { encryptedError } from '../../errors/index.ts';
import type { Randomness } from '../../hashing/index.ts';
import { GAUSSIAN_END, gaussians } from './gaussian.ts';

/** As an offer says it; the user's to accept, before it pays. */
export interface Blur {
  /** Values are cut to +-clip. */
  readonly clip: number;
  /** Of the noise, in the intermediate's own unit. */
  readonly deviation: number;
}

/** Whole steps of the grid: all that leaves the user's hands. */
export interface BlurredValues {
  readonly steps: Int32Array;
  readonly grid: number;
}

/**
 * By how much the noise must exceed the error of a decryption. CKKS decrypts to the message and an error that depends on the secret key
 * (Li and Micciancio, "On the Security of Homomorphic Encryption on Approximate Numbers", 2021). Noise of R times that error hides it
 * up to a divergence of 1 / (2 R^2) nats for each value: 2^-17.
 */
export const LEAST_NOISE_RATIO = 256;

const MOST_STEPS = 2 ** 30;
/** 16 to 32 steps a deviation: rounding adds less than 0.04 % to the noise. */
const STEP_BITS = 4;

const refused = (why: string) => encryptedError('HANDOVER_REFUSED', why);

/** The greatest power of two that is at most `value`: from its bits, so that everybody gets the same. */
function powerBelow(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return 2 ** (((view.getUint16(0) >>> 4) & 0x7ff) - 1023);
}

const mostSteps = ({ clip, deviation }: Blur, grid: number): number =>
  Math.ceil(clip / grid) + Math.ceil((GAUSSIAN_END * deviation) / grid) + 1;

/** HANDOVER_REFUSED for a blur that is none. */
export function checkBlur({ clip, deviation }: Blur): Blur {
  const fine = (value: number): boolean => Number.isFinite(value) && value >= 2 ** -100 && value <= 2 ** 100;
  if (!fine(clip) || !fine(deviation)) throw refused('clip and deviation of a blur are positive numbers');
  const blur = { clip, deviation };
  if (mostSteps(blur, gridOf(blur)) <= MOST_STEPS) return blur;
  throw refused('the blur is so small beside its clip that it would hide nothing');
}

/** What one step is worth: a power of two, a sixteenth to a thirty-second of the deviation. */
export const gridOf = ({ deviation }: Blur): number => powerBelow(deviation) / 2 ** STEP_BITS;

/** Beyond +-this no blurred value lies. */
export function reachOf(blur: Blur): number {
  const grid = gridOf(checkBlur(blur));
  return grid * mostSteps(blur, grid);
}

/** How often the noise's deviation is the greatest error of a decryption. */
export const noiseRatio = ({ deviation }: Blur, decryptionError: number): number =>
  decryptionError === 0 ? Number.POSITIVE_INFINITY : deviation / decryptionError;

/** PLAN_IMPOSSIBLE for a blur that does not swamp what decryptions of the plan show of the key. */
export function checkNoise(blur: Blur, decryptionError: number): void {
  if (noiseRatio(checkBlur(blur), decryptionError) >= LEAST_NOISE_RATIO) return;
  const least = LEAST_NOISE_RATIO * decryptionError;
  throw encryptedError(
    'PLAN_IMPOSSIBLE',
    `the blur's deviation must be at least ${least.toPrecision(3)} for this plan`,
  );
}

/** Clips, rounds and adds noise. Nothing of a value but its step, and no two calls with the same noise. */
export function blurValues(values: ArrayLike<number>, blur: Blur, randomness: Randomness): BlurredValues {
  const { clip, deviation } = checkBlur(blur);
  const grid = gridOf(blur);
  const noise = gaussians(values.length, randomness);
  const steps = Int32Array.from({ length: values.length }, (_, i) => {
    const value = values[i] as number;
    if (!Number.isFinite(value)) throw refused('an intermediate value is no number');
    const clipped = Math.min(clip, Math.max(-clip, value));
    return Math.round(clipped / grid) + Math.round(((noise[i] as number) * deviation) / grid);
  });
  return { steps, grid };
}

export const blurredValues = ({ steps, grid }: BlurredValues): Float64Array =>
  Float64Array.from(steps, (step) => step * grid);

const STEP_BYTES = 4;

export const blurredBytes = (count: number): number => STEP_BYTES * count;

/** Each step as four bytes, the least significant first, two's complement. */
export function encodeBlurred({ steps }: BlurredValues): Uint8Array {
  const bytes = new Uint8Array(blurredBytes(steps.length));
  const view = new DataView(bytes.buffer);
  for (const [i, step] of steps.entries()) view.setInt32(STEP_BYTES * i, step, true);
  return bytes;
}

/** HANDOVER_REFUSED for another length, and for steps that no blur of this offer makes. */
export function decodeBlurred(bytes: Uint8Array, count: number, blur: Blur): BlurredValues {
  const grid = gridOf(checkBlur(blur));
  if (bytes.length !== blurredBytes(count)) throw refused(`${count} values have ${blurredBytes(count)} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const most = mostSteps(blur, grid);
  const steps = Int32Array.from({ length: count }, (_, i) => view.getInt32(STEP_BYTES * i, true));
  if (steps.every((step) => Math.abs(step) <= most)) return { steps, grid };
  throw refused('a value lies beyond what clip and noise of this offer can make');
}
