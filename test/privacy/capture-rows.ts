// Finds rows of numbers in text, however their numbers are written and separated.
import type { Found } from './capture-patterns.ts';

interface Row {
  readonly secret: string;
  readonly numbers: readonly number[];
}

export interface RowIndex {
  /** By the row's first two numbers. */
  readonly byStart: Map<string, Row[]>;
}

export const emptyRows = (): RowIndex => ({ byStart: new Map() });

/** Shorter rows are everywhere: 1, 2, 3. */
const LEAST_NUMBERS = 4;
const LEAST_DIGITS = 8;

const startOf = (first: number, second: number): string => `${first},${second}`;

/** False for a row that chance brings about as well. */
export function addRow({ byStart }: RowIndex, secret: string, numbers: readonly number[]): boolean {
  const digits = numbers.join('').replaceAll(/\D/g, '').length;
  if (numbers.length < LEAST_NUMBERS || digits < LEAST_DIGITS || new Set(numbers).size < 3) return false;
  const start = startOf(numbers[0] as number, numbers[1] as number);
  byStart.set(start, [...(byStart.get(start) ?? []), { secret, numbers }]);
  return true;
}

const NUMBER = /-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/gi;
/** A key of JSON before a number; digits in it are none of the row. */
const KEY = /"(?:[^"\\\n]|\\.){0,80}"\s*:/g;
/** What may stand between two numbers of a row: no word, and not much. */
const GAP = /^[\s,;|"'[\]{}()]{1,40}$/;

interface Token {
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

function tokensOf(text: string): Token[] {
  // As long as it was, so that offsets stay.
  const keyless = text.replaceAll(KEY, (key) => ' '.repeat(key.length));
  return [...keyless.matchAll(NUMBER)].map(({ 0: digits, index }) => ({
    value: Number(digits),
    from: index,
    to: index + digits.length,
  }));
}

function isRowAt(text: string, tokens: readonly Token[], at: number, { numbers }: Row): boolean {
  return numbers.every((number, k) => {
    const token = tokens[at + k];
    if (token?.value !== number) return false;
    if (k === 0) return true;
    const gap = text.slice((tokens[at + k - 1] as Token).to, token.from).replaceAll(KEY, '');
    return GAP.test(gap);
  });
}

export function findRows({ byStart }: RowIndex, haystack: Uint8Array): Found[] {
  if (byStart.size === 0) return [];
  const text = Buffer.from(haystack).toString('latin1');
  const tokens = tokensOf(text);
  const found: Found[] = [];
  for (let at = 0; at + 1 < tokens.length; at++) {
    const [first, second] = [tokens[at] as Token, tokens[at + 1] as Token];
    for (const row of byStart.get(startOf(first.value, second.value)) ?? []) {
      if (!isRowAt(text, tokens, at, row)) continue;
      found.push({ secret: row.secret, rendering: 'row of numbers', offset: first.from });
    }
  }
  return found;
}
