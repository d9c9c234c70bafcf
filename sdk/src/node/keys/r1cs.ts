import { fromLittleEndian } from './bytes.ts';
import { provingError } from '../../errors/index.ts';

/** One of a constraint's three linear combinations: wires and coefficients, pairwise. */
export interface Terms {
  readonly wires: Uint32Array;
  readonly coefficients: readonly bigint[];
}

export interface R1cs {
  readonly wires: number;
  readonly publicSignals: number;
  /** a * b = c, per row. */
  readonly constraints: readonly (readonly [Terms, Terms, Terms])[];
}

const FIELD_BYTES = 32;

/** Reads circom's constraint file (format: iden3/r1csfile, version 1; all integers little-endian). */
export function readR1cs(file: Uint8Array): R1cs {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const broken = (why: string) => provingError('BUILD_FAILED', `the constraint file is broken: ${why}`);
  if (file.length < 12 || String.fromCharCode(...file.subarray(0, 4)) !== 'r1cs') throw broken('no r1cs header');

  const sections = new Map<number, number>();
  const count = view.getUint32(8, true);
  for (let s = 0, at = 12; s < count; s++) {
    sections.set(view.getUint32(at, true), at + 12);
    at += 12 + Number(view.getBigUint64(at + 4, true));
    if (at > file.length) throw broken('a section is cut short');
  }
  const header = sections.get(1);
  const body = sections.get(2);
  if (header === undefined || body === undefined) throw broken('a section is missing');
  if (view.getUint32(header, true) !== FIELD_BYTES) throw broken('not over a 32-byte field');

  const rest = header + 4 + FIELD_BYTES;
  const rows = view.getUint32(rest + 24, true);
  let at = body;
  const readTerms = (): Terms => {
    const length = view.getUint32(at, true);
    at += 4;
    const wires = new Uint32Array(length);
    const coefficients = new Array<bigint>(length);
    for (let t = 0; t < length; t++) {
      wires[t] = view.getUint32(at, true);
      coefficients[t] = fromLittleEndian(view, at + 4);
      at += 4 + FIELD_BYTES;
    }
    return { wires, coefficients };
  };
  const constraints = Array.from({ length: rows }, () => [readTerms(), readTerms(), readTerms()] as const);
  return {
    wires: view.getUint32(rest, true),
    publicSignals: view.getUint32(rest + 4, true) + view.getUint32(rest + 8, true),
    constraints,
  };
}
