// An uploader's key for pin nodes, so that uploads need no signature of the wallet. It holds nothing, and is not the account.
import { privateKeyToAccount } from 'viem/accounts';
import type { UploadSigner } from '../storage/index.ts';
import type { Vault } from './vault.ts';

/** The order of secp256k1's group (SEC 2, 2.4.1). */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
/** 48 bytes reduced leave a bias below 2^-128 (FIPS 186-5, A.2.1, asks for 2^-64). */
const BYTES = 48;

function secretFrom(bytes: Uint8Array): `0x${string}` {
  const number = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return `0x${((number % (ORDER - 1n)) + 1n).toString(16).padStart(64, '0')}`;
}

/**
 * Signs uploads: always the same address for one vault, and another for every other. Quotas count by it, and a pin node that
 * lists its uploaders must list it.
 */
export async function uploadSigner(vault: Vault): Promise<UploadSigner> {
  const account = privateKeyToAccount(secretFrom(await vault.derive('tacit upload key 1', BYTES)));
  return { address: account.address, signTypedData: (data) => account.signTypedData(data) };
}
