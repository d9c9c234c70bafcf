import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  adviseFinalisation,
  adviseStep,
  type Batch,
  computeFinalisation,
  computeStep,
  deriveFormat,
  encodeBatch,
  type FinaliseWitness,
  type Format,
  leafOf,
  parseShapeName,
  type StepWitness,
} from '@tacit/sdk';
import { pathOf } from './step-fixture.ts';

/** A field element in decimal; plain numbers are integers that a double holds exactly. */
type Field = string;

export interface StepVector {
  readonly name: string;
  readonly circuit: string;
  readonly weights: readonly number[];
  readonly inputs: Batch['inputs'];
  readonly targets: Batch['targets'];
  readonly multiplier: number;
  readonly batchIndex: number;
  readonly saltBefore: Field;
  readonly saltAfter: Field;
  readonly saltData: Field;
  /** The child at level l and place i beside the path is siblings + 8 l + i. */
  readonly siblings: number;
  readonly expected: {
    readonly rounded: readonly (readonly number[])[];
    readonly error: readonly (readonly number[])[];
    readonly update: readonly number[];
    readonly after: readonly number[];
    readonly loss: number;
    readonly packedUpdate: readonly Field[];
    readonly leaf: Field;
    readonly rootBefore: Field;
    readonly rootAfter: Field;
    readonly dataRoot: Field;
    readonly params: Field;
  };
}

export interface FinalisationVector {
  readonly name: string;
  readonly circuit: string;
  readonly weights: readonly number[];
  readonly sum: readonly number[];
  readonly multiplier: number;
  readonly lossSum: Field;
  readonly expected: {
    readonly scaled: readonly number[];
    readonly mean: readonly number[];
    readonly after: readonly number[];
    readonly packedUpdate: readonly Field[];
    readonly rootBefore: Field;
    readonly rootAfter: Field;
    readonly params: Field;
  };
}

export type StepVectorInputs = Omit<StepVector, 'expected'>;
export type FinalisationVectorInputs = Omit<FinalisationVector, 'expected'>;

export interface VectorFile<T> {
  readonly about: readonly string[];
  readonly seed: number;
  readonly vectors: readonly T[];
}

const FOLDER = new URL('../vectors/', import.meta.url);
export const vectorPath = (name: 'steps' | 'finalisations'): string => fileURLToPath(new URL(`${name}.json`, FOLDER));

const read = (name: 'steps' | 'finalisations'): unknown => JSON.parse(readFileSync(vectorPath(name), 'utf8'));
export const readStepVectors = () => read('steps') as VectorFile<StepVector>;
export const readFinalisationVectors = () => read('finalisations') as VectorFile<FinalisationVector>;

export const formatOf = (circuit: string): Format => deriveFormat(parseShapeName(circuit));

/** What the SDK makes of a vector's inputs. */
export function expectStep(vector: StepVectorInputs): StepVector['expected'] {
  const f = formatOf(vector.circuit);
  const batch: Batch = { inputs: vector.inputs, targets: vector.targets };
  const { rounded, error, update, after, loss } = computeStep(f, vector.weights, batch, vector.multiplier);
  const leaf = leafOf(encodeBatch(f, batch), BigInt(vector.saltData));
  const { statement, committed } = adviseStep(f, stepWitnessOf(vector));
  return {
    rounded,
    error,
    update,
    after,
    loss,
    packedUpdate: committed.packedUpdate.map(String),
    leaf: String(leaf),
    rootBefore: String(statement.rootBefore),
    rootAfter: String(statement.rootAfter),
    dataRoot: String(statement.dataRoot),
    params: String(statement.params),
  };
}

/** A vector's inputs as the SDK's prover takes them, with a blind of zero. */
export function stepWitnessOf(vector: StepVectorInputs): StepWitness {
  const batch: Batch = { inputs: vector.inputs, targets: vector.targets };
  const saltData = BigInt(vector.saltData);
  const leaf = leafOf(encodeBatch(formatOf(vector.circuit), batch), saltData);
  return {
    weights: vector.weights,
    batch,
    batchIndex: vector.batchIndex,
    multiplier: vector.multiplier,
    saltBefore: BigInt(vector.saltBefore),
    saltAfter: BigInt(vector.saltAfter),
    saltData,
    path: pathOf(leaf, vector.batchIndex, (level, i) => BigInt(vector.siblings + 8 * level + i)),
    blind: 0n,
  };
}

export const finaliseWitnessOf = (vector: FinalisationVectorInputs): FinaliseWitness => ({
  weights: vector.weights,
  sum: vector.sum,
  multiplier: vector.multiplier,
  lossSum: BigInt(vector.lossSum),
  blind: 0n,
});

export function expectFinalisation(vector: FinalisationVectorInputs): FinalisationVector['expected'] {
  const f = formatOf(vector.circuit);
  const { scaled, mean, after } = computeFinalisation(f, vector.weights, vector.sum, vector.multiplier);
  const { statement, committed } = adviseFinalisation(f, finaliseWitnessOf(vector));
  return {
    scaled,
    mean,
    after,
    packedUpdate: committed.packedUpdate.map(String),
    rootBefore: String(statement.rootBefore),
    rootAfter: String(statement.rootAfter),
    params: String(statement.params),
  };
}
