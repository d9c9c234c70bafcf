import type { Address } from 'viem';
import { useBalance, useConnection, useDisconnect } from 'wagmi';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Facts } from '../ui/Facts.tsx';
import { Hash } from '../ui/Hash.tsx';
import { amountText } from '../ui/text.ts';
import { useNetwork } from './network.ts';
import { useVault } from './vault-context.ts';

interface Props {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly address: Address;
}

export function AccountDialog({ open, onOpenChange, address }: Props) {
  const { chainId, name, currency } = useNetwork();
  const { connector, chainId: walletChain } = useConnection();
  const { data: balance } = useBalance({ address, chainId });
  const { mutate: disconnect } = useDisconnect();
  const { vault, lock } = useVault();
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Your account">
      <Facts
        columns={1}
        facts={[
          { label: 'Address', value: <Hash value={address} of="your address" whole /> },
          { label: 'Wallet', value: connector?.name ?? 'unknown' },
          {
            label: 'Network of the wallet',
            value: walletChain === chainId ? name : `chain ${walletChain}, not ${name}`,
          },
          { label: `Balance on ${name}`, value: balance ? amountText(balance.value, currency) : '…' },
          {
            label: 'Vault in this browser',
            value: vault ? 'Open' : 'Closed',
            hint: 'Your rows, keys and unfinished proofs are kept here, encrypted. It opens with a signature of your wallet.',
          },
        ]}
      />
      <div className="mt-6 flex flex-wrap gap-2">
        {vault && (
          <Button icon="lock" onClick={lock}>
            Close the vault
          </Button>
        )}
        <Button
          icon="out"
          onClick={() => {
            lock();
            disconnect();
            onOpenChange(false);
          }}
        >
          Disconnect
        </Button>
      </div>
    </Dialog>
  );
}
