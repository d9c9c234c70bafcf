// What a keyholder has released, on disk: two sums of one round over different sets would differ by somebody's update.
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { roundError } from '../errors/index.ts';

type Hex = `0x${string}`;

/** One round, for one key: a folder of records belongs to one key. */
export interface ReleaseScope {
  readonly chainId: number;
  readonly contract: Hex;
  readonly task: Hex;
  readonly round: bigint;
}

/** The set that was summed, and the SHA-256 of the sum. */
export interface Release {
  readonly frozenLog: Hex;
  readonly digest: Hex;
}

const nameOf = ({ chainId, contract, task, round }: ReleaseScope): string =>
  `${chainId}-${contract.toLowerCase()}-${task.toLowerCase()}-${round}.json`;

async function readRecord(path: string): Promise<Release | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    const { frozenLog, digest } = JSON.parse(text) as Record<string, unknown>;
    if (typeof frozenLog === 'string' && typeof digest === 'string') return { frozenLog, digest } as Release;
  } catch {}
  throw roundError('RELEASE_RECORD_INVALID', `the record ${path} is damaged: nobody knows what was released`);
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
    await file.writeFile(`${JSON.stringify(release)}\n`);
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
  readRecord(join(folder, nameOf(scope)));

/**
 * Records what a member is about to release, before it does: `new`, or `again` for the very same. Anything else of that
 * round is refused for ever (RELEASE_CONFLICT).
 */
export async function recordRelease(folder: string, scope: ReleaseScope, release: Release): Promise<'new' | 'again'> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  // A folder that is gone after a power failure has forgotten everything.
  if (made !== undefined) await flushFolder(dirname(folder));
  const path = join(folder, nameOf(scope));
  const before = await readRecord(path);
  if (before === undefined && (await writeRecord(folder, path, release))) return 'new';
  const recorded = before ?? (await readRecord(path));
  if (recorded?.frozenLog === release.frozenLog && recorded.digest === release.digest) {
    // Whoever wrote it may have ended before its name was on the disk.
    await flushFolder(folder);
    return 'again';
  }
  const message = `a sum over another set of round ${scope.round} was released before: this one would show an update`;
  throw roundError('RELEASE_CONFLICT', message, { round: scope.round.toString(), record: path });
}
