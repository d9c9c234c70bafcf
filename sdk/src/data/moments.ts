export interface Moments {
  readonly mean: number;
  /** Of the whole population: divided by n, not n - 1. */
  readonly deviation: number;
}

/** The power of two just above the largest magnitude: dividing by it is exact and keeps squares in range. */
function scaleOf(values: Iterable<number>): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest === 0 ? 1 : 2 ** Math.min(1023, Math.max(-1021, Math.ceil(Math.log2(largest))));
}

/** Mean and deviation by Welford's recurrence, which does not subtract large sums from each other. */
export function measureMoments(values: readonly number[]): Moments {
  const scale = scaleOf(values);
  let mean = 0;
  let squares = 0;
  values.forEach((value, i) => {
    const scaled = value / scale;
    const step = scaled - mean;
    mean += step / (i + 1);
    squares += step * (scaled - mean);
  });
  return { mean: mean * scale, deviation: values.length === 0 ? 0 : Math.sqrt(squares / values.length) * scale };
}
