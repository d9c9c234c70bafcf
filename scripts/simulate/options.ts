import { parseArgs } from 'node:util';
import { circuitNamed, shapeName } from '@tacit/sdk';
import { readCircuitsFile } from '@tacit/sdk/node';

export interface SimulationPlan {
  readonly circuits: readonly string[];
  /** One simulation for each of these and each circuit. */
  readonly trainers: readonly number[];
  readonly rounds: number;
  readonly steps: number;
  readonly members: number;
  readonly threshold: number;
  /** Shares of the trainers: away in a round, and sealing one share to a wrong key in the first round. */
  readonly dropouts: number;
  readonly cheaters: number;
  /** Updates in one relayed transaction. */
  readonly batch: number;
  /** Updates of each round and task whose steps snarkjs proves. */
  readonly sample: number;
  readonly seed: number;
  readonly json: boolean;
}

export const HELP = `npm run simulate -- [options]

Rounds with many trainers on a chain in this process: real steps, commitments, shares, envelopes, checks, complaints, sums
and contract calls, the contracts optimised as they are deployed. Proofs are real for a sample and for every end of a round. The
others are made from the public trapdoor of the development key; the contracts verify them like all others. A task
takes at most 256 trainers, so more of them are several tasks with a model each. In the end every model must be
the exact federated average that integers give without any of this.

  --trainers N[,N]      how many, each a simulation of its own      (10,50,100,250,1000)
  --circuit NAME[,NAME] of circuits/circuits.json                   (logistic-4x3-b8)
  --weights W[,W]       instead: the smallest circuits that have so many weights
  --rounds R                                                        (1)
  --steps K             proven steps of a trainer in a round, 1 to 8 (1)
  --members n           keyholders, 3 to 32                         (5)
  --threshold t         of them open a sum                          (3)
  --dropouts P          percent of the trainers that stay away from a round (0)
  --cheaters P          percent that seal a share to a wrong key in the first round (0)
  --batch B             updates in one relayed transaction          (32)
  --sample S            updates of each round proven by snarkjs     (2)
  --seed N              data, secrets and who stays away            (1)
  --json                the result as JSON on stdout, all else on stderr
  --help
`;

/** What a person mistyped: said in one line, without a stack. */
export class UsageError extends Error {}

export const MOST_TRAINERS = 1000;
/** Of one task (contracts/training/TaskTerms.sol). */
export const MOST_IN_A_TASK = 256;
/** Steps that one transaction can verify within EIP-7825's 2^24 gas, with room to spare. */
const MOST_PROOFS_IN_A_TRANSACTION = 128;

function readCount(text: string, name: string, [least, most]: readonly [number, number]): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}`);
}

const readList = (text: string, name: string, bounds: readonly [number, number]): number[] =>
  text.split(',').map((part) => readCount(part.trim(), name, bounds));

/** Declared circuits by what they can hold, the smallest first. */
const declaredCircuits = (circuitsFile: string): { name: string; weights: number }[] =>
  Object.values(readCircuitsFile(circuitsFile).circuits)
    .map((shape) => ({ name: shapeName(shape), weights: circuitNamed(shapeName(shape)).format.weights }))
    .sort((a, b) => a.weights - b.weights);

function readCircuits(circuit: string | undefined, weights: string | undefined, circuitsFile: string): string[] {
  const declared = declaredCircuits(circuitsFile);
  if (circuit !== undefined && weights !== undefined) throw new UsageError('either --circuit or --weights, not both');
  if (weights !== undefined) {
    const most = declared.at(-1)?.weights ?? 0;
    return readList(weights, 'weights', [1, most]).map(
      (wanted) => declared.find((one) => one.weights >= wanted)?.name as string,
    );
  }
  return (circuit ?? 'logistic-4x3-b8').split(',').map((part) => {
    const name = part.trim();
    if (declared.some((one) => one.name === name)) return name;
    throw new UsageError(`there is no circuit "${name}"; there are ${declared.map((one) => one.name).join(', ')}`);
  });
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = {
  trainers: { ...text, default: '10,50,100,250,1000' },
  circuit: text,
  weights: text,
  rounds: { ...text, default: '1' },
  steps: { ...text, default: '1' },
  members: { ...text, default: '5' },
  threshold: { ...text, default: '3' },
  dropouts: { ...text, default: '0' },
  cheaters: { ...text, default: '0' },
  batch: { ...text, default: '32' },
  sample: { ...text, default: '2' },
  seed: { ...text, default: '1' },
  json: flag,
  help: flag,
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('\n')[0]} (see --help)`);
  }
}

/** Whoever is away and whoever cheats must leave two honest trainers, or there is no round. */
function checkPlan(plan: SimulationPlan): SimulationPlan {
  if (plan.members < 2 * plan.threshold - 1) throw new UsageError('--members must be at least 2 t - 1');
  for (const trainers of plan.trainers) {
    const least = Math.floor(trainers / Math.ceil(trainers / MOST_IN_A_TASK));
    const honest = least - shareOf(plan.dropouts, least) - shareOf(plan.cheaters, least);
    if (honest < 2) throw new UsageError(`of ${trainers} trainers too few would be left`);
  }
  return plan;
}

/** So many percent of so many trainers. */
export const shareOf = (percent: number, trainers: number): number => Math.floor((percent * trainers) / 100);

/** Undefined when help was asked for. */
export function readPlan(args: readonly string[], circuitsFile: string): SimulationPlan | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  const steps = readCount(values.steps, 'steps', [1, 8]);
  return checkPlan({
    circuits: readCircuits(values.circuit, values.weights, circuitsFile),
    trainers: readList(values.trainers, 'trainers', [2, MOST_TRAINERS]),
    rounds: readCount(values.rounds, 'rounds', [1, 100]),
    steps,
    members: readCount(values.members, 'members', [3, 32]),
    threshold: readCount(values.threshold, 'threshold', [2, 16]),
    dropouts: readCount(values.dropouts, 'dropouts', [0, 90]),
    cheaters: readCount(values.cheaters, 'cheaters', [0, 90]),
    batch: readCount(values.batch, 'batch', [1, Math.floor(MOST_PROOFS_IN_A_TRANSACTION / steps)]),
    sample: readCount(values.sample, 'sample', [0, MOST_TRAINERS]),
    seed: readCount(values.seed, 'seed', [0, 2 ** 31]),
    json: values.json === true,
  });
}
