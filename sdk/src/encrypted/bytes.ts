import { encryptedError } from '../errors/index.ts';

/** SEAL takes a `Uint8Array` and no kind of it, such as Node's buffers. */
export const plainBytes = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  if (offset === length) return whole;
  throw encryptedError('SEAL_FAILED', 'SEAL wrote another number of bytes than it should', { bytes: offset, length });
}
