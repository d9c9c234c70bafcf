// What hides a result until it is revealed: derived, so that whoever comes back after a crash reveals what it committed to.
import { createHmac, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readOwnerFile, writeDurableFile } from '@tacit/sdk/node';
import { workerError } from '../worker-error.ts';
import type { Hex } from './state.ts';

const BYTES = 32;

export type SaltOf = (job: Hex, step: number) => Hex;

/** From a file of this state alone. A job's id has chain and market in it. */
export async function openSalts(folder: string): Promise<SaltOf> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'commitments.key');
  await writeDurableFile(path, randomBytes(BYTES));
  const key = await readOwnerFile(path, BYTES);
  if (!(key instanceof Uint8Array) || key.length !== BYTES) {
    throw workerError('STATE_UNUSABLE', `${path} is not ${BYTES} bytes that only their owner may read`);
  }
  return (job, step) => `0x${createHmac('sha256', key).update(`tacit commitment ${job} ${step}`).digest('hex')}`;
}
