import { type ReactNode, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Loading } from '../ui/Loading.tsx';
import { Notice } from '../ui/Notice.tsx';
import { type AccountState, useAccountState } from './account.ts';
import { ConnectDialog } from './ConnectDialog.tsx';
import { useNetwork } from './network.ts';

interface Props {
  /** What the wallet is needed for: "To enrol you need a wallet." */
  readonly why: string;
  readonly children: (account: Extract<AccountState, { kind: 'ready' }>) => ReactNode;
}

/** What only somebody with a wallet on this network can do; for everybody else, the way there. */
export function AccountGate({ why, children }: Props) {
  const account = useAccountState();
  const { name } = useNetwork();
  const [connecting, setConnecting] = useState(false);
  if (account.kind === 'ready') return children(account);
  if (account.kind === 'connecting') return <Loading label="Asking the wallet" lines={2} />;
  if (account.kind === 'wrong-network') {
    return (
      <Notice tone="warn" title={`Your wallet is not on ${name}`}>
        <p>{why} Switch its network at the top of the page.</p>
      </Notice>
    );
  }
  return (
    <>
      <Notice
        title="No wallet is connected"
        actions={
          <Button look="primary" small onClick={() => setConnecting(true)}>
            Connect a wallet
          </Button>
        }
      >
        <p>{why}</p>
      </Notice>
      {connecting && <ConnectDialog open={connecting} onOpenChange={setConnecting} />}
    </>
  );
}
