// Asking before something is paid or shown. Whoever is no terminal says --yes.
import { createInterface } from 'node:readline/promises';
import { taskError } from './task-error.ts';

export interface ConfirmTerminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Resolves for a yes, and refuses for everything else. */
export async function requireYes(
  question: string,
  { yes, terminal = process }: { readonly yes: boolean; readonly terminal?: ConfirmTerminal },
): Promise<void> {
  if (yes) return;
  const { stdin, stderr } = terminal;
  if (!stdin.isTTY || !stderr.isTTY) throw taskError('FIELD_MISSING', `${question} Say so with --yes`);
  const reader = createInterface({ input: stdin, output: stderr });
  // A terminal that ends answers nothing, and the question would wait for ever.
  const ended = new Promise<string>((resolve) => reader.once('close', () => resolve('')));
  try {
    const answer = await Promise.race([reader.question(`${question} [y/N] `), ended]);
    if (/^y(es)?$/i.test(answer.trim())) return;
  } finally {
    reader.close();
  }
  throw taskError('NOT_CONFIRMED', 'nothing was sent or paid');
}
