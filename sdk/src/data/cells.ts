const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', '?']);
const LONGEST_MISSING = 4;
/** No two parts can match the same digits, so a hostile cell of a megabyte is refused in linear time. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const SHOWN = 40;

/** Whether a trimmed cell stands for "no value". */
export const isMissing = (cell: string): boolean => cell.length <= LONGEST_MISSING && MISSING.has(cell.toLowerCase());

/** The number that a trimmed cell writes in decimal or scientific notation; undefined for anything else. */
export function parseNumber(cell: string): number | undefined {
  if (!NUMBER.test(cell)) return undefined;
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
}

/** A cell as messages show it: quoted, cut, and without control characters. */
export function showCell(cell: string): string {
  return JSON.stringify(cell.length > SHOWN ? `${cell.slice(0, SHOWN)}…` : cell);
}
