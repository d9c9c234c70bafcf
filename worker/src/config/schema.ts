// A language for configurations: what a setting is called, what it may be, how it is written in a file, in the environment
// and as a flag. One description serves parser and help alike, so they cannot disagree.
import { workerError } from '../worker-error.ts';

/** Where a setting stands: `['chain', 'url']`. */
export type Path = readonly string[];

export interface Place {
  readonly path: Path;
  /** What relative paths count from. */
  readonly base: string;
}

/** One value. */
export interface Setting<T> {
  readonly kind: 'setting';
  readonly about: string;
  /** What may be written, for people: `a number from 1 to 9`. */
  readonly form: string;
  /** As JSON has it; undefined for anything that it may not be. */
  readonly read: (value: unknown, place: Place) => T | undefined;
  /** The JSON for a text of the environment or a flag; none if it stands in files alone. */
  readonly fromText: ((text: string) => unknown) | undefined;
  readonly absent: Absent<T>;
  /** Whether what it reads depends on where relative paths count from. */
  readonly isPath: boolean;
}

/** A group of settings. If it is optional, its presence says something by itself. */
export interface Section<T, S extends Shape = Shape> {
  readonly kind: 'section';
  readonly about: string;
  readonly shape: S;
  readonly optional: boolean;
  /** What no setting can say alone: why these do not go together. */
  readonly check: ((value: T) => string | undefined) | undefined;
  /** Never there. */
  readonly type?: T;
}

type Absent<T> = { readonly kind: 'required' } | { readonly kind: 'value'; readonly value: T };

// biome-ignore lint/suspicious/noExplicitAny: of whatever values
export type AnySection = Section<any, any>;
// biome-ignore lint/suspicious/noExplicitAny: of whatever value
export type Entry = Setting<any> | AnySection;
export interface Shape {
  readonly [name: string]: Entry;
}

type TypeOf<E> = E extends Setting<infer T> ? T : E extends Section<infer T> ? T : never;
export type Values<S extends Shape> = { readonly [name in keyof S]: TypeOf<S[name]> };

export function section<S extends Shape>(
  about: string,
  shape: S,
  check?: (value: Values<S>) => string | undefined,
): Section<Values<S>, S> {
  return { kind: 'section', about, shape, optional: false, check };
}

/** A section that is undefined unless something of it is set. */
export const optional = <T, S extends Shape>(of: Section<T, S>): Section<T | undefined, S> =>
  ({ ...of, optional: true }) as Section<T | undefined, S>;

const nameOf = (path: Path): string => (path.length === 0 ? 'the configuration' : path.join('.'));

/** Says where and what would be right, and never what stands there: it may hold a password. */
export const invalid = (path: Path, why: string) =>
  workerError('CONFIG_INVALID', `${nameOf(path)} ${why}`, { setting: path.join('.') });

/** Names come from outside and go into messages. */
const safeName = (name: string): string => (/^[\w.-]{1,40}$/.test(name) ? name : '(unprintable)');

function readSetting<T>({ read, absent, form }: Setting<T>, value: unknown, place: Place): T {
  if (value === undefined) {
    if (absent.kind === 'value') return absent.value;
    throw invalid(place.path, `is missing: it must be ${form}`);
  }
  const found = read(value, place);
  if (found === undefined) throw invalid(place.path, `must be ${form}`);
  return found;
}

function readSection(of: AnySection, value: unknown, { path, base }: Place): unknown {
  if (value === undefined && of.optional) return undefined;
  const given: unknown = value === undefined ? {} : value;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw invalid(path, 'must be an object');
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(of.shape, name));
  if (unknown !== undefined) {
    throw invalid(path, `has no setting "${safeName(unknown)}"; it has ${Object.keys(of.shape).join(', ')}`);
  }
  const values: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(of.shape as Shape)) {
    const inner = Object.hasOwn(given, name) ? (given as Record<string, unknown>)[name] : undefined;
    values[name] = readEntry(entry, inner, { path: [...path, name], base });
  }
  const fault = of.check?.(values);
  if (fault !== undefined) throw invalid(path, fault);
  return values;
}

/** What a description makes of JSON; CONFIG_INVALID for whatever is not exactly so. */
export const readEntry = (entry: Entry, value: unknown, place: Place): unknown =>
  entry.kind === 'section' ? readSection(entry, value, place) : readSetting(entry, value, place);

export interface Leaf {
  readonly path: Path;
  readonly entry: Entry;
}

/** All settings and optional sections, in order. */
export function leavesOf(of: AnySection, path: Path = []): Leaf[] {
  const own: Leaf[] = of.optional ? [{ path, entry: of }] : [];
  return Object.entries(of.shape as Shape).reduce<Leaf[]>((all, [name, entry]) => {
    const at = [...path, name];
    return all.concat(entry.kind === 'section' ? leavesOf(entry, at) : [{ path: at, entry }]);
  }, own);
}
