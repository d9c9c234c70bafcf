// Wallets, vaults and what they refuse, for tests of what a page keeps.
import assert from 'node:assert/strict';
import { createWalletClient, custom, type Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { SignClient } from '../chain/index.ts';
import { errorCode } from '../errors/index.ts';
import { type MemoryDocuments, memoryDocuments } from './memory-documents.ts';
import { openVault, type Vault } from './vault.ts';

export const CHAIN_ID = 31_337;

export interface TestWallet {
  readonly client: SignClient;
  /** What it was asked to sign. */
  readonly asked: unknown[];
}

export interface TestWalletOptions {
  readonly chainId?: number;
  readonly sign?: (data: never) => Promise<Hex>;
}

/** A wallet of nobody's key, on a chain of no node. */
export function walletOf(secret: number, { chainId = CHAIN_ID, sign }: TestWalletOptions = {}): TestWallet {
  const account = privateKeyToAccount(`0x${secret.toString(16).padStart(64, '0')}`);
  const asked: unknown[] = [];
  const signing = {
    ...account,
    signTypedData: (data: never): Promise<Hex> => {
      asked.push(data);
      return sign ? sign(data) : account.signTypedData(data);
    },
  };
  const transport = custom({ request: async () => `0x${chainId.toString(16)}` });
  return { client: createWalletClient({ account: signing as typeof account, transport }) as SignClient, asked };
}

export const placeOf = ({ client }: TestWallet, chainId = CHAIN_ID) => ({ chainId, account: client.account.address });

export interface TestVault {
  readonly vault: Vault;
  readonly documents: MemoryDocuments;
  readonly wallet: TestWallet;
}

export async function openTestVault(
  documents: MemoryDocuments = memoryDocuments(),
  wallet: TestWallet = walletOf(1),
): Promise<TestVault> {
  const vault = await openVault({ documents, wallet: wallet.client, ...placeOf(wallet) });
  return { vault, documents, wallet };
}

/** The code that something is refused with; undefined if it is not refused. */
export const refusal = (act: Promise<unknown>): Promise<string | undefined> =>
  act.then(
    () => undefined,
    (error: unknown) => errorCode(error) ?? assert.fail(error as Error),
  );

/** The names of all documents in a store that end so. */
export const heldAt = ({ held }: MemoryDocuments, ending: string): string => {
  const found = [...held.keys()].filter((name) => name.endsWith(ending));
  assert.equal(found.length, 1, `${found.length} documents end with ${ending}`);
  return found[0] as string;
};

export function flip({ held }: MemoryDocuments, name: string, byte: number, bit = 0): void {
  const bytes = (held.get(name) as Uint8Array).slice();
  bytes[byte] = (bytes[byte] as number) ^ (1 << bit);
  held.set(name, bytes);
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Whether bytes lie in clear in what is kept. */
export const lies = ({ held }: MemoryDocuments, part: Uint8Array): boolean =>
  [...held.values()].some((bytes) => Buffer.from(bytes).indexOf(part) >= 0);
