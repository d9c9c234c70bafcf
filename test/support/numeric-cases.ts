import assert from 'node:assert/strict';
import { type Batch, type Format, featureRange, KINDS, type Shape, targetRange, wallOf, weightRange } from '@tacit/sdk';
import fc from 'fast-check';

/** Property tests repeat themselves exactly; a failure prints the case. */
export const SEEDED = { seed: 65537, numRuns: 200 };

/** Records like those that a literal makes: deep equality sees prototypes. */
const PLAIN = { noNullPrototype: true };

/** Numbers of features around each change of precision, and any other. */
const anyInputs = fc.oneof(
  fc.integer({ min: 1, max: 70 }),
  fc.constantFrom(16, 17, 32, 33, 4096),
  fc.integer({ min: 1, max: 4096 }),
);

/** Cells of a step from which on the losses of a full round (16 steps at the most) may not fit their 48 bits. */
const TOO_MANY_CELLS = { linear: 2 ** 14, logistic: 2 ** 18 } as const;

export const anyShape: fc.Arbitrary<Shape> = fc
  .record(
    {
      kind: fc.constantFrom(...KINDS),
      inputs: anyInputs,
      outputs: fc.oneof(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 1, max: 1024 })),
      batch: fc.oneof(fc.integer({ min: 1, max: 33 }), fc.integer({ min: 1, max: 1024 })),
    },
    PLAIN,
  )
  .filter(({ kind, outputs, batch }) => outputs * batch < TOO_MANY_CELLS[kind]);

/** Small enough to step through in every run, with each of the three precisions. */
export const smallShape: fc.Arbitrary<Shape> = fc.record(
  {
    kind: fc.constantFrom(...KINDS),
    inputs: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(17, 33)),
    outputs: fc.integer({ min: 1, max: 3 }),
    batch: fc.integer({ min: 1, max: 5 }),
  },
  PLAIN,
);

const listOf = <T>(item: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> =>
  fc.array(item, { minLength: length, maxLength: length });

/** Anywhere in the range, near zero as trained models are, at either end and on both sides of the wall. */
export function anyWeight(f: Format): fc.Arbitrary<number> {
  const [low, high] = weightRange(f);
  const half = 2 ** (f.dropBits - 1);
  const edges = [low, high, wallOf(f) - half, wallOf(f) - half - 1, -wallOf(f) - half, -wallOf(f) - half - 1];
  const near = 2 ** f.weightFraction;
  return fc.oneof(
    fc.integer({ min: low, max: high }),
    fc.integer({ min: -near, max: near }),
    fc.constantFrom(...edges),
  );
}

export const anyWeights = (f: Format): fc.Arbitrary<number[]> => listOf(anyWeight(f), f.weights);

const inRange = ([min, max]: readonly [number, number]): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max));

export const anyBatch = (f: Format): fc.Arbitrary<Batch> =>
  fc.record(
    {
      inputs: listOf(listOf(inRange(featureRange(f)), f.inputs), f.batch),
      targets: listOf(listOf(inRange(targetRange(f)), f.outputs), f.batch),
    },
    PLAIN,
  );

/** A batch whose rows are all alike. */
export const uniformBatch = (f: Format, feature: number, target: number): Batch => ({
  inputs: Array.from({ length: f.batch }, () => new Array<number>(f.inputs).fill(feature)),
  targets: Array.from({ length: f.batch }, () => new Array<number>(f.outputs).fill(target)),
});

/** Every number in a structure of lists and records, with the place where it was found. */
export function* numbersIn(value: unknown, place = ''): Generator<readonly [number, string]> {
  if (typeof value === 'number') yield [value, place];
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) yield* numbersIn(inner, `${place}/${key}`);
  }
}

/** Negative zero equals zero, but JSON, deep equality and the sign of a quotient tell them apart. */
export function assertNoNegativeZero(value: unknown): void {
  for (const [number, place] of numbersIn(value)) assert.ok(!Object.is(number, -0), `-0 at ${place}`);
}

/** floor(numerator / denominator + 1/2) of exact rationals, for a positive denominator. */
export function roundExact(numerator: bigint, denominator: bigint): bigint {
  const twice = 2n * numerator + denominator;
  const quotient = twice / (2n * denominator);
  return quotient * 2n * denominator > twice ? quotient - 1n : quotient;
}
