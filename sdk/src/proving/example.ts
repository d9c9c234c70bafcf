import { commitDataset } from '../data/index.ts';
import { type Randomness, randomField } from '../hashing/index.ts';
import {
  type Batch,
  deriveFormat,
  type Format,
  featureRange,
  MAX_STEP_MULTIPLIER,
  rateUnit,
  realWeights,
  type Shape,
  shapeName,
  targetRange,
} from '../numeric/index.ts';
import { modelRoot } from './model-root.ts';

const BATCHES = 3;

/** Uniform in low..high, well enough for an example. */
function pick(randomness: Randomness, low: number, high: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = randomness.bytes(4);
  return low + ((((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % (high - low + 1));
}

function exampleBatch(f: Format, randomness: Randomness): Batch {
  const draw = ([low, high]: readonly [number, number]) => pick(randomness, low, high);
  const target = () => {
    if (f.kind === 'linear') return Array.from({ length: f.outputs }, () => draw(targetRange(f)));
    const label = pick(randomness, 0, f.outputs - 1);
    return Array.from({ length: f.outputs }, (_, o) => (o === label ? 1 : 0));
  };
  return {
    inputs: Array.from({ length: f.batch }, () => Array.from({ length: f.inputs }, () => draw(featureRange(f)))),
    targets: Array.from({ length: f.batch }, target),
  };
}

const rowsOf = (values: readonly number[], width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, r) => values.slice(r * width, (r + 1) * width));

/** A complete request for a step on random data with random small weights: something to start from. */
export async function exampleRequest(
  shape: Shape,
  { floats = false, randomness }: { floats?: boolean; randomness: Randomness },
): Promise<Record<string, unknown>> {
  const f = deriveFormat(shape);
  const batches = Array.from({ length: BATCHES }, () => exampleBatch(f, randomness));
  const data = await commitDataset(f, batches, randomField(randomness));
  const batchIndex = pick(randomness, 0, BATCHES - 1);
  const batch = batches[batchIndex] as Batch;
  const half = 2 ** (f.weightFraction - 1);
  const weights = Array.from({ length: f.weights }, () => pick(randomness, -half, half));
  const salts = { before: randomField(randomness), after: randomField(randomness), data: data.saltOf(batchIndex) };
  const scaled = (rows: readonly (readonly number[])[], fraction: number) =>
    floats ? rows.map((row) => row.map((value) => value / 2 ** fraction)) : rows;
  return {
    circuit: shapeName(shape),
    statement: {
      rootBefore: modelRoot(f, weights, salts.before),
      dataRoot: data.root,
      batchIndex,
      learningRate: pick(randomness, 1, MAX_STEP_MULTIPLIER) * rateUnit(f),
      context: { nonce: randomField(randomness), step: 0, epoch: 0 },
    },
    witness: {
      numbers: floats ? 'floats' : 'integers',
      weights: rowsOf(floats ? realWeights(f, weights) : weights, f.outputs),
      inputs: scaled(batch.inputs, f.xFraction),
      targets: scaled(batch.targets, f.yFraction),
      salts,
      // No blind: the prover draws one. An example's blind would be used again with the reader's own data.
      path: data.pathOf(batchIndex),
    },
  };
}
