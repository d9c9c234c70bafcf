// Duties, waits, findings and phases in the words of somebody who holds a key for others.
import type { training } from '@tacit/sdk';
import type { Tone } from '../../ui/Badge.tsx';
import type { Deed, Duty, Wait } from './duties.ts';
import type { SumReport, TrainerReport } from './round-report.ts';
import type { RoundNote, RoundStage } from './work/order.ts';

interface DeedWords {
  readonly title: string;
  readonly why: string;
  readonly label: string;
}

export const DEED_WORDS: Readonly<Record<Deed['kind'], DeedWords>> = {
  complain: {
    title: 'Complain about a bad share',
    why: 'The contract checks it by itself. What opens this one share becomes public, and nothing of others. The trainer is left out and loses its stake.',
    label: 'Complain',
  },
  'demand-share': {
    title: 'Demand a share that is missing',
    why: 'Whoever has the sealed share may show it on chain, and earns your bond. If nobody does, the trainer is left out and the bond returns.',
    label: 'Demand the share',
  },
  'answer-share': {
    title: 'Show a share that another keyholder demands',
    why: 'It is sealed to that keyholder, so showing it reveals nothing. You earn the demand’s bond.',
    label: 'Show the sealed share',
  },
  'exclude-undelivered': {
    title: 'Leave out a trainer whose share nobody showed',
    why: 'Until somebody does, the round cannot go on. The demand’s bond returns to whoever paid it.',
    label: 'Leave the trainer out',
  },
  'return-demand': {
    title: 'Clear a demand about a trainer who is left out',
    why: 'The trainer no longer counts, so nobody has to answer. The bond returns.',
    label: 'Clear the demand',
  },
  freeze: {
    title: 'Freeze the round',
    why: 'All complaints are over. The set of trainers who count is fixed, so that keyholders can add up.',
    label: 'Freeze the round',
  },
  'release-sum': {
    title: 'Publish your sum',
    why: 'The sum of your shares of all trainers who count. Any few sums together show what all updates add up to, and no single one.',
    label: 'Publish my sum',
  },
  'publish-sum': {
    title: 'Put your sum back into the storage',
    why: 'You posted it, and no storage has it any more. The very same bytes are stored again: if others cannot have them, you lose your stake.',
    label: 'Store my sum again',
  },
  'demand-sum': {
    title: 'Demand a sum that is missing',
    why: 'Its keyholder posted a hash, and no storage has the bytes. If they are not shown in time, that keyholder loses its stake.',
    label: 'Demand the sum',
  },
  'answer-sum': {
    title: 'Show a demanded sum',
    why: 'The bytes are public already. Shown on chain, nobody can say any more that they are missing.',
    label: 'Show the sum',
  },
  'prove-sum-wrong': {
    title: 'Prove that a posted sum is wrong',
    why: 'It does not fit what the trainers committed to. The contract checks it by itself; the keyholder loses its stake.',
    label: 'Prove it wrong',
  },
  finalise: {
    title: 'Finish the round',
    why: 'Enough right sums are here. This page puts them together, proves the next model and shows the proof. You earn the finaliser’s reward.',
    label: 'Prove the next model',
  },
  burn: {
    title: 'Give the round up',
    why: 'Too few sums came in time. The task ends; who did their part is paid.',
    label: 'Give up',
  },
  settle: {
    title: 'Settle the round',
    why: 'All disputes are over: pay and penalties are booked. Stakes stay locked until every round is settled.',
    label: 'Settle',
  },
};

export const WAIT_WORDS: Readonly<Record<Wait, string>> = {
  training: 'Complaints and demands begin when the training is over.',
  bytes: 'A sealed share is demanded, and nobody has shown it yet.',
  finality:
    'The set is frozen. Your sum waits until the network cannot take the freeze back: two sums over two sets would show somebody’s update.',
  'shares-incomplete': 'A share is missing, so there is no sum. The page goes on looking for it.',
  'release-conflict':
    'Another sum of this round left you before, or its record is damaged. Nothing more may be published of it.',
  'other-sums': 'The other keyholders’ sums are not there yet.',
  freeze: 'When the time for complaints is over, anybody freezes the set of trainers who count.',
  settling: 'The next model is proven. The round is settled when the disputes about sums are over.',
};

