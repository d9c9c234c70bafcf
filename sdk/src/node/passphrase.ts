// Where passphrases come from: files and functions, never arguments, which the list of processes shows to everybody.
import { nodeError } from '../errors/index.ts';
import { readOwnerFile } from './owner-file.ts';

/** A passphrase, or how to come by it: asked only if it is needed, undefined if there is none. */
export type PassphraseSource = string | (() => string | undefined | Promise<string | undefined>);

const MAX_BYTES = 4096;

/** The one line of a file that its owner alone may read. */
export async function readPassphraseFile(path: string): Promise<string> {
  const bad = (why: string) => nodeError('PASSPHRASE_FILE_INVALID', `${path} is no passphrase file: ${why}`);
  const found = await readOwnerFile(path, MAX_BYTES);
  if (!(found instanceof Uint8Array)) {
    if (found.fault === 'exposed') throw bad('others may read it; make it yours alone with chmod 600');
    if (found.fault === 'too-large') throw bad('it is too long');
    throw bad(`it cannot be read (${found.reason})`);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(found);
  } catch {
    throw bad('it is not UTF-8 text');
  }
  const line = text.replace(/\r?\n$/, '');
  if (line === '') throw bad('it is empty');
  if (/\p{Cc}/u.test(line)) throw bad('it has more than one line, or control characters');
  return line;
}

/** The passphrase for a file, or the refusal that says that one is needed. */
export async function requirePassphrase(source: PassphraseSource | undefined, path: string): Promise<string> {
  const passphrase = typeof source === 'function' ? await source() : source;
  if (passphrase) return passphrase;
  throw nodeError('PASSPHRASE_MISSING', `${path} is sealed: give a passphrase file, or set TACIT_PASSPHRASE`);
}
