// The key to a trainer's files, out of its wallet: nothing more to remember, and nothing to lose but the wallet.
import { getChainId } from 'viem/actions';
import { explained, type SignClient } from '../chain/index.ts';
import { roundError } from '../errors/index.ts';
import type { Address } from '../sharing/index.ts';
import type { Hex } from './arguments.ts';
import { deriveWalletKey } from './wallet-key.ts';

export interface StateKeyScope {
  readonly chainId: number;
  /** The contract Training. */
  readonly contract: Address;
  readonly task: Hex;
  readonly trainer: Address;
}

/** A person reads this in the wallet's window. */
const PURPOSE = "Opens this trainer's own files. Whoever has this signature can read them: sign it for nobody else.";

export const stateKeyTypedData = ({ chainId, contract, task, trainer }: StateKeyScope) =>
  ({
    domain: { name: 'Tacit Trainer', version: '1', chainId, verifyingContract: contract },
    types: {
      StateKey: [
        { name: 'trainer', type: 'address' },
        { name: 'task', type: 'bytes32' },
        { name: 'purpose', type: 'string' },
      ],
    },
    primaryType: 'StateKey',
    message: { trainer, task, purpose: PURPOSE },
  }) as const;

/** The name of a trainer's place among the places of all tasks and trainers. */
export const statePlaceOf = ({ chainId, contract, task, trainer }: StateKeyScope): string =>
  [chainId, contract, task, trainer].join('-').toLowerCase();

/**
 * 32 bytes that come again whenever the wallet is asked. With `twice` it is asked two times (WALLET_NOT_DETERMINISTIC).
 */
export async function deriveStateKey(
  wallet: SignClient,
  scope: StateKeyScope,
  { twice }: { readonly twice: boolean },
): Promise<Uint8Array> {
  const chainId = await explained(() => getChainId(wallet));
  if (chainId !== scope.chainId) {
    throw roundError('TRAINER_STATE_INVALID', `the wallet is on chain ${chainId}, not on ${scope.chainId}`);
  }
  const typedData = stateKeyTypedData(scope);
  return await deriveWalletKey(wallet, { typedData, salt: 'tacit trainer state', info: 'key 1', twice });
}
