import { FIELD_ORDER } from './field.ts';

/** Where secrets come from; tests inject a seeded one, everybody else takes `systemRandomness`. */
export interface Randomness {
  bytes(length: number): Uint8Array;
}

export const systemRandomness: Randomness = {
  bytes: (length) => globalThis.crypto.getRandomValues(new Uint8Array(length)),
};

/** Uniform in [0, r): 48 bytes reduced leave a bias below 2^-128. */
export function randomField(randomness: Randomness): bigint {
  let value = 0n;
  for (const byte of randomness.bytes(48)) value = (value << 8n) | BigInt(byte);
  return value % FIELD_ORDER;
}
