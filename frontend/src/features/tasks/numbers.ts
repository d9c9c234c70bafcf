// Numbers of tasks and rounds in units that people know.
import { circuitNamed, learningRateOf, meanLoss } from '@tacit/sdk';
import type { RegisteredShape } from '../../app/chain/circuits.ts';
import type { RoundSummary, TaskSummary } from './summary.ts';

type Named = Pick<RegisteredShape, 'name' | 'shape'>;

/** Undefined for a circuit whose name says no shape. */
export const rateOf = ({ name, shape }: Named, multiplier: number): number | undefined =>
  shape && learningRateOf(circuitNamed(name).format, multiplier);

/** What the round's proof opens: the mean over all examples of all included trainers' steps. */
export function lossOf(circuit: Named, { finalised, frozen }: RoundSummary, steps: number): number | undefined {
  if (!circuit.shape || !finalised || !frozen) return undefined;
  return meanLoss(circuitNamed(circuit.name).format, Number(finalised.lossSum), frozen.included * steps);
}

export interface LossPoint {
  readonly x: number;
  readonly y: number;
}

export const lossPoints = (circuit: Named, { rounds, terms }: Pick<TaskSummary, 'rounds' | 'terms'>): LossPoint[] =>
  rounds.flatMap((round) => {
    const loss = lossOf(circuit, round, terms.work.steps);
    return loss === undefined ? [] : [{ x: round.number, y: loss }];
  });

/** The rows that a trainer needs at least, since an incomplete batch is left out. */
export const leastRows = ({ shape }: Named, minBatches: number): number | undefined =>
  shape && shape.batch * minBatches;

/** From the opening to the end of the last dispute, if every phase takes its whole time. */
export const longestRound = ({
  training,
  demands,
  answers,
  complaints,
  aggregation,
}: TaskSummary['terms']['times']): number => training + aggregation + 2 * (demands + answers + complaints);

/** Relayed updates share one. */
export const transactionsOf = ({ updates }: Pick<RoundSummary, 'updates'>) => [
  ...new Set(updates.map(({ transaction }) => transaction)),
];
