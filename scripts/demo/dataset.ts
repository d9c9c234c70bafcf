// Real data for the demonstration, dealt out into files as trainers have them: disjoint, and each for its owner alone.
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import {
  type Batch,
  clamp,
  deriveFormat,
  type Format,
  featureRange,
  fitStandardisation,
  groupBatches,
  KINDS,
  type Kind,
  quantiseRows,
  type Randomness,
  type Rows,
  readTable,
  type Shape,
  type Standardisation,
  selectRows,
  shapeName,
  shardRows,
  splitRows,
  standardiseRows,
  type Table,
} from '@tacit/sdk';
import { loadDigits8x8, loadIris } from '../../test/support/datasets.ts';
import { type DemoOptions, UsageError } from './options.ts';

/** What everybody in the task knows about the data of all. */
export interface Scheme {
  readonly shape: Shape;
  readonly format: Format;
  readonly target: string;
  readonly classes?: readonly string[];
  /** Fitted to all training rows: a real coordinator takes it from public knowledge of the field. */
  readonly standardisation: Standardisation;
}

export interface DemoData extends Scheme {
  readonly name: string;
  readonly circuit: string;
  /** In real units, one part a trainer. */
  readonly shards: readonly Rows[];
  /** Held out: no trainer has them. */
  readonly test: Rows;
  readonly rows: number;
}

const TEST_SHARE = 0.2;
const DIGITS = { train: 2000, test: 500 };
const SPECIES = ['setosa', 'versicolor', 'virginica'];
const TARGET = 'target';

interface Source {
  readonly name: string;
  readonly shape: Shape;
  readonly target: string;
  readonly classes?: readonly string[];
  readonly train: Rows;
  readonly test: Rows;
}

function irisSource(randomness: Randomness): Source {
  const shape: Shape = { kind: 'logistic', inputs: 4, outputs: 3, batch: 8 };
  const parts = splitRows(loadIris(), { testShare: TEST_SHARE, randomness });
  return { name: 'iris', shape, target: 'species', classes: SPECIES, ...parts };
}

function digitsSource(): Source {
  const shape: Shape = { kind: 'logistic', inputs: 64, outputs: 10, batch: 16 };
  const classes = Array.from({ length: 10 }, (_, digit) => String(digit));
  return { name: 'digits (MNIST, 8 x 8)', shape, target: 'digit', classes, ...loadDigits8x8(DIGITS) };
}

function kindOf(options: DemoOptions, table: Table, target: string): Kind {
  if (options.kind !== undefined) {
    if (!KINDS.includes(options.kind as Kind)) throw new UsageError(`--kind must be ${KINDS.join(' or ')}`);
    return options.kind as Kind;
  }
  return table.columns.find(({ name }) => name === target)?.kind === 'number' ? 'linear' : 'logistic';
}

function countClasses(table: Table, target: string): number {
  const column = table.columns.find(({ name }) => name === target);
  if (column?.kind === 'category') return column.categories?.length ?? 0;
  return new Set(Array.from(column?.numbers ?? []).filter((value) => !Number.isNaN(value))).size;
}

async function csvSource(file: string, options: DemoOptions, randomness: Randomness): Promise<Source> {
  const table = await readTable(createReadStream(file, 'utf8'), {});
  const target = options.target ?? table.columns.at(-1)?.name ?? '';
  if (!table.columns.some(({ name }) => name === target)) {
    const names = table.columns.map(({ name }) => name).join(', ');
    throw new UsageError(`there is no column "${target}"; the file has ${names}`);
  }
  const kind = kindOf(options, table, target);
  const shape: Shape = {
    kind,
    inputs: table.columns.length - 1,
    outputs: kind === 'linear' ? 1 : countClasses(table, target),
    batch: 8,
  };
  const selected = selectRows(deriveFormat(shape), table, { target });
  const parts = splitRows(selected, { testShare: TEST_SHARE, randomness });
  return { name: basename(file), shape, target, ...(selected.classes && { classes: selected.classes }), ...parts };
}

function sourceOf(options: DemoOptions, randomness: Randomness): Promise<Source> | Source {
  if (options.csv !== undefined) return csvSource(options.csv, options, randomness);
  return options.data === 'digits' ? digitsSource() : irisSource(randomness);
}

export async function loadData(options: DemoOptions, randomness: Randomness): Promise<DemoData> {
  const { train, test, ...source } = await sourceOf(options, randomness);
  const format = deriveFormat(source.shape);
  return {
    ...source,
    circuit: shapeName(source.shape),
    format,
    standardisation: fitStandardisation(format, train),
    shards: shardRows(train, { shards: options.trainers, randomness }),
    test,
    rows: train.inputs.length + test.inputs.length,
  };
}

/** The class's name behind a row's targets, or the number itself. */
function labelOf({ classes }: Scheme, targets: readonly number[]): string {
  if (!classes) return String(targets[0]);
  return classes[targets.length === 1 ? (targets[0] as number) : targets.indexOf(1)] as string;
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A shard as the file that its owner has. */
export function shardCsv(scheme: Scheme, shard: Rows): string {
  const names = Array.from({ length: scheme.shape.inputs }, (_, i) => `feature ${i + 1}`);
  const lines = shard.inputs.map((row, r) =>
    [...row.map(String), quoted(labelOf(scheme, shard.targets[r] as readonly number[]))].join(','),
  );
  return `${[[...names, TARGET].join(','), ...lines].join('\n')}\n`;
}

/** Features as far as the circuit's range goes: what lies outside saturates, for floats too that are compared with it. */
export function standardise({ format, standardisation }: Scheme, rows: Rows): Rows {
  const { inputs, targets } = standardiseRows(standardisation, rows);
  const [least, most] = featureRange(format);
  const unit = 2 ** format.xFraction;
  return { inputs: inputs.map((row) => row.map((value) => clamp(value, least / unit, most / unit))), targets };
}

/** What a trainer makes of its file: standardised rows in a shuffled order, and the same ones as the circuit's batches. */
export interface PreparedShard {
  readonly rows: Rows;
  readonly batches: readonly Batch[];
}

/** Batch k holds the rows from k * batch on: whoever knows the order can follow the training in floats. */
export function prepareShard(scheme: Scheme, shard: Rows, randomness: Randomness): PreparedShard {
  const { format } = scheme;
  const [rows] = shardRows(standardise(scheme, shard), { shards: 1, randomness }) as [Rows];
  const { batches } = groupBatches(format, quantiseRows(format, rows));
  return { rows, batches };
}

/** Reads a shard's file as `shardCsv` wrote it. */
export async function readShard(scheme: Scheme, path: string): Promise<Rows> {
  const table = await readTable(createReadStream(path, 'utf8'), {});
  const { format, classes } = scheme;
  return selectRows(format, table, { target: TARGET, ...(classes ? { classes } : {}) });
}
