import { type inference, longestSeconds } from '@tacit/sdk';
import type { KeptRequestSummary, Vault } from '@tacit/sdk/browser';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useAccountState } from '../../app/account.ts';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { amountText, exactAmountText } from '../../ui/text.ts';
import { DiscardButton } from './DiscardButton.tsx';
import type { JobNote } from './job-notes.ts';
import { placeOf, sendInWorker } from './jobs.ts';
import type { Hex, SendNote } from './orders.ts';
import { PoolNotice } from './PoolNotice.tsx';
import { costQuery } from './queries.ts';
import { minutesText, sendingWords } from './sending-words.ts';
import { exclusively, useTask } from './use-task.ts';
import { askWalletOf } from './use-wallet-call.ts';
import { PREDICT_WORDS } from './words.ts';

interface Props {
  readonly id: Hex;
  readonly summary: KeptRequestSummary;
  readonly note: JobNote;
  readonly vault: Vault;
  readonly terms: inference.OfferTerms;
}

/** Uploads what is encrypted, and pays: the first moment at which anything leaves this browser. */
export function SendCard({ id, summary, note, vault, terms }: Props) {
  const network = useNetwork();
  const queries = useQueryClient();
  const account = useAccountState();
  const { offer, samples } = summary;
  const { workers, agreeing } = note.trust;
  const cost = useQuery(costQuery(network, { offer, workers, samples }));
  const task = useTask<SendNote>();
  if (account.kind !== 'ready' || cost.data === undefined)
    return <FailureNotice error={cost.error} words={PREDICT_WORDS} />;
  const amount = exactAmountText(cost.data, network.currency);
  const send = (): void =>
    task.run(async (tools) => {
      const order = { place: placeOf(network), job: id, vault: vault.portable(), account: account.address };
      const options = { ...tools, askWallet: askWalletOf(account.clients) };
      await exclusively(id, () => sendInWorker({ ...order, mostWei: cost.data }, options));
      await queries.invalidateQueries({ queryKey: [network.chainId] });
    });
  const words = sendingWords(task.note);
  return (
    <Card
      title="Send it and pay"
      lead="Your values are encrypted and sealed in this browser. They leave it only when you send them, and nothing is paid before you confirm it in your wallet. You may leave and come back."
    >
      <div className="space-y-5">
        {cost.data > note.quoted && (
          <Notice tone="warn" title="The price has risen since you encrypted">
            <p>
              It was {amountText(note.quoted, network.currency)}, and is {amount} now.
            </p>
          </Notice>
        )}
        <Facts
          facts={[
            { label: 'You pay into escrow now', value: amount, hint: 'with the same transaction that asks' },
            {
              label: 'What comes back',
              value: 'whatever nobody earns',
              hint: 'all of it, if nobody serves the request before its deadline',
            },
            { label: 'Predictions', value: samples },
            {
              label: 'Whom you believe',
              value: workers === 1 ? 'one worker' : `${agreeing} equal results of ${workers} workers`,
            },
            { label: 'At most it takes', value: minutesText(longestSeconds(terms)), hint: 'if nobody disagrees' },
          ]}
        />
        <PoolNotice workers={workers} />
        {task.error !== undefined && <FailureNotice error={task.error} words={PREDICT_WORDS} />}
        {task.busy ? (
          <div className="space-y-4" aria-live="polite">
            <Progress {...words} />
            <p className="text-sm text-soft">Uploads ask nothing of your wallet. It asks once: for the payment.</p>
            <Button small onClick={task.cancel}>
              Stop
            </Button>
          </div>
        ) : (
          <div className="flex flex-wrap gap-2">
            <Button look="primary" onClick={send}>
              Send and pay {amount}
            </Button>
            <DiscardButton id={id} vault={vault} />
          </div>
        )}
      </div>
    </Card>
  );
}
