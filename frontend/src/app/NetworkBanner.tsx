import { useSwitchChain } from 'wagmi';
import { Button } from '../ui/Button.tsx';
import { FailureNotice } from '../ui/FailureNotice.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useAccountState } from './account.ts';
import { useChainFailure } from './chain-clock.ts';
import { useNetwork } from './network.ts';

/** The page shows what it read before, and goes on by itself when the network is back. */
function UnreachableNotice() {
  const { name } = useNetwork();
  const failure = useChainFailure();
  if (!failure) return null;
  return (
    <div className="mb-6">
      <Notice tone="bad" title={`${name} does not answer`}>
        <p>
          The page asks again every few seconds. If you are online, the node of this page may be down; what you see may
          be out of date.
        </p>
      </Notice>
    </div>
  );
}

/** A wallet on another network signs nothing here; everything can still be read. */
function WrongNetworkNotice() {
  const { chainId, name, rpcUrl } = useNetwork();
  const account = useAccountState();
  const { mutate: switchChain, isPending, error } = useSwitchChain();
  if (account.kind !== 'wrong-network') return null;
  return (
    <div className="mb-6 space-y-3">
      <Notice
        tone="warn"
        title={`Your wallet is on chain ${account.chainId}, this page is on ${name} (chain ${chainId})`}
        actions={
          <Button look="primary" small busy={isPending} onClick={() => switchChain({ chainId })}>
            Switch the wallet to {name}
          </Button>
        }
      >
        <p>You can look around as it is. To sign anything here, switch the network.</p>
        {error && (
          <p>
            If your wallet does not know the network, add it by hand: chain {chainId}, RPC address{' '}
            <code className="font-mono">{rpcUrl}</code>.
          </p>
        )}
      </Notice>
      {error && <FailureNotice error={error} />}
    </div>
  );
}

/** What stands between the visitor and the network, on top of every page. */
export function NetworkBanner() {
  return (
    <>
      <UnreachableNotice />
      <WrongNetworkNotice />
    </>
  );
}
