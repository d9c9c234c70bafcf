import {
  poseidon1,
  poseidon2,
  poseidon3,
  poseidon4,
  poseidon5,
  poseidon6,
  poseidon7,
  poseidon8,
  poseidon9,
  poseidon10,
  poseidon11,
  poseidon12,
  poseidon13,
  poseidon14,
  poseidon15,
  poseidon16,
} from 'poseidon-lite';
import { provingError } from '../errors/index.ts';

const BY_LENGTH = [
  poseidon1,
  poseidon2,
  poseidon3,
  poseidon4,
  poseidon5,
  poseidon6,
  poseidon7,
  poseidon8,
  poseidon9,
  poseidon10,
  poseidon11,
  poseidon12,
  poseidon13,
  poseidon14,
  poseidon15,
  poseidon16,
] as const;
const WIDEST = BY_LENGTH.length;

/**
 * Poseidon of 1 to 16 field elements, with circomlib's constants.
 *
 * Assumes: elements are canonical residues; others hash like theirs (checking each would cost in trees).
 */
export function poseidon(inputs: readonly bigint[]): bigint {
  const hash = BY_LENGTH[inputs.length - 1];
  if (!hash) throw provingError('FIELD_INVALID', `Poseidon takes 1 to ${WIDEST} elements, not ${inputs.length}`);
  return hash(inputs as bigint[]);
}

/**
 * Poseidon of any fixed number of elements: the first 16 in one call, then 15 more with the running value
 * in front (`HashVector` in circuits/lib). The length is fixed by the circuit, so it needs no padding rule.
 */
export function hashVector(elements: readonly bigint[]): bigint {
  let running = poseidon(elements.slice(0, WIDEST));
  for (let at = WIDEST; at < elements.length; at += WIDEST - 1) {
    running = poseidon([running, ...elements.slice(at, at + WIDEST - 1)]);
  }
  return running;
}
