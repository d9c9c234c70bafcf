import { dataError } from '../errors/index.ts';
import { hashVector } from '../hashing/index.ts';
import { type Batch, checkBatch, ELEMENT_BITS, type Format } from '../numeric/index.ts';
import { isElement } from './field-element.ts';

/** `bits` bits of a non-negative integer, low bit first. */
function lowFirst(value: number, bits: number): string {
  return [...value.toString(2).padStart(bits, '0')].reverse().join('');
}

function bitsOf(rows: readonly (readonly number[])[], bits: number, offset: number): string {
  return rows.map((row) => row.map((value) => lowFirst(value + offset, bits)).join('')).join('');
}

/**
 * A batch as field elements: the bits of all features, then of all targets, each shifted to be non-negative,
 * cut every ELEMENT_BITS bits. Batches and encodings correspond one to one.
 */
export function encodeBatch(format: Format, batch: Batch): bigint[] {
  checkBatch(format, batch);
  const { kind, xBits, yBits, leafElements } = format;
  const targetOffset = kind === 'linear' ? 2 ** (yBits - 1) : 0;
  const bits = bitsOf(batch.inputs, xBits, 2 ** (xBits - 1)) + bitsOf(batch.targets, yBits, targetOffset);
  return Array.from({ length: leafElements }, (_, j) => {
    const slice = bits.slice(j * ELEMENT_BITS, (j + 1) * ELEMENT_BITS);
    return BigInt(`0b${[...slice].reverse().join('')}`);
  });
}

/** The leaf of a batch: hash(salt, elements). Without the salt, the batch behind a leaf could be guessed. */
export function leafOf(elements: readonly bigint[], salt: bigint): bigint {
  // The messages must show neither the salt nor the data.
  if (!isElement(salt)) throw dataError('SALT_INVALID', 'a salt is a field element');
  if (!elements.every(isElement)) throw dataError('BATCH_ENCODING_INVALID', 'a batch is encoded in field elements');
  return hashVector([salt, ...elements]);
}
