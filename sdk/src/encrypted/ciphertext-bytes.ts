// SEAL believes too much of what it loads (scales of NaN, compressed bombs, keys that are not there). So it never sees a
// byte that could be otherwise and is: of a ciphertext only coefficients and the seed are free, and they are bounded.
import { type EncryptedErrorCode, encryptedError } from '../errors/index.ts';
import { PARAMETER_NAMES, type ParameterName, type ParameterSet } from './parameters.ts';
import { bytesOfWords, parmsIdOf } from './parms-ids.ts';
import { primesOf } from './primes.ts';
import type { CiphertextShape } from './types.ts';

/** SEAL's own header: magic, its length, version 4.1, no compression, two zeros; then the length of all, header included. */
const HEADER_START = [0x5e, 0xa1, 0x10, 0x04, 0x01, 0x00, 0x00, 0x00];
const HEADER_BYTES = 16;
const WORD_BYTES = 8;
/** Header, parameters, form, size, degree, primes, scale, correction factor; then header and length of the words. */
const PREFIX_BYTES = 113;
const PREFIX_OUTER = 89;
const SEED_BYTES = 64;
/** A header and the generator's number. */
const SEED_PREFIX_BYTES = HEADER_BYTES + 1;
/** BLAKE2xb, the one that SEAL makes seeds for. */
const SEED_GENERATOR = 1;
/** Polynomials of every ciphertext that travels. */
const POLYNOMIALS = 2;

/** What of a shape decides a ciphertext's bytes. */
export type CiphertextForm = Pick<CiphertextShape, 'level' | 'scale' | 'seeded'> & {
  /** Keys are always in it, ciphertexts where the scheme computes in it. */
  readonly transformed: boolean;
};

export const formOf = ({ scheme }: ParameterSet, shape: CiphertextShape): CiphertextForm => ({
  level: shape.level,
  scale: shape.scale,
  seeded: shape.seeded,
  transformed: scheme === 'ckks',
});

export const headerBytes = (length: number): Uint8Array =>
  Uint8Array.of(...HEADER_START, ...bytesOfWords([BigInt(length)]));

const wordsOf = (degree: number, { level, seeded }: Pick<CiphertextShape, 'level' | 'seeded'>): number =>
  (seeded ? 1 : POLYNOMIALS) * degree * level;

/** Of one ciphertext: exact, as nothing is compressed. */
export const ciphertextBytes = ({ degree }: ParameterSet, shape: Pick<CiphertextShape, 'level' | 'seeded'>): number =>
  PREFIX_BYTES + WORD_BYTES * wordsOf(degree, shape) + (shape.seeded ? SEED_PREFIX_BYTES + SEED_BYTES : 0);

function prefixOf(parameters: ParameterSet, form: CiphertextForm): Uint8Array {
  const { level, scale, transformed } = form;
  const words = wordsOf(parameters.degree, form);
  const scaleBytes = new Uint8Array(WORD_BYTES);
  new DataView(scaleBytes.buffer).setFloat64(0, scale, true);
  return Uint8Array.of(
    ...headerBytes(ciphertextBytes(parameters, form)),
    ...parmsIdOf(parameters, level),
    transformed ? 1 : 0,
    ...bytesOfWords([BigInt(POLYNOMIALS), BigInt(parameters.degree), BigInt(level)]),
    ...scaleBytes,
    ...bytesOfWords([1n]),
    ...headerBytes(PREFIX_BYTES - PREFIX_OUTER + WORD_BYTES * words),
    ...bytesOfWords([BigInt(words)]),
  );
}

const SEED_PREFIX = Uint8Array.of(...headerBytes(SEED_PREFIX_BYTES + SEED_BYTES), SEED_GENERATOR);

export const startsWith = (bytes: Uint8Array, start: Uint8Array, offset = 0): boolean =>
  start.every((byte, k) => bytes[offset + k] === byte);

/** One form of a set of parameters, prepared: keys hold many ciphertexts of one form. */
export interface CiphertextReader {
  readonly length: number;
  /** What is wrong with the ciphertext at `offset`, if anything. Assumes: there are `length` bytes from there on. */
  faultAt(bytes: Uint8Array, offset: number): string | undefined;
}

