// Keyholders on a local chain: sealed keys, stakes, and acceptances of a task.
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  g1ToAffine,
  generateKeyPair,
  type KeyPair,
  keyholders as keyholderCalls,
  provePossession,
  systemRandomness,
  training,
} from '@tacit/sdk';
import { createWalletFile, writeKeyFile } from '@tacit/sdk/node';
import { type LocalChain, localAccount } from './chain.ts';
import type { LocalContracts } from './contracts.ts';

type Hex = `0x${string}`;

/** What a keyholder has on its disk before it starts. */
export interface KeyholderFiles {
  /** From 1. */
  readonly index: number;
  readonly address: Hex;
  readonly folder: string;
  readonly key: string;
  readonly wallet: string;
  readonly passphraseFile: string;
}

export interface JoiningKeyholder extends KeyholderFiles {
  readonly keys: KeyPair;
}

/** Member `index` has the chain's account `index`. */
export async function makeKeyholder(folder: string, index: number): Promise<JoiningKeyholder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const at = (name: string): string => join(folder, name);
  const passphrase = randomBytes(24).toString('base64url');
  const keys = generateKeyPair(systemRandomness);
  const { privateKey, address } = localAccount(index);
  const passphraseFile = at('passphrase');
  await writeFile(passphraseFile, `${passphrase}\n`, { mode: 0o600 });
  await writeKeyFile(at('key.sealed'), keys, { passphrase });
  await createWalletFile(at('wallet.sealed'), { passphrase, privateKey });
  return { index, address, folder, key: at('key.sealed'), wallet: at('wallet.sealed'), passphraseFile, keys };
}

/** Registers a keyholder's key with a stake. */
export async function registerKeyholder(
  { clientsOf, chainId }: LocalChain,
  { keyholders }: Pick<LocalContracts, 'keyholders'>,
  { index, address, keys }: JoiningKeyholder,
  stake: bigint,
): Promise<void> {
  const scope = { chainId: BigInt(chainId), contract: keyholders, owner: address };
  const possession = provePossession(keys, scope, systemRandomness);
  const key = g1ToAffine(keys.publicKey);
  await keyholderCalls.registerMember(clientsOf(index), keyholders, { key, possession, stake });
}

/** Signs the task's terms, and shows the signature to the contract. */
export async function acceptTask(
  { clientsOf }: LocalChain,
  contracts: Pick<LocalContracts, 'keyholders' | 'training'>,
  { index, address: owner }: Pick<KeyholderFiles, 'index' | 'address'>,
  { task, amount, deadline }: { readonly task: Hex; readonly amount: bigint; readonly deadline: bigint },
): Promise<void> {
  const clients = clientsOf(index);
  const acceptance = { owner, locker: contracts.training, terms: task, amount, deadline };
  const signature = await keyholderCalls.signAcceptance(clients.walletClient, {
    ...acceptance,
    verifyingContract: contracts.keyholders,
  });
  await training.accept(clients, contracts.training, { task, owner, deadline, signature });
}
