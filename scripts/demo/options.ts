import { parseArgs } from 'node:util';

export interface DemoOptions {
  readonly csv?: string;
  readonly target?: string;
  readonly kind?: string;
  readonly trainers: number;
  readonly rounds: number;
  readonly steps: number;
  readonly rate?: number;
  readonly seed: number;
  readonly json: boolean;
}

export const HELP = `npm start -- [options]

Trains a model on real data in proven steps, on this machine alone: every step is a Groth16 proof of exact SGD on
committed data, every round ends with a proof that opens nothing but the sum of all updates.

  --csv FILE        your own data instead of iris (it stays in this process)
  --target COLUMN   the column to predict (with --csv; the last one when left out)
  --kind KIND       linear (a number) or logistic (a class); by the target's type when left out
  --trainers N      people with disjoint shards of the data            (3)
  --rounds N        rounds                                             (5)
  --steps N         proven steps of each trainer in a round, 1 to 8    (2)
  --rate R          learning rate, rounded to the nearest on offer     (0.25, linear 0.05)
  --seed N          shuffling and batches; secrets are always random   (1)
  --once            end when done, as it always does for now
  --json            the result as JSON on stdout, progress on stderr
  --help
`;

/** What a person mistyped: said in one line, without a stack. */
export class UsageError extends Error {}

function readCount(text: string | undefined, name: string, fallback: number, most: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new UsageError(`--${name} must be a whole number from 1 to ${most}`);
  }
  return value;
}

function readRate(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new UsageError('--rate must be a number above 0');
  return value;
}

/** Undefined when help was asked for. */
export function readOptions(args: readonly string[]): DemoOptions | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  let values: Record<string, string | boolean | undefined>;
  try {
    values = parseArgs({
      args: [...args],
      options: {
        csv: text,
        target: text,
        kind: text,
        trainers: text,
        rounds: text,
        steps: text,
        rate: text,
        seed: text,
        once: flag,
        json: flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('\n')[0]} (see --help)`);
  }
  if (values.help) return undefined;
  const string = (name: string) => values[name] as string | undefined;
  if (string('target') !== undefined && string('csv') === undefined) throw new UsageError('--target goes with --csv');
  const rate = readRate(string('rate'));
  return {
    ...(string('csv') === undefined ? {} : { csv: string('csv') as string }),
    ...(string('target') === undefined ? {} : { target: string('target') as string }),
    ...(string('kind') === undefined ? {} : { kind: string('kind') as string }),
    trainers: readCount(string('trainers'), 'trainers', 3, 100),
    rounds: readCount(string('rounds'), 'rounds', 5, 1000),
    steps: readCount(string('steps'), 'steps', 2, 8),
    ...(rate === undefined ? {} : { rate }),
    seed: readCount(string('seed'), 'seed', 1, 2 ** 31),
    json: values.json === true,
  };
}
