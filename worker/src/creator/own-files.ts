// What a creator has on its disk: the key that hand-overs are sealed to, and the last layers of its models.
import { readFile, stat } from 'node:fs/promises';
import { errorCode, MAX_NETWORK_BYTES, type Network, parseNetwork, type SealingKeys } from '@tacit/sdk';
import { type PassphraseSource, readCreatorKey } from '@tacit/sdk/node';
import type { CreatorSettings } from '../config/worker-config.ts';
import { workerError } from '../worker-error.ts';
import type { OwnOffer } from './config.ts';

async function readTail(path: string): Promise<Network> {
  const unreadable = (why: string) => workerError('CONFIG_UNREADABLE', `${path} holds no network: ${why}`);
  const read = async (): Promise<Uint8Array> => {
    if ((await stat(path)).size > MAX_NETWORK_BYTES) throw unreadable('it is too large');
    return new Uint8Array(await readFile(path));
  };
  const bytes = await read().catch((error: NodeJS.ErrnoException) => {
    throw errorCode(error) ? error : unreadable(`it cannot be read (${error.code ?? 'unknown reason'})`);
  });
  try {
    return parseNetwork(bytes);
  } catch (error) {
    throw errorCode(error) === undefined ? error : unreadable('it is damaged, or something else');
  }
}

/** Everything that the configuration names; CONFIG_UNREADABLE for a file that is none. */
export async function openOwnFiles(
  { key, offers }: CreatorSettings,
  passphrase: PassphraseSource | undefined,
): Promise<{ readonly keys: SealingKeys; readonly offers: readonly OwnOffer[] }> {
  const keys = await readCreatorKey(key, { passphrase });
  const opened: OwnOffer[] = [];
  for (const { offer, tail } of offers) opened.push({ offer, tail: await readTail(tail) });
  return { keys, offers: opened };
}
