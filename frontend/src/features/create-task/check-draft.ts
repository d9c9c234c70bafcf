// From what somebody typed to a task's terms, or to what is wrong with it, field by field.
import { circuitNamed, training } from '@tacit/sdk';
import { type Address, getAddress, type Hex, isAddress, zeroHash } from 'viem';
import type { RegisteredShape } from '../../app/chain/circuits.ts';
import { readAdmissionList } from './admission-list.ts';
import { type Draft, namesOf } from './draft.ts';
import { readCount, readDuration, readEther } from './quantities.ts';

/** `work.steps`, `times.training` and so on; or a field of the draft's own. */
export type FieldName =
  | Exclude<keyof Draft, 'work' | 'amounts' | 'times'>
  | `work.${keyof training.Work}`
  | `amounts.${keyof training.Amounts}`
  | `times.${keyof training.Times}`;
export type FieldErrors = Partial<Readonly<Record<FieldName, string>>>;

/** Durations are lengths, `startsAt` and `endsAt` included; where the first model is comes later. */
export interface CheckedDraft {
  readonly circuit: Hex;
  readonly committee: readonly Address[];
  readonly threshold: number;
  readonly work: training.Work;
  readonly amounts: training.Amounts;
  readonly times: training.Times;
  /** Undefined where everybody is admitted. */
  readonly admitted: readonly Address[] | undefined;
}

export interface DraftContext {
  readonly circuits: readonly RegisteredShape[];
}

type Errors = Partial<Record<FieldName, string>>;

/** The contract's bounds (contracts/training/TaskTerms.sol). */
const MOST = { members: 32, trainers: 256, batches: 4096, rounds: 10_000, multiplier: 15 } as const;
const PHASES = ['training', 'demands', 'answers', 'complaints', 'aggregation'] as const;
const [SHORTEST_PHASE, LONGEST_PHASE, LONGEST_TASK] = [60, 30 * 86_400, 730 * 86_400];

function checkCircuit({ circuit, features, outputs }: Draft, { circuits }: DraftContext, errors: Errors) {
  const found = circuits.find(({ id }) => id === circuit);
  if (!found) errors.circuit = 'Choose what is learned.';
  else if (!found.shape) errors.circuit = 'This page does not know this model. Choose another one.';
  const named = (what: 'features' | 'outputs', text: string, count: number | undefined): void => {
    const names = namesOf(text);
    if (new Set(names).size !== names.length) errors[what] = 'A name stands twice.';
    else if (count !== undefined && names.length > 0 && names.length !== count) {
      errors[what] = `The model has ${count}; you named ${names.length}. Name all of them, or none.`;
    }
  };
  named('features', features, found?.shape?.inputs);
  named('outputs', outputs, found?.shape?.outputs);
  return found?.shape ? circuitNamed(found.name).format : undefined;
}

function checkCommittee({ committee, threshold }: Draft, errors: Errors): { members: Address[]; threshold: number } {
  const members = committee.filter((member) => isAddress(member)).map((member) => getAddress(member));
  const needed = readCount(threshold) ?? 0;
  if (members.length < 3) errors.committee = 'Choose at least three keyholders.';
  else if (members.length > MOST.members) errors.committee = `At most ${MOST.members} keyholders.`;
  const most = Math.floor((members.length + 1) / 2);
  if (needed < 2) errors.threshold = 'At least two: one alone must open nothing.';
  else if (members.length >= 3 && needed > most) {
    errors.threshold = `At most ${most} of ${members.length}: otherwise a few who are absent could stop every round.`;
  }
  return { members, threshold: needed };
}

type Bounds = Readonly<Record<keyof training.Work, readonly [number, number]>>;

function checkWork(draft: Draft, maxSteps: number, errors: Errors): training.Work {
  const bounds: Bounds = {
    steps: [1, maxSteps],
    multiplier: [1, MOST.multiplier],
    rounds: [1, MOST.rounds],
    maxVoid: [0, MOST.rounds],
    minTrainers: [2, MOST.trainers],
    maxTrainers: [2, MOST.trainers],
    minBatches: [1, MOST.batches],
  };
  const entries = (Object.keys(bounds) as (keyof Bounds)[]).map((name) => {
    const [least, most] = bounds[name];
    const value = readCount(draft.work[name]);
    if (value === undefined || value < least || value > most) {
      errors[`work.${name}`] = `A whole number from ${least} to ${most}.`;
    }
    return [name, value ?? 0] as const;
  });
  const work = Object.fromEntries(entries) as Record<keyof training.Work, number>;
  if (work.maxTrainers < work.minTrainers) errors['work.maxTrainers'] ??= 'Not fewer than a round needs.';
  if (work.rounds + work.maxVoid > MOST.rounds) errors['work.maxVoid'] ??= `With the rounds at most ${MOST.rounds}.`;
  return work;
}

