// What came of a training, beside what the same rows would have given without circuits, shares or chain.
import {
  type Address,
  type Artifacts,
  type Batch,
  batchIndex,
  computeFinalisation,
  computeStep,
  learningRateOf,
  meanMultiplier,
  predict,
  predictClass,
  quantiseRows,
  type Rows,
} from '@tacit/sdk';
import { type DemoData, type PreparedShard, standardise } from './dataset.ts';
import { averageInFloats, type FloatRound, scoreFloat, trainCentrally } from './float-training.ts';

export interface TrainedRound {
  readonly round: bigint;
  readonly seed: bigint;
  /** Who is in the round's sum, with what each of them trained on. */
  readonly included: readonly { readonly trainer: Address; readonly shard: PreparedShard }[];
}

export interface Schedule {
  readonly task: bigint;
  readonly steps: number;
  readonly multiplier: number;
  readonly rounds: readonly TrainedRound[];
}

/** The batches that the contract named, in the order of the steps. */
const stepsOf = (
  { task, steps }: Pick<Schedule, 'task' | 'steps'>,
  { round, seed }: Pick<TrainedRound, 'round' | 'seed'>,
  trainer: Address,
  { batches }: PreparedShard,
): number[] =>
  Array.from({ length: steps }, (_, step) => batchIndex({ seed, task, round, trainer, step, batches: batches.length }));

const replayed = (schedule: Schedule, round: TrainedRound): FloatRound => ({
  trainers: round.included.map(({ trainer, shard }) => ({
    rows: shard.rows,
    steps: stepsOf(schedule, round, trainer, shard),
  })),
});

export interface FollowedRound {
  readonly model: readonly number[];
  readonly lossSum: bigint;
}

/** What a round must come to, by integers alone: the mean of all included trainers' steps. */
export function followRound(
  { format }: Pick<DemoData, 'format'>,
  schedule: Pick<Schedule, 'task' | 'steps' | 'multiplier'>,
  round: TrainedRound,
  model: readonly number[],
): FollowedRound {
  const sum = model.map(() => 0);
  let lossSum = 0n;
  for (const { trainer, shard } of round.included) {
    let weights = model;
    for (const step of stepsOf(schedule, round, trainer, shard)) {
      const { after, loss } = computeStep(format, weights, shard.batches[step] as Batch, schedule.multiplier);
      [weights, lossSum] = [after, lossSum + BigInt(loss)];
    }
    weights.forEach((weight, i) => {
      sum[i] = (sum[i] as number) + weight - (model[i] as number);
    });
  }
  const { after } = computeFinalisation(format, model, sum, meanMultiplier(round.included.length));
  return { model: after, lossSum };
}

export interface Baselines {
  /** Federated averaging in floats: the same trainers, rounds and batches. */
  readonly federated: number;
  /** As many steps by one who has all rows. */
  readonly centralised: number;
}

export function scoreBaselines(
  data: DemoData,
  { circuit }: Pick<Artifacts, 'circuit'>,
  schedule: Schedule,
  shards: readonly PreparedShard[],
): Baselines {
  const { shape } = data;
  const rate = learningRateOf(circuit.format, schedule.multiplier);
  const test = standardise(data, data.test);
  const rounds = schedule.rounds.map((round) => replayed(schedule, round));
  const all: Rows = {
    inputs: shards.flatMap(({ rows }) => rows.inputs),
    targets: shards.flatMap(({ rows }) => rows.targets),
  };
  const steps = rounds.reduce((sum, { trainers }) => sum + trainers.length * schedule.steps, 0);
  return {
    federated: scoreFloat(shape, averageInFloats(shape, rounds, rate), test),
    centralised: scoreFloat(shape, trainCentrally(shape, all, rate, steps), test),
  };
}

/** Share of right classes, or the mean squared error of a regression in standardised units. */
export function scoreModel(data: DemoData, model: readonly number[]): number {
  const { format } = data;
  const test = quantiseRows(format, standardise(data, data.test));
  const results: number[] = test.inputs.map((row, r) => {
    const targets = test.targets[r] as readonly number[];
    if (format.kind === 'linear') {
      const outputs = predict(format, model, row);
      const errors = outputs.map((value, o) => (value - (targets[o] as number) / 2 ** format.yFraction) ** 2);
      return errors.reduce((sum, error) => sum + error, 0) / errors.length;
    }
    const found = predictClass(format, model, row);
    return format.outputs === 1 ? Number(targets[0] === found) : Number(targets[found] === 1);
  });
  return results.reduce((sum, result) => sum + result, 0) / results.length;
}
