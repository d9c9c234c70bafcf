// Files that are whole or not there at all, also after a power failure.
import { randomBytes } from 'node:crypto';
import { link, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface DurableFileOptions {
  /** Whether a file of that name gives way; by default it stays. */
  readonly replace?: boolean;
  readonly mode?: number;
}

/** Windows opens no folders, and flushes names by itself. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  await directory.sync().finally(() => directory.close());
}

/** Resolves when file and name are on the disk: true, or false if the name was taken and may not be replaced. */
export async function writeDurableFile(
  path: string,
  content: Uint8Array | string,
  { replace = false, mode = 0o600 }: DurableFileOptions = {},
): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.draft`;
  try {
    const file = await open(draft, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    // Unlike a renaming, a link replaces nothing: of two writers one comes first.
    await (replace ? rename(draft, path) : link(draft, path));
  } catch (error) {
    if (!replace && (error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await unlink(draft).catch(() => {});
  }
  await flushFolder(dirname(path));
  return true;
}

/** Removes a file if it is there; resolves when its name is gone from the disk. */
export async function removeDurably(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await flushFolder(dirname(path));
}
