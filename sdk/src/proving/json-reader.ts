import { provingError } from '../errors/index.ts';

/** Strict reading of JSON that strangers wrote: every message names the field, unknown fields are refused. */
export const requestError = (message: string) => provingError('REQUEST_INVALID', message);

export function readObject(
  value: unknown,
  path: string,
  fields: { required: readonly string[]; optional?: readonly string[] },
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw requestError(`${path} must be an object`);
  const known = new Set([...fields.required, ...(fields.optional ?? [])]);
  for (const key of Object.keys(value)) {
    if (!known.has(key)) throw requestError(`${path} has an unknown field "${key.slice(0, 40)}"`);
  }
  for (const key of fields.required) {
    if (!Object.hasOwn(value, key)) throw requestError(`${path}.${key} is missing`);
  }
  // A null prototype, so that a field that is absent is undefined whatever it is called.
  return Object.assign(Object.create(null), value);
}

export function readArray(value: unknown, path: string, length?: number): readonly unknown[] {
  if (!Array.isArray(value)) throw requestError(`${path} must be a list`);
  if (length !== undefined && value.length !== length) {
    throw requestError(`${path} has ${value.length} entries where ${length} are needed`);
  }
  return value;
}

export function readText(value: unknown, path: string): string {
  if (typeof value !== 'string') throw requestError(`${path} must be a string`);
  return value;
}

export function readNumber(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw requestError(`${path} must be a number`);
  return value;
}

export function readCount(value: unknown, path: string): number {
  const number = readNumber(value, path);
  if (!Number.isSafeInteger(number) || number < 0) throw requestError(`${path} must be a whole number from 0 up`);
  return number;
}

/** A list of lists of numbers, of any shape: shapes and ranges are checked against the circuit later. */
export function readMatrix(value: unknown, path: string): number[][] {
  return readArray(value, path).map((row, r) =>
    readArray(row, `${path}[${r}]`).map((cell, c) => readNumber(cell, `${path}[${r}][${c}]`)),
  );
}

const WORD_TEXT = /^(0|[1-9][0-9]{0,77}|0x[0-9a-f]{1,64})$/;

/** An integer of at most 256 bits as decimal without leading zeros, or as lower-case 0x-hex. */
export function readWord(value: unknown, path: string): bigint {
  const text = readText(value, path);
  if (!WORD_TEXT.test(text)) throw requestError(`${path} must be a decimal string without leading zeros, or 0x-hex`);
  const word = BigInt(text);
  if (word >= 1n << 256n) throw requestError(`${path} is wider than 256 bits`);
  return word;
}

/** Base64 in its one canonical form: padded, no white space, no stray bits behind the last byte. */
export function readBase64(value: unknown, path: string): Uint8Array {
  const text = readText(value, path);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) throw requestError(`${path} is no base64`);
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw requestError(`${path} is no base64`);
  }
  if (btoa(binary) !== text) throw requestError(`${path} is base64 in a form that is not canonical`);
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

export const writeBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''));
