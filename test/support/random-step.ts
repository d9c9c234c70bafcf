import {
  type Batch,
  commitDataset,
  type DatasetCommitment,
  type Format,
  featureRange,
  type Randomness,
  randomField,
  type StepWitness,
  targetRange,
  weightRange,
} from '@tacit/sdk';

export { seededRandomness } from '../../scripts/support/seeded-randomness.ts';

const within = (random: () => number, [low, high]: readonly [number, number]): number =>
  low + Math.floor(random() * (high - low + 1));

/** `scale` 1 fills the whole range; smaller values stay near zero, as trained models do. */
export function randomWeights(f: Format, random: () => number, scale = 1): number[] {
  const [low, high] = weightRange(f);
  return Array.from({ length: f.weights }, () => within(random, [Math.ceil(low * scale), Math.floor(high * scale)]));
}

export function randomBatch(f: Format, random: () => number): Batch {
  const inputs = Array.from({ length: f.batch }, () =>
    Array.from({ length: f.inputs }, () => within(random, featureRange(f))),
  );
  const targets = Array.from({ length: f.batch }, () => {
    if (f.kind === 'linear') return Array.from({ length: f.outputs }, () => within(random, targetRange(f)));
    const label = Math.floor(random() * f.outputs);
    return Array.from({ length: f.outputs }, (_, o) => (o === label ? 1 : 0));
  });
  return { inputs, targets };
}

/** A complete witness over a small committed data set. */
export async function randomStepWitness(
  f: Format,
  options: { random: Randomness & { next(): number }; scale?: number; batches?: number; multiplier?: number },
): Promise<{ witness: StepWitness; data: DatasetCommitment }> {
  const { random, scale = 0.1, batches = 2, multiplier = 3 } = options;
  const all = Array.from({ length: batches }, () => randomBatch(f, random.next));
  const data = await commitDataset(f, all, randomField(random));
  const batchIndex = Math.floor(random.next() * batches);
  const witness: StepWitness = {
    weights: randomWeights(f, random.next, scale),
    batch: all[batchIndex] as Batch,
    batchIndex,
    multiplier,
    saltBefore: randomField(random),
    saltAfter: randomField(random),
    saltData: data.saltOf(batchIndex),
    path: data.pathOf(batchIndex),
    blind: randomField(random),
  };
  return { witness, data };
}
