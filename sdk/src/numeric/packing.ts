import { numericError } from '../errors/index.ts';
import type { Format } from './format.ts';

/**
 * Signed values side by side in integers: element j holds sum over k of values[j * perElement + k] * 2^(slotBits * k).
 *
 * Assumes: the values lie in one interval of 2^slotBits consecutive integers, or others would pack to the same.
 */
export function packSlots(values: readonly number[], perElement: number, slotBits: number): bigint[] {
  const packed: bigint[] = [];
  for (let at = 0; at < values.length; at += perElement) {
    let element = 0n;
    values.slice(at, at + perElement).forEach((value, k) => {
      if (!Number.isSafeInteger(value)) throw numericError('VALUE_NOT_A_NUMBER', `${value} is not a whole number`);
      element += BigInt(value) << BigInt(slotBits * k);
    });
    packed.push(element);
  }
  return packed;
}

/** The inverse of `packSlots` for values that fit their slots; throws for any other element. */
export function unpackSlots(
  elements: readonly bigint[],
  count: number,
  perElement: number,
  slotBits: number,
): number[] {
  if (elements.length !== Math.ceil(count / perElement)) {
    throw numericError('SHAPE_MISMATCH', `${elements.length} packed elements do not hold ${count} values`);
  }
  const values: number[] = [];
  for (const element of elements) {
    let rest = element;
    for (let k = 0; k < perElement && values.length < count; k++) {
      const value = BigInt.asIntN(slotBits, rest);
      values.push(Number(value));
      rest = (rest - value) >> BigInt(slotBits);
    }
    if (rest !== 0n) throw numericError('VALUE_OUT_OF_RANGE', 'a packed element holds more than its slots');
  }
  return values;
}

function checkCount(f: Format, values: readonly number[], what: string): readonly number[] {
  if (values.length === f.weights) return values;
  throw numericError('SHAPE_MISMATCH', `${values.length} ${what} where the circuit takes ${f.weights}`);
}

/** An update, or a sum of them, as it is committed to; elements are signed integers, to be reduced mod r. */
export const packUpdate = (f: Format, update: readonly number[]): bigint[] =>
  packSlots(checkCount(f, update, 'updates'), f.slotsPerElement, f.slotBits);

export const unpackUpdate = (f: Format, elements: readonly bigint[]): number[] =>
  unpackSlots(elements, f.weights, f.slotsPerElement, f.slotBits);

/** Weights as they are hashed into a root. */
export const packWeights = (f: Format, weights: readonly number[]): bigint[] =>
  packSlots(checkCount(f, weights, 'weights'), f.weightsPerElement, f.weightSlotBits);
