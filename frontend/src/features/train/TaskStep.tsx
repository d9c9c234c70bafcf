import { Link } from '@tanstack/react-router';
import { shapeText } from '../../app/chain/circuits.ts';
import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';
import { DataWalk, type WalkItem } from '../../ui/DataWalk.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { amountText, countText, durationText } from '../../ui/text.ts';
import { rewardRange } from './task-facts.ts';
import type { TrainTask } from './use-train-task.ts';

export const TRAIN_WALK: readonly WalkItem[] = [
  { what: 'Your file and every value in it', reach: 'stays', why: 'It is read here and sent nowhere.' },
  { what: 'Means and spreads of your columns, and your own loss', reach: 'stays' },
  { what: 'Your prepared rows, and updates under way', reach: 'kept', why: 'So that a reload loses nothing.' },
  {
    what: 'Shares of your update, one for each keyholder',
    reach: 'sealed',
    why: 'Only so many keyholders together open anything, and what they open is the sum of all trainers.',
  },
  { what: 'Your address, and that you take part', reach: 'public' },
  {
    what: 'How many batches you have, and one hash of them',
    reach: 'public',
    why: 'Salted: nobody can guess rows from it.',
  },
  { what: 'The proof of each step, and a commitment to your update', reach: 'public', why: 'They show nothing of it.' },
];

function DevelopmentKey() {
  return (
    <Notice tone="warn" title="This task uses a development key">
      <p>
        The secret behind its proving key is public, so anybody can forge proofs: they say nothing here. Your rows stay
        private all the same. For trying things out, not for a model that somebody relies on.
      </p>
    </Notice>
  );
}

/** The task in words, and what of its owner's data it makes known to whom. */
export function TaskStep({ found, isEnrolled }: { readonly found: TrainTask; readonly isEnrolled: boolean }) {
  const { currency } = useNetwork();
  const { id, task, terms, circuit, description } = found;
  const { work } = task;
  const { least, most } = rewardRange(task);
  const reward =
    least === most ? amountText(most, currency) : `${amountText(least, currency)} to ${amountText(most, currency)}`;
  return (
    <Card
      title={isEnrolled ? 'The task' : '1. The task'}
      lead={description?.about || 'The coordinator wrote no description.'}
      actions={
        <Link to="/tasks/$task" params={{ task: id }} className="text-sm text-accent underline underline-offset-2">
          All terms and rounds
        </Link>
      }
    >
      <div className="space-y-6">
        {circuit.development && <DevelopmentKey />}
        <Facts
          columns={3}
          facts={[
            { label: 'Learns', value: shapeText(circuit) },
            {
              label: 'Rounds',
              value: `${task.consumed} of ${work.rounds} done`,
              hint: `${durationText(terms.times.training)} to train in each`,
            },
            {
              label: 'Your work in a round',
              value: `${countText(task.steps)} proof${task.steps === 1 ? '' : 's'}`,
              hint: `Each over ${circuit.shape?.batch ?? '?'} rows, made in this browser`,
            },
            { label: 'Your reward in a round', value: reward, hint: 'By how many take part' },
            {
              label: 'Keyholders',
              value: `any ${task.threshold} of ${task.members}`,
              hint: 'So many together open the sum. So many, if they colluded, could open yours.',
            },
            { label: 'Trainers in a sum', value: `${work.minTrainers} at least`, hint: `${work.maxTrainers} at most` },
          ]}
        />
        <DataWalk items={TRAIN_WALK} />
      </div>
    </Card>
  );
}
