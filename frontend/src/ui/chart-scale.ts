// From values to places in a drawing, with ticks at round numbers.
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

export interface ChartScale {
  readonly ticks: readonly number[];
  at(value: number): number;
}

/** 1, 2 or 5 times a power of ten, so that there are about five of them. */
function tickStep(span: number, whole: boolean): number {
  const rough = span / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return whole ? Math.max(1, Math.round(step)) : step;
}

/** Of values of any range; equal ones get room around them. */
export function scaleOf(
  values: readonly number[],
  [start, end]: readonly [number, number],
  { whole }: { readonly whole: boolean },
): ChartScale {
  const finite = values.filter(Number.isFinite);
  const [low, high] = finite.length === 0 ? [0, 1] : [Math.min(...finite), Math.max(...finite)];
  // Closer to one another than ticks could be written.
  const flat = high - low <= Math.max(Math.abs(low), Math.abs(high)) * 1e-6;
  const margin = flat ? Math.max(Math.abs(low) / 10, whole ? 1 : 0.1) : whole ? 0 : (high - low) / 20;
  const [from, to] = [low - margin, high + margin];
  const step = tickStep(to - from, whole);
  const first = Math.ceil(from / step);
  const ticks = Array.from({ length: Math.floor(to / step) - first + 1 }, (_, at) =>
    Number(((first + at) * step).toPrecision(12)),
  );
  return { ticks, at: (value) => start + ((value - from) / (to - from)) * (end - start) };
}
