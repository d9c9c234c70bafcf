// A round's way for one trainer, as a list that a person can follow.
import { hashHex } from '@tacit/sdk';
import type { Step, StepState } from '../../ui/Steps.tsx';
import { bytesText } from '../../ui/text.ts';
import { type RoundProgress, type RoundStage, stageOf } from './training-view.ts';
import { MODEL_WORDS } from './words.ts';

const ORDER: readonly RoundStage[] = ['preparing', 'proving', 'uploading', 'submitting', 'submitted', 'frozen', 'over'];

const short = (hash: string): string => `${hash.slice(0, 10)}…`;

function proofText({ proven, steps, resumedWith }: RoundProgress): string | undefined {
  if (steps === 0) return undefined;
  const resumed = resumedWith ? `; ${resumedWith} of them from before, kept sealed` : '';
  return `${proven} of ${steps} proofs${resumed}`;
}

function modelText({ model, rootBefore }: RoundProgress): string | undefined {
  if (!model) return undefined;
  return `${MODEL_WORDS[model]}${rootBefore === undefined ? '' : ` Root ${short(hashHex(rootBefore))}`}`;
}

const uploadText = ({ cid, bytes }: RoundProgress): string | undefined =>
  cid === undefined
    ? undefined
    : `${bytes === undefined ? '' : `${bytesText(bytes)}, `}only keyholders can open their part`;

const sentText = ({ transaction, outcome }: RoundProgress): string | undefined => {
  if (transaction) return `Transaction ${short(transaction)}`;
  return outcome ? 'It is on chain' : undefined;
};

/** Where each step stands, for a round that is at `stage`. */
const stateAt = (at: number, stage: RoundStage): StepState => {
  const now = ORDER.indexOf(stage);
  if (at < now) return 'done';
  return at === now ? 'now' : 'todo';
};

/** A round that came to nothing failed at its last step that was begun. */
export function roundSteps(round: RoundProgress): readonly Step[] {
  const stage = stageOf(round);
  const texts: readonly (readonly [string, string | undefined])[] = [
    ['Get the current model, and check it', modelText(round)],
    ['Train, and prove each step', proofText(round)],
    ['Seal your update in shares, and upload them', uploadText(round)],
    ['Send proofs and commitments to the chain', sentText(round)],
    ['Frozen: who counts is settled', round.trainers === undefined ? undefined : `${round.trainers} trainers`],
    ['The sum is opened, and the next model proven', undefined],
  ];
  return texts.map(([title, detail], at) => ({
    title,
    state: stateAt(at, stage),
    ...(detail !== undefined && { detail }),
  }));
}
