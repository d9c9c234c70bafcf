// What a training has come to, out of what the trainer's program has told so far. Nothing in it is secret.
import type { TrainEvent, WaitingFor } from '@tacit/sdk';

type Hex = `0x${string}`;

export interface RoundProgress {
  readonly round: bigint;
  /** Where the model came from. */
  readonly model?: Extract<TrainEvent, { kind: 'model' }>['source'];
  readonly rootBefore?: bigint;
  readonly seed?: bigint;
  readonly sharesHash?: Hex;
  readonly proven: number;
  /** 0 until the update is planned. */
  readonly steps: number;
  /** Proofs that were there when an earlier start of this training had ended. */
  readonly resumedWith?: number;
  /** Of proofs made since this start. */
  readonly proofMs: readonly number[];
  readonly cid?: string;
  readonly bytes?: number;
  readonly store?: string;
  readonly relayed?: boolean;
  readonly transaction?: Hex;
  readonly gasUsed?: bigint;
  readonly answered: readonly { readonly member: number; readonly transaction: Hex }[];
  readonly outcome?: 'submitted' | 'frozen' | 'excluded' | 'finalised' | 'void' | 'burned' | 'missed';
  readonly missedBecause?: 'late' | 'changed';
  readonly trainers?: number;
  readonly loss?: number;
  readonly root?: bigint;
  /** The sealed shares of this round are deleted here: nobody can ask for them any more. */
  readonly forgotten?: boolean;
}

export interface TrainingView {
  readonly enrolling?: { readonly deposit: bigint; readonly batches: number };
  readonly enrolled?: { readonly deposit: bigint; readonly transaction: Hex; readonly gasUsed: bigint };
  /** In order. */
  readonly rounds: readonly RoundProgress[];
  readonly waiting?: { readonly for: WaitingFor; readonly round?: bigint };
  readonly retrying?: { readonly code: string; readonly inMs: number };
}

export const NOTHING_YET: TrainingView = { rounds: [] };

const NEW_ROUND = { proven: 0, steps: 0, proofMs: [], answered: [] } as const;

function changeRound(
  view: TrainingView,
  round: bigint,
  change: (before: RoundProgress) => RoundProgress,
): TrainingView {
  const at = view.rounds.findIndex((each) => each.round === round);
  if (at >= 0) return { ...view, rounds: view.rounds.with(at, change(view.rounds[at] as RoundProgress)) };
  const rounds = [...view.rounds, change({ ...NEW_ROUND, round })];
  return { ...view, rounds: rounds.sort((a, b) => (a.round < b.round ? -1 : 1)) };
}

type RoundEvent = Extract<TrainEvent, { readonly round: bigint }>;

/** A new deal for a round that had one before: the chain changed under it, and nothing of the old one counts. */
const replanned = ({ round, model, rootBefore }: RoundProgress): RoundProgress => ({
  ...NEW_ROUND,
  round,
  ...(model && { model }),
  ...(rootBefore !== undefined && { rootBefore }),
});

function provenRound(before: RoundProgress, event: Extract<TrainEvent, { kind: 'proven' | 'resumed' }>): RoundProgress {
  const { proven, steps } = event;
  if (event.kind === 'resumed') {
    // Something was tried again by the same start: these proofs are its own.
    if (before.proofMs.length > 0) return { ...before, proven, steps };
    return { ...before, proven, steps, resumedWith: proven };
  }
  return { ...before, proven, steps, proofMs: [...before.proofMs, event.ms] };
}

function applied(before: RoundProgress, event: RoundEvent): RoundProgress {
  switch (event.kind) {
    case 'model':
      return { ...before, model: event.source, rootBefore: event.root };
    case 'planned':
      return { ...replanned(before), seed: event.seed, sharesHash: event.sharesHash };
    case 'resumed':
    case 'proven':
      return provenRound(before, event);
    case 'uploaded':
      return { ...before, cid: event.cid, bytes: event.bytes, store: event.store };
    case 'relayed':
      return { ...before, relayed: true, sharesHash: event.sharesHash };
    case 'submitted': {
      const { sharesHash, transaction, gasUsed } = event;
      const paid = transaction === undefined || gasUsed === undefined ? {} : { transaction, gasUsed };
      return { ...before, outcome: before.outcome ?? 'submitted', sharesHash, ...paid };
    }
    case 'answered':
      return { ...before, answered: [...before.answered, { member: event.member, transaction: event.transaction }] };
    case 'missed':
      return { ...before, outcome: 'missed', missedBecause: event.why };
    case 'frozen':
      return { ...before, outcome: event.included ? 'frozen' : 'excluded', trainers: event.trainers };
    case 'forgotten':
      return { ...before, forgotten: true };
    case 'finalised': {
      const { loss, root, trainers } = event;
      return { ...before, outcome: before.outcome === 'excluded' ? 'excluded' : 'finalised', loss, root, trainers };
    }
    case 'over':
      return { ...before, outcome: event.outcome };
    default:
      return before;
  }
}

/** The view after one more event. */
export function heard(view: TrainingView, event: TrainEvent): TrainingView {
  const { waiting: _waiting, retrying: _retrying, ...lasting } = view;
  switch (event.kind) {
    case 'waiting': {
      const { for: what, round } = event;
      return { ...lasting, waiting: { for: what, ...(round === undefined ? {} : { round }) } };
    }
    case 'retrying':
      return { ...view, retrying: { code: event.code, inMs: event.inMs } };
    case 'enrolling':
      return { ...lasting, enrolling: { deposit: event.deposit, batches: event.batches } };
    case 'enrolled':
      return { ...lasting, enrolled: event };
    case 'resumed':
      // Said at the beginning of each attempt: whether it comes to more than the last one is not known yet.
      return changeRound(view, event.round, (before) => applied(before, event));
    default:
      return changeRound(lasting, event.round, (before) => applied(before, event));
  }
}

/** What a new start finds: nothing of it is its own work yet. */
export const asFound = ({ waiting: _waiting, retrying: _retrying, ...view }: TrainingView): TrainingView => ({
  ...view,
  rounds: view.rounds.map((round) => ({ ...round, proofMs: [] })),
});

/** What is kept of a training: what is waited for or tried again is over with the program that did it. */
export const isLasting = ({ kind }: TrainEvent): boolean => kind !== 'waiting' && kind !== 'retrying';

export type RoundStage = 'preparing' | 'proving' | 'uploading' | 'submitting' | 'submitted' | 'frozen' | 'over';

export function stageOf({ outcome, steps, proven, cid, relayed }: RoundProgress): RoundStage {
  if (outcome === 'submitted' || outcome === 'frozen') return outcome;
  if (outcome !== undefined) return 'over';
  if (steps === 0) return 'preparing';
  if (proven < steps) return 'proving';
  if (cid === undefined) return 'uploading';
  return relayed ? 'submitted' : 'submitting';
}

/** The round that something is being done for, if there is one. */
export const currentRound = ({ rounds }: TrainingView): RoundProgress | undefined =>
  rounds.findLast((round) => stageOf(round) !== 'over');

/** Whether a round's update is half made: closing the page now would delay it. */
export function isUnsent(view: TrainingView): boolean {
  const round = currentRound(view);
  return round !== undefined && ['preparing', 'proving', 'uploading', 'submitting'].includes(stageOf(round));
}
