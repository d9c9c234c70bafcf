import { median } from '../bench/measure.ts';

/** What is measured again and again. Milliseconds end in Ms, bytes in Bytes, gas in Gas. */
export const MEASURES = [
  'updateMs',
  'proofMs',
  'envelopeBytes',
  'callBytes',
  'relayedBytes',
  'enrolGas',
  'updateGas',
  'relayedGas',
  'openMs',
  'complaintGas',
  'freezeGas',
  'sumGas',
  'readLogMs',
  'recoverMs',
  'finalProofMs',
  'finaliseGas',
  'settleGas',
] as const;
export type Measure = (typeof MEASURES)[number];

export interface Measures {
  add(name: Measure, value: number | bigint): void;
  /** How long the work takes, of which each of so many parts counts. */
  time<T>(name: Measure, work: () => T | Promise<T>, parts?: number): Promise<T>;
  /** The median of each; null where nothing was measured. */
  medians(): Readonly<Record<Measure, number | null>>;
}

export function startMeasures(): Measures {
  const values = new Map<Measure, number[]>(MEASURES.map((name) => [name, []]));
  const add = (name: Measure, value: number | bigint): void => void values.get(name)?.push(Number(value));
  const medianOf = (name: Measure): number | null => {
    const found = values.get(name) ?? [];
    return found.length === 0 ? null : median(found);
  };
  return {
    add,
    async time(name, work, parts = 1) {
      const start = performance.now();
      const result = await work();
      add(name, (performance.now() - start) / parts);
      return result;
    },
    medians: () => Object.fromEntries(MEASURES.map((name) => [name, medianOf(name)])) as Record<Measure, number | null>,
  };
}
