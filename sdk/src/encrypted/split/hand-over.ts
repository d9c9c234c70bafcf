// A split job from the user's intermediate to the creator's answer: who computes what, and the bytes between them.
import { shake256 } from '@noble/hashes/sha3.js';
import { encryptedError } from '../../errors/index.ts';
import type { Randomness } from '../../hashing/index.ts';
import type { Network } from '../types.ts';
import {
  type Blur,
  type BlurredValues,
  blurredBytes,
  blurredValues,
  blurValues,
  checkBlur,
  decodeBlurred,
  encodeBlurred,
  LEAST_NOISE_RATIO,
  noiseRatio,
} from './blur.ts';
import { forward, stagesOf } from './head.ts';
import { type JobScope, MOST_SEALED_BYTES, scopeBytes, seal, sealedBytes, unseal } from './sealing.ts';

const refused = (why: string) => encryptedError('HANDOVER_REFUSED', why);

/** Samples, and the values of each, that cross from one to the other. */
export interface HandOverSize {
  readonly samples: number;
  readonly width: number;
}

const VALUE_BYTES = 8;
const STATUS_BYTES = 1;
const ANSWERED = 1;

const countOf = ({ samples, width }: HandOverSize): number => {
  const count = samples * width;
  if (Number.isSafeInteger(count) && samples >= 1 && width >= 1) return count;
  throw refused('a hand-over has at least one sample, and each at least one value');
};

/** Bytes of what a user seals to the creator; HANDOVER_REFUSED where a block cannot hold it. */
export function handOverBytes(size: HandOverSize): number {
  const total = sealedBytes(blurredBytes(countOf(size)));
  if (total <= MOST_SEALED_BYTES) return total;
  throw refused(`so many samples need ${total} bytes, and a hand-over has at most ${MOST_SEALED_BYTES}`);
}

const answerPlainBytes = (size: HandOverSize): number => STATUS_BYTES + VALUE_BYTES * countOf(size);

/** Bytes of what a creator seals to the user; `width` is that of the whole network's outputs. */
export function answerBytes(size: HandOverSize): number {
  const total = sealedBytes(answerPlainBytes(size));
  if (total <= MOST_SEALED_BYTES) return total;
  throw refused(`so many answers need ${total} bytes, and an answer has at most ${MOST_SEALED_BYTES}`);
}

/** What the creator would see, and nobody else yet. */
export interface Intermediate {
  readonly blurred: BlurredValues;
  /** The greatest distance between what was decrypted and what the user's own sample gives in floating point. */
  readonly decryptionError: number;
  /** `evaluated`: the decryption was too far off to be shown to anybody, and was left out. */
  readonly source: 'decrypted' | 'evaluated';
  /** As the creator will read it, sample after sample. */
  readonly seen: readonly Float64Array[];
}

export interface IntermediateOptions {
  /** What workers evaluated; the user has it, and its own samples, in plain. */
  readonly head: Network;
  readonly samples: readonly (readonly number[])[];
  readonly decrypted: readonly (readonly number[])[];
  readonly blur: Blur;
  readonly scope: JobScope;
  /** The user's, of this job's answer: the noise follows from it. */
  readonly secretKey: Uint8Array;
}

