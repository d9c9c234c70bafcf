import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNetwork } from '../../app/network.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { isRequest } from './committee-tasks.ts';
import { DutyTab } from './DutyTab.tsx';
import { HistoryTab } from './HistoryTab.tsx';
import { WhatLeaves, WhatYouTakeOn } from './HowItWorks.tsx';
import { KeyTab } from './KeyTab.tsx';
import { stakeQuery, tasksQuery } from './queries.ts';
import { RequestsTab } from './RequestsTab.tsx';
import { StakeTab } from './StakeTab.tsx';
import type { ReadyAccount } from './use-send.ts';
import { KEYHOLDER_WORDS } from './words.ts';

const counted = (label: string, count: number): string => (count === 0 ? label : `${label} (${count})`);

/** Everything that one account does as a keyholder. */
export function KeyholderDesk({ account }: { readonly account: ReadyAccount }) {
  const network = useNetwork();
  const stake = useQuery(stakeQuery(network, account.address));
  const tasks = useQuery(tasksQuery(network, account.address));
  const [chosen, setChosen] = useState<string>();
  // What somebody came to see does not change under their eyes because they registered meanwhile.
  const first = useRef<string>(undefined);
  const error = stake.error ?? tasks.error;
  if (!stake.data || !tasks.data) {
    const again = () => void Promise.all([stake.refetch(), tasks.refetch()]);
    if (error) return <FailureNotice error={error} words={KEYHOLDER_WORDS} onRetry={again} />;
    return <Loading label="Reading your stake and your tasks" lines={4} />;
  }
  first.current ??= stake.data.member ? 'duty' : 'key';
  const requests = tasks.data.filter(isRequest).length;
  const live = tasks.data.reduce((sum, { rounds }) => sum + rounds.length, 0);
  const shared = { account, stake: stake.data, tasks: tasks.data };
  return (
    <div className="space-y-8">
      <Tabs
        label="What a keyholder does"
        value={chosen ?? first.current}
        onChange={setChosen}
        tabs={[
          { id: 'key', label: 'Key', content: <KeyTab {...shared} onRegistered={() => setChosen('requests')} /> },
          { id: 'stake', label: 'Stake', content: <StakeTab {...shared} /> },
          { id: 'requests', label: counted('Requests', requests), content: <RequestsTab {...shared} /> },
          { id: 'duty', label: counted('Duty', live), content: <DutyTab {...shared} /> },
          { id: 'history', label: 'History', content: <HistoryTab {...shared} /> },
        ]}
      />
      {!stake.data.member && <WhatYouTakeOn />}
      <WhatLeaves />
    </div>
  );
}
