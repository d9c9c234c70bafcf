import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { FIELD_ORDER, fromWord } from '../../hashing/index.ts';

/** The secrets of a Groth16 key (gamma is 1, as snarkjs has it), and eta under which commitments live. */
export interface Trapdoor {
  readonly tau: bigint;
  readonly alpha: bigint;
  readonly beta: bigint;
  readonly delta: bigint;
  readonly eta: bigint;
}

const DOMAIN = 'tacit.development-key.v1';

/**
 * A development key's trapdoor is PUBLIC: it follows from the circuit alone, so that every machine makes the
 * same key and nobody mistakes it for a secret. Whoever knows it (everybody) can forge any proof.
 */
export function developmentTrapdoor(r1cs: Uint8Array): Trapdoor {
  const seed = sha256(r1cs);
  const derive = (name: string): bigint => {
    const hash = (half: number) =>
      fromWord(sha256(new Uint8Array([...utf8ToBytes(`${DOMAIN}.${name}.${half}`), ...seed])));
    const value = ((hash(0) << 256n) | hash(1)) % FIELD_ORDER;
    if (value < 2n) throw new RangeError('a trapdoor must be neither 0 nor 1');
    return value;
  };
  return {
    tau: derive('tau'),
    alpha: derive('alpha'),
    beta: derive('beta'),
    delta: derive('delta'),
    eta: derive('eta'),
  };
}