export function findingOf({ share, fault, reason, included }: TrainerReport): {
  readonly text: string;
  readonly tone: Tone;
  readonly badge: string;
} {
  if (!included) return { badge: 'Left out', tone: 'neutral', text: 'Its update does not count in this round.' };
  if (share === 'right') return { badge: 'Right', tone: 'good', text: 'It fits what the trainer committed to.' };
  if (share === 'bad') return { badge: 'Bad', tone: 'bad', text: FAULT_WORDS[fault ?? 'share'] };
  if (share === 'unreadable')
    return { badge: 'Unreadable', tone: 'warn', text: 'The node does not show what was submitted.' };
  return { badge: 'Missing', tone: 'warn', text: MISSING_WORDS[reason ?? 'envelope-missing'] };
}

const FAULT_WORDS: Readonly<Record<training.Fault, string>> = {
  ephemeral: 'The one-time key that it is sealed with is not proven: nothing sealed with it can be used.',
  length: 'It opens to a text of the wrong length.',
  share: 'It opens, and does not fit what the trainer committed to: with it your sum would be wrong.',
};

const MISSING_WORDS: Readonly<Record<NonNullable<TrainerReport['reason']>, string>> = {
  'envelope-missing': 'No storage has the envelope with the sealed shares.',
  'envelope-foreign': 'What lies in the storage is another envelope than the trainer announced.',
  'envelope-malformed': 'What lies in the storage is no envelope with sealed shares.',
};

export function sumFinding({ bytes, faulty }: SumReport): { readonly badge: string; readonly tone: Tone } {
  if (faulty) return { badge: 'Proven wrong', tone: 'bad' };
  if (bytes === 'right') return { badge: 'Right', tone: 'good' };
  return bytes === 'wrong' ? { badge: 'Wrong', tone: 'bad' } : { badge: 'Missing', tone: 'warn' };
}

export const PHASE_WORDS: Readonly<Record<training.RoundPhase, string>> = {
  none: 'Not opened',
  training: 'Training',
  'share-demands': 'Missing shares can be demanded',
  'share-answers': 'Demanded shares can be shown',
  'share-complaints': 'Bad shares can be complained about',
  undelivered: 'A demand must be cleared',
  freezable: 'Can be frozen',
  aggregation: 'Keyholders publish sums',
  'sum-demands': 'Missing sums can be demanded',
  'sum-answers': 'Demanded sums can be shown',
  'sum-complaints': 'Wrong sums can be proven wrong',
  burnable: 'Given up',
  settleable: 'Can be settled',
  settled: 'Settled',
  void: 'Void',
};

const STAGE_WORDS: Readonly<Record<RoundStage, string>> = {
  reading: 'Reading the round from the chain',
  fetching: 'Fetching sealed shares',
  opening: 'Opening and checking shares',
  sums: 'Checking posted sums',
  recording: 'Recording what is about to be published',
  storing: 'Putting it into the storage',
  wallet: 'Waiting for your wallet and the chain',
  model: 'Fetching the circuit and the present model',
  proving: 'Proving the next model',
};

export function progressOf({ stage, done, of }: RoundNote): {
  readonly label: string;
  readonly fraction?: number;
  readonly detail?: string;
} {
  const label = STAGE_WORDS[stage];
  if (done === undefined || !of) return { label };
  return { label, fraction: done / of, detail: `${done} of ${of}` };
}

export const bondText = ({ deed }: Duty): string =>
  deed.kind === 'demand-sum' || deed.kind === 'demand-share' ? 'Paid along, and returned if nobody shows it: ' : '';
