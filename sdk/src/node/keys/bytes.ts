/** The 32-byte little-endian integer at an offset. */
export function fromLittleEndian(view: DataView, at: number): bigint {
  return (
    view.getBigUint64(at, true) |
    (view.getBigUint64(at + 8, true) << 64n) |
    (view.getBigUint64(at + 16, true) << 128n) |
    (view.getBigUint64(at + 24, true) << 192n)
  );
}

export function writeLittleEndian(view: DataView, at: number, value: bigint): void {
  for (let word = 0; word < 4; word++) {
    view.setBigUint64(at + 8 * word, BigInt.asUintN(64, value >> BigInt(64 * word)), true);
  }
}
