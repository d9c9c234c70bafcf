import { costOf, type inference } from '@tacit/sdk';
import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { amountText, bytesText, durationText } from '../../ui/text.ts';
import type { OfferAnswer } from './orders.ts';
import { minutesText } from './sending-words.ts';

interface Props {
  readonly answer: OfferAnswer;
  readonly trust: inference.Trust;
  readonly samples: number;
}

const secondsText = (seconds: number): string => (seconds < 1 ? 'under a second' : `about ${durationText(seconds)}`);

/** What it costs, before anything is encrypted: derived in this page from the model itself. */
export function PlanCard({ answer: { offer, price }, trust, samples }: Props) {
  const { currency } = useNetwork();
  const { terms } = offer.offer;
  const cost = costOf(offer.plan, terms, { trust, samples, price });
  const isExact = offer.plan.network.arithmetic === 'integer';
  const count = samples === 1 ? 'one prediction' : `${samples} predictions`;
  return (
    <Card title="The plan" lead={`For ${count}, worked out here from the model’s own file.`}>
      <Facts
        columns={1}
        facts={[
          {
            label: 'You pay into escrow',
            value: <span className="text-lg">{amountText(cost.wei, currency)}</span>,
            hint: `${amountText(cost.price, currency)} to the creator and ${amountText(cost.fees, currency)} to ${trust.workers === 1 ? 'the worker' : 'the workers'}, once the result stands. What nobody earns comes back when the job closes. Gas is on top.`,
          },
          {
            label: 'Computing',
            value: secondsText(cost.seconds),
            hint: `an estimate, of each worker. All phases to their end take ${minutesText(cost.longestSeconds)} at most, if nobody disagrees.`,
          },
          {
            label: 'Leaves encrypted',
            value: bytesText(cost.requestBytes),
            hint: `and once ${bytesText(cost.keyBytes)} of keys that let workers compute and not read`,
          },
          { label: 'Comes back encrypted', value: bytesText(cost.responseBytes) },
          {
            label: 'Result',
            value: isExact ? 'exact' : 'approximate',
            hint: isExact
              ? 'whole-number arithmetic: the same as in clear, to the last digit'
              : 'the same as in clear to a few digits; encryption adds a little noise',
          },
        ]}
      />
    </Card>
  );
}
