import type { training } from '@tacit/sdk';
import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';
import { Action } from './Action.tsx';
import { actOnRound, type RoundActionName, roundActionsOf } from './actions.ts';
import type { TaskSummary } from './summary.ts';

const WORDS: Readonly<
  Record<RoundActionName, { readonly title: string; readonly label: string; readonly text: string }>
> = {
  drawSeed: {
    title: 'Draw the seed',
    label: 'Draw the seed',
    text: 'Fixes by the hash of a block which rows each trainer has to use. The first update does it as well.',
  },
  freeze: {
    title: 'Fix who counts',
    label: 'Freeze the round',
    text: 'Nothing stands against it any more. It returns the opener’s bond and lets the keyholders begin.',
  },
  settle: {
    title: 'Have everybody paid',
    label: 'Pay out',
    text: 'Credits trainers and keyholders, and slashes who was absent.',
  },
  burn: {
    title: 'Give the round up',
    label: 'Give it up',
    text: 'No model came of it in time. The task ends, and keyholders who posted no sum are slashed.',
  },
};

interface Props {
  readonly summary: TaskSummary;
  readonly number: number;
  readonly phase: training.RoundPhase;
  readonly round: training.Round;
}

/** What anybody may do to get the round on; programs of trainers and keyholders mostly come first. */
export function RoundActions({ summary, number, phase, round }: Props) {
  const contract = useNetwork().contract('Training');
  const actions = roundActionsOf(phase, round);
  if (actions.length === 0) return null;
  const place = { contract, task: summary.task, round: BigInt(number) };
  return (
    <Card title="Anybody can go on" lead="It costs gas and nothing else. The keyholders’ programs do it by themselves.">
      {actions.map((name) => (
        <Action
          key={name}
          title={WORDS[name].title}
          label={WORDS[name].label}
          run={(clients) => actOnRound(name, clients, place)}
        >
          {WORDS[name].text}
        </Action>
      ))}
    </Card>
  );
}
