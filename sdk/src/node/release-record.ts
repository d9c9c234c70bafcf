// What a keyholder has released, on disk: two sums of one round over different sets would differ by somebody's update.
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  formatRelease,
  parseRelease,
  type Release,
  type ReleaseScope,
  releaseName,
  requireSameRelease,
} from '../protocol/release-document.ts';

export type { Release, ReleaseScope } from '../protocol/release-document.ts';

const fileOf = (scope: ReleaseScope): string => `${releaseName(scope)}.json`;

async function readRecord(path: string): Promise<Release | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : parseRelease(text, path);
}

/** Windows opens no folders, and flushes names by itself. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(folder, 'r');
  await directory.sync().finally(() => directory.close());
}

let drafts = 0;

/** A power failure must not take back what the network has seen: file and folder are flushed. */
async function writeRecord(folder: string, path: string, release: Release): Promise<boolean> {
  const draft = `${path}.${process.pid}-${++drafts}.draft`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(formatRelease(release));
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    // Unlike a renaming, a link replaces nothing: of two processes one comes first.
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft);
  }
  await flushFolder(folder);
  return true;
}

/** What was recorded of a round, or undefined if nothing was. */
export const readRelease = (folder: string, scope: ReleaseScope): Promise<Release | undefined> =>
  readRecord(join(folder, fileOf(scope)));

/**
 * Records what a member is about to release, before it does: `new`, or `again` for the very same. Anything else of that
 * round is refused for ever (RELEASE_CONFLICT).
 */
export async function recordRelease(folder: string, scope: ReleaseScope, release: Release): Promise<'new' | 'again'> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  // A folder that is gone after a power failure has forgotten everything.
  if (made !== undefined) await flushFolder(dirname(folder));
  const path = join(folder, fileOf(scope));
  const before = await readRecord(path);
  if (before === undefined && (await writeRecord(folder, path, release))) return 'new';
  const recorded = before ?? (await readRecord(path));
  requireSameRelease(release, recorded, { round: scope.round, name: path });
  // Whoever wrote it may have ended before its name was on the disk.
  await flushFolder(folder);
  return 'again';
}
