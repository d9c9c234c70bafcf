import type { inference } from '@tacit/sdk';
import { Link } from '@tanstack/react-router';
import { useNetwork } from '../../app/network.ts';
import { VerifyLink } from '../../app/VerifyLink.tsx';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { amountText, timeText } from '../../ui/text.ts';
import { shortHash } from './event-words.ts';
import type { Hex } from './orders.ts';

const ZERO = /^0x0{64}$/;

/** What the chain has of the job: fingerprints and amounts. */
export function JobFacts({ id, job }: { readonly id: Hex; readonly job: inference.Job }) {
  const { currency } = useNetwork();
  const { trust, deadline } = job;
  const hashes = [
    ['Fingerprint of the request', job.requestCid],
    ['Fingerprint of the result', job.result],
    ['Fingerprint of what was handed over', job.sealedCid],
    ['Fingerprint of the answer', job.answerCid],
  ] as const;
  return (
    <Card title="On the chain" lead="What everybody can see of this prediction." actions={<VerifyLink of={id} />}>
      <Facts
        facts={[
          { label: 'Prediction', value: <Hash value={id} of="the prediction's number" /> },
          { label: 'Asked by', value: <Hash value={job.user} of="the user's address" /> },
          {
            label: 'Offer',
            value: (
              <Link
                to="/predict/$offer"
                params={{ offer: job.offer }}
                className="font-mono text-accent underline underline-offset-2"
              >
                {shortHash(job.offer)}
              </Link>
            ),
          },
          { label: 'Values', value: job.samples === 1 ? 'one sample' : `${job.samples} samples` },
          {
            label: 'Believed are',
            value: trust.workers === 1 ? 'one worker' : `${trust.agreeing} equal results of ${trust.workers} workers`,
          },
          { label: 'Price of the creator', value: amountText(job.price, currency) },
          ...(job.phase === 'closed'
            ? []
            : [{ label: 'Ends unserved at the latest', value: timeText(Number(deadline)) }]),
          ...hashes
            .filter(([, value]) => !ZERO.test(value))
            .map(([label, value]) => ({ label, value: <Hash value={value} of={label.toLowerCase()} /> })),
        ]}
      />
    </Card>
  );
}
