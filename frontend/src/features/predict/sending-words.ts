// How far a request is on its way, as a bar says it.
import { bytesText, durationText } from '../../ui/text.ts';
import type { SendNote } from './orders.ts';

const PARTS = { keys: 'keys for computing', input: 'encrypted values', request: 'the request' } as const;

export interface BarWords {
  readonly label: string;
  readonly fraction?: number;
  readonly detail?: string;
}

export function sendingWords(note: SendNote | undefined): BarWords {
  if (!note) return { label: 'Reading the request' };
  if (note.kind === 'asking') return { label: 'Your wallet asks you to pay' };
  if (note.kind === 'mined-soon') return { label: 'Waiting for the transaction to be mined' };
  const { part, sent, total } = note;
  return {
    label: `Uploading ${PARTS[part]}`,
    detail: `${bytesText(sent)} of ${bytesText(total)}`,
    // A part is sent whole: what is between its beginning and its end nobody is told.
    ...(sent === 0 ? {} : { fraction: sent / total }),
  };
}

/** A limit, to the next whole minute. */
export const minutesText = (seconds: number): string => durationText(60 * Math.ceil(seconds / 60));
