// The key of a vault: random, and sealed twice, so that it takes both this browser's profile and its owner to open it. A
// signature that was phished opens nothing elsewhere, and a stolen disk nothing without the wallet or the passphrase.
import { requireChain, type SignClient } from '../chain/index.ts';
import { browserError } from '../errors/index.ts';
import { systemRandomness } from '../hashing/index.ts';
import { type SealingSecret, sealedKind } from '../protocol/sealed-format.ts';
import { deriveWalletKey } from '../protocol/wallet-key.ts';
import type { Address } from '../sharing/index.ts';
import type { DocumentStore } from './documents.ts';
import { openSealedBytes, sealBytes } from './sealed-bytes.ts';
import { ownBytes } from './subtle.ts';

/** Whose vault: one for each chain and account, in each profile of a browser and each origin. */
export interface VaultPlace {
  readonly chainId: number;
  readonly account: Address;
}

/** What opens a vault, beside the browser that it is in. */
export type VaultKind = 'wallet' | 'passphrase';

export interface VaultOwner {
  /** Of the account. Needed where there is no vault yet and no passphrase, and for a vault that a wallet opens. */
  readonly wallet?: SignClient | undefined;
  /** For a wallet that signs at random. Stretching it keeps a thread busy for a second: open such a vault in a worker. */
  readonly secret?: { readonly kind: 'passphrase'; readonly passphrase: string } | undefined;
}

export const placeName = ({ chainId, account }: VaultPlace): string => {
  if (Number.isSafeInteger(chainId) && chainId > 0 && /^0x[0-9a-fA-F]{40}$/.test(account)) {
    return `${chainId}-${account.toLowerCase()}`;
  }
  throw new RangeError('a vault belongs to a chain and an account');
};

const keyName = (place: VaultPlace): string => `${placeName(place)}/key`;
const KEY_BYTES = 32;

/** A person reads this in the wallet's window. */
const PURPOSE =
  'Opens what this account keeps in this browser: its data, keys and results. It sends no transaction and costs nothing.';

export const vaultKeyTypedData = ({ chainId, account }: VaultPlace) =>
  ({
    domain: { name: 'Tacit Vault', version: '1', chainId },
    types: {
      VaultKey: [
        { name: 'account', type: 'address' },
        { name: 'purpose', type: 'string' },
      ],
    },
    primaryType: 'VaultKey',
    message: { account, purpose: PURPOSE },
  }) as const;

const ownerPurpose = (place: VaultPlace): string => `tacit vault owner ${placeName(place)}`;

/** Both halves of the way to a key: the browser's, and then its owner's. */
async function deviceSealing(documents: DocumentStore, place: VaultPlace) {
  const purpose = `tacit vault device ${placeName(place)}`;
  const mac = await crypto.subtle.sign(
    'HMAC',
    await documents.deviceKey(),
    ownBytes(new TextEncoder().encode(purpose)),
  );
  return { secret: { kind: 'key', key: new Uint8Array(mac) }, purpose } as const;
}

const opensWith = (what: string): string => `what is kept here opens with ${what} alone`;

async function ownerSecret(
  kind: VaultKind,
  place: VaultPlace,
  { wallet, secret, first }: VaultOwner & { readonly first: boolean },
): Promise<SealingSecret> {
  if (kind === 'passphrase') {
    if (secret) return secret;
    throw browserError('VAULT_SECRET_MISSING', opensWith('its passphrase'));
  }
  if (!wallet) throw browserError('VAULT_WALLET_MISSING', opensWith("its account's wallet"));
  if (wallet.account.address.toLowerCase() !== place.account.toLowerCase()) {
    throw browserError('VAULT_FOREIGN', 'the wallet signs for another account than the one whose vault this is');
  }
  await requireChain(wallet, place.chainId);
  const typedData = vaultKeyTypedData(place);
  return {
    kind: 'key',
    key: await deriveWalletKey(wallet, { typedData, salt: 'tacit vault', info: 'key 1', twice: first }),
  };
}

