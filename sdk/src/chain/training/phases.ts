// What can be done in a round at a time. All deadlines are inclusive: what is to be done until T is in time in a block of
// time T.
import { indicesOf, type Round, type Task } from './reads.ts';

export const ROUND_PHASES = [
  'none',
  'training',
  'share-demands',
  'share-answers',
  'share-complaints',
  'undelivered',
  'freezable',
  'aggregation',
  'sum-demands',
  'sum-answers',
  'sum-complaints',
  'burnable',
  'settleable',
  'settled',
  'void',
] as const;
/**
 * `undelivered`: somebody must call `excludeUndelivered` or `returnDemand` before the round can be frozen.
 * `burnable`: given up; with too few sums posted it can still be finalised until the end of `sum-complaints`.
 */
export type RoundPhase = (typeof ROUND_PHASES)[number];

export interface PhaseNow {
  readonly phase: RoundPhase;
  /** The last second of it; undefined when it ends with a call or not at all. */
  readonly until?: number;
}

type PhasedTask = Pick<Task, 'threshold'> & {
  readonly work: Pick<Task['work'], 'minTrainers'>;
  readonly times: Pick<Task['times'], 'demands' | 'answers' | 'complaints'>;
};
type PhasedRound = Pick<
  Round,
  'status' | 'settled' | 'seed' | 'submitted' | 'openDemands' | 'posted' | 'trainingEnds' | 'aggregationEnds'
>;

/** The first of these that is not over. */
const current = (steps: readonly (readonly [RoundPhase, number])[], now: number): PhaseNow | undefined => {
  const found = steps.find(([, until]) => now <= until);
  return found && { phase: found[0], until: found[1] };
};

/** Demands, answers and complaints, one after the other. */
function disputes(of: 'share' | 'sum', { times }: PhasedTask, from: number): (readonly [RoundPhase, number])[] {
  const demands = from + times.demands;
  const answers = demands + times.answers;
  return [
    [`${of}-demands`, demands],
    [`${of}-answers`, answers],
    [`${of}-complaints`, answers + times.complaints],
  ];
}

function phaseWhileOpen(task: PhasedTask, round: PhasedRound, now: number): PhaseNow {
  const { trainingEnds } = round;
  if (now <= trainingEnds) return { phase: 'training', until: trainingEnds };
  // No seed, or fewer than enough, who can only become less: nothing is worth waiting for.
  if (BigInt(round.seed) === 0n) return { phase: 'freezable' };
  const enough = indicesOf(round.submitted).length >= task.work.minTrainers;
  const dispute = enough ? current(disputes('share', task, trainingEnds), now) : undefined;
  return dispute ?? { phase: round.openDemands > 0 ? 'undelivered' : 'freezable' };
}

/**
 * What a round's phase is in a block of time `now`, in seconds. A round whose seed was lost (8,191 blocks went by) can be
 * frozen even in `training`: that depends on numbers of blocks and is not seen here.
 */
export function phaseOf(task: PhasedTask, round: PhasedRound, now: number | bigint): PhaseNow {
  const time = Number(now);
  if (round.status === 'none' || round.status === 'void') return { phase: round.status };
  if (round.status === 'open') return phaseWhileOpen(task, round, time);
  if (round.settled) return { phase: 'settled' };
  const { aggregationEnds } = round;
  if (time <= aggregationEnds) return { phase: 'aggregation', until: aggregationEnds };
  const frozen = round.status === 'frozen';
  if (frozen && indicesOf(round.posted).length < task.threshold) return { phase: 'burnable' };
  return current(disputes('sum', task, aggregationEnds), time) ?? { phase: frozen ? 'burnable' : 'settleable' };
}

/** Whether `close` finds the task over, as far as time and status say; its rounds must be settled besides. */
export function isTaskOver({ status, times }: Pick<Task, 'status' | 'times'>, now: number | bigint): boolean {
  if (status === 'ended') return true;
  if (status === 'proposed') return Number(now) > times.startsAt;
  return status === 'running' && Number(now) > times.endsAt;
}
