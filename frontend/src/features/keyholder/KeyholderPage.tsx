import { AccountGate } from '../../app/AccountGate.tsx';
import { useAccountState } from '../../app/account.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { WhatLeaves, WhatYouTakeOn } from './HowItWorks.tsx';
import { KeyholderDesk } from './KeyholderDesk.tsx';

export function KeyholderPage() {
  const { kind } = useAccountState();
  return (
    <>
      <PageHeader
        title="Hold a key"
        lead="Keyholders see to it that nobody’s update is opened alone. You get a sealed share of each, check it, and publish one sum of all."
      />
      <div className="space-y-8">
        <AccountGate why="A keyholder’s stake and key belong to an account. Connect the wallet that has it.">
          {(account) => <KeyholderDesk key={account.address} account={account} />}
        </AccountGate>
        {kind !== 'ready' && (
          <>
            <WhatYouTakeOn />
            <WhatLeaves />
          </>
        )}
      </div>
    </>
  );
}
