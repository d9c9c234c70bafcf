import { sharingError } from '../errors/index.ts';
import { FIELD_ORDER, toField } from '../hashing/index.ts';

/** Elements of Fr: committed values (packedUpdate, loss, blind), coefficients, a member's share. */
export type FieldVector = readonly bigint[];

/** Whether this is a vector of so many canonical elements: what another party sent may be anything. */
export const isFieldVector = (vector: FieldVector, length: number): boolean =>
  Array.isArray(vector) &&
  vector.length === length &&
  vector.every((element) => typeof element === 'bigint' && element >= 0n && element < FIELD_ORDER);

/** Messages say where and never what: elements are secrets. */
export function checkVector(vector: FieldVector, length: number, what: string): FieldVector {
  if (length < 1) throw sharingError('VECTOR_INVALID', `${what} must not be empty`);
  if (isFieldVector(vector, length)) return vector;
  throw sharingError('VECTOR_INVALID', `${what} must be ${length} whole numbers from 0 to r - 1`, { length });
}

/** The sum mod r, element by element: of a trainer's steps, or of a member's shares. */
export function sumVectors(vectors: readonly FieldVector[]): bigint[] {
  const length = vectors[0]?.length ?? 0;
  const sum = new Array<bigint>(length).fill(0n);
  if (vectors.length === 0) throw sharingError('VECTOR_INVALID', 'there is no vector to add');
  for (const vector of vectors) {
    checkVector(vector, length, 'a vector of a sum').forEach((element, l) => {
      sum[l] = toField((sum[l] as bigint) + element);
    });
  }
  return sum;
}
