// What a trainer signs, so that somebody else can send its update and pay for it (EIP-712, EIP-2098).
import { type Address, type Hex, hashTypedData, hexToSignature, signatureToCompactSignature } from 'viem';
import { getChainId, signTypedData } from 'viem/actions';
import type { SignClient } from '../clients.ts';
import { explained } from '../failure.ts';
import type { RoundId } from './calls.ts';
import type { CompactSignature } from './types.ts';

export interface UpdateScope {
  readonly chainId: number;
  /** The contract Training. */
  readonly verifyingContract: Address;
}

export interface UpdateStatement extends RoundId {
  readonly sharesHash: Hex;
}

export const updateTypedData = (
  { chainId, verifyingContract }: UpdateScope,
  { task, round, sharesHash }: UpdateStatement,
) =>
  ({
    domain: { name: 'Tacit Training', version: '1', chainId, verifyingContract },
    types: {
      Update: [
        { name: 'task', type: 'bytes32' },
        { name: 'round', type: 'uint256' },
        { name: 'sharesHash', type: 'bytes32' },
      ],
    },
    primaryType: 'Update',
    message: { task, round, sharesHash },
  }) as const;

/** The contract's `hashUpdate`, without the contract. */
export const hashUpdate = (scope: UpdateScope, update: UpdateStatement): Hex =>
  hashTypedData(updateTypedData(scope, update));

/** (r, vs) of a signature of 65 bytes: s and its parity share a word. */
export function compactSignature(signature: Hex): CompactSignature {
  const { r, yParityAndS } = signatureToCompactSignature(hexToSignature(signature));
  return { r, vs: yParityAndS };
}

/** Signs an update for the chain that the wallet is on. Only an account with a key can: contracts submit themselves. */
export async function signUpdate(
  walletClient: SignClient,
  { verifyingContract, ...update }: UpdateStatement & { readonly verifyingContract: Address },
): Promise<CompactSignature> {
  const { account } = walletClient;
  const signature = await explained(async () => {
    const chainId = await getChainId(walletClient);
    return signTypedData(walletClient, { account, ...updateTypedData({ chainId, verifyingContract }, update) });
  });
  return compactSignature(signature);
}
