import { provingError } from '../errors/index.ts';

/** Order of BN254's groups, and so the modulus of circuits and scalars (EIP-196 calls it the curve order). */
export const FIELD_ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
/** Modulus of the coordinates of BN254's points (EIP-196). */
export const COORDINATE_ORDER = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/** The residue in [0, r) of any integer. */
export function toField(value: bigint | number): bigint {
  const residue = BigInt(value) % FIELD_ORDER;
  return residue < 0n ? residue + FIELD_ORDER : residue;
}

/** Reads a canonical field element: decimal without leading zeros, or 0x and lower-case hex. */
export function parseField(text: unknown, what: string): bigint {
  if (typeof text !== 'string' || !/^(0|[1-9][0-9]{0,77}|0x[0-9a-f]{1,64})$/.test(text)) {
    throw provingError('FIELD_INVALID', `${what} must be a decimal string or 0x-hex below the field order`);
  }
  const value = BigInt(text);
  if (value >= FIELD_ORDER) throw provingError('FIELD_INVALID', `${what} is not below the field order`);
  return value;
}

/** A 32-byte big-endian word, as the EVM writes it. */
export function toWord(value: bigint): Uint8Array {
  if (value < 0n || value >= 1n << 256n) throw provingError('FIELD_INVALID', 'a word holds 0 to 2^256 - 1');
  const word = new Uint8Array(32);
  for (let i = 31, rest = value; i >= 0; i--, rest >>= 8n) word[i] = Number(rest & 255n);
  return word;
}

export function fromWord(bytes: Uint8Array, offset = 0): bigint {
  if (bytes.length < offset + 32) throw provingError('FIELD_INVALID', 'a word has 32 bytes');
  let value = 0n;
  for (let i = 0; i < 32; i++) value = (value << 8n) | BigInt(bytes[offset + i] as number);
  return value;
}
