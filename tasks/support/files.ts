// Files that tasks write: results for everybody, secrets for their owner alone.
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { taskError } from './task-error.ts';

const reasonOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown reason';

/** Never over another file: what a person has is not ours to replace. */
export function writeNew(path: string, content: string | Uint8Array, { ownerOnly = false } = {}): void {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: ownerOnly ? 0o600 : 0o644 });
  } catch (error) {
    if (reasonOf(error) === 'EEXIST') throw taskError('FILE_EXISTS', `${path} exists; name another file or move it`);
    throw taskError('FILE_UNWRITABLE', `cannot write ${path} (${reasonOf(error)})`, { cause: error });
  }
}

/** For files that are named by what they hold: one that is there is the same. */
export function writeNamed(path: string, content: Uint8Array): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw taskError('FILE_UNWRITABLE', `cannot write ${path} (${reasonOf(error)})`, { cause: error });
  }
}

export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw taskError('FILE_UNWRITABLE', `cannot make the folder ${path} (${reasonOf(error)})`, { cause: error });
  }
}

/** A file's bytes, or undefined if it is not there; refused if it is longer than anything it could be. */
export async function readIfThere(path: string, limit: number): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(path);
    if (size > limit)
      throw taskError('INPUT_TOO_LARGE', `${path} is larger than ${limit} bytes`, { details: { limit } });
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (reasonOf(error) === 'ENOENT') return undefined;
    if ((error as { name?: string }).name === 'ProtocolError') throw error;
    throw taskError('INPUT_UNREADABLE', `cannot read ${path} (${reasonOf(error)})`, { cause: error });
  }
}

export async function readBytes(path: string, limit: number): Promise<Uint8Array> {
  const bytes = await readIfThere(path, limit);
  if (bytes) return bytes;
  throw taskError('INPUT_UNREADABLE', `cannot read ${path} (ENOENT)`);
}
