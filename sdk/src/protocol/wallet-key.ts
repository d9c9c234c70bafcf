// Keys out of a wallet's signature: nothing more to remember, and nothing to lose but the wallet.
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Hex, recoverTypedDataAddress, type TypedDataDefinition } from 'viem';
import { signTypedData } from 'viem/actions';
import { explained, type SignClient } from '../chain/index.ts';
import { compactSignature } from '../chain/training/typed-data.ts';
import { roundError } from '../errors/index.ts';
import { fromHex } from './arguments.ts';

export interface WalletKeyOptions {
  /** What the wallet shows and signs: it names what the key opens. */
  readonly typedData: TypedDataDefinition;
  /** Of HKDF, so that no two kinds of keys meet. */
  readonly salt: string;
  readonly info: string;
  /** Asks two times, for there are wallets that sign at random, and a key that does not come again is worse than none. */
  readonly twice: boolean;
}

const unfit = (why: string) =>
  roundError('WALLET_NOT_DETERMINISTIC', `${why}, so no key can be made of it; choose a passphrase`);

/** Contracts sign with the keys of others, which change: only what the account itself signed comes again. */
async function isOwn(wallet: SignClient, typedData: TypedDataDefinition, signature: Hex): Promise<boolean> {
  const signer = await recoverTypedDataAddress({ ...typedData, signature }).catch(() => undefined);
  return signer?.toLowerCase() === wallet.account.address.toLowerCase();
}

async function sign(wallet: SignClient, typedData: TypedDataDefinition): Promise<Uint8Array> {
  const signature = await explained(() => signTypedData(wallet, { account: wallet.account, ...typedData }));
  if (!(await isOwn(wallet, typedData, signature))) throw unfit("this wallet's signature is not its account's own");
  // One form of each signature: wallets write the last byte in two ways.
  const { r, vs } = compactSignature(signature);
  return fromHex(`${r}${vs.slice(2)}`);
}

/**
 * 32 bytes by HKDF-SHA-256 (RFC 5869) of a signature that an EOA's wallet makes anew whenever it is asked (RFC 6979).
 * WALLET_NOT_DETERMINISTIC for wallets that do not. Callers see to it that the wallet is on the right chain.
 */
export async function deriveWalletKey(wallet: SignClient, options: WalletKeyOptions): Promise<Uint8Array> {
  const { typedData, salt, info, twice } = options;
  const signature = await sign(wallet, typedData);
  if (twice) {
    const again = await sign(wallet, typedData);
    if (again.some((byte, i) => byte !== signature[i])) {
      throw unfit('this wallet signs the same thing in another way each time');
    }
  }
  const text = (value: string) => new TextEncoder().encode(value);
  return hkdf(sha256, signature, text(salt), text(info), 32);
}
