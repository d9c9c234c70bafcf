// One process for each state folder: two keyholders over one record of releases, or two relays, would undo each other.
import { mkdir, readFile, realpath, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LevelDatastore } from 'datastore-level';
import { workerError } from './worker-error.ts';

export interface StateLock {
  /** Tells other processes of this machine about this one: where it listens, and the like. */
  announce(facts: Readonly<Record<string, string>>): Promise<void>;
  release(): Promise<void>;
}

const ANNOUNCEMENT = 'worker.json';
/** The system's lock does not hold within a process. */
const ours = new Set<string>();

async function holderOf(folder: string): Promise<string> {
  try {
    const { pid } = JSON.parse(await readFile(join(folder, ANNOUNCEMENT), 'utf8')) as { pid?: unknown };
    return Number.isSafeInteger(pid) ? ` (process ${pid})` : '';
  } catch {
    return '';
  }
}

const reasonOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown reason';

async function openFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await realpath(folder);
  } catch (error) {
    throw workerError('STATE_UNUSABLE', `cannot make the state folder ${folder} (${reasonOf(error)})`);
  }
}

const locked = async (folder: string) =>
  workerError('STATE_LOCKED', `another worker has the state folder ${folder}${await holderOf(folder)}`);

/**
 * Takes the folder, made if it is absent, for this process. The lock is LevelDB's, which is the system's own: it ends with
 * the process however that ends, so none is ever stale.
 */
export async function lockState(path: string): Promise<StateLock> {
  const folder = await openFolder(path);
  if (ours.has(folder)) throw await locked(folder);
  ours.add(folder);
  const { db } = new LevelDatastore(join(folder, 'lock'));
  try {
    await db.open();
  } catch (error) {
    ours.delete(folder);
    if ((error as { cause?: { code?: unknown } }).cause?.code === 'LEVEL_LOCKED') throw await locked(folder);
    throw workerError('STATE_UNUSABLE', `cannot use the state folder ${folder} (${reasonOf(error)})`);
  }
  const announcement = join(folder, ANNOUNCEMENT);
  return {
    async announce(facts) {
      const text = `${JSON.stringify({ pid: process.pid, ...facts }, undefined, 2)}\n`;
      await writeFile(announcement, text, { mode: 0o600 });
    },
    async release() {
      await unlink(announcement).catch(() => {});
      await db.close();
      ours.delete(folder);
    },
  };
}
