// "What could the creator see?": the attack of inversion.ts, run by the user on what it is about to hand over, and held against
// the sample that only the user knows. An attack that fails shows that this attack fails, and nothing of better ones.
import { encryptedError } from '../../errors/index.ts';
import type { Network } from '../types.ts';
import { forward, type Stage, stagesOf } from './head.ts';
import { DESCENTS, invert } from './inversion.ts';
import { type ImageShape, imagePrior, meanPrior, type Prior } from './prior.ts';
import { structuralSimilarity } from './similarity.ts';

export interface MeterOptions {
  /** Of the noise in what was seen; 0 where there is none. */
  readonly deviation: number;
  /** Of the network's inputs: attackers know it. */
  readonly minimum: number;
  readonly maximum: number;
  /** What inputs are on average, where that is public; the sample's own mean everywhere if not, as if it were known. */
  readonly mean?: readonly number[];
  /** Where inputs are an image. If it is not said, a convolution's or a square is tried as well as none. */
  readonly image?: ImageShape;
  /** Multiplications that the attack may take, about: 3e9 by default, a few seconds. */
  readonly effort?: number;
  readonly onProgress?: (done: number, total: number) => void;
  /** Awaited often: it lets others work, or throws to stop. */
  readonly pace?: () => Promise<void>;
}

export interface Meter {
  /** Of the best guess: mean square of the difference to the sample. */
  readonly mse: number;
  /** In decibels, of the range; infinite where nothing differs. */
  readonly psnr: number;
  /** Structural similarity, for images: 1 is the same. */
  readonly ssim?: number;
  /** What guessing without the intermediate gives: the mean that the attack begins at. */
  readonly guess: number;
  /** `open`: nearer than half of a guess's distance. `hidden`: no nearer than a guess, within a tenth. */
  readonly verdict: 'open' | 'partly' | 'hidden';
  /** To show beside the sample. */
  readonly likeness: Float64Array;
}

export const EFFORT = 3e9;
const [FEWEST, MOST] = [40, 500] as const;
/** Noise below this part of the intermediate's size is taken for this: so exact nothing is. */
const LEAST_NOISE = 1e-6;
/** Smaller squares are no images that neighbours tell much of. */
const LEAST_SIDE = 6;

const meanSquare = (one: ArrayLike<number>, other: ArrayLike<number>): number =>
  Array.from(one).reduce((sum, value, i) => sum + (value - (other[i] as number)) ** 2, 0) / one.length;

/** What an attacker would try: the shape that is known, or else none, and one that the network gives away or suggests. */
function shapesOf({ inputs, layers }: Network, image: ImageShape | undefined): (ImageShape | undefined)[] {
  if (image) return [image];
  const [first] = layers;
  if (first?.kind === 'convolution') return [undefined, first];
  const side = Math.round(Math.sqrt(inputs));
  const square = { channels: 1, height: side, width: side };
  return side * side === inputs && side >= LEAST_SIDE ? [undefined, square] : [undefined];
}

/** Samples lie about the mean, and in an image neighbours are alike. */
function priorOf(image: ImageShape | undefined, mean: Float64Array, range: number): Prior {
  const about = meanPrior(mean, range);
  if (!image) return about;
  const smooth = imagePrior(image, range);
  return {
    addSlope(sample, slope, factor) {
      about.addSlope(sample, slope, factor);
      smooth.addSlope(sample, slope, factor);
    },
  };
}

const invalid = (why: string) => encryptedError('SAMPLE_INVALID', why);

function checkMeasured(head: Network, sample: readonly number[], options: MeterOptions): void {
  const { deviation, minimum, maximum, mean, image, effort = EFFORT } = options;
  const right = (values: readonly number[]): boolean => values.length === head.inputs && values.every(Number.isFinite);
  if (!right(sample) || (mean && !right(mean))) throw invalid(`a sample of this network has ${head.inputs} numbers`);
  if (!(maximum > minimum) || !Number.isFinite(maximum - minimum))
    throw invalid('a range has a least and a greatest value');
  if (image && image.channels * image.height * image.width !== head.inputs) throw invalid('the image has another size');
  if (!(deviation >= 0) || !(effort > 0)) throw invalid('deviation and effort are positive numbers');
}

/** Multiplications of one iteration of every descent. */
const turnOf = (stages: readonly Stage[], priors: number): number =>
  2 * stages.reduce((sum, { multiplications }) => sum + multiplications, 1) * DESCENTS * priors;

const iterationsOf = (stages: readonly Stage[], effort: number, priors: number): number =>
  Math.round(Math.min(MOST, Math.max(FEWEST, effort / turnOf(stages, priors))));

/** What an attack takes however small the effort that is asked for. */
export const leastEffort = (head: Network, image?: ImageShape): number =>
  FEWEST * turnOf(stagesOf(head.layers), shapesOf(head, image).length);

function judge(mse: number, guess: number): Meter['verdict'] {
  if (mse < guess / 4) return 'open';
  return mse < 0.9 * guess ? 'partly' : 'hidden';
}

/**
 * Of all that it finds the best is taken, as if the attacker knew which that is. Without any randomness: the same
 * intermediate has the same reading.
 */
export async function meterOf(
  head: Network,
  { sample, seen }: { readonly sample: readonly number[]; readonly seen: ArrayLike<number> },
  options: MeterOptions,
): Promise<Meter> {
  checkMeasured(head, sample, options);
  const { minimum, maximum, image, effort = EFFORT, onProgress, pace } = options;
  const stages = stagesOf(head.layers);
  const target = Float64Array.from(seen);
  if (forward(stages, Float64Array.from(sample)).length !== target.length || !target.every(Number.isFinite)) {
    throw invalid('what was seen is no output of this network');
  }
  const own = sample.reduce((sum, value) => sum + value, 0) / sample.length;
  const mean = Float64Array.from({ length: head.inputs }, (_, i) => options.mean?.[i] ?? own);
  const size = Math.sqrt(meanSquare(target, new Float64Array(target.length)));
  const deviation = Math.max(options.deviation, LEAST_NOISE * size, Number.MIN_VALUE ** 0.25);
  const priors = shapesOf(head, image).map((shape) => priorOf(shape, mean, maximum - minimum));
  const iterations = iterationsOf(stages, effort, priors.length);
  const problem = { stages, target, deviation, minimum, maximum, mean, priors };
  const found = await invert(problem, {
    iterations,
    pace: async (done, total) => {
      onProgress?.(done, total);
      await pace?.();
    },
  });
  const likeness = found.reduce((a, b) => (meanSquare(b, sample) < meanSquare(a, sample) ? b : a));
  const mse = meanSquare(likeness, sample);
  const guess = meanSquare(mean, sample);
  const psnr = 10 * Math.log10((maximum - minimum) ** 2 / mse);
  const ssim = image && structuralSimilarity(likeness, Float64Array.from(sample), image, maximum - minimum);
  return { mse, psnr, ...(ssim !== undefined && { ssim }), guess, verdict: judge(mse, guess), likeness };
}
