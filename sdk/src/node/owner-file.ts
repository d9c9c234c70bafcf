// Reading files that are somebody's alone.
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Why a file was not read; whoever asked has a code and a sentence of its own for each. */
export type OwnerFileFault = 'absent' | 'exposed' | 'too-large' | 'unreadable';

export interface OwnerFileRefusal {
  readonly fault: OwnerFileFault;
  /** The system's name of what went wrong. */
  readonly reason: string;
}

export const reasonOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown reason';

/** Reads from one handle, so that what was looked at is what is read. */
async function readChecked(file: FileHandle, limit: number): Promise<Uint8Array | OwnerFileRefusal> {
  const found = await file.stat();
  if (found.isDirectory()) return { fault: 'unreadable', reason: 'EISDIR' };
  if (!found.isFile()) return { fault: 'unreadable', reason: 'no file' };
  // Windows has no such modes.
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) return { fault: 'exposed', reason: 'mode' };
  if (found.size > limit) return { fault: 'too-large', reason: 'size' };
  const bytes = new Uint8Array(found.size);
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

/** The bytes of a file that nobody else may read, at most `limit` of them; or why not. */
export async function readOwnerFile(path: string, limit: number): Promise<Uint8Array | OwnerFileRefusal> {
  let file: FileHandle | undefined;
  try {
    // A pipe of that name must not hold us up.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    return await readChecked(file, limit);
  } catch (error) {
    const reason = reasonOf(error);
    return { fault: reason === 'ENOENT' ? 'absent' : 'unreadable', reason };
  } finally {
    await file?.close();
  }
}
