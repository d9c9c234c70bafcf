import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { amountText } from '../../ui/text.ts';
import type { TaskState } from './queries.ts';

/** What is paid and what is at stake. */
export function TaskMoney({ task }: Pick<TaskState, 'task'>) {
  const { currency } = useNetwork();
  const { amounts, pool } = task;
  const money = (wei: bigint): string => amountText(wei, currency);
  return (
    <Card title="Rewards and stakes" lead="Rewards of all rounds were paid in when the task was proposed.">
      <Facts
        columns={3}
        facts={[
          { label: 'Left to be paid', value: money(pool) },
          {
            label: 'Trainers, a round',
            value: money(amounts.trainerReward),
            hint: 'Split equally among those whose update counts.',
          },
          {
            label: 'Keyholders, a round',
            value: money(amounts.keyholderReward),
            hint: 'Split among those whose sum stands.',
          },
          { label: 'Whoever proves the new model', value: money(amounts.finaliserReward), hint: 'In each round.' },
          {
            label: 'A trainer’s stake',
            value: money(amounts.trainerStake),
            hint: 'Comes back in the end; lost for shares that are proven bad or withheld.',
          },
          {
            label: 'A trainer’s absence',
            value: money(amounts.roundBond),
            hint: 'Lost for each round that an enrolled trainer stays away from, to those who came.',
          },
          {
            label: 'A keyholder’s stake',
            value: money(amounts.keyholderStake),
            hint: 'Lost for a wrong or withheld sum.',
          },
          {
            label: 'A keyholder’s absence',
            value: money(amounts.absencePenalty),
            hint: 'For each round without its sum.',
          },
          { label: 'Asking for bytes', value: money(amounts.demandBond), hint: 'Goes to whoever shows them.' },
        ]}
      />
    </Card>
  );
}
