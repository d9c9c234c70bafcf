// Workers that evaluate models on ciphertexts, on a local chain: the worker's own program, with a stake of its own.
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createWalletFile } from '@tacit/sdk/node';
import { parseEther } from 'viem';
import { type LocalChain, localAccount } from './chain.ts';
import type { LocalContracts } from './contracts.ts';
import { POLL_MS, type RunningWorker, startWorker } from './workers.ts';

export interface ComputeSetting {
  readonly chain: Pick<LocalChain, 'url' | 'chainId'>;
  readonly contracts: Pick<LocalContracts, 'market'>;
  readonly pinNode: string;
  readonly folder: string;
  /** Of the chain's accounts. */
  readonly account: number;
  /** Settings of the role that differ from what a demonstration has. */
  readonly compute?: Readonly<Record<string, unknown>>;
}

/** Enough for the bonds of several jobs at a time. */
export const COMPUTE_STAKE = parseEther('2');

export interface WalletFiles {
  readonly file: string;
  readonly passphraseFile: string;
}

/** A sealed wallet of one of the chain's accounts, with its passphrase beside it. */
export async function makeWallet(folder: string, account: number): Promise<WalletFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const passphrase = randomBytes(24).toString('base64url');
  const [file, passphraseFile] = [join(folder, 'wallet.sealed'), join(folder, 'passphrase')];
  await writeFile(passphraseFile, `${passphrase}\n`, { mode: 0o600 });
  await createWalletFile(file, { passphrase, privateKey: localAccount(account).privateKey });
  return { file, passphraseFile };
}

/** Joins with its stake by itself, and is drawn from then on. */
export async function startCompute(setting: ComputeSetting): Promise<RunningWorker> {
  const { chain, contracts, pinNode, folder, account, compute } = setting;
  const wallet = await makeWallet(folder, account);
  return await startWorker(`worker ${account}`, folder, {
    chain: { url: chain.url, chainId: chain.chainId, market: contracts.market, finality: 0, pollMs: POLL_MS },
    wallet,
    storage: { pinNodes: [pinNode] },
    compute: { stakeWei: String(COMPUTE_STAKE), staggerMs: 1000, ...compute },
  });
}