function checkAmounts({ amounts: texts }: Draft, errors: Errors): training.Amounts {
  const entries = (Object.keys(texts) as (keyof training.Amounts)[]).map((name) => {
    const value = readEther(texts[name]);
    if (value === undefined) errors[`amounts.${name}`] = 'An amount such as 0.05, or 0.';
    return [name, value ?? 0n] as const;
  });
  const amounts = Object.fromEntries(entries) as Record<keyof training.Amounts, bigint>;
  if (amounts.keyholderStake === 0n) errors['amounts.keyholderStake'] ??= 'Keyholders must have something to lose.';
  if (amounts.absencePenalty > amounts.keyholderStake) {
    errors['amounts.absencePenalty'] ??= 'Not more than the keyholder’s stake.';
  }
  return amounts;
}

function checkTimes({ times: texts }: Draft, errors: Errors): training.Times {
  const entries = (Object.keys(texts) as (keyof training.Times)[]).map((name) => {
    const value = readDuration(texts[name]);
    if (value === undefined) errors[`times.${name}`] = 'A whole number.';
    return [name, value ?? 0] as const;
  });
  const times = Object.fromEntries(entries) as Record<keyof training.Times, number>;
  for (const phase of PHASES) {
    const fits = times[phase] >= SHORTEST_PHASE && times[phase] <= LONGEST_PHASE;
    if (!fits) errors[`times.${phase}`] ??= 'From one minute to 30 days.';
  }
  if (times.startsAt < SHORTEST_PHASE) errors['times.startsAt'] ??= 'At least a minute from now.';
  if (times.endsAt <= times.startsAt) errors['times.endsAt'] ??= 'After the start.';
  else if (times.endsAt > LONGEST_TASK) errors['times.endsAt'] ??= 'Within two years.';
  return times;
}

function checkAdmission(draft: Draft, members: readonly Address[], minTrainers: number, errors: Errors) {
  if (draft.admission === 'open') return undefined;
  const { trainers, badLines } = readAdmissionList(draft.admitted);
  const both = trainers.find((trainer) => members.includes(trainer));
  if (badLines.length > 0) {
    const lines = badLines.slice(0, 5).join(', ');
    errors.admitted = `No address in line ${lines}${badLines.length > 5 ? ' and more' : ''}: 0x and 40 hex digits.`;
  } else if (trainers.length < minTrainers) {
    errors.admitted = `${trainers.length} on the list, and a round needs ${minTrainers}.`;
  } else if (both) errors.admitted = `${both} holds a key, and cannot train in the same task.`;
  return trainers;
}

/** Without errors the draft can be signed, as far as nobody else has to be asked. */
export function checkDraft(
  draft: Draft,
  context: DraftContext,
): { readonly errors: FieldErrors; readonly checked: CheckedDraft } {
  const errors: Errors = {};
  const format = checkCircuit(draft, context, errors);
  const { members, threshold } = checkCommittee(draft, errors);
  const work = checkWork(draft, format?.maxSteps ?? 8, errors);
  const amounts = checkAmounts(draft, errors);
  const times = checkTimes(draft, errors);
  const admitted = checkAdmission(draft, members, work.minTrainers, errors);
  return {
    errors,
    checked: { circuit: draft.circuit as Hex, committee: members, threshold, work, amounts, times, admitted },
  };
}

export interface FirstModel {
  readonly initialRoot: bigint;
  readonly modelCid: Hex | undefined;
  readonly specCid: Hex | undefined;
}

/** The contract's terms; `now` is the chain's clock. */
export function termsOf({ admitted, times, ...rest }: CheckedDraft, first: FirstModel, now: number): training.Terms {
  return {
    ...rest,
    initialRoot: first.initialRoot,
    modelCid: first.modelCid ?? zeroHash,
    specCid: first.specCid ?? zeroHash,
    admissionRoot: admitted ? training.admissionOf(admitted).root : zeroHash,
    times: { ...times, startsAt: now + times.startsAt, endsAt: now + times.endsAt },
  };
}
