// What this page itself must remember of a job, sealed in the vault: what was agreed to before it was paid, and what the own
// evaluation came to. It is decided before anything of a result is known, and outlives a reload so that it stays decided.
import { type inference, ProtocolError } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import type { Hex } from './orders.ts';

export interface LookedAt {
  /** The state of the job that was looked at. */
  readonly at: string;
  /** What the own evaluation gives for each step. */
  readonly own: readonly Hex[];
  readonly wrongStep?: number;
}

export interface JobNote {
  readonly trust: inference.Trust;
  /** Wei that the person was shown. */
  readonly quoted: bigint;
  /** Evaluate again before accepting: by chance or by wish, fixed before the request was sent. */
  readonly look: boolean;
  /** Split: what the person was told that the creator could see. */
  readonly meter?: 'open' | 'partly' | 'hidden';
  readonly looked?: LookedAt;
}

const FORMAT = 'tacit page job 1';
const invalid = () => new ProtocolError('KEPT_REQUEST_INVALID', 'what the page noted of the job is unreadable');

export function encodeNote(note: JobNote): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ format: FORMAT, ...note, quoted: String(note.quoted) }));
}

export function decodeNote(bytes: Uint8Array): JobNote {
  try {
    const { format, quoted, ...note } = JSON.parse(new TextDecoder().decode(bytes));
    if (format === FORMAT && Number.isInteger(note.trust?.workers)) return { ...note, quoted: BigInt(quoted) };
  } catch {
    throw invalid();
  }
  throw invalid();
}

export function jobNotes(vault: Vault) {
  const documents = vault.documents('predictions');
  return {
    async read(job: Hex): Promise<JobNote | undefined> {
      const bytes = await documents.read(`job-${job}`);
      return bytes && decodeNote(bytes);
    },
    write: (job: Hex, note: JobNote): Promise<void> => documents.replace(`job-${job}`, encodeNote(note)),
    remove: (job: Hex): Promise<void> => documents.remove(`job-${job}`),
  };
}
