// What the page asks of the worker that handles the key itself. Only public halves come back, and sealed files.
import type { PortableVault } from '@tacit/sdk/browser';
import type { Address, Hex } from 'viem';

/** What is known of the key in the vault without the key. */
export interface KeySummary {
  /** As it is written in documents. */
  readonly publicKey: Hex;
  readonly point: { readonly x: bigint; readonly y: bigint };
  readonly made: 'here' | 'imported';
  /** Seconds since 1970, by the chain's clock: what was released before is not recorded in this browser. */
  readonly recordsSince: number;
  readonly backedUpAt: number | undefined;
}

export interface BackupFile {
  readonly file: Uint8Array;
  /** Not needed for a file in plain. */
  readonly passphrase: string | undefined;
}

export type KeyDeed =
  | { readonly kind: 'read' }
  | { readonly kind: 'create' }
  | { readonly kind: 'export'; readonly passphrase: string }
  | (BackupFile & { readonly kind: 'confirm' })
  | (BackupFile & { readonly kind: 'import' })
  | { readonly kind: 'possess'; readonly chainId: number; readonly contract: Address };

export interface KeyOrder {
  readonly vault: PortableVault;
  /** The chain's time, in seconds. */
  readonly now: number;
  readonly deed: KeyDeed;
}

export interface Possession {
  readonly key: KeySummary['point'];
  readonly possession: { readonly c: bigint; readonly z: bigint };
}

export type KeyAnswer =
  /** Undefined: there is no key. */
  | { readonly kind: 'key'; readonly key: KeySummary | undefined }
  | { readonly kind: 'file'; readonly file: Uint8Array }
  | { readonly kind: 'possession'; readonly possession: Possession };
