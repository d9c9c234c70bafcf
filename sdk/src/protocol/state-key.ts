// The key to a trainer's files, out of its wallet: nothing more to remember, and nothing to lose but the wallet.
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { getChainId, signTypedData } from 'viem/actions';
import { explained, type SignClient } from '../chain/index.ts';
import { compactSignature } from '../chain/training/typed-data.ts';
import { roundError } from '../errors/index.ts';
import type { Address } from '../sharing/index.ts';
import { fromHex, type Hex } from './arguments.ts';

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

async function sign(wallet: SignClient, scope: StateKeyScope): Promise<Uint8Array> {
  const data = stateKeyTypedData(scope);
  const signature = await explained(() => signTypedData(wallet, { account: wallet.account, ...data }));
  // One form of each signature: wallets write the last byte in two ways.
  const { r, vs } = compactSignature(signature);
  return fromHex(`${r}${vs.slice(2)}`);
}

/**
 * 32 bytes by HKDF-SHA-256 (RFC 5869) of a signature that an EOA's wallet makes anew whenever it is asked (RFC 6979). With
 * `twice` it is asked two times, for there are wallets that sign at random, and a key that does not come again is worse
 * than none (WALLET_NOT_DETERMINISTIC).
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
  const signature = await sign(wallet, scope);
  if (twice) {
    const again = await sign(wallet, scope);
    if (again.some((byte, i) => byte !== signature[i])) {
      const message = 'this wallet signs the same thing in another way each time, so no key can be made of it';
      throw roundError('WALLET_NOT_DETERMINISTIC', `${message}; choose a passphrase`);
    }
  }
  const text = (value: string) => new TextEncoder().encode(value);
  return hkdf(sha256, signature, text('tacit trainer state'), text('key 1'), 32);
}
