import { provingError } from '../../errors/index.ts';
import { FIELD_ORDER } from '../../hashing/index.ts';
import { fromLittleEndian } from './bytes.ts';

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
const TERM_BYTES = 4 + FIELD_BYTES;
const HEADER_BYTES = 4 + FIELD_BYTES + 4 * 4 + 8 + 4;

const broken = (why: string) => provingError('BUILD_FAILED', `the constraint file is broken: ${why}`);

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function readSections(file: Uint8Array): Map<number, DataView> {
  const view = viewOf(file);
  if (file.length < 12 || String.fromCharCode(...file.subarray(0, 4)) !== 'r1cs' || view.getUint32(4, true) !== 1) {
    throw broken('no r1cs header');
  }
  const sections = new Map<number, DataView>();
  const count = view.getUint32(8, true);
  for (let s = 0, at = 12; s < count; s++) {
    if (at + 12 > file.length) throw broken('a section is missing');
    const length = Number(view.getBigUint64(at + 4, true));
    if (length > file.length - at - 12) throw broken('a section is cut short');
    sections.set(view.getUint32(at, true), viewOf(file.subarray(at + 12, at + 12 + length)));
    at += 12 + length;
  }
  return sections;
}

/** Lengths are checked before anything is allocated: a broken one may say four billion. */
function readConstraints(body: DataView, rows: number, wireCount: number): R1cs['constraints'] {
  let at = 0;
  const readTerms = (): Terms => {
    const length = at + 4 <= body.byteLength ? body.getUint32(at, true) : 0;
    at += 4;
    if (at + length * TERM_BYTES > body.byteLength) throw broken('a constraint is cut short');
    const wires = new Uint32Array(length);
    const coefficients = new Array<bigint>(length);
    for (let t = 0; t < length; t++) {
      const wire = body.getUint32(at, true);
      if (wire >= wireCount) throw broken('a constraint names a wire that is not there');
      wires[t] = wire;
      coefficients[t] = fromLittleEndian(body, at + 4);
      at += TERM_BYTES;
    }
    return { wires, coefficients };
  };
  const constraints: (readonly [Terms, Terms, Terms])[] = [];
  while (constraints.length < rows) constraints.push([readTerms(), readTerms(), readTerms()]);
  if (at !== body.byteLength) throw broken('something follows the last constraint');
  return constraints;
}

/** Reads circom's constraint file (format: iden3/r1csfile, version 1; all integers little-endian). */
export function readR1cs(file: Uint8Array): R1cs {
  const sections = readSections(file);
  const header = sections.get(1);
  const body = sections.get(2);
  if (header?.byteLength !== HEADER_BYTES || body === undefined) throw broken('a section is missing');
  if (header.getUint32(0, true) !== FIELD_BYTES || fromLittleEndian(header, 4) !== FIELD_ORDER) {
    throw broken("not over BN254's scalar field");
  }
  const rest = 4 + FIELD_BYTES;
  const wires = header.getUint32(rest, true);
  const publicSignals = header.getUint32(rest + 4, true) + header.getUint32(rest + 8, true);
  if (publicSignals >= wires) throw broken('more public signals than wires');
  return { wires, publicSignals, constraints: readConstraints(body, header.getUint32(rest + 24, true), wires) };
}
