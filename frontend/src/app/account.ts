// Who is there, with what they can sign.
import type { Clients, SignClient } from '@tacit/sdk';
import { useMemo } from 'react';
import type { Address } from 'viem';
import { useConnection, useWalletClient } from 'wagmi';
import { useNetwork } from './network.ts';

export type AccountState =
  /** Looking around without a wallet. */
  | { readonly kind: 'none' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'wrong-network'; readonly address: Address; readonly chainId: number }
  | { readonly kind: 'ready'; readonly address: Address; readonly clients: Clients };

export function useAccountState(): AccountState {
  const network = useNetwork();
  const { address, chainId, status } = useConnection();
  const { data: wallet } = useWalletClient({ chainId: network.chainId });
  return useMemo(() => {
    if (status === 'connecting' || (status === 'reconnecting' && !address)) return { kind: 'connecting' };
    if (!address || chainId === undefined) return { kind: 'none' };
    if (chainId !== network.chainId) return { kind: 'wrong-network', address, chainId };
    if (!wallet || wallet.account.address !== address) return { kind: 'connecting' };
    const clients = { publicClient: network.reader, walletClient: wallet as unknown as SignClient };
    return { kind: 'ready', address, clients };
  }, [status, address, chainId, wallet, network]);
}

/** The address, on whatever chain the wallet is. */
export const useAddress = (): Address | undefined => useConnection().address;
