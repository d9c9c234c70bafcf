import { isMissing, parseNumber } from './cells.ts';
import { type Column, MAX_CATEGORIES, MISSING_CODE } from './table.ts';

const FIRST_CAPACITY = 64;

/**
 * Grows one column cell by cell. Slot 0 is kept for the file's first row, about which only the rest of the
 * file tells whether it is a header.
 */
export interface ColumnBuilder {
  add(cell: string): void;
  addFirst(cell: string): void;
  hasNumbers(): boolean;
  finish(name: string, withFirst: boolean): Column;
}

export function createColumnBuilder(): ColumnBuilder {
  let numbers = new Float64Array(FIRST_CAPACITY);
  let codes: Uint16Array | undefined = new Uint16Array(FIRST_CAPACITY);
  let dictionary: Map<string, number> | undefined = new Map();
  let length = 1;
  let missing = 0;
  let found = 0;
  let firstText: { slot: number; text: string } | undefined;

  /** Numbers are interned too: one text further down makes categories of them all. */
  function intern(cell: string): number {
    let code = dictionary?.get(cell);
    if (dictionary && code === undefined) {
      code = dictionary.size;
      dictionary.set(cell, code);
      if (code >= MAX_CATEGORIES) dictionary = codes = undefined;
    }
    return code ?? MISSING_CODE;
  }

  function put(slot: number, cell: string): void {
    if (isMissing(cell)) {
      missing++;
      numbers[slot] = Number.NaN;
      if (codes) codes[slot] = MISSING_CODE;
      return;
    }
    const value = parseNumber(cell);
    if (value === undefined) {
      if (!firstText || slot < firstText.slot) firstText = { slot, text: cell };
    } else found++;
    numbers[slot] = value ?? Number.NaN;
    const code = intern(cell);
    if (codes) codes[slot] = code;
  }

  function grow(): void {
    const wider = new Float64Array(numbers.length * 2);
    wider.set(numbers);
    numbers = wider;
    if (!codes) return;
    const widerCodes = new Uint16Array(numbers.length);
    widerCodes.set(codes);
    codes = widerCodes;
  }

  return {
    add(cell) {
      if (length === numbers.length) grow();
      put(length++, cell);
    },
    addFirst: (cell) => put(0, cell),
    hasNumbers: () => found > 0,
    finish(name, withFirst) {
      const start = withFirst ? 0 : 1;
      const base = { name, numbers: numbers.slice(start, length), missing };
      if (!firstText) return { kind: 'number', ...base };
      const text = { row: firstText.slot - start, text: firstText.text };
      const labels = codes && dictionary ? sortCategories(codes.slice(start, length), [...dictionary.keys()]) : {};
      return { kind: 'category', ...base, ...labels, firstText: text };
    },
  };
}

/** Categories in code-unit order, which no machine's language settings change, with the codes to match. */
function sortCategories(codes: Uint16Array, texts: readonly string[]): { categories: string[]; codes: Uint16Array } {
  const categories = [...texts].sort();
  const positions = new Map(categories.map((text, position) => [text, position]));
  const renamed = texts.map((text) => positions.get(text) ?? MISSING_CODE);
  return { categories, codes: codes.map((code) => renamed[code] ?? MISSING_CODE) };
}
