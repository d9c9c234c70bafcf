import { useQuery } from '@tanstack/react-query';
import { trainingHistory } from '../../app/chain/training-history.ts';
import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { amountText, bytesText, countText, durationText, plural } from '../../ui/text.ts';
import { roundSeconds, roundsThatFit } from './cautions.ts';
import { costsOf, type MeasuredGas } from './estimates.ts';
import { gasPrice, measuredGas } from './queries.ts';
import type { DraftState } from './use-draft.ts';
import type { FirstModelState } from './use-first-model.ts';

function useMeasured(steps: number): { readonly gas: MeasuredGas | undefined; readonly price: bigint | undefined } {
  const network = useNetwork();
  const events = useQuery(trainingHistory(network)).data?.events;
  const gas = useQuery({ ...measuredGas(network, events ?? [], steps), enabled: events !== undefined });
  const price = useQuery(gasPrice(network));
  return { gas: gas.data, price: price.data };
}

const UNKNOWN = 'unknown: none yet on this network';

/** What the task will take of whom, beside the form all the time. */
export function Estimates({ state, first }: { readonly state: DraftState; readonly first: FirstModelState }) {
  const { currency } = useNetwork();
  const { checked } = state;
  const { work, committee, threshold } = checked;
  const { gas, price } = useMeasured(work.steps);
  const { pool, perRound, trainerDeposit, trainerEarns } = costsOf(checked);
  const money = (wei: bigint): string => amountText(wei, currency);
  const gasText = (units: bigint | undefined): string => {
    if (units === undefined) return UNKNOWN;
    return `${countText(units)} gas${price === undefined ? '' : `, now ${money(units * price)}`}`;
  };
  const sameSteps = gas?.update?.steps === work.steps;
  const round = roundSeconds(checked);
  return (
    <Card title="What it takes">
      <Facts
        columns={1}
        facts={[
          {
            label: 'You pay now',
            value: money(pool),
            hint: `${money(perRound)} for each of ${work.rounds} rounds, and gas. Nothing more is ever asked of you.`,
          },
          {
            label: 'A trainer',
            value: `locks ${money(trainerDeposit)}`,
            hint: `Earns ${money(trainerEarns.least)} to ${money(trainerEarns.most)} a round, and pays the gas of its updates.`,
          },
          {
            label: 'Gas of one update',
            value: gasText(gas?.update?.gas),
            hint:
              gas?.update && !sameSteps
                ? `By the last updates here, of ${gas.update.steps} steps: yours have ${work.steps}.`
                : gas?.update && 'By the last updates here, of as many steps.',
          },
          { label: 'Gas of a round’s end', value: gasText(gas?.finalisation) },
          {
            label: 'Time',
            value: `up to ${durationText(round)} a round`,
            hint: `${durationText(round * work.rounds)} for all of them; ${countText(Math.min(roundsThatFit(checked), 10_000))} fit into the task.`,
          },
          {
            label: 'Proving',
            value: `${plural(work.steps, 'proof')} a round`,
            hint: first.own.data
              ? `${countText(first.own.data.constraints)} constraints each, and ${bytesText(first.own.data.downloadBytes)} to download once. How long that takes depends on the trainer’s machine, which this page does not know.`
              : 'Known once a model is chosen.',
          },
          {
            label: 'Privacy',
            value:
              committee.length < 3 ? 'no committee yet' : `${threshold} of ${committee.length} would have to collude`,
            hint: `Sums are over ${work.minTrainers} trainers at least; ${work.minTrainers - 1} of them together learn the last one’s update.`,
          },
        ]}
      />
    </Card>
  );
}
