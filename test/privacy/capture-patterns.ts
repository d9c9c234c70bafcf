// How numbers and rows look as bytes, and where such bytes are in a stream.

interface Pattern {
  readonly secret: string;
  readonly rendering: string;
  readonly bytes: Uint8Array;
}

interface Index {
  /** By their first four bytes. */
  readonly byHead: Map<number, Pattern[]>;
  /** Which beginnings there are, by their first 20 bits: most of a stream is dismissed here. */
  readonly heads: Uint8Array;
}

export interface PatternIndex {
  readonly exact: Index;
  /** Of texts that are compared without regard for case, and for what stands between bytes. */
  readonly squeezed: Index;
}

const HEAD_BITS = 20;
const newIndex = (): Index => ({ byHead: new Map(), heads: new Uint8Array(2 ** HEAD_BITS) });
export const emptyIndex = (): PatternIndex => ({ exact: newIndex(), squeezed: newIndex() });

/** Fewer bytes than this occur by chance. */
const LEAST_BYTES = 8;
const LEAST_NUMBER = 1n << 64n;

const latin = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const reversed = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes).reverse();

/** Without leading zeros, so that it is part of every longer spelling. */
function bigEndian(value: bigint): Uint8Array {
  const digits = value.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
}

/**
 * What base64 says of these bytes wherever they begin in what is encoded: the characters that depend on them alone, for each
 * of the three places in a group.
 */
function base64Cores(bytes: Uint8Array): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([new Uint8Array(before), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const from = Math.ceil((8 * before) / 6);
    return text.slice(from, Math.floor((8 * (before + bytes.length)) / 6));
  });
}

const urlSafe = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_');

/** Bytes as a debugger or JSON lists them. Without the first and the last, which brackets may touch. */
const byteList = (bytes: Uint8Array): string => `,${[...bytes].slice(1, -1).join(',')},`;

function* renderingsOf(bytes: Uint8Array, name: string): Generator<readonly [string, Uint8Array]> {
  yield [name, bytes];
  for (const core of base64Cores(bytes)) {
    yield [`base64 of ${name}`, latin(core)];
    if (urlSafe(core) !== core) yield [`base64url of ${name}`, latin(urlSafe(core))];
  }
}

function insert(index: Index, pattern: Pattern): void {
  const [a, b, c, d] = pattern.bytes as unknown as [number, number, number, number];
  const head = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  index.heads[head >>> (32 - HEAD_BITS)] = 1;
  const there = index.byHead.get(head);
  if (there) there.push(pattern);
  else index.byHead.set(head, [pattern]);
}

function addNumber({ exact, squeezed }: PatternIndex, secret: string, value: bigint): void {
  if (value < LEAST_NUMBER) throw new Error(`${secret} is too small a number to look for`);
  const bytes = bigEndian(value);
  for (const [order, ordered] of [
    ['big-endian', bytes],
    ['little-endian', reversed(bytes)],
  ] as const) {
    for (const [rendering, pattern] of renderingsOf(ordered, order))
      insert(exact, { secret, rendering, bytes: pattern });
    const hex = order === 'big-endian' ? value.toString(16) : Buffer.from(ordered).toString('hex');
    insert(squeezed, { secret, rendering: `hex of ${order}`, bytes: latin(hex) });
    insert(squeezed, { secret, rendering: `list of ${order} bytes`, bytes: latin(byteList(ordered)) });
  }
  insert(exact, { secret, rendering: 'decimal', bytes: latin(value.toString()) });
}

/** A row in memory: as arrays of numbers of one kind hold it, but for those in which it has hardly any bytes. */
function addTypedRow({ exact }: PatternIndex, secret: string, row: readonly number[]): void {
  const kinds = [
    Float64Array,
    Float32Array,
    ...(row.every(Number.isInteger) ? [Int32Array, Int16Array, Int8Array] : []),
  ];
  for (const Kind of kinds) {
    const bytes = new Uint8Array(Kind.from(row as number[]).buffer);
    if (bytes.length >= LEAST_BYTES) insert(exact, { secret, rendering: Kind.name, bytes });
  }
}

/** A row must be one that `addRow` takes. */
export function addPattern(index: PatternIndex, secret: string, value: bigint | readonly number[]): void {
  if (typeof value === 'bigint') addNumber(index, secret, value);
  else addTypedRow(index, secret, value);
}

export interface Found {
  readonly secret: string;
  readonly rendering: string;
  readonly offset: number;
}

const matches = (haystack: Uint8Array, at: number, { bytes }: Pattern): boolean => {
  if (at + bytes.length > haystack.length) return false;
  for (let k = 4; k < bytes.length; k++) if (haystack[at + k] !== bytes[k]) return false;
  return true;
};

/** Every place of every pattern, in one walk. */
function* walk({ byHead, heads }: Index, haystack: Uint8Array): Generator<Found> {
  let head = 0;
  for (let end = 0; end < haystack.length; end++) {
    head = ((head << 8) | (haystack[end] as number)) >>> 0;
    if (end < 3 || heads[head >>> (32 - HEAD_BITS)] === 0) continue;
    for (const pattern of byHead.get(head) ?? []) {
      if (!matches(haystack, end - 3, pattern)) continue;
      yield { secret: pattern.secret, rendering: pattern.rendering, offset: end - 3 };
    }
  }
}

/** What stands between the digits of hex, or the bytes of a list: blanks, colons, dashes, `0x`, and keys as in {"0":12}. */
const BETWEEN = /0x|"\d+"\s*:|[\s:-]/g;

/** A stream's text in small letters without all that, and where each of its characters was. */
function squeeze(haystack: Uint8Array): { text: Uint8Array; offsets: Uint32Array } {
  const lower = Buffer.from(haystack).toString('latin1').toLowerCase();
  const [text, offsets] = [new Uint8Array(lower.length), new Uint32Array(lower.length)];
  let [length, from] = [0, 0];
  const keep = (end: number): void => {
    for (; from < end; from++) {
      text[length] = lower.charCodeAt(from);
      offsets[length++] = from;
    }
  };
  for (const { 0: separator, index } of lower.matchAll(BETWEEN)) {
    keep(index);
    from += separator.length;
  }
  keep(lower.length);
  return { text: text.subarray(0, length), offsets };
}

export function findPatterns({ exact, squeezed }: PatternIndex, haystack: Uint8Array): Found[] {
  const found = [...walk(exact, haystack)];
  const { text, offsets } = squeeze(haystack);
  for (const one of walk(squeezed, text)) found.push({ ...one, offset: offsets[one.offset] as number });
  return found;
}
