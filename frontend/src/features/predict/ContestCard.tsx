import { inference } from '@tacit/sdk';
import { useQuery } from '@tanstack/react-query';
import { useAccountState } from '../../app/account.ts';
import { useNetwork } from '../../app/network.ts';
import { TimeLeft } from '../../app/TimeLeft.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { exactAmountText } from '../../ui/text.ts';
import type { ActProps } from './act-props.ts';
import { contestCostQuery } from './queries.ts';
import { useWalletCall } from './use-wallet-call.ts';
import { PREDICT_WORDS } from './words.ts';

/** The own computation came to another fingerprint: more workers can be asked, with a deposit that comes back. */
export function ContestCard({ id, job, kept }: ActProps) {
  const network = useNetwork();
  const account = useAccountState();
  const deposit = useQuery(contestCostQuery(network, id));
  const { call, busy, error, note } = useWalletCall(id);
  const amount = deposit.data === undefined ? '…' : exactAmountText(deposit.data, network.currency);
  const own = kept.note?.looked?.own.at(-1);
  const contest = (): void => {
    const { data } = deposit;
    if (account.kind !== 'ready' || data === undefined) return;
    const market = network.contract('InferenceMarket');
    call((options) => inference.contest(account.clients, market, { job: id, deposit: data }, options));
  };
  return (
    <Card title="The workers’ result is wrong">
      <div className="space-y-4">
        <Notice tone="bad" title="This page computed it again, and came to something else">
          <p>An honest result is the same everywhere, to the last bit. Contest it: more workers then decide.</p>
        </Notice>
        <Facts
          facts={[
            { label: 'The workers’ fingerprint', value: <Hash value={job.result} of="the workers' result" /> },
            ...(own === undefined ? [] : [{ label: 'Yours', value: <Hash value={own} of="your own result" /> }]),
            {
              label: 'You deposit now',
              value: amount,
              hint: 'it comes back whole if more workers come to another result; otherwise it pays them',
            },
            { label: 'Time to contest', value: <TimeLeft until={Number(job.until)} /> },
          ]}
        />
        {error !== undefined && <FailureNotice error={error} words={PREDICT_WORDS} />}
        <Button look="primary" busy={busy} disabled={deposit.data === undefined} onClick={contest}>
          {note === 'mined-soon' ? 'Waiting for the block' : `Contest with a deposit of ${amount}`}
        </Button>
      </div>
    </Card>
  );
}
