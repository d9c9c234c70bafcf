// What a person enters: numbers, their range in the person's own units, and which rows of a table.
import { encodeSample, type InputDescription } from '@tacit/sdk';

export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** Beyond these the model sees the limit itself, in the person's own units. */
export function rangeOf({ minimum, maximum, features }: InputDescription, index: number): ValueRange {
  const moments = features?.[index];
  if (!moments) return { low: minimum, high: maximum };
  return { low: moments.mean + minimum * moments.deviation, high: moments.mean + maximum * moments.deviation };
}

/** What is usual, where the offer says it. */
export const usualOf = (
  { features }: InputDescription,
  index: number,
): { mean: number; deviation: number } | undefined => features?.[index];

/** Which values of a sample saturate. */
export const clampedOf = (input: InputDescription, sample: readonly number[]): number[] =>
  sample.flatMap((value, index) => {
    const { low, high } = rangeOf(input, index);
    return value < low || value > high ? [index] : [];
  });

/** The number that is encrypted for each value. */
export const encodedOf = (input: InputDescription, sample: readonly number[], whole: boolean): number[] =>
  encodeSample(input, sample, { whole });

/** A plain number with a point; undefined for everything else, an empty text too. */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** Numbers with spaces, commas, semicolons or line ends between. */
export function parseValues(text: string, count: number): Parsed<number[]> {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const values = parts.map(parseNumber);
  const bad = values.indexOf(undefined);
  if (bad >= 0) return { ok: false, why: `The ${ordinal(bad + 1)} entry is no number.` };
  if (values.length !== count) {
    return { ok: false, why: `There ${values.length === 1 ? 'is' : 'are'} ${values.length} of ${count} numbers.` };
  }
  return { ok: true, value: values as number[] };
}

const ordinal = (count: number): string => {
  const ending = count % 100 >= 11 && count % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count}${ending}`;
};

/** "1-3, 7" as row numbers, each once and in order. */
export function parseRows(
  text: string,
  { rows, most }: { readonly rows: number; readonly most: number },
): Parsed<number[]> {
  const wanted = new Set<number>();
  for (const part of text.split(/[\s,;]+/).filter(Boolean)) {
    const [, first, last = first] = /^(\d{1,9})(?:[-–](\d{1,9}))?$/.exec(part) ?? [];
    if (first === undefined) return { ok: false, why: `“${part}” is neither a row nor rows such as 2-5.` };
    const [from, to] = [Number(first), Number(last)];
    if (from < 1 || to < from || to > rows) return { ok: false, why: `The file has rows 1 to ${rows}.` };
    if (to - from >= most) return { ok: false, why: `One request takes ${most} rows at most.` };
    for (let row = from; row <= to; row++) wanted.add(row);
  }
  if (wanted.size === 0) return { ok: false, why: 'Name at least one row.' };
  if (wanted.size > most) return { ok: false, why: `One request takes ${most} rows at most.` };
  return { ok: true, value: [...wanted].sort((a, b) => a - b) };
}

/** What a pixel's full ink counts as: an offer without features says it; one with features lets it be seen. */
export function inkOf({ maximum, minimum, features }: InputDescription): ValueRange {
  if (!features) return { low: minimum, high: maximum };
  const largest = Math.max(...features.map(({ mean }) => mean));
  return { low: 0, high: largest <= 1 ? 1 : largest <= 16 ? 16 : 255 };
}

/** Pixels of 0..1 as the offer takes them. */
export const pixelsAs = (pixels: ArrayLike<number>, { low, high }: ValueRange): number[] =>
  Array.from(pixels, (value) => low + value * (high - low));
