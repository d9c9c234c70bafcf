// Events of a training as they are kept from one visit to the next, sealed with everything else.
import { ProtocolError, type TrainEvent } from '@tacit/sdk';

const FORMAT = 'tacit training journal 1';
const BIG = '$n';

const write = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? { [BIG]: `${value}` } : value);

function read(_key: string, value: unknown): unknown {
  const digits = Object(value)[BIG] as unknown;
  return typeof digits === 'string' && /^\d{1,80}$/.test(digits) ? BigInt(digits) : value;
}

export const formatJournal = (events: readonly TrainEvent[]): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ format: FORMAT, events }, write));

/** It was authenticated when it was opened: who wrote it was this page. Of another version it is refused. */
export function parseJournal(bytes: Uint8Array): readonly TrainEvent[] {
  const { format, events } = JSON.parse(new TextDecoder().decode(bytes), read) as Record<string, unknown>;
  if (format === FORMAT && Array.isArray(events)) return events as readonly TrainEvent[];
  throw new ProtocolError(
    'JOURNAL_INVALID',
    'what was kept of this training was written by another version of the page',
  );
}
