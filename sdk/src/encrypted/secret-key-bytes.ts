import { encryptedError } from '../errors/index.ts';
import { below, halvesOf, headerBytes, startsWith } from './ciphertext-bytes.ts';
import type { ParameterSet } from './parameters.ts';
import { bytesOfWords, parmsIdOf } from './parms-ids.ts';
import { primesOf } from './primes.ts';

/** The parameters' name, filled up with zeros: which set a file of a key belongs to can be read in it. */
const NAME_BYTES = 16;
/** Header, parameters, number of coefficients, scale; then header and number of words. */
const PREFIX_BYTES = 88;
const PREFIX_OUTER = 64;
const WORD_BYTES = 8;
const ONE = Uint8Array.of(0, 0, 0, 0, 0, 0, 0xf0, 0x3f);

function nameBytes({ name }: ParameterSet): Uint8Array {
  const bytes = new Uint8Array(NAME_BYTES);
  bytes.set(new TextEncoder().encode(name));
  return bytes;
}

/** What SEAL writes, behind the name of the parameters. The argument is overwritten. */
export function packSecretKey(parameters: ParameterSet, written: Uint8Array): Uint8Array {
  const packed = new Uint8Array(NAME_BYTES + written.length);
  packed.set(nameBytes(parameters));
  packed.set(written, NAME_BYTES);
  written.fill(0);
  return packed;
}

/** What SEAL may load: a view of the bytes given. Says nothing of the key in its errors. */
export function unpackSecretKey(parameters: ParameterSet, packed: Uint8Array): Uint8Array {
  const refuse = (reason: string): Error => encryptedError('SECRET_KEY_INVALID', reason);
  if (!startsWith(packed, nameBytes(parameters))) throw refuse(`this is no secret key for ${parameters.name}`);
  const primes = primesOf(parameters.name).coefficients;
  const words = primes.length * parameters.degree;
  const length = PREFIX_BYTES + WORD_BYTES * words;
  if (packed.length !== NAME_BYTES + length) throw refuse('a secret key of another length');
  const prefix = Uint8Array.of(
    ...headerBytes(length),
    ...parmsIdOf(parameters, primes.length),
    ...bytesOfWords([BigInt(words)]),
    ...ONE,
    ...headerBytes(PREFIX_BYTES - PREFIX_OUTER + WORD_BYTES * words),
    ...bytesOfWords([BigInt(words)]),
  );
  if (!startsWith(packed, prefix, NAME_BYTES)) throw refuse('the header of the secret key is another');
  const halves = halvesOf(packed, NAME_BYTES + PREFIX_BYTES, packed.length);
  const sound = below(halves, primes, parameters.degree) && halves.some((half) => half !== 0);
  halves.fill(0);
  if (!sound) throw refuse('the secret key is damaged');
  return packed.subarray(NAME_BYTES);
}
