// Passphrases for key files and wallets: from a file, from TACIT_PASSPHRASE, or typed without an echo. Never an option's
// value, which the shell's history and the list of processes would show.
import { hostEnvironment } from './run-task.ts';
import { readPassphraseFile } from './sdk.ts';
import { taskError } from './task-error.ts';

/** What of `process.stdin` and `process.stderr` asking needs. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

const MOST = 1024;

/** The line as it is after one more key, or how it ends. */
function press(line: string, key: string): string | { readonly line: string } | 'cancel' {
  if (key === '\r' || key === '\n') return { line };
  // Ctrl-C, and Ctrl-D on an empty line.
  if (key === '\u0003' || (key === '\u0004' && line === '')) return 'cancel';
  if (key === '\u007f' || key === '\b') return [...line].slice(0, -1).join('');
  if (key === '\u0015') return '';
  return /\p{Cc}/u.test(key) || line.length >= MOST ? line : line + key;
}

/** Shows the question and reads one line; nothing of it is shown. */
export function askHidden(question: string, { stdin, stderr }: Terminal = process): Promise<string> {
  return new Promise((resolve, reject) => {
    let line = '';
    const end = (settle: () => void): void => {
      stdin.off('data', read);
      stdin.off('end', cancelled);
      stdin.setRawMode?.(false);
      stdin.pause();
      stderr.write('\n');
      settle();
    };
    const cancelled = (): void => end(() => reject(taskError('INPUT_MISSING', 'no passphrase was typed')));
    const read = (chunk: string | Uint8Array): void => {
      for (const key of String(chunk)) {
        const next = press(line, key);
        if (next === 'cancel') {
          cancelled();
          return;
        }
        if (typeof next === 'object') {
          end(() => resolve(next.line));
          return;
        }
        line = next;
      }
    };
    // Before the question: whoever answers it quickly must not see the answer either.
    stdin.setRawMode?.(true);
    stderr.write(question);
    stdin.setEncoding('utf8');
    stdin.on('data', read);
    stdin.once('end', cancelled);
    stdin.resume();
  });
}

const isTyped = ({ stdin, stderr }: Terminal): boolean => Boolean(stdin.isTTY && stderr.isTTY);

async function givenPassphrase(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? hostEnvironment().TACIT_PASSPHRASE || undefined : await readPassphraseFile(file);
}

/** For a file that is there; asked only if the file turns out to be sealed. */
export const passphraseFor =
  (keyFile: string, passphraseFile: string | undefined, terminal: Terminal = process) =>
  async (): Promise<string | undefined> =>
    (await givenPassphrase(passphraseFile)) ??
    (isTyped(terminal) ? await askHidden(`Passphrase for ${keyFile}: `, terminal) : undefined);

/** For a file to be made: what is typed is typed twice, since nobody could mend a slip later. */
export async function newPassphrase(
  passphraseFile: string | undefined,
  { plain, terminal = process }: { readonly plain?: string; readonly terminal?: Terminal } = {},
): Promise<string> {
  const given = await givenPassphrase(passphraseFile);
  if (given !== undefined) return given;
  if (!isTyped(terminal)) {
    const otherwise = plain === undefined ? '' : `, or ${plain}`;
    throw taskError('FIELD_MISSING', `give --passphrase-file FILE, or set TACIT_PASSPHRASE${otherwise}`);
  }
  const typed = await askHidden('New passphrase: ', terminal);
  if (typed === '') throw taskError('INPUT_MISSING', 'an empty passphrase protects nothing');
  if (typed !== (await askHidden('The same again: ', terminal))) {
    throw taskError('REQUEST_INVALID', 'the two passphrases differ; nothing was written');
  }
  return typed;
}
