import type { ImageShape } from './prior.ts';

const WINDOW = 8;

interface Moments {
  readonly means: readonly [number, number];
  readonly variances: readonly [number, number];
  readonly covariance: number;
}

function momentsAt(one: Float64Array, other: Float64Array, places: readonly number[]): Moments {
  const count = places.length;
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (const place of places) {
    const [x, y] = [one[place] as number, other[place] as number];
    a += x / count;
    b += y / count;
    aa += (x * x) / count;
    bb += (y * y) / count;
    ab += (x * y) / count;
  }
  return { means: [a, b], variances: [aa - a * a, bb - b * b], covariance: ab - a * b };
}

/** SSIM (Wang, Bovik, Sheikh, Simoncelli 2004) with its constants, over all windows of 8 x 8 with even weights. */
export function structuralSimilarity(
  one: Float64Array,
  other: Float64Array,
  { channels, height, width }: ImageShape,
  range: number,
): number {
  const [rows, columns] = [Math.min(WINDOW, height), Math.min(WINDOW, width)];
  const [c1, c2] = [(0.01 * range) ** 2, (0.03 * range) ** 2];
  let [sum, count] = [0, 0];
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y + rows <= height; y++) {
      for (let x = 0; x + columns <= width; x++) {
        const places = Array.from(
          { length: rows * columns },
          (_, k) => (channel * height + y + Math.floor(k / columns)) * width + x + (k % columns),
        );
        const { means, variances, covariance } = momentsAt(one, other, places);
        const [a, b] = means;
        const likeness = (2 * a * b + c1) * (2 * covariance + c2);
        sum += likeness / ((a * a + b * b + c1) * (variances[0] + variances[1] + c2));
        count++;
      }
    }
  }
  return sum / count;
}