const doubles = (values: ArrayLike<number>): Uint8Array => {
  const bytes = new Uint8Array(VALUE_BYTES * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat64(VALUE_BYTES * i, values[i] as number, true);
  return bytes;
};

/**
 * The same noise for the same values of the same job, and independent noise for any others. Whoever blurs anew after a crash
 * gives nothing away: of many blurs of one intermediate the mean would be the intermediate.
 */
function noiseOf(values: Float64Array, { scope, secretKey }: IntermediateOptions): Randomness {
  const name = new TextEncoder().encode('tacit split noise 1\0');
  const stream = shake256.create().update(name).update(secretKey).update(scopeBytes(scope)).update(doubles(values));
  return { bytes: (length) => stream.xof(length) };
}

/**
 * Blurs what was decrypted. What differs from the user's own evaluation by more than the noise can hide is never shown, to the creator or to
 * anybody by an absence: the own evaluation is blurred in its place, and whoever watches cannot tell.
 */
export function blurIntermediate(options: IntermediateOptions): Intermediate {
  const { head, samples, decrypted, blur } = options;
  const stages = stagesOf(head.layers);
  const evaluated = samples.map((sample) => forward(stages, Float64Array.from(sample)));
  const width = evaluated[0]?.length ?? 0;
  const fits = decrypted.length === samples.length && decrypted.every((values) => values.length === width);
  if (!fits || samples.some(({ length }) => length !== head.inputs))
    throw refused('samples and intermediates do not fit');
  handOverBytes({ samples: samples.length, width });
  const differences = evaluated.flatMap((own, s) =>
    Array.from(own, (value, i) => Math.abs(value - (decrypted[s]?.[i] as number))),
  );
  const decryptionError = differences.reduce((a, b) => Math.max(a, b), 0);
  const right = noiseRatio(checkBlur(blur), decryptionError) >= LEAST_NOISE_RATIO;
  const values = Float64Array.from((right ? decrypted : evaluated).flatMap((each) => [...each]));
  const blurred = blurValues(values, blur, noiseOf(values, options));
  const all = blurredValues(blurred);
  const seen = samples.map((_, s) => all.slice(s * width, (s + 1) * width));
  return { blurred, decryptionError, source: right ? 'decrypted' : 'evaluated', seen };
}

export interface SealHandOverOptions {
  readonly scope: JobScope;
  readonly creatorKey: Uint8Array;
  readonly randomness: Randomness;
}

/** The bytes to store and to name on the chain. */
export const sealHandOver = (
  { blurred }: Pick<Intermediate, 'blurred'>,
  { scope, creatorKey, randomness }: SealHandOverOptions,
): Promise<Uint8Array> => seal(encodeBlurred(blurred), creatorKey, { scope, direction: 'to-creator', randomness });

export interface OpenHandOverOptions extends HandOverSize {
  readonly scope: JobScope;
  readonly blur: Blur;
  /** The creator's. */
  readonly secretKey: Uint8Array;
}

/** The creator's inputs of the last layers. HANDOVER_REFUSED for whatever this offer's blur does not make. */
export async function openHandOver(
  sealed: Uint8Array,
  { samples, width, scope, blur, secretKey }: OpenHandOverOptions,
): Promise<Float64Array[]> {
  const count = countOf({ samples, width });
  const plain = await unseal(sealed, secretKey, { scope, direction: 'to-creator', length: blurredBytes(count) });
  const values = blurredValues(decodeBlurred(plain, count, blur));
  return Array.from({ length: samples }, (_, s) => values.slice(s * width, (s + 1) * width));
}

/**
 * The answer to a hand-over that does not open, the same for everybody: it needs no key of a user whose key may be none, and who
 * counts them on the chain sees who refuses often.
 */
export const REFUSED_ANSWER: Uint8Array = new TextEncoder().encode('tacit split refusal 1');

export interface SealAnswerOptions {
  readonly scope: JobScope;
  /** The user's, from its request. */
  readonly answerKey: Uint8Array;
  readonly randomness: Randomness;
}

export async function sealAnswer(
  outputs: readonly ArrayLike<number>[],
  { scope, answerKey, randomness }: SealAnswerOptions,
): Promise<Uint8Array> {
  const width = outputs[0]?.length ?? 0;
  const values = outputs.flatMap((each) => Array.from(each));
  if (values.length !== countOf({ samples: outputs.length, width }) || !values.every(Number.isFinite)) {
    throw refused('an answer has as many finite values for every sample');
  }
  const plain = new Uint8Array(STATUS_BYTES + VALUE_BYTES * values.length);
  plain[0] = ANSWERED;
  plain.set(doubles(values), STATUS_BYTES);
  return await seal(plain, answerKey, { scope, direction: 'to-user', randomness });
}

export interface OpenAnswerOptions extends HandOverSize {
  readonly scope: JobScope;
  /** The user's, of this job's answer. */
  readonly secretKey: Uint8Array;
}

/** The outputs for each sample; undefined where the creator says that the hand-over did not open. */
export async function openAnswer(
  sealed: Uint8Array,
  { samples, width, scope, secretKey }: OpenAnswerOptions,
): Promise<number[][] | undefined> {
  const size = { samples, width };
  const same = sealed.length === REFUSED_ANSWER.length && sealed.every((byte, i) => byte === REFUSED_ANSWER[i]);
  if (same) return undefined;
  const plain = await unseal(sealed, secretKey, { scope, direction: 'to-user', length: answerPlainBytes(size) });
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const values = Array.from({ length: countOf(size) }, (_, i) => view.getFloat64(STATUS_BYTES + VALUE_BYTES * i, true));
  if (plain[0] !== ANSWERED || !values.every(Number.isFinite)) throw refused('what was answered is no answer');
  return Array.from({ length: samples }, (_, s) => values.slice(s * width, (s + 1) * width));
}
