import type { FetchedOffer, inference } from '@tacit/sdk';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { useNetwork } from '../../app/network.ts';
import { Card } from '../../ui/Card.tsx';
import { classes } from '../../ui/classes.ts';
import { CheckField } from '../../ui/Field.tsx';
import { amountText } from '../../ui/text.ts';
import { poolQuery } from './queries.ts';
import { trustChoices } from './trust.ts';

interface Props {
  readonly offer: FetchedOffer;
  readonly trust: inference.Trust;
  readonly alwaysLook: boolean;
  readonly onTrust: (trust: inference.Trust) => void;
  readonly onAlwaysLook: (always: boolean) => void;
}

/** How many workers must agree: what it costs to be lied to. */
export function TrustCard({ offer, trust, alwaysLook, onTrust, onAlwaysLook }: Props) {
  const network = useNetwork();
  const pool = useQuery(poolQuery(network));
  const name = useId();
  const { terms } = offer.offer;
  const choices = trustChoices(pool.data?.mostWorkers ?? 4);
  return (
    <Card
      title="Whom you believe"
      lead={`Workers cannot read your values, but they could return nonsense. Each locks a bond of ${amountText(terms.bond, network.currency)} that it loses when it is found out.`}
    >
      <fieldset className="space-y-2">
        <legend className="sr-only">How many workers must agree</legend>
        {choices.map((each) => {
          const isChosen = each.trust.workers === trust.workers && each.trust.agreeing === trust.agreeing;
          const fees = BigInt(terms.steps * each.trust.workers) * terms.workerFee;
          return (
            <label
              key={each.id}
              className={classes(
                'flex cursor-pointer gap-3 rounded-control border p-3 has-focus-visible:outline-2 has-focus-visible:outline-accent',
                isChosen ? 'border-accent bg-accent-soft' : 'border-line hover:bg-sunken',
              )}
            >
              <input
                type="radio"
                name={name}
                checked={isChosen}
                onChange={() => onTrust(each.trust)}
                className="mt-1 size-4 shrink-0 accent-accent"
              />
              <span className="min-w-0">
                <span className="font-medium">{each.title}</span>
                <span className="block text-sm text-soft">
                  {each.meaning} Fees: {amountText(fees, network.currency)} a prediction.
                </span>
              </span>
            </label>
          );
        })}
      </fieldset>
      <div className="mt-4">
        <CheckField
          label="Compute it again in this page before it is accepted"
          hint="Without this, chance decides: one request in eight is computed again here, so that no worker can know when it is watched. It compares fingerprints of the encrypted results, and decrypts nothing."
          checked={alwaysLook}
          onChange={({ target }) => onAlwaysLook(target.checked)}
        />
      </div>
    </Card>
  );
}
