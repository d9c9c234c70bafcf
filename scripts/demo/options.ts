import { parseArgs } from 'node:util';

export type DataName = 'iris' | 'digits';

export interface DemoOptions {
  readonly data: DataName;
  readonly csv?: string;
  readonly target?: string;
  readonly kind?: string;
  readonly trainers: number;
  readonly rounds: number;
  readonly steps: number;
  readonly rate?: number;
  readonly keyholders: number;
  readonly threshold: number;
  readonly dropouts: number;
  readonly lostKeyholders: number;
  readonly cheater: boolean;
  /** Held-out rows that are predicted on ciphertexts in the end. */
  readonly predict: number;
  readonly seed: number;
  readonly state?: string;
  /** Of the local chain, beside one that a person has running. */
  readonly chainId?: number;
  /** Where the page is served; any port if it is taken. */
  readonly port?: number;
  readonly page: boolean;
  /** How long trainers have in a round of the task that stays open. */
  readonly window: number;
  readonly once: boolean;
  readonly json: boolean;
}

export const HELP = `npm start -- [options]

Trains a model as it is done across machines, on this one: a local chain with the real contracts, a pin node, a
committee of keyholders and trainers with disjoint data, each a process of its own. Every step is a Groth16 proof that
the contract verifies, every round opens nothing but the sum of all updates. In the end the model predicts a row that only its
owner can read: encrypted, paid from escrow, evaluated by a worker that was drawn for it. The page shows all of it as it happens,
and afterwards a task stays open in which whoever opens the page can train.

  --data NAME        iris or digits (MNIST, 8 x 8 pixels; takes several minutes)   (iris)
  --csv FILE         your own data instead
  --target COLUMN    the column to predict (with --csv; the last one when left out)
  --kind KIND        linear (a number) or logistic (a class); by the target's type when left out
  --trainers N       people with disjoint shards of the data, 2 to 64    (5)
  --rounds N         rounds                                              (4; digits 3)
  --steps N          proven steps of each trainer in a round, 1 to 8     (8)
  --rate R           learning rate, rounded to the nearest on offer      (1; digits 0.5; linear 0.05)
  --keyholders N     members of the committee, 3 to 15                   (5)
  --threshold T      how many of them open a round's sum, at least 2 and fewer than all
                     but the other members (n >= 2t - 1)                 (3)
  --dropouts N       trainers that go away for good after the first round  (0)
  --lost-keyholders N  keyholders that are killed in the first round       (0)
  --cheater          the last trainer seals a keyholder a share that is not right
  --predict N        held-out rows that the model predicts on ciphertexts at the end, 0 to 100  (1)
  --seed N           who gets which rows; secrets are always random      (14)
  --state DIR        where all of it is kept (a temporary folder that is removed at the end)
  --port N           where the page is served; any other port if it is taken  (8600)
  --no-page          no page, and no task that stays open
  --window N         seconds that trainers have in each round of the task that stays open, 60 or more;
                     another 180 pass for disputes, in which there are none             (120; digits 300)
  --chain-id N       another chain than the usual one, at any free port: beside one that is running  (31337)
  --once             end when done, without a page; else all of it stays up until Ctrl-C
  --json             a summary as the last line of stdout, progress on stderr
  --help
`;

/** What a person mistyped: said in one line, without a stack. */
export class UsageError extends Error {}

type Values = Readonly<Record<string, string | boolean | undefined>>;

const TEXTS = [
  ...['data', 'csv', 'target', 'kind', 'trainers', 'rounds', 'steps', 'rate', 'keyholders', 'threshold'],
  ...['dropouts', 'lost-keyholders', 'predict', 'seed', 'state', 'port', 'window', 'chain-id'],
] as const;
const FLAGS = ['cheater', 'no-page', 'once', 'json', 'help'] as const;

function parse(args: readonly string[]): Values {
  const options = Object.fromEntries([
    ...TEXTS.map((name) => [name, { type: 'string' }] as const),
    ...FLAGS.map((name) => [name, { type: 'boolean' }] as const),
  ]);
  try {
    return parseArgs({ args: [...args], options }).values as Values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('\n')[0]} (see --help)`);
  }
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly fallback: number;
}

function readCount(values: Values, name: string, { least, most, fallback }: Range): number {
  const text = values[name];
  if (text === undefined) return fallback;
  const value = /^\d{1,10}$/.test(String(text)) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}`);
}

