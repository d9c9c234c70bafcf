import { lazy, Suspense, useState } from 'react';
import { useConnection } from 'wagmi';
import { Button } from '../ui/Button.tsx';

const Connect = lazy(() => import('./ConnectDialog.tsx').then(({ ConnectDialog }) => ({ default: ConnectDialog })));
const Details = lazy(() => import('./AccountDialog.tsx').then(({ AccountDialog }) => ({ default: AccountDialog })));

const short = (address: string): string => `${address.slice(0, 6)}…${address.slice(-4)}`;

/** Who is connected, always in sight; or the way to connect. */
export function Account() {
  const { address, connector, status } = useConnection();
  const [open, setOpen] = useState(false);
  const connected = address !== undefined;
  const busy = !connected && (status === 'connecting' || status === 'reconnecting');
  return (
    <>
      <Button
        look={connected ? 'plain' : 'primary'}
        small
        busy={busy}
        onClick={() => setOpen(true)}
        aria-haspopup="dialog"
      >
        {connected && connector?.icon && <img src={connector.icon} alt="" className="size-4" />}
        {connected ? (
          <span className="font-mono whitespace-nowrap">
            <span className="sr-only">Account {address}</span>
            <span aria-hidden="true">{short(address)}</span>
          </span>
        ) : (
          <span>
            Connect<span className="sr-only sm:not-sr-only"> a wallet</span>
          </span>
        )}
      </Button>
      {open && (
        <Suspense>
          {connected ? (
            <Details open={open} onOpenChange={setOpen} address={address} />
          ) : (
            <Connect open={open} onOpenChange={setOpen} />
          )}
        </Suspense>
      )}
    </>
  );
}
