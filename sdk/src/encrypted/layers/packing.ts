// Which value stands in which slot.

/**
 * Slots that are no multiple of `stride` hold nothing that anybody may use. Position `j` (slot `j * stride`) of ciphertext
 * `c` holds value `c * each + base * floor(j / period) + j mod spread`, if there is such a value, and else zero.
 */
export interface Packing {
  readonly values: number;
  readonly ciphertexts: number;
  readonly stride: number;
  readonly each: number;
  readonly period: number;
  readonly spread: number;
  readonly base: number;
}

export const padded = (count: number): number => {
  let power = 1;
  while (power < count) power *= 2;
  return power;
};

/** One value a position, in order. */
export function inOrder(values: number, stride: number, slots: number): Packing {
  const each = slots / stride;
  return { values, ciphertexts: Math.ceil(values / each), stride, each, period: each, spread: each, base: 0 };
}

/** All values over and over again. */
export const repeated = (values: number, period: number, stride: number): Packing => ({
  values,
  ciphertexts: 1,
  stride,
  each: period,
  period,
  spread: period,
  base: 0,
});

/**
 * As a dense layer of up to `period` outputs takes them: the positions are blocks of `period`, each of which holds other
 * `spread` values, repeated, so that `spread` diagonals meet every pair of input and output once.
 */
export function inBlocks(values: number, period: number, stride: number, slots: number): Packing {
  const positions = slots / stride;
  const each = Math.min(positions, Math.max(padded(values), positions / period));
  const spread = (each * period) / positions;
  return { values, ciphertexts: Math.ceil(values / each), stride, each, period, spread, base: spread };
}

/** Of a position, which wraps around; undefined where there is none. */
export function valueAt(packing: Packing, ciphertext: number, position: number): number | undefined {
  const { values, each, period, spread, base } = packing;
  const value = ciphertext * each + base * Math.floor(position / period) + (position % spread);
  return value < values ? value : undefined;
}

/** All slots of one ciphertext, from values. */
export function packSlots(
  packing: Packing,
  ciphertext: number,
  slots: number,
  of: (value: number) => number,
): Float64Array {
  const packed = new Float64Array(slots);
  for (let slot = 0; slot < slots; slot += packing.stride) {
    const value = valueAt(packing, ciphertext, slot / packing.stride);
    if (value !== undefined) packed[slot] = of(value);
  }
  return packed;
}

/** Where each value stands first. */
export function unpackSlots(packing: Packing, slots: number, ciphertexts: readonly ArrayLike<number>[]): number[] {
  const values = new Array<number | undefined>(packing.values);
  ciphertexts.forEach((packed, ciphertext) => {
    for (let slot = 0; slot < slots; slot += packing.stride) {
      const value = valueAt(packing, ciphertext, slot / packing.stride);
      if (value !== undefined) values[value] ??= packed[slot];
    }
  });
  return values as number[];
}
