import { dataError } from '../errors/index.ts';
import { createPace, untilAborted } from './pace.ts';

type Chunk = string | Uint8Array;

/** What Safari's streams offer where they are not async iterable. */
interface ReadableLike {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Chunk | undefined }>;
    cancel(reason?: unknown): Promise<void>;
  };
}

/** CSV text: whole, or in chunks of text or of UTF-8 bytes (such as `file.stream()`). */
export type CsvSource = string | AsyncIterable<Chunk> | ReadableLike;

export interface CsvBlock {
  readonly text: string;
  /** Characters read so far, or bytes where the source gives bytes. */
  readonly read: number;
  readonly last: boolean;
}

/** One block parses in a few milliseconds, so that the pace between blocks keeps a page alive. */
export const BLOCK_LENGTH = 2 ** 16;

async function* readStream(stream: ReadableLike): AsyncGenerator<Chunk> {
  const reader = stream.getReader();
  let done = false;
  try {
    for (;;) {
      const next = await reader.read();
      done = next.done;
      if (done) return;
      if (next.value !== undefined) yield next.value;
    }
  } finally {
    if (!done) reader.cancel().catch(() => {});
  }
}

async function* readChunks(source: CsvSource, signal?: AbortSignal): AsyncGenerator<Chunk> {
  if (typeof source === 'string') {
    yield source;
    return;
  }
  const chunks = Symbol.asyncIterator in source ? source : readStream(source);
  const iterator = chunks[Symbol.asyncIterator]();
  let done = false;
  try {
    for (;;) {
      const next = await untilAborted(iterator.next(), signal);
      done = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a source that stalls in `next` would stall here too.
    if (!done) iterator.return?.()?.catch(() => {});
  }
}

/** Turns chunks to text; bytes must be UTF-8, since a wrong guess would quietly merge categories. */
function createDecoder(): (chunk: Chunk | undefined) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (chunk) => {
    if (typeof chunk === 'string') return chunk;
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw dataError('CSV_MALFORMED', 'the file is not UTF-8 text; save it as CSV in UTF-8');
    }
  };
}

/** The source in blocks of BLOCK_LENGTH characters, whatever its own chunks; only the last one is shorter. */
export async function* readBlocks(source: CsvSource, signal?: AbortSignal): AsyncGenerator<CsvBlock> {
  const pace = createPace(signal);
  const decode = createDecoder();
  let waiting = '';
  let read = 0;
  for await (const chunk of readChunks(source, signal)) {
    for (let at = 0; at < chunk.length; at += BLOCK_LENGTH) {
      const piece = chunk.slice(at, at + BLOCK_LENGTH);
      waiting += decode(piece);
      read += piece.length;
      if (waiting.length > BLOCK_LENGTH) {
        yield { text: waiting.slice(0, BLOCK_LENGTH), read, last: false };
        waiting = waiting.slice(BLOCK_LENGTH);
      }
    }
    // A source of nothing but tiny chunks must not keep the loop to itself.
    await pace();
  }
  yield { text: waiting + decode(undefined), read, last: true };
}