export function ciphertextReader(parameters: ParameterSet, form: CiphertextForm): CiphertextReader {
  const prefix = prefixOf(parameters, form);
  const length = ciphertextBytes(parameters, form);
  const words = wordsOf(parameters.degree, form);
  const seedAt = PREFIX_BYTES + WORD_BYTES * words;
  const primes = primesOf(parameters.name).coefficients.slice(0, form.level);
  const faultAt = (bytes: Uint8Array, offset: number): string | undefined => {
    if (!startsWith(bytes, prefix, offset)) return 'its header is another';
    if (form.seeded && !startsWith(bytes, SEED_PREFIX, offset + seedAt)) return 'its seed is of another kind';
    const halves = halvesOf(bytes, offset + PREFIX_BYTES, offset + seedAt);
    if (!below(halves, primes, parameters.degree)) return 'a coefficient is not below its prime';
    if (!form.seeded && halves.subarray(words).every((half) => half === 0)) return 'it encrypts nothing';
    return undefined;
  };
  return { length, faultAt };
}

/** A copy, to be aligned (and of a view: Node's buffers do not copy by `slice`). Bigints would take far longer. */
export const halvesOf = (bytes: Uint8Array, from: number, to: number): Uint32Array =>
  new Uint32Array(new Uint8Array(bytes.subarray(from, to)).buffer);

/** Polynomials after polynomials, each modulo one prime after the other. */
export function below(halves: Uint32Array, primes: readonly bigint[], degree: number): boolean {
  let at = 0;
  while (at < halves.length) {
    for (const prime of primes) {
      const low = Number(prime & 0xffffffffn);
      const high = Number(prime >> 32n);
      for (const end = at + 2 * degree; at < end; at += 2) {
        const upper = halves[at + 1] as number;
        if (upper > high || (upper === high && (halves[at] as number) >= low)) return false;
      }
    }
  }
  return true;
}

/** Of all ciphertexts of `samples` samples. */
export const ciphertextsBytes = (parameters: ParameterSet, shape: CiphertextShape, samples: number): number =>
  samples * shape.count * ciphertextBytes(parameters, shape);

/** A plan's shape comes from a plan; but whoever calls this may be reading a message. */
function checkShape(parameters: ParameterSet, shape: CiphertextShape, samples: number): void {
  const top = primesOf(checkName(parameters.name)).coefficients.length - 1;
  const whole = (value: number, most: number): boolean => Number.isInteger(value) && value >= 1 && value <= most;
  if (whole(shape.level, top) && whole(shape.count, 65536) && whole(samples, 65536) && Number.isFinite(shape.scale)) {
    if (shape.scale > 0) return;
  }
  throw encryptedError('CIPHERTEXT_REFUSED', 'no plan has such ciphertexts', { level: shape.level, samples });
}

export function checkName(name: ParameterName): ParameterName {
  if (PARAMETER_NAMES.includes(name)) return name;
  throw encryptedError('PARAMETERS_UNKNOWN', 'nobody computes with these parameters here');
}

/** Ciphertexts of a shape, one after the other and nothing else. Needs no SEAL. */
export function checkCiphertexts(
  parameters: ParameterSet,
  shape: CiphertextShape,
  samples: number,
  bytes: Uint8Array,
  code: EncryptedErrorCode = 'CIPHERTEXT_REFUSED',
): void {
  checkShape(parameters, shape, samples);
  const expected = ciphertextsBytes(parameters, shape, samples);
  if (bytes.length !== expected) {
    throw encryptedError(code, 'ciphertexts of another length', { bytes: bytes.length, expected });
  }
  const reader = ciphertextReader(parameters, formOf(parameters, shape));
  for (let offset = 0; offset < expected; offset += reader.length) {
    const fault = reader.faultAt(bytes, offset);
    if (fault) throw encryptedError(code, `a ciphertext is refused: ${fault}`, { ciphertext: offset / reader.length });
  }
}
