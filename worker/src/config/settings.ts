// The kinds of settings that there are.
import { isIPv6 } from 'node:net';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { getAddress, isAddress } from 'viem';
import { type Place, readEntry, type Section, type Setting, type Shape } from './schema.ts';

type Read<T> = Setting<T>['read'];

interface Kind<T> {
  readonly form: string;
  readonly read: Read<T>;
  readonly fromText?: (text: string) => unknown;
  readonly isPath?: boolean;
}

export interface Described<T> extends Setting<T> {
  /** What it is when nobody says. */
  otherwise(value: T): Setting<T>;
  /** Undefined when nobody says. */
  orNone(): Setting<T | undefined>;
}

function setting<T>(about: string, { form, read, fromText, isPath = false }: Kind<T>): Described<T> {
  const base = { kind: 'setting', about, form, read, fromText, isPath } as const;
  return {
    ...base,
    absent: { kind: 'required' },
    otherwise: (value) => ({ ...base, absent: { kind: 'value', value } }),
    orNone: () => ({ ...base, absent: { kind: 'value', value: undefined } }),
  };
}

const asIs = (text: string): unknown => text;
const isText = (value: unknown, most = 1000): value is string =>
  typeof value === 'string' && value !== '' && value.length <= most && !/\p{Cc}/u.test(value);

/** `~` is the home of whoever runs it. */
function pathOf(value: unknown, { base }: Place): string | undefined {
  if (!isText(value, 4000)) return undefined;
  return value === '~' || value.startsWith('~/') ? resolve(homedir(), value.slice(2)) : resolve(base, value);
}

export const path = (about: string): Described<string> =>
  setting(about, { form: 'a path', read: pathOf, fromText: asIs, isPath: true });

const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;
export const host = (about: string): Described<string> =>
  setting(about, {
    form: 'a host name or an address without port',
    read: (value) => (isText(value, 255) && (HOST.test(value) || isIPv6(value)) ? value : undefined),
    fromText: asIs,
  });

const isWebUrl = (value: unknown): value is string =>
  isText(value) && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && !/[\s\\]/.test(value);

export const url = (about: string): Described<string> =>
  setting(about, {
    form: 'an address that begins with http:// or https://',
    read: (value) => (isWebUrl(value) && new URL(value).hash === '' ? value : undefined),
    fromText: asIs,
  });

/** Scheme, host and port alone. */
export const origin = (about: string): Described<string> =>
  setting(about, {
    form: 'an origin such as https://pin.example, without a path',
    read: (value) => (isWebUrl(value) && new URL(value).origin === value ? value : undefined),
    fromText: asIs,
  });

export const text = (about: string, form: string, pattern: RegExp): Described<string> =>
  setting(about, {
    form,
    read: (value) => (isText(value) && pattern.test(value) ? value : undefined),
    fromText: asIs,
  });

const numberFrom = (written: string): unknown => (/^(0|[1-9]\d{0,15})$/.test(written) ? Number(written) : written);

export const integer = (about: string, least: number, most: number): Described<number> =>
  setting(about, {
    form: `a whole number from ${least} to ${most}`,
    read: (value) =>
      Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
        ? (value as number)
        : undefined,
    fromText: numberFrom,
  });

/** A decimal string, as JSON's numbers end at 2^53. */
export const amount = (about: string): Described<bigint> =>
  setting(about, {
    form: 'a whole number of wei, as a decimal string',
    read: (value) => {
      const written = Number.isSafeInteger(value) ? String(value) : value;
      return typeof written === 'string' && /^(0|[1-9]\d{0,29})$/.test(written) ? BigInt(written) : undefined;
    },
    fromText: asIs,
  });

export const flag = (about: string): Described<boolean> =>
  setting(about, {
    form: 'true or false',
    read: (value) => (typeof value === 'boolean' ? value : undefined),
    fromText: (written) => (written === 'true' ? true : written === 'false' ? false : written),
  });

export const choice = <const T extends string>(about: string, of: readonly T[]): Described<T> =>
  setting(about, {
    form: `one of ${of.join(', ')}`,
    read: (value) => of.find((one) => one === value),
    fromText: asIs,
  });

type Hex = `0x${string}`;

export const address = (about: string): Described<Hex> =>
  setting(about, {
    form: '0x and 40 hex digits, with a right checksum if any is a capital',
    read: (value) =>
      typeof value === 'string' && isAddress(value) && BigInt(value) > 0n ? getAddress(value) : undefined,
    fromText: asIs,
  });

export const hash = (about: string): Described<Hex> =>
  setting(about, {
    form: '0x and 64 hex digits',
    read: (value) =>
      typeof value === 'string' && /^0x[0-9a-fA-F]{64}$/.test(value) ? (value.toLowerCase() as Hex) : undefined,
    fromText: asIs,
  });

const MOST_ENTRIES = 1000;

/** Without repetition; with commas between where it is a text. */
export const list = <T>(
  about: string,
  { form, read, fromText }: Setting<T>,
  most = MOST_ENTRIES,
): Described<readonly T[]> =>
  setting(about, {
    form: `a list, each ${form}`,
    read: (value, place) => {
      if (!Array.isArray(value) || value.length > most) return undefined;
      const all = value.map((one) => read(one, place));
      const right = all.every((one) => one !== undefined) && new Set(all).size === all.length;
      return right ? (all as readonly T[]) : undefined;
    },
    ...(fromText && {
      fromText: (written: string) => (written === '' ? [] : written.split(',').map((one) => fromText(one.trim()))),
    }),
  });

/** Either a word that stands for something, or something else. */
export const wordOr = <const W extends string, T>(word: W, other: Setting<T>): Described<W | T> =>
  setting(other.about, {
    form: `"${word}", or ${other.form}`,
    read: (value, place) => (value === word ? word : other.read(value, place)),
    ...(other.fromText && {
      fromText: (written: string) => (written === word ? word : other.fromText?.(written)),
    }),
  });

/** A list of groups; for files alone. */
export const groups = <T, S extends Shape>(about: string, of: Section<T, S>, most = 16): Described<readonly T[]> =>
  setting(about, {
    form: `a list of at most ${most} objects`,
    read: (value, { path: at, base }) => {
      if (!Array.isArray(value) || value.length > most) return undefined;
      return value.map((one, i) => readEntry(of, one ?? null, { path: [...at, String(i)], base }) as T);
    },
  });
