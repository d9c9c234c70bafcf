import {
  ARITY,
  adviseFinalisation,
  adviseStep,
  type Batch,
  circuitInputs,
  encodeBatch,
  type FinaliseWitness,
  type Format,
  LEVELS,
  leafOf,
  meanMultiplier,
  poseidon,
  randomField,
  type StepWitness,
} from '@tacit/sdk';
import { randomBatch, randomWeights, seededRandomness } from './random-step.ts';
import type { Inputs } from './witness-calculator.ts';

/** The inputs of `SgdStep`, open to edits. */
export interface StepInputs extends Inputs {
  rootBefore: bigint;
  rootAfter: bigint;
  dataRoot: bigint;
  params: bigint;
  context: bigint;
  packedUpdate: bigint[];
  loss: bigint;
  blind: bigint;
  mode: bigint;
  indexBit: bigint[];
  multiplierBit: bigint[];
  multiplierInverse: bigint;
  pool: bigint[];
  weightsBefore: bigint[];
  saltBefore: bigint;
  saltAfter: bigint;
  saltData: bigint;
  inside: bigint[][];
  inverse: bigint[][];
  path: bigint[][];
}

/** The names of what a verifier knows and of what the commitment holds. */
export const CLAIM = [
  'rootBefore',
  'rootAfter',
  'dataRoot',
  'params',
  'context',
  'packedUpdate',
  'loss',
  'blind',
] as const;

/** Where the bits of a step stand in the pool, as the circuit lays them out. */
export function poolLayout(f: Format) {
  const featuresAt = f.weights * f.weightBits;
  const targetsAt = featuresAt + f.batch * f.inputs * f.xBits;
  const forwardAt = targetsAt + f.batch * f.outputs * f.yBits;
  const stepEnd = forwardAt + f.batch * f.outputs * f.forwardBits;
  const lossAt = f.weights * f.slotBits;
  return { featuresAt, targetsAt, forwardAt, stepEnd, lossAt, finaliseEnd: lossAt + 48 };
}

const digitOf = (index: number, level: number): number => (index >> (3 * level)) % ARITY;

/** A path from a leaf to a root between random siblings. */
export function pathOf(leaf: bigint, index: number, sibling: (level: number, i: number) => bigint): bigint[][] {
  const path: bigint[][] = [];
  let node = leaf;
  for (let level = 0; level < LEVELS; level++) {
    const row = Array.from({ length: ARITY }, (_, i) => (i === digitOf(index, level) ? node : sibling(level, i)));
    path.push(row);
    node = poseidon(row);
  }
  return path;
}

/** All digits of this index differ, so that no level of the tree is crossed at the same child twice. */
export const BATCH_INDEX = 0o5261;

export interface StepChoice {
  readonly weights?: readonly number[];
  readonly batch?: Batch;
  readonly batchIndex?: number;
  readonly multiplier?: number;
  readonly seed?: number;
}

/** A complete witness between random siblings, with what is not chosen drawn from the seed. */
export function stepWitness(f: Format, choice: StepChoice = {}): StepWitness {
  const random = seededRandomness(choice.seed ?? 1);
  const { batchIndex = BATCH_INDEX, multiplier = 3 } = choice;
  const [weights, batch] = [randomWeights(f, random.next, 0.1), randomBatch(f, random.next)];
  const [saltBefore, saltAfter, saltData, blind] = [0, 1, 2, 3].map(() => randomField(random)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const chosen = { weights, batch, ...choice };
  const leaf = leafOf(encodeBatch(f, chosen.batch), saltData);
  return {
    weights: chosen.weights,
    batch: chosen.batch,
    batchIndex,
    multiplier,
    saltBefore,
    saltAfter,
    saltData,
    path: pathOf(leaf, batchIndex, () => randomField(random)),
    blind,
  };
}

const CONTEXT = 0xc0de5n;

export const stepInputs = (f: Format, witness: StepWitness): StepInputs =>
  structuredClone(circuitInputs(adviseStep(f, witness), CONTEXT)) as unknown as StepInputs;

export const finaliseInputs = (f: Format, witness: FinaliseWitness): StepInputs =>
  structuredClone(circuitInputs(adviseFinalisation(f, witness), CONTEXT)) as unknown as StepInputs;

/** A round of three trainers whose summed updates have both signs and odd remainders. */
export function finaliseWitness(f: Format, choice: Partial<FinaliseWitness> = {}): FinaliseWitness {
  const random = seededRandomness(2);
  return {
    weights: randomWeights(f, random.next, 0.3),
    sum: Array.from({ length: f.weights }, () => Math.floor((2 * random.next() - 1) * f.maxDelta)),
    multiplier: meanMultiplier(3),
    lossSum: 123_456n,
    blind: randomField(random),
    ...choice,
  };
}
