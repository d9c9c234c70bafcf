import {
  type Format,
  MAX_BATCHES,
  MAX_STEP_MULTIPLIER,
  MEAN_FRACTION,
  meanMultiplier,
  randomField,
  weightRange,
} from '@tacit/sdk';
import { randomBatch, randomWeights, seededRandomness } from './random-step.ts';
import { edgeCases } from './step-cases.ts';
import type { StepChoice } from './step-fixture.ts';
import {
  expectFinalisation,
  expectStep,
  type FinalisationVector,
  type FinalisationVectorInputs,
  formatOf,
  type StepVector,
  type StepVectorInputs,
  type VectorFile,
} from './vectors.ts';

const SEED = 20_261_104;
type Random = ReturnType<typeof seededRandomness>;

const ABOUT = [
  'Test vectors of Tacit, for anything that has to agree with the circuits bit for bit.',
  'Written by scripts/vectors.ts from the seed below; do not edit. The arithmetic is that of sdk/src/numeric.',
  'A circuit is named <kind>-<inputs>x<outputs>-b<batch>; all precisions follow from its name.',
  'Numbers are integers at their scale; strings are elements of the BN254 scalar field, in decimal.',
  'Weights are listed as input * outputs + output, biases last. packedUpdate and the roots are reduced mod r.',
];
const ABOUT_STEPS = [
  'siblings: next to the path, the child at level l and place i is the number siblings + 8 l + i.',
  'rounded: forward values after rounding, before the clamp. loss: the sum of squared errors.',
];
const ABOUT_FINALISATIONS = ['scaled: multiplier * sum. mean: scaled / 2^16, halves up. Both roots have salt 0.'];

/** Circuits with edge cases; every case is proven as well when the tests run. */
const EDGES = ['linear-3x2-b2', 'logistic-3x2-b2', 'linear-16x4-b8', 'logistic-4x3-b8'];
const RANDOM_STEPS: Record<string, number> = {
  'linear-1x1-b1': 25,
  'logistic-1x1-b1': 25,
  'linear-3x2-b2': 50,
  'logistic-3x2-b2': 50,
  'linear-5x3-b3': 20,
  'logistic-5x3-b3': 20,
  'linear-16x4-b8': 12,
  'logistic-4x3-b8': 20,
  'logistic-30x2-b32': 4,
  'logistic-64x10-b16': 2,
};
const RANDOM_FINALISATIONS: Record<string, number> = {
  'linear-1x1-b1': 8,
  'logistic-1x1-b1': 8,
  'linear-3x2-b2': 20,
  'logistic-3x2-b2': 20,
  'linear-16x4-b8': 4,
  'logistic-4x3-b8': 8,
  'logistic-64x10-b16': 1,
};

const below = (random: Random, bound: number): number => Math.floor(random.next() * bound);

function chooseStep(name: string, circuit: string, random: Random, choice: StepChoice): StepVectorInputs {
  const f = formatOf(circuit);
  const weights = choice.weights ?? randomWeights(f, random.next, [0.05, 0.3, 1][below(random, 3)]);
  const batch = choice.batch ?? randomBatch(f, random.next);
  return {
    name,
    circuit,
    weights,
    inputs: batch.inputs,
    targets: batch.targets,
    multiplier: choice.multiplier ?? 1 + below(random, MAX_STEP_MULTIPLIER),
    batchIndex: choice.batchIndex ?? below(random, MAX_BATCHES),
    saltBefore: String(randomField(random)),
    saltAfter: String(randomField(random)),
    saltData: String(randomField(random)),
    siblings: below(random, 2 ** 32),
  };
}

/** The steps of the seed, without what is expected of them. */
export function chooseSteps(): StepVectorInputs[] {
  const random = seededRandomness(SEED);
  const vectors: StepVectorInputs[] = [];
  for (const circuit of EDGES) {
    for (const [name, choice] of Object.entries(edgeCases(formatOf(circuit)))) {
      vectors.push(chooseStep(name, circuit, random, choice));
    }
  }
  for (const [circuit, count] of Object.entries(RANDOM_STEPS)) {
    for (let i = 1; i <= count; i++) vectors.push(chooseStep(`random ${i}`, circuit, random, {}));
  }
  return vectors;
}

