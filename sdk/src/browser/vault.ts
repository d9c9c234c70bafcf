// What a page keeps for an account, sealed: it survives a reload, and opens for the account's owner in this browser alone.

import { browserError } from '../errors/index.ts';
import type { Address } from '../sharing/index.ts';
import type { DocumentStore } from './documents.ts';
import { type SealedDocuments, sealedDocuments } from './sealed-documents.ts';
import { ownBytes } from './subtle.ts';
import { openVaultKey, placeName, type VaultOwner, type VaultPlace } from './vault-key.ts';

/*
 * What sealing cannot do. Whoever writes to this browser's storage can remove documents, or bring back older ones of the
 * same name; a browser that is short of space removes all of an origin's at once, unless it was asked to persist it.
 *
 * A trainer that has lost the deal of a round cannot finish its update; without the note that it was sent, a page that trains on
 * may draw a second one for that round. The contract takes one, yet whoever saw envelopes of both has two sharings of one
 * update: still t shares of one are needed to open it.
 *
 * A keyholder that has lost a record of release no longer knows that it gave a sum away. The contract freezes a set once, so a
 * second sum takes a chain that was rolled back, or a node that lies. Records go with the key, and whoever brings a key
 * back from its backup knows from when on there are records (`recordsSince`).
 */

export interface OpenVaultOptions extends VaultPlace, VaultOwner {
  readonly documents: DocumentStore;
}

/** What a vault is to a worker: it can be posted. The key in it can be used, and not be read. */
export interface PortableVault extends VaultPlace {
  readonly key: CryptoKey;
}

export interface Vault extends VaultPlace {
  /** Lower-case letters, digits and dashes, as names are; both are kept in clear. */
  documents(scope: string): SealedDocuments;
  /** Bytes for one purpose, always the same: keys that follow from the vault's. */
  derive(purpose: string, length: number): Promise<Uint8Array>;
  portable(): PortableVault;
  /** Forgets the key: all of its documents refuse with VAULT_LOCKED from then on. Workers have their own copy: end them. */
  lock(): void;
  readonly isLocked: boolean;
}

/** A vault whose key is there already, as in a worker. */
export function vaultOf({ chainId, account, key }: PortableVault, documents: DocumentStore): Vault {
  let held: CryptoKey | undefined = key;
  const use = (): CryptoKey => {
    if (held) return held;
    throw browserError('VAULT_LOCKED', 'what is kept here is locked: open it again');
  };
  const place = placeName({ chainId, account });
  return {
    chainId,
    account: account.toLowerCase() as Address,
    documents: (scope) => sealedDocuments({ documents, key: use, place: `${place}/documents`, scope }),
    async derive(purpose, length) {
      const text = (value: string) => ownBytes(new TextEncoder().encode(value));
      const info = text(`${place}\n${purpose}`);
      const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: text('tacit vault derived 1'), info };
      return new Uint8Array(await crypto.subtle.deriveBits(hkdf, use(), 8 * length));
    },
    portable: () => ({ chainId, account: account.toLowerCase() as Address, key: use() }),
    lock() {
      held = undefined;
    },
    get isLocked() {
      return held === undefined;
    },
  };
}

/**
 * Opens the vault of an account, and makes it if there is none. By a wallet it takes one signature, and two the first time:
 * WALLET_NOT_DETERMINISTIC means that a passphrase must do instead. VAULT_SECRET_WRONG and VAULT_INVALID leave all as it is.
 */
export async function openVault({ documents, chainId, account, ...owner }: OpenVaultOptions): Promise<Vault> {
  const place = { chainId, account };
  return vaultOf({ ...place, key: await openVaultKey(documents, place, owner) }, documents);
}
