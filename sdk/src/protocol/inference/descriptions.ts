// How a person's values become a network's inputs, and how its outputs are read. Creators write these; users run them.
import { type Moments, restoreTargets, standardiseFeatures } from '../../data/index.ts';
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

const present = (value: unknown, names: readonly string[]): string[] =>
  names.filter((name) => Object.hasOwn(Object(value), name));

/** As many as there are inputs or outputs. */
function requireCount<T>(list: readonly T[], what: string, count: number, bad: Bad): readonly T[] {
  if (list.length === count) return list;
  throw bad(`${what} are ${list.length}, and not ${count}`);
}

function readMoments(value: unknown, what: string, { listOf, fieldsOf }: StrictReader, bad: Bad): Moments[] {
  return listOf(value, what, MAX_VALUES, (each, where) => {
    const fields = fieldsOf(each, where, ['mean', 'deviation']);
    const mean = readNumber(fields.mean, `${where}.mean`, bad);
    const deviation = readNumber(fields.deviation, `${where}.deviation`, bad);
    if (deviation > 0) return { mean, deviation };
    throw bad(`${where}.deviation is not above zero`);
  });
}

export function readInput(value: unknown, reader: StrictReader, bad: Bad): InputDescription {
  const more = present(value, ['names', 'features', 'mean']);
  const fields = reader.fieldsOf(value, 'input', ['count', 'minimum', 'maximum', 'scale', ...more]);
  const count = readCount(fields.count, 'input.count', reader, bad);
  const minimum = readNumber(fields.minimum, 'input.minimum', bad);
  const maximum = readNumber(fields.maximum, 'input.maximum', bad);
  if (minimum >= maximum) throw bad('input.minimum is not below input.maximum');
  const scale = readScale(fields.scale, 'input.scale', bad);
  if (more.includes('features') && more.includes('mean')) {
    throw bad('input.mean is given beside input.features, whose means it is');
  }
  const asMany = <T>(name: string, read: (value: unknown, what: string) => readonly T[]) =>
    more.includes(name) && {
      [name]: requireCount(read(fields[name], `input.${name}`), `input.${name}`, count, bad),
    };
  return {
    ...{ count, minimum, maximum, scale },
    ...asMany('names', (list, what) => readNames(list, what, reader, bad)),
    ...asMany('features', (list, what) => readMoments(list, what, reader, bad)),
    ...asMany('mean', (list, what) =>
      reader.listOf(list, what, MAX_VALUES, (each, where) => readNumber(each, where, bad)),
    ),
  };
}

/** One output of two classes is above zero for the second one. */
export const classesOf = ({ count }: Pick<OutputDescription, 'count'>): number => Math.max(count, 2);

export function readOutput(value: unknown, reader: StrictReader, bad: Bad): OutputDescription {
  const more = present(value, ['labels', 'targets']);
  const fields = reader.fieldsOf(value, 'output', ['count', 'scale', 'kind', ...more]);
  const count = readCount(fields.count, 'output.count', reader, bad);
  const scale = readScale(fields.scale, 'output.scale', bad);
  const { kind } = fields;
  if (kind !== 'classes' && kind !== 'values') throw bad('output.kind is neither classes nor values');
  const labels = more.includes('labels') && readNames(fields.labels, 'output.labels', reader, bad);
  const targets = more.includes('targets') && readMoments(fields.targets, 'output.targets', reader, bad);
  // Classes have no units: their outputs are only compared.
  if (targets && kind === 'classes') throw bad('output.targets are of values, not of classes');
  if (labels) requireCount(labels, 'output.labels', kind === 'classes' ? classesOf({ count }) : count, bad);
  if (targets) requireCount(targets, 'output.targets', count, bad);
  return { count, scale, kind, ...(labels && { labels }), ...(targets && { targets }) };
}

const invalid = (why: string) => inferenceError('DESCRIPTION_INVALID', why);

/**
 * A person's values as the network takes them. What lies outside of the range saturates; with `whole` the results are
 * rounded, halves upwards, as features of a trained model are.
 */
export function encodeSample(
  { count, minimum, maximum, scale, features }: InputDescription,
  values: readonly number[],
  { whole }: { readonly whole: boolean },
): number[] {
  if (values.length !== count) throw invalid(`a sample has ${count} values, not ${values.length}`);
  // By index: holes are no values.
  const given = Array.from({ length: count }, (_, i) => {
    const value = values[i];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw invalid(`value ${i} of a sample is no finite number`);
  });
  return (features ? standardiseFeatures({ features }, given) : given).map((value) => {
    const scaled = Math.min(maximum, Math.max(minimum, value)) * scale;
    // Adding zero turns -0 into 0.
    return (whole ? Math.floor(scaled + 0.5) : scaled) + 0;
  });
}

/** What inputs are on average, as people give them, where the offer says so. */
export const meanOf = ({ features, mean }: InputDescription): readonly number[] | undefined =>
  mean ?? features?.map((each) => each.mean);

export interface Reading {
  /** In the units that the description names. */
  readonly values: readonly number[];
  /** The index of the greatest, and its name where the classes have names; undefined for mere values. */
  readonly class?: number;
  readonly label?: string;
}

/** What a network's outputs say to a person. */
export function readOutputs(
  { count, scale, kind, labels, targets }: OutputDescription,
  outputs: readonly number[],
): Reading {
  if (outputs.length !== count || !outputs.every(Number.isFinite)) {
    throw invalid(`an output has ${count} finite values`);
  }
  const units = outputs.map((output) => output / scale);
  const values = targets ? restoreTargets({ targets }, units) : units;
  if (kind === 'values') return { values };
  const best = count === 1 ? Number((outputs[0] as number) >= 0) : outputs.indexOf(Math.max(...outputs));
  const label = labels?.[best];
  return { values, class: best, ...(label === undefined ? {} : { label }) };
}
