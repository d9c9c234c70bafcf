// From what was observed and what is remembered to plain data for `decide`.
import { hashHex, training } from '@tacit/sdk';
import type { Heads } from '../watching/heads.ts';
import { type Missing, missingOf, type Search, sinceSeen } from '../watching/search.ts';
import type { TaskMemory } from './memory.ts';
import { type ObservedRound, type ObservedTask, sumName } from './observe.ts';
import type {
  DemandState,
  Hex,
  ModelState,
  Policy,
  PostedState,
  RoundState,
  State,
  TaskState,
  TrainerState,
} from './state.ts';
import type { TrainingEvent } from './watch.ts';

export interface StateSource {
  readonly heads: Heads;
  readonly nowMs: number;
  readonly task: Hex;
  readonly observed: ObservedTask;
  readonly events: readonly TrainingEvent[];
  readonly memory: TaskMemory;
  readonly me: State['me'];
  readonly policy: Policy;
}

const optional = (search: Search | undefined, nowMs: number): { missing?: Missing } =>
  search === undefined ? {} : { missing: missingOf(search, nowMs) };

function demandsOf(source: StateSource, { demands, memory }: ObservedRound, trainer: Hex): DemandState[] {
  return demands
    .filter((one) => one.trainer.toLowerCase() === trainer.toLowerCase())
    .map(({ member, open }) => ({
      member,
      open,
      knownMs: sinceSeen(memory.seen, `demand ${trainer} ${member}`, source.nowMs),
    }));
}

function trainersOf(source: StateSource, observed: ObservedRound): TrainerState[] {
  const included = new Set(training.includedOf(observed.round));
  return observed.logged.map(({ trainer, sharesHash, submission }, position) => {
    const name = hashHex(sharesHash);
    const known = observed.memory.shares.get(name);
    const complaint = known?.complaint?.complaint;
    return {
      trainer,
      position,
      sharesHash: name,
      included: included.has(observed.indices[position] ?? -1),
      share: submission === undefined ? 'unreadable' : (known?.status ?? 'unknown'),
      ...(complaint && { fault: complaint.kind }),
      ...optional(known?.search, source.nowMs),
      hasEnvelope: submission !== undefined && known?.hasEnvelope === true,
      demands: demandsOf(source, observed, trainer),
    };
  });
}

const isIn = (set: number, member: number): boolean => ((set >> (member - 1)) & 1) === 1;

function postedOf(source: StateSource, { round, posted, memory }: ObservedRound): PostedState[] {
  return [...posted].map(([member, digest]) => {
    const known = memory.sums.get(sumName(member, digest));
    const [bytes, demanded] = [known?.status ?? 'unknown', isIn(round.demanded, member)];
    return {
      member,
      digest,
      bytes,
      ...optional(known?.search, source.nowMs),
      demanded,
      answered: isIn(round.answered, member),
      faulty: isIn(round.faulty, member),
      knownMs: sinceSeen(memory.seen, `sum ${member} ${digest} ${bytes} ${demanded}`, source.nowMs),
    };
  });
}

/** Seconds that a phase takes as a whole. */
function secondsOf({ times }: Pick<training.Task, 'times'>, phase: training.RoundPhase): number | undefined {
  if (phase === 'training' || phase === 'aggregation') return times[phase];
  if (phase.endsWith('-demands')) return times.demands;
  if (phase.endsWith('-answers')) return times.answers;
  return phase.endsWith('-complaints') ? times.complaints : undefined;
}

function roundOf(source: StateSource, observed: ObservedRound): RoundState {
  const { observed: whole, heads, nowMs } = source;
  const { round, scope, memory, release } = observed;
  const { phase, until } = training.phaseOf(whole.task, round, heads.time);
  const seconds = secondsOf(whole.task, phase);
  const posted = postedOf(source, observed);
  const enough = posted.filter(({ bytes }) => bytes === 'right').length >= whole.task.threshold;
  return {
    round: Number(scope.round),
    status: round.status,
    phase,
    ...(until !== undefined && { until }),
    ...(seconds !== undefined && { seconds }),
    phaseMs: sinceSeen(memory.seen, `phase ${phase}`, nowMs),
    frozenLog: observed.frozenLog,
    freezeFinal: observed.freezeFinal,
    ...(release && { release }),
    trainers: trainersOf(source, observed),
    posted,
    enoughMs: enough ? sinceSeen(memory.seen, 'enough', nowMs) : 0,
  };
}

/** The round whose model is the present one. */
const roundOfModel = ({ events, observed }: StateSource): number | undefined => {
  const last = events.findLast((one) => one.eventName === 'RoundFinalised' && one.args.root === observed.task.root);
  return last?.eventName === 'RoundFinalised' ? Number(last.args.round) : undefined;
};

function modelOf(source: StateSource): ModelState {
  const { memory, observed, nowMs } = source;
  const known = memory.models.get(observed.task.root);
  if (known) {
    const round = roundOfModel(source);
    const announced = known.announced || round === undefined;
    const found = { status: 'found', retryInMs: 0, announced, knownMs: nowMs - known.sinceMs } as const;
    return round === undefined ? found : { ...found, round };
  }
  const search = memory.modelSearch;
  if (search?.root !== observed.task.root) return { status: 'unknown', retryInMs: 0, announced: false, knownMs: 0 };
  const { retryInMs } = missingOf(search, nowMs);
  return { status: 'missing', retryInMs, announced: false, knownMs: 0 };
}

function taskOf(source: StateSource): TaskState {
  const { task } = source.observed;
  const closable =
    training.isTaskOver(task, source.heads.time) &&
    task.unsettled === 0 &&
    source.observed.rounds.every(({ round }) => round.status !== 'open' && round.status !== 'frozen');
  return {
    task: source.task,
    status: task.status,
    threshold: task.threshold,
    members: task.members,
    demandBond: task.amounts.demandBond,
    closable,
    closableMs: closable ? sinceSeen(source.memory.seen, 'closable', source.nowMs) : 0,
    model: modelOf(source),
  };
}

export const toState = (source: StateSource): State => ({
  head: source.heads.head,
  time: source.heads.time,
  me: source.me,
  policy: source.policy,
  task: taskOf(source),
  rounds: source.observed.rounds.map((round) => roundOf(source, round)),
});
