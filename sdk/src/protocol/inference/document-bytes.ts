// One spelling for documents that chains and other documents know by their hash.
import type { ProtocolError } from '../../errors/index.ts';

const encoder = new TextEncoder();

/** Compact JSON with the fields in the order in which they are given, and a line's end. */
export const encodeDocument = (document: unknown): Uint8Array => encoder.encode(`${JSON.stringify(document)}\n`);

/** JSON out of bytes, `limit` of them at most. Nothing is believed of it yet. */
export function decodeDocument(bytes: Uint8Array, limit: number, bad: (why: string) => ProtocolError): unknown {
  if (bytes.length > limit) throw bad(`it is larger than ${limit} bytes`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw bad('it is not JSON');
  }
}

/** Refuses every other spelling of what was read: it would have another hash, and two hashes for one thing mislead. */
export function requireSpelling(bytes: Uint8Array, written: Uint8Array, bad: (why: string) => ProtocolError): void {
  if (written.length === bytes.length && written.every((byte, i) => byte === bytes[i])) return;
  throw bad('it is not written as such a document is, to the byte');
}