const kindOf = (sealed: Uint8Array): VaultKind => (sealedKind(sealed) === 'passphrase' ? 'passphrase' : 'wallet');

/** What is left for the owner to open, or undefined if there is no vault. */
async function openDeviceHalf(documents: DocumentStore, place: VaultPlace): Promise<Uint8Array | undefined> {
  const kept = await documents.get(keyName(place));
  if (!kept) return undefined;
  const half = await openSealedBytes(kept, await deviceSealing(documents, place));
  if (half) return half;
  throw browserError('VAULT_INVALID', "this browser's half of the key is gone or damaged: what was kept does not open");
}

export const vaultExists = async (documents: DocumentStore, place: VaultPlace): Promise<boolean> =>
  (await documents.get(keyName(place))) !== undefined;

/** What opens the vault, without asking anybody; undefined if there is none. */
export async function vaultKind(documents: DocumentStore, place: VaultPlace): Promise<VaultKind | undefined> {
  const half = await openDeviceHalf(documents, place);
  return half && kindOf(half);
}

async function openOwnerHalf(half: Uint8Array, place: VaultPlace, secret: SealingSecret): Promise<CryptoKey> {
  const key = await openSealedBytes(half, { secret, purpose: ownerPurpose(place) });
  if (key?.length !== KEY_BYTES) {
    const why = secret.kind === 'passphrase' ? 'the passphrase is wrong' : 'another wallet made it';
    throw browserError('VAULT_SECRET_WRONG', `what is kept here does not open: ${why}, or it is damaged`);
  }
  const imported = await crypto.subtle.importKey('raw', ownBytes(key), 'HKDF', false, ['deriveBits', 'deriveKey']);
  key.fill(0);
  return imported;
}

/** Documents without their key would be joined by others that open, and nobody would miss them. */
async function requireEmpty(documents: DocumentStore, place: VaultPlace): Promise<void> {
  const names = await documents.keys(`${placeName(place)}/`);
  // Another page may have made the vault, and used it, in between.
  if (names.length === 0 || names.includes(keyName(place))) return;
  throw browserError('VAULT_INVALID', 'the key of what is kept here is gone, and nothing else opens it', {
    details: { documents: names.length },
  });
}

async function makeKey(documents: DocumentStore, place: VaultPlace, secret: SealingSecret): Promise<void> {
  const key = systemRandomness.bytes(KEY_BYTES);
  const half = await sealBytes(key, { secret, purpose: ownerPurpose(place) });
  key.fill(0);
  // Two pages began at once: both go on with the first one's.
  await documents.add(keyName(place), await sealBytes(half, await deviceSealing(documents, place)));
}

/** The key of a vault, for HKDF and not to be read out; made, and kept, if there is none. */
export async function openVaultKey(documents: DocumentStore, place: VaultPlace, owner: VaultOwner): Promise<CryptoKey> {
  const kept = await openDeviceHalf(documents, place);
  if (kept) return await openOwnerHalf(kept, place, await ownerSecret(kindOf(kept), place, { ...owner, first: false }));
  await requireEmpty(documents, place);
  const wanted = owner.secret ? 'passphrase' : 'wallet';
  const secret = await ownerSecret(wanted, place, { ...owner, first: true });
  await makeKey(documents, place, secret);
  const half = await openDeviceHalf(documents, place);
  if (!half) throw browserError('STORAGE_FAILED', 'this browser did not keep the key that it was given');
  if (kindOf(half) === wanted) return await openOwnerHalf(half, place, secret);
  return await openOwnerHalf(half, place, await ownerSecret(kindOf(half), place, { ...owner, first: false }));
}

/** Removes a vault for good, its key first: what is left after a crash opens for nobody, and goes the next time. */
export async function destroyVault(documents: DocumentStore, place: VaultPlace): Promise<void> {
  await documents.remove(keyName(place));
  for (const name of await documents.keys(`${placeName(place)}/`)) await documents.remove(name);
}
