import type { Clients } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useChainNow } from '../../app/chain-clock.ts';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { amountText, countText, exactAmountText } from '../../ui/text.ts';
import { type FirstModel, termsOf } from './check-draft.ts';
import { creationGas, gasPrice } from './queries.ts';
import type { DraftState } from './use-draft.ts';
import type { ProposalStage, ProposalState } from './use-proposal.ts';
import { CREATE_WORDS } from './words.ts';

interface Props {
  readonly proposal: ProposalState;
  readonly state: DraftState;
  readonly clients: Clients;
  readonly vault: Vault | undefined;
}

const STAGES: Readonly<Record<ProposalStage, string>> = {
  upload: 'Uploading the description',
  wallet: 'Waiting for your wallet',
  mining: 'Sent: waiting until it is mined',
};

const NO_MODEL: FirstModel = { initialRoot: 0n, modelCid: undefined, specCid: undefined };

/** By trying it out on the chain as it is. */
function useGasText({ proposal, state, clients }: Props): string {
  const network = useNetwork();
  const now = useChainNow();
  // The estimate is of one moment: terms move with the clock, and the gas does not.
  const [asked] = useState(now);
  const { model, salt } = proposal;
  const price = useQuery(gasPrice(network)).data;
  const account = clients.walletClient.account.address;
  const first = model ?? NO_MODEL;
  const terms = termsOf(state.checked, first, asked ?? 0);
  const isKnown = model !== undefined && asked !== undefined;
  const estimate = useQuery({ ...creationGas(network, account, { terms, salt }), enabled: isKnown });
  if (estimate.data && 'gas' in estimate.data) {
    const cost = price === undefined ? '' : `, now about ${amountText(estimate.data.gas * price, network.currency)}`;
    return `${countText(estimate.data.gas)} gas${cost}`;
  }
  return estimate.isFetching ? 'being estimated' : 'not known: the chain would refuse this as it is now';
}

/** The last word. */
export function SignTask(props: Props) {
  const { proposal, clients, vault } = props;
  const { currency } = useNetwork();
  const { stage, propose, pool, documents } = proposal;
  const gas = useGasText(props);
  return (
    <Card title="Sign">
      <div className="space-y-4">
        {documents.length > 0 && !vault && (
          <Notice tone="warn" title="The description cannot be uploaded">
            <p>This page knows no pin node. Its hash would stand in the terms, and nobody could read it.</p>
          </Notice>
        )}
        <p className="max-w-prose">
          You pay <strong>{exactAmountText(pool, currency)}</strong> into the contract, and gas: {gas}. What no round
          earned is credited to you when the task is closed. You can stop the task between two rounds.
        </p>
        <Button
          look="primary"
          busy={propose.isPending}
          disabled={documents.length > 0 && !vault}
          onClick={() => propose.mutate({ clients, vault })}
        >
          {propose.isPending ? 'Proposing' : `Propose the task and pay ${exactAmountText(pool, currency)}`}
        </Button>
        <div aria-live="polite">{stage && <Progress label={STAGES[stage]} />}</div>
        {propose.error && <FailureNotice error={propose.error} words={CREATE_WORDS} />}
      </div>
    </Card>
  );
}
