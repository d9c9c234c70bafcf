import { createReadStream } from 'node:fs';
import { taskError } from './task-error.ts';

/** Enough for a list of half a million commitments; a task that needs another limit passes it. */
export const INPUT_LIMIT = 64 * 2 ** 20;

export type ByteStream = AsyncIterable<string | Uint8Array> & { readonly isTTY?: boolean };

export interface ReadOptions {
  /** A file; stdin when it is `-` or not given. */
  readonly input?: string | undefined;
  /** Largest document in bytes. */
  readonly limit?: number;
  readonly stdin?: ByteStream;
}

/** Reads one JSON document from a file or stdin. */
export async function readJson({
  input = '-',
  limit = INPUT_LIMIT,
  stdin = process.stdin,
}: ReadOptions): Promise<unknown> {
  if (input !== '-') return parseJson(await readAll(createReadStream(input), input, limit), input);
  if (stdin.isTTY) throw taskError('INPUT_MISSING', 'give a JSON document on stdin or with --input <file>');
  return parseJson(await readAll(stdin, 'stdin', limit), 'stdin');
}

/** The JSON that tasks print; field elements leave as decimal strings, because JSON's numbers end at 2^53. */
export const formatJson = (document: unknown): string =>
  JSON.stringify(document, (_key, value) => (typeof value === 'bigint' ? value.toString() : value), 2);

async function readAll(stream: ByteStream, name: string, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      length += bytes.length;
      if (length > limit) break;
      chunks.push(bytes);
    }
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw taskError('INPUT_UNREADABLE', `cannot read ${name} (${reason})`, { cause: error });
  }
  if (length > limit)
    throw taskError('INPUT_TOO_LARGE', `${name} is larger than ${limit} bytes`, { details: { limit } });
  return Buffer.concat(chunks);
}

/** Strict UTF-8, then JSON. Messages give the place and never the text: inputs may hold secrets. */
function parseJson(bytes: Uint8Array, name: string): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw taskError('INPUT_NOT_JSON', `${name} is not UTF-8 text`, { cause: error });
  }
  if (text.trim() === '') throw taskError('INPUT_NOT_JSON', `${name} is empty`);
  try {
    return JSON.parse(text);
  } catch (error) {
    const place = /at position \d+(?: \(line \d+ column \d+\))?/.exec((error as Error).message)?.[0] ?? '';
    throw taskError('INPUT_NOT_JSON', `${name} is not JSON ${place}`.trimEnd());
  }
}
