import { encryptedError } from '../errors/index.ts';
import { type CiphertextReader, checkName, ciphertextReader, headerBytes, startsWith } from './ciphertext-bytes.ts';
import { type ParameterSet, rotationsOf } from './parameters.ts';
import { bytesOfWords, parmsIdOf } from './parms-ids.ts';
import { primesOf } from './primes.ts';

const WORD_BYTES = 8;
/** Header, parameters, number of lists. */
const PREFIX_BYTES = 56;

/** SEAL keeps lists of ciphertexts: for relinearisation one, for rotations one at each odd power's index, many empty. */
interface KeyLists {
  readonly lists: number;
  readonly filled: ReadonlySet<number>;
}

const RELINEARISATION: KeyLists = { lists: 1, filled: new Set([0]) };

/** A rotation by `step` takes X to X^(3^step mod 2N), whose index is half of that. */
function rotationLists(parameters: ParameterSet): KeyLists {
  const order = 2n * BigInt(parameters.degree);
  const indexOf = (step: number): number => Number((3n ** BigInt(step) % order) - 1n) / 2;
  return { lists: parameters.degree, filled: new Set(rotationsOf(parameters).map(indexOf)) };
}

const keyReader = (parameters: ParameterSet): CiphertextReader =>
  ciphertextReader(parameters, {
    level: primesOf(parameters.name).coefficients.length,
    scale: 1,
    seeded: true,
    transformed: true,
  });

/** Each key has one ciphertext for every prime but the special one. */
const ciphertextsOfKey = ({ name }: ParameterSet): number => primesOf(name).coefficients.length - 1;

const listsBytes = (parameters: ParameterSet, { lists, filled }: KeyLists): number =>
  PREFIX_BYTES + WORD_BYTES * lists + filled.size * ciphertextsOfKey(parameters) * keyReader(parameters).length;

export const relinearisationBytes = (parameters: ParameterSet): number => listsBytes(parameters, RELINEARISATION);

/** Relinearisation keys, then rotation keys. */
export const keyBytesOf = (parameters: ParameterSet): number =>
  relinearisationBytes(parameters) + listsBytes(parameters, rotationLists(parameters));

/** All keys of a user and nothing else. Needs no SEAL, which reads beyond its memory where a key is missing. */
export function checkEvaluationKeys(parameters: ParameterSet, bytes: Uint8Array): void {
  checkName(parameters.name);
  const expected = keyBytesOf(parameters);
  if (bytes.length !== expected) {
    throw encryptedError('KEYS_REFUSED', 'keys of another length', { bytes: bytes.length, expected });
  }
  const split = relinearisationBytes(parameters);
  checkLists(parameters, RELINEARISATION, bytes.subarray(0, split));
  checkLists(parameters, rotationLists(parameters), bytes.subarray(split));
}

function checkLists(parameters: ParameterSet, keys: KeyLists, bytes: Uint8Array): void {
  const refuse = (reason: string): Error => encryptedError('KEYS_REFUSED', `the keys are refused: ${reason}`);
  const each = ciphertextsOfKey(parameters);
  const id = parmsIdOf(parameters, each + 1);
  const prefix = Uint8Array.of(...headerBytes(bytes.length), ...id, ...bytesOfWords([BigInt(keys.lists)]));
  if (!startsWith(bytes, prefix)) throw refuse('their header is another');
  const reader = keyReader(parameters);
  const full = bytesOfWords([BigInt(each)]);
  const empty = bytesOfWords([0n]);
  let offset = PREFIX_BYTES;
  for (let list = 0; list < keys.lists; list++) {
    const filled = keys.filled.has(list);
    if (!startsWith(bytes, filled ? full : empty, offset)) throw refuse('they are for other rotations');
    offset += WORD_BYTES;
    for (const end = offset + (filled ? each * reader.length : 0); offset < end; offset += reader.length) {
      const fault = reader.faultAt(bytes, offset);
      if (fault) throw refuse(fault);
    }
  }
}
