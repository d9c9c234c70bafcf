// An account's private key on disk, always sealed: what a process signs its transactions and uploads with.
import { randomBytes } from 'node:crypto';
import type { Hex } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { nodeError } from '../errors/index.ts';
import { type PassphraseSource, requirePassphrase } from './passphrase.ts';
import { readSealedFile, writeSealedFile } from './sealed-file.ts';

const FORMAT = 'tacit wallet 1';
const MAX_BYTES = 4096;

function accountOf(privateKey: unknown): PrivateKeyAccount | undefined {
  if (typeof privateKey !== 'string' || !/^0x[0-9a-f]{64}$/.test(privateKey)) return undefined;
  try {
    return privateKeyToAccount(privateKey as Hex);
  } catch {
    // Zero, or not below the group's order.
    return undefined;
  }
}

function drawKey(): Hex {
  // All but one of 2^128 draws are below the order.
  for (;;) {
    const privateKey: Hex = `0x${randomBytes(32).toString('hex')}`;
    if (accountOf(privateKey)) return privateKey;
  }
}

export interface CreateWalletOptions {
  readonly passphrase: string;
  /** A new one is drawn if it is left out. */
  readonly privateKey?: string | undefined;
}

/** Seals a private key in a file that must not exist, and gives the account. */
export async function createWalletFile(
  path: string,
  { passphrase, privateKey = drawKey() }: CreateWalletOptions,
): Promise<PrivateKeyAccount> {
  const account = accountOf(privateKey);
  if (!account)
    throw nodeError('WALLET_FILE_INVALID', 'a private key is 0x and 64 lower-case hex digits, and no other');
  const plaintext = Buffer.from(JSON.stringify({ format: FORMAT, address: account.address, privateKey }));
  await writeSealedFile(path, plaintext, { secret: { kind: 'passphrase', passphrase }, purpose: FORMAT });
  return account;
}

function parseWallet(plaintext: Uint8Array): PrivateKeyAccount | undefined {
  try {
    const fields = JSON.parse(Buffer.from(plaintext).toString('utf8')) as Readonly<Record<string, unknown>> | null;
    const account = fields?.format === FORMAT ? accountOf(fields.privateKey) : undefined;
    return account?.address === fields?.address ? account : undefined;
  } catch {
    return undefined;
  }
}

/** The account whose key is sealed in the file. */
export async function readWalletFile(
  path: string,
  { passphrase: source }: { readonly passphrase?: PassphraseSource | undefined } = {},
): Promise<PrivateKeyAccount> {
  const passphrase = await requirePassphrase(source, path);
  const secret = { kind: 'passphrase', passphrase } as const;
  const plaintext = await readSealedFile(path, { secret, purpose: FORMAT, limit: MAX_BYTES });
  if (!plaintext) throw nodeError('SEALED_FILE_UNREADABLE', `cannot read ${path} (ENOENT)`);
  const account = parseWallet(plaintext);
  if (account) return account;
  throw nodeError('WALLET_FILE_INVALID', `${path} is no wallet file`);
}
