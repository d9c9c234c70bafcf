// Strict reading of documents that the SDK wrote itself: exactly their fields, each in one spelling.
import { type G1Affine, g1FromAffine } from '../commitment/index.ts';
import type { ProtocolError } from '../errors/index.ts';
import type { Address } from '../sharing/index.ts';
import type { Hex } from './arguments.ts';

export type Fields = Readonly<Record<string, unknown>>;

export interface StrictReader {
  fieldsOf(value: unknown, what: string, names: readonly string[]): Fields;
  listOf<T>(value: unknown, what: string, most: number, read: (each: unknown, what: string) => T): T[];
  /** Decimal, without leading zeros, of 256 bits at most. */
  wordOf(value: unknown, what: string): bigint;
  /** A whole number from 0 to `most`. */
  countOf(value: unknown, what: string, most: number): number;
  /** 0x and 64 lower-case digits. */
  hashOf(value: unknown, what: string): Hex;
  /** 0x and two lower-case digits for each of exactly so many bytes. */
  bytesOf(value: unknown, what: string, length: number): Hex;
  addressOf(value: unknown, what: string): Address;
  /** Refuses coordinates that are no point (POINT_INVALID). */
  pointOf(value: unknown, what: string): G1Affine;
}

const isHexOf = (value: unknown, length: number): value is Hex =>
  typeof value === 'string' && value.length === 2 + 2 * length && /^0x[0-9a-f]*$/.test(value);

/** Readers whose refusals are of the caller's kind. Messages name places, and never values: they may be secrets. */
export function strictReader(bad: (why: string) => ProtocolError): StrictReader {
  const fieldsOf: StrictReader['fieldsOf'] = (value, what, names) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`${what} is no JSON object`);
    if (Object.keys(value).length !== names.length || !names.every((name) => Object.hasOwn(value, name))) {
      throw bad(`${what} has not exactly the fields ${names.join(', ')}`);
    }
    return value as Fields;
  };
  const wordOf: StrictReader['wordOf'] = (value, what) => {
    const word = typeof value === 'string' && /^(0|[1-9][0-9]{0,77})$/.test(value) ? BigInt(value) : -1n;
    if (word >= 0n && word < 1n << 256n) return word;
    throw bad(`${what} is no decimal string of 256 bits`);
  };
  const bytesOf: StrictReader['bytesOf'] = (value, what, length) => {
    if (isHexOf(value, length)) return value;
    throw bad(`${what} is not 0x and ${2 * length} lower-case hex digits`);
  };
  return {
    fieldsOf,
    wordOf,
    bytesOf,
    hashOf: (value, what) => bytesOf(value, what, 32),
    listOf(value, what, most, read) {
      if (!Array.isArray(value) || value.length > most) throw bad(`${what} is no list of at most ${most}`);
      return value.map((each, i) => read(each, `${what}[${i}]`));
    },
    countOf(value, what, most) {
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most) return value;
      throw bad(`${what} is no whole number from 0 to ${most}`);
    },
    addressOf(value, what) {
      if (typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value)) return value as Address;
      throw bad(`${what} is no address`);
    },
    pointOf(value, what) {
      const { x, y } = fieldsOf(value, what, ['x', 'y']);
      const point = { x: wordOf(x, `${what}.x`), y: wordOf(y, `${what}.y`) };
      g1FromAffine(point);
      return point;
    },
  };
}