export const makeStepVectors = (): VectorFile<StepVector> => ({
  about: [...ABOUT, ...ABOUT_STEPS],
  seed: SEED,
  vectors: chooseSteps().map((inputs) => ({ ...inputs, expected: expectStep(inputs) })),
});

type FinaliseChoice = Partial<Pick<FinalisationVector, 'weights' | 'sum' | 'lossSum'>> & { trainers?: number };

function chooseFinalisation(
  name: string,
  circuit: string,
  random: Random,
  choice: FinaliseChoice,
): FinalisationVectorInputs {
  const f = formatOf(circuit);
  const trainers = choice.trainers ?? 1 + below(random, 40);
  const most = trainers * f.maxSteps * f.maxDelta;
  return {
    name,
    circuit,
    weights: choice.weights ?? randomWeights(f, random.next, 0.4),
    sum: choice.sum ?? Array.from({ length: f.weights }, () => below(random, 2 * most) - most),
    multiplier: meanMultiplier(trainers),
    lossSum: choice.lossSum ?? String(below(random, 2 ** 40)),
  };
}

function finaliseEdges(f: Format): Record<string, FinaliseChoice> {
  const all = (value: number): number[] => new Array<number>(f.weights).fill(value);
  const [lowest, highest] = weightRange(f);
  const reach = 2 ** (f.slotBits - 1) - 2 ** (MEAN_FRACTION - 1) - 1;
  const most = (trainers: number) => trainers * f.maxSteps * f.maxDelta;
  return {
    'nothing to add': { sum: all(0), lossSum: '0' },
    'mean one half up': { trainers: 2, sum: all(1) },
    'mean minus one half up to zero': { trainers: 2, sum: all(-1) },
    'mean three halves up': { trainers: 2, sum: all(3) },
    'mean minus three halves up': { trainers: 2, sum: all(-3) },
    'one trainer': { trainers: 1 },
    'a number of trainers that divides nothing': { trainers: 65_521 },
    'the most trainers with the largest sums': { trainers: 65_536, sum: all(most(65_536)), weights: all(0) },
    'the most trainers with the lowest sums': { trainers: 65_536, sum: all(-most(65_536)), weights: all(0) },
    'sums at the upper end of their slots': { trainers: 65_536, sum: all(reach), weights: all(0) },
    'sums at the lower end of their slots': { trainers: 65_536, sum: all(-reach), weights: all(0) },
    'the largest loss': { lossSum: String(2n ** 48n - 1n) },
    'weights at both ends of the range': { weights: all(0).map((_, d) => (d % 2 ? lowest : highest)), sum: all(0) },
  };
}

/** The finalisations of the seed, without what is expected of them. */
export function chooseFinalisations(): FinalisationVectorInputs[] {
  const random = seededRandomness(SEED + 1);
  const vectors: FinalisationVectorInputs[] = [];
  for (const circuit of EDGES) {
    for (const [name, choice] of Object.entries(finaliseEdges(formatOf(circuit)))) {
      vectors.push(chooseFinalisation(name, circuit, random, choice));
    }
  }
  for (const [circuit, count] of Object.entries(RANDOM_FINALISATIONS)) {
    for (let i = 1; i <= count; i++) vectors.push(chooseFinalisation(`random ${i}`, circuit, random, {}));
  }
  return vectors;
}

export const makeFinalisationVectors = (): VectorFile<FinalisationVector> => ({
  about: [...ABOUT, ...ABOUT_FINALISATIONS],
  seed: SEED + 1,
  vectors: chooseFinalisations().map((inputs) => ({ ...inputs, expected: expectFinalisation(inputs) })),
});

/** One vector to a line: short enough to commit, and a difference shows which vector it is in. */
export function writeVectors({ about, seed, vectors }: VectorFile<unknown>): string {
  const lines = vectors.map((vector) => `    ${JSON.stringify(vector)}`).join(',\n');
  const header = about.map((line) => `    ${JSON.stringify(line)}`).join(',\n');
  return `{\n  "about": [\n${header}\n  ],\n  "seed": ${seed},\n  "vectors": [\n${lines}\n  ]\n}\n`;
}