function readRate(values: Values): { rate?: number } {
  if (values.rate === undefined) return {};
  const rate = Number(values.rate);
  if (rate > 0 && Number.isFinite(rate)) return { rate };
  throw new UsageError('--rate must be a number above 0');
}

function readData({ data = 'iris', csv, target, kind }: Values): Pick<DemoOptions, 'data' | 'csv' | 'target' | 'kind'> {
  if (data !== 'iris' && data !== 'digits') throw new UsageError('--data must be iris or digits');
  if (csv === undefined && target !== undefined) throw new UsageError('--target goes with --csv');
  if (csv === undefined && kind !== undefined) throw new UsageError('--kind goes with --csv');
  return {
    data,
    ...(csv === undefined ? {} : { csv: String(csv) }),
    ...(target === undefined ? {} : { target: String(target) }),
    ...(kind === undefined ? {} : { kind: String(kind) }),
  };
}

/** The contract refuses other committees; and somebody must be left to open the sum. */
function readCommittee(values: Values): Pick<DemoOptions, 'keyholders' | 'threshold' | 'lostKeyholders'> {
  const keyholders = readCount(values, 'keyholders', { least: 3, most: 15, fallback: 5 });
  const most = Math.floor((keyholders + 1) / 2);
  const threshold = readCount(values, 'threshold', { least: 2, most, fallback: most });
  const lost = { least: 0, most: keyholders - threshold, fallback: 0 };
  return { keyholders, threshold, lostKeyholders: readCount(values, 'lost-keyholders', lost) };
}

/** How the page and the chain behind it are served. */
function readPlace(values: Values, digits: boolean): Pick<DemoOptions, 'chainId' | 'port' | 'page' | 'window'> {
  const port = readCount(values, 'port', { least: 1, most: 65_535, fallback: 0 });
  const chainId = readCount(values, 'chain-id', { least: 1, most: 2 ** 31, fallback: 0 });
  return {
    page: values['no-page'] !== true && values.once !== true,
    window: readCount(values, 'window', { least: 60, most: 86_400, fallback: digits ? 300 : 120 }),
    ...(chainId === 0 ? {} : { chainId }),
    ...(port === 0 ? {} : { port }),
  };
}

/** Undefined when help was asked for. */
export function readOptions(args: readonly string[]): DemoOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const digits = values.data === 'digits' && values.csv === undefined;
  const trainers = readCount(values, 'trainers', { least: 2, most: 64, fallback: 5 });
  const cheater = values.cheater === true;
  // Two honest ones at least: a sum over one trainer is that trainer's update.
  const leaving = { least: 0, most: Math.max(0, trainers - Number(cheater) - 2), fallback: 0 };
  const dropouts = readCount(values, 'dropouts', leaving);
  if (trainers - Number(cheater) < 2) throw new UsageError('--cheater needs two other --trainers at least');
  return {
    ...readData(values),
    trainers,
    rounds: readCount(values, 'rounds', { least: 1, most: 100, fallback: digits ? 3 : 4 }),
    steps: readCount(values, 'steps', { least: 1, most: 8, fallback: 8 }),
    ...readRate(values),
    ...readCommittee(values),
    dropouts,
    cheater,
    predict: readCount(values, 'predict', { least: 0, most: 100, fallback: 1 }),
    seed: readCount(values, 'seed', { least: 1, most: 2 ** 31, fallback: 14 }),
    ...(values.state === undefined ? {} : { state: String(values.state) }),
    ...readPlace(values, digits),
    once: values.once === true,
    json: values.json === true,
  };
}

/** What trains well in a few rounds on these data (docs/BENCHMARKS.md does not measure it; test/accuracy does). */
export function defaultRate({ data, csv, kind }: DemoOptions, isLinear: boolean): number {
  if (isLinear || kind === 'linear') return 0.05;
  return csv === undefined && data === 'digits' ? 0.5 : 1;
}
