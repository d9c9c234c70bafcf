// The ways in which a value may be written down: whoever looks for it must know all of them.
import { Buffer } from 'node:buffer';

/** A number of the field or a key, bytes, or a text such as a line of a CSV. */
export type SecretValue = bigint | Uint8Array | string;

/** Below this many bytes a form is found everywhere, by chance. */
const LEAST_BYTES = 5;

const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');
const reversed = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes).reverse();

function bytesOf(value: bigint, length?: number): Uint8Array {
  const hex = value.toString(16);
  const digits = length === undefined ? hex.length + (hex.length % 2) : 2 * length;
  return new Uint8Array(Buffer.from(hex.padStart(digits, '0'), 'hex'));
}

/** What every base64 text holds that has these bytes somewhere in it: the characters that depend on nothing before or after. */
function base64Cores(bytes: Uint8Array): string[] {
  const cores = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const bits = 8 * (before + bytes.length);
    return text.slice(Math.ceil((8 * before) / 6), Math.floor(bits / 6));
  });
  return [...cores, ...cores.map((core) => core.replaceAll('+', '-').replaceAll('/', '_'))];
}

/** As JSON writes an array, and an object with an array's indices, of bytes. */
const listsOf = (bytes: Uint8Array): string[] => [
  bytes.join(','),
  [...bytes].map((byte, i) => `"${i}":${byte}`).join(','),
];

function formsOfBytes(bytes: Uint8Array): Uint8Array[] {
  const hex = Buffer.from(bytes).toString('hex');
  const texts = [hex, hex.toUpperCase(), ...base64Cores(bytes), ...listsOf(bytes)];
  return [bytes, ...texts.map(utf8)];
}

function formsOfNumber(value: bigint): Uint8Array[] {
  const [short, word] = [bytesOf(value), bytesOf(value, Math.max(32, Math.ceil(value.toString(16).length / 2)))];
  const texts = [String(value), value.toString(16), value.toString(16).toUpperCase()].map(utf8);
  const bytes = [short, word, reversed(short), reversed(word)].flatMap(formsOfBytes);
  // Montgomery's form and others are as good as the value; whoever keeps them is found by its other forms, or not at all.
  return [...texts, ...bytes];
}

const formsOfText = (text: string): Uint8Array[] => [
  ...formsOfBytes(utf8(text)),
  Buffer.from(text, 'utf16le'),
  utf8(encodeURIComponent(text)),
  utf8(JSON.stringify(text).slice(1, -1)),
];

/** Every way to write a value, each once. */
export function formsOf(value: SecretValue): Uint8Array[] {
  const forms =
    typeof value === 'bigint'
      ? formsOfNumber(value)
      : typeof value === 'string'
        ? formsOfText(value)
        : formsOfBytes(value);
  const distinct = new Map(forms.map((form) => [Buffer.from(form).toString('latin1'), form]));
  const least = Math.min(...forms.map(({ length }) => length));
  if (least < LEAST_BYTES)
    throw new Error(`a secret of ${least} bytes would be found by chance; look for a longer one`);
  return [...distinct.values()];
}

/** A row of numbers: as a line of a file, and as programs hold one. */
export function formsOfRow(row: readonly number[]): SecretValue[] {
  const bytes = (array: Float64Array | Float32Array): Uint8Array => new Uint8Array(array.buffer);
  return [
    ...[',', ', ', ';', '\t', '\n'].map((separator) => row.map(String).join(separator)),
    bytes(Float64Array.from(row)),
    bytes(Float32Array.from(row)),
  ];
}
