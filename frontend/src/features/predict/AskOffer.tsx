import { DEFAULT_TRUST, type JobMeter } from '@tacit/sdk';
import { useState } from 'react';
import { AccountGate } from '../../app/AccountGate.tsx';
import { VaultGate } from '../../app/VaultGate.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { DataFlow } from './DataFlow.tsx';
import { EncryptCard } from './EncryptCard.tsx';
import { InputCard } from './InputCard.tsx';
import { MeterCard } from './MeterCard.tsx';
import type { OfferAnswer, Samples } from './orders.ts';
import { PlanCard } from './PlanCard.tsx';
import { PoolNotice } from './PoolNotice.tsx';
import { PreviewCard } from './PreviewCard.tsx';
import { TrustCard } from './TrustCard.tsx';

/** From values to a request: everything that is decided before anything leaves the page. */
export function AskOffer({ answer }: { readonly answer: OfferAnswer }) {
  const { offer } = answer;
  const [samples, setSamples] = useState<Samples>();
  const [trust, setTrust] = useState(DEFAULT_TRUST);
  const [alwaysLook, setAlwaysLook] = useState(false);
  const [measured, setMeasured] = useState<{ readonly of: Samples; readonly meter: JobMeter }>();
  const isSplit = offer.document.split !== undefined;
  // What was measured of other values says nothing of these.
  const meter = measured && measured.of === samples ? measured.meter : undefined;
  const isReady = samples !== undefined && (!isSplit || meter !== undefined);
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="min-w-0 space-y-6 xl:order-1">
        <InputCard offer={offer} onSamples={setSamples} />
        {samples && <PreviewCard offer={offer} samples={samples} />}
        {samples && isSplit && (
          <MeterCard {...{ offer, samples, meter }} onMeter={(made) => setMeasured({ of: samples, meter: made })} />
        )}
        <TrustCard {...{ offer, trust, alwaysLook }} onTrust={setTrust} onAlwaysLook={setAlwaysLook} />
        <DataFlow isSplit={isSplit} />
        {isReady ? (
          <AccountGate why="To pay for a prediction, and to own its result, you need a wallet.">
            {({ address }) => (
              <VaultGate what="Your request and the key that opens its result">
                {(vault) => <EncryptCard {...{ answer, samples, trust, alwaysLook, meter, vault }} user={address} />}
              </VaultGate>
            )}
          </AccountGate>
        ) : (
          <Notice title={samples ? 'One thing is left to look at' : 'Enter your values first'}>
            <p>
              {samples
                ? 'See above what the creator could make out of your values. Then you can encrypt.'
                : 'Then you see exactly what will be encrypted, and can go on. Nothing has left this page.'}
            </p>
          </Notice>
        )}
      </div>
      <div className="row-start-1 space-y-4 xl:sticky xl:top-20 xl:order-2 xl:row-auto">
        <PlanCard {...{ answer, trust }} samples={samples?.length ?? 1} />
        <PoolNotice workers={trust.workers} />
      </div>
    </div>
  );
}
