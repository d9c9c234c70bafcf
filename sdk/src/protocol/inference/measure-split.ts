// "What could the creator see?" of a job's samples: before anything is paid, or handed over.
import { createPace } from '../../data/pace.ts';
import {
  blurIntermediate,
  EFFORT,
  evaluateNetwork,
  type ImageShape,
  type Intermediate,
  leastEffort,
  type Meter,
  meterOf,
} from '../../encrypted/index.ts';
import { encryptedError } from '../../errors/index.ts';
import { type Randomness, systemRandomness } from '../../hashing/index.ts';
import { toHex } from '../arguments.ts';
import { meanOf } from './descriptions.ts';
import type { FetchedOffer } from './fetch-offer.ts';
import { encodeSamples, splitOf } from './split-job.ts';

/** Of all samples of a job together: for people who wait for it. */
const JOB_EFFORT = 4.8e9;
/** With less than this the attack is too weak to say anything. */
const LEAST_EFFORT = 3e8;

type MeasuredOffer = Pick<FetchedOffer, 'document' | 'plan'>;
type PlacedOffer = Pick<FetchedOffer, 'chainId' | 'market' | 'document' | 'plan'>;
type Values = readonly number[];

export interface MeasureOptions {
  /** Which one of the job's samples. */
  readonly index: number;
  readonly sample: Values;
  readonly image?: ImageShape | undefined;
  /** Of the data, in the person's own values, where it is public; what the offer says of it when it is left out. */
  readonly mean?: Values | undefined;
  /** Multiplications of each attack, about. */
  readonly effort?: number | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The data's mean as the network takes it, where it is known. */
function meanInputs(offer: MeasuredOffer, said: Values | undefined): readonly number[] | undefined {
  const mean = said ?? meanOf(offer.document.input);
  return mean && encodeSamples(offer, [mean])[0];
}

/**
 * Where attacks begin. Creators write the offer, and one with a mean that is far from all data would make attacks look weak: so
 * the sample's own mean is tried beside it.
 */
const startsOf = (mean: Values | undefined): readonly (Values | undefined)[] =>
  mean ? [mean, undefined] : [undefined];

/** A part of a guess's distance; a sample that a guess hits is no more open for it. */
const openness = ({ mse, guess }: Meter): number => (guess > 0 ? mse / guess : 1);

const moreOpen = (one: Meter, other: Meter): Meter => (openness(other) < openness(one) ? other : one);

/** Of one sample, from what the creator would see of it: the attack that comes furthest. */
export async function measureHandOver(
  offer: MeasuredOffer,
  { seen }: Pick<Intermediate, 'seen'>,
  { index, sample, mean, signal, image, effort, onProgress }: MeasureOptions,
): Promise<Meter> {
  const { blur } = splitOf(offer);
  const target = seen[index];
  if (!target) throw encryptedError('SAMPLE_INVALID', 'the job has not so many samples');
  const { minimum, maximum, scale } = offer.document.input;
  const [own] = encodeSamples(offer, [sample]) as [number[]];
  const starts = startsOf(meanInputs(offer, mean));
  const meters: Meter[] = [];
  for (const [turn, start] of starts.entries()) {
    const options = {
      ...{ deviation: blur.deviation, minimum: minimum * scale, maximum: maximum * scale },
      ...(start && { mean: start }),
      ...(image && { image }),
      ...(effort !== undefined && { effort }),
      onProgress: (done: number, total: number) => onProgress?.(turn * total + done, starts.length * total),
      pace: createPace(signal),
    };
    meters.push(await meterOf(offer.plan.network, { sample: own, seen: target }, options));
  }
  return meters.reduce(moreOpen);
}

export interface MeasureSamplesOptions extends Omit<MeasureOptions, 'index' | 'sample'> {
  /** Multiplications for all samples together, about. */
  readonly effort?: number | undefined;
  readonly randomness?: Randomness | undefined;
}

export interface JobMeter extends Meter {
  /** Which one of the job's samples is the most open, counted from 0. */
  readonly index: number;
  /** How many were measured, where not all are: at even distances. */
  readonly measured: number;
}

/** How many samples an effort is enough for, and how much of it each has. */
function shareOf(
  offer: MeasuredOffer,
  count: number,
  { effort: all = JOB_EFFORT, image, mean }: MeasureSamplesOptions,
): { readonly places: readonly number[]; readonly each: number; readonly most: number } {
  const effort = all / startsOf(meanInputs(offer, mean)).length;
  const least = Math.max(LEAST_EFFORT, leastEffort(offer.plan.network, image));
  const measured = Math.max(1, Math.min(count, Math.floor(effort / least)));
  const places = Array.from({ length: measured }, (_, k) => Math.floor((k * count) / measured));
  const most = Math.min(EFFORT, effort);
  return { places, each: Math.min(most, effort / measured), most };
}

/** A blur like the one to come, and not that one: two of the same values would be more than one. */
function blurredLike(offer: PlacedOffer, sample: Values, randomness: Randomness): Intermediate {
  const [inputs] = encodeSamples(offer, [sample]) as [number[]];
  const own = evaluateNetwork(offer.plan.network, inputs);
  return blurIntermediate({
    ...{ head: offer.plan.network, samples: [inputs], decrypted: [own], blur: splitOf(offer).blur },
    scope: { chainId: offer.chainId, market: offer.market, job: toHex(randomness.bytes(32)) },
    secretKey: randomness.bytes(32),
  });
}

/**
 * Of all samples of a job the most open one, by the user's own evaluation. Attacks on many samples are shorter each; the one
 * that comes out is repeated with all effort.
 */
export async function measureSamples(
  offer: PlacedOffer,
  samples: readonly Values[],
  options: MeasureSamplesOptions = {},
): Promise<JobMeter> {
  const { randomness = systemRandomness, onProgress } = options;
  splitOf(offer);
  if (samples.length === 0) throw encryptedError('SAMPLE_INVALID', 'there is no sample');
  const { places, each, most } = shareOf(offer, samples.length, options);
  const turns = each < most ? places.length + 1 : places.length;
  let turn = 0;
  const measure = async (index: number, seen: Intermediate, effort: number): Promise<Meter> => {
    const before = turn++;
    const tell = (done: number, total: number) => onProgress?.(before + done / total, turns);
    const sample = samples[index] as Values;
    return await measureHandOver(offer, seen, { ...options, index: 0, sample, effort, onProgress: tell });
  };
  let worst: { index: number; seen: Intermediate; meter: Meter } | undefined;
  for (const index of places) {
    const seen = blurredLike(offer, samples[index] as Values, randomness);
    const meter = await measure(index, seen, each);
    if (!worst || openness(meter) < openness(worst.meter)) worst = { index, seen, meter };
  }
  const { index, seen, meter } = worst as NonNullable<typeof worst>;
  const again = turns > places.length ? await measure(index, seen, most) : meter;
  return { ...moreOpen(meter, again), index, measured: places.length };
}
