// A job's result out of its request's folder.
import {
  type FetchedOffer,
  type OpenedResult,
  openEncryption,
  openResult,
  openSplitAnswer,
  readRequestSecret,
  type SavedRequest,
  withProgress,
} from '../support/sdk.ts';
import { openStore, type StorageArguments } from '../support/storage.ts';
import { taskError } from '../support/task-error.ts';
import type { OpenAccount } from './contract.ts';
import { knownSecret } from './user-keys.ts';

export interface OpeningArguments extends StorageArguments {
  readonly passphraseFile?: string | undefined;
}

/** What the request's folder needs to be read to its end. */
export async function secretOf(path: string, saved: SavedRequest, { passphraseFile }: OpeningArguments) {
  return await readRequestSecret(path, saved, await knownSecret(path, passphraseFile));
}

/** Decrypts the result, or the creator's answer, of a job that is closed. */
export async function openJob(
  { path, saved, opened, offer }: { path: string; saved: SavedRequest; opened: OpenAccount; offer: FetchedOffer },
  options: OpeningArguments,
): Promise<Pick<OpenedResult, 'readings' | 'outputs'>> {
  const store = openStore(options, opened.clients.walletClient);
  const { secretKey, answerSecret } = await secretOf(path, saved, options);
  const client = opened.clients.publicClient;
  const request = { ...saved, keys: { secretKey } };
  if (offer.document.split) {
    if (!answerSecret) throw taskError('REQUEST_INVALID', `${path} has no key for the creator's answer`);
    return await openSplitAnswer(client, { offer, request, answerSecret, store });
  }
  const encryption = await openEncryption(offer.plan.parameters.name);
  try {
    return await withProgress('decrypting', () => openResult(client, { offer, request, encryption, store }));
  } finally {
    encryption.dispose();
  }
}
