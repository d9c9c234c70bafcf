// How a person's values become a network's inputs, and how its outputs are read. Creators write these; users run them.
import { inferenceError } from '../../errors/index.ts';
import type { StrictReader } from '../strict-json.ts';
import type { InputDescription, OutputDescription } from './types.ts';

/** Far more than any plan takes. */
export const MAX_VALUES = 2 ** 16;
const MAX_NAME = 128;
/** Nothing that a terminal would obey or a page would turn around: people read these. */
const NAME = /^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+$/u;

type Bad = (why: string) => Error;

export function readNumber(value: unknown, what: string, bad: Bad): number {
  if (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0)) return value;
  throw bad(`${what} is no finite number`);
}

function readScale(value: unknown, what: string, bad: Bad): number {
  const scale = readNumber(value, what, bad);
  // So that neither a value nor its quotient leaves the doubles.
  if (scale >= 2 ** -64 && scale <= 2 ** 64) return scale;
  throw bad(`${what} is not from 2^-64 to 2^64`);
}

function readNames(value: unknown, what: string, { listOf }: StrictReader, bad: Bad): string[] {
  const names = listOf(value, what, MAX_VALUES, (each, where) => {
    if (typeof each === 'string' && each.length <= MAX_NAME && NAME.test(each)) return each;
    throw bad(`${where} is no name of at most ${MAX_NAME} characters in one line`);
  });
  if (new Set(names).size === names.length) return names;
  throw bad(`${what} has one name twice`);
}

function readCount(value: unknown, what: string, { countOf }: StrictReader, bad: Bad): number {
  const count = countOf(value, what, MAX_VALUES);
  if (count > 0) return count;
  throw bad(`${what} is zero`);
}

const optional = (value: unknown, name: string): string[] => (Object.hasOwn(Object(value), name) ? [name] : []);

export function readInput(value: unknown, reader: StrictReader, bad: Bad): InputDescription {
  const names = optional(value, 'names');
  const fields = reader.fieldsOf(value, 'input', ['count', 'minimum', 'maximum', 'scale', ...names]);
  const count = readCount(fields.count, 'input.count', reader, bad);
  const minimum = readNumber(fields.minimum, 'input.minimum', bad);
  const maximum = readNumber(fields.maximum, 'input.maximum', bad);
  if (minimum >= maximum) throw bad('input.minimum is not below input.maximum');
  const scale = readScale(fields.scale, 'input.scale', bad);
  if (names.length === 0) return { count, minimum, maximum, scale };
  const read = readNames(fields.names, 'input.names', reader, bad);
  if (read.length !== count) throw bad('input.names are not as many as input.count');
  return { count, minimum, maximum, scale, names: read };
}

/** One output of two classes is above zero for the second one. */
export const classesOf = ({ count }: Pick<OutputDescription, 'count'>): number => Math.max(count, 2);

export function readOutput(value: unknown, reader: StrictReader, bad: Bad): OutputDescription {
  const labels = optional(value, 'labels');
  const fields = reader.fieldsOf(value, 'output', ['count', 'scale', 'kind', ...labels]);
  const count = readCount(fields.count, 'output.count', reader, bad);
  const scale = readScale(fields.scale, 'output.scale', bad);
  const { kind } = fields;
  if (kind !== 'classes' && kind !== 'values') throw bad('output.kind is neither classes nor values');
  if (labels.length === 0) return { count, scale, kind };
  const read = readNames(fields.labels, 'output.labels', reader, bad);
  if (read.length !== (kind === 'classes' ? classesOf({ count }) : count)) {
    throw bad('output.labels are not as many as there are outputs');
  }
  return { count, scale, kind, labels: read };
}

const invalid = (why: string) => inferenceError('DESCRIPTION_INVALID', why);

/**
 * A person's values as the network takes them. What lies outside of the range saturates; with `whole` the results are
 * rounded, halves upwards, as features of a trained model are.
 */
export function encodeSample(
  { count, minimum, maximum, scale }: InputDescription,
  values: readonly number[],
  { whole }: { readonly whole: boolean },
): number[] {
  if (values.length !== count) throw invalid(`a sample has ${count} values, not ${values.length}`);
  // By index: holes are no values.
  return Array.from({ length: count }, (_, i) => {
    const value = values[i];
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw invalid(`value ${i} of a sample is no finite number`);
    const scaled = Math.min(maximum, Math.max(minimum, value)) * scale;
    // Adding zero turns -0 into 0.
    return (whole ? Math.floor(scaled + 0.5) : scaled) + 0;
  });
}

export interface Reading {
  /** In the units that the description names. */
  readonly values: readonly number[];
  /** The index of the greatest, and its name where the classes have names; undefined for mere values. */
  readonly class?: number;
  readonly label?: string;
}

/** What a network's outputs say to a person. */
export function readOutputs({ count, scale, kind, labels }: OutputDescription, outputs: readonly number[]): Reading {
  if (outputs.length !== count || !outputs.every(Number.isFinite)) {
    throw invalid(`an output has ${count} finite values`);
  }
  const values = outputs.map((output) => output / scale);
  if (kind === 'values') return { values };
  const best = count === 1 ? Number((outputs[0] as number) >= 0) : outputs.indexOf(Math.max(...outputs));
  const label = labels?.[best];
  return { values, class: best, ...(label === undefined ? {} : { label }) };
}
