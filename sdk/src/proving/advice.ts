import { ARITY, encodeBatch, LEVELS, leafOf, rootFromPath } from '../data/index.ts';
import { provingError } from '../errors/index.ts';
import { FIELD_ORDER, poseidon, toField } from '../hashing/index.ts';
import {
  BATCH_INDEX_BITS,
  type Batch,
  computeFinalisation,
  computeStep,
  ELEMENT_BITS,
  type Format,
  LOSS_BITS,
  MEAN_FRACTION,
  MULTIPLIER_BITS,
  packUpdate,
  packWeights,
  type Step,
} from '../numeric/index.ts';
import { modelRoot } from './model-root.ts';
import { MODE_FINALISE, MODE_STEP, packParams } from './params.ts';
import type { Committed, Statement } from './statement.ts';

/** The circuit's input signals by name, as the witness calculator takes them. */
export type CircuitInputs = Record<string, Value>;
type Value = bigint | readonly Value[];

/** A statement before its context is known: the context binds D, which needs the committed values first. */
export type OpenStatement = Omit<Statement, 'context'>;

export interface Advice {
  readonly statement: OpenStatement;
  readonly committed: Committed;
  /** Input signals other than the statement and the committed ones. */
  readonly hints: CircuitInputs;
  /** The weights that `rootAfter` opens to. */
  readonly after: readonly number[];
}

export interface StepWitness {
  readonly weights: readonly number[];
  readonly batch: Batch;
  readonly batchIndex: number;
  readonly multiplier: number;
  readonly saltBefore: bigint;
  readonly saltAfter: bigint;
  readonly saltData: bigint;
  readonly path: readonly (readonly bigint[])[];
  readonly blind: bigint;
}

export interface FinaliseWitness {
  readonly weights: readonly number[];
  readonly sum: readonly number[];
  readonly multiplier: number;
  readonly lossSum: bigint;
  readonly blind: bigint;
}

/** `count` bits of a non-negative integer, lowest first. */
function pushBits(into: bigint[], value: number | bigint, count: number): void {
  let rest = BigInt(value);
  for (let k = 0; k < count; k++, rest >>= 1n) into.push(rest & 1n);
  if (rest !== 0n) throw provingError('WITNESS_REFUSED', 'a value is wider than its bits');
}

const bitsOf = (value: number | bigint, count: number): bigint[] => {
  const bits: bigint[] = [];
  pushBits(bits, value, count);
  return bits;
};

function invert(value: bigint): bigint {
  // Extended Euclid; the hint may be anything for zero, and zero is the simplest.
  let [a, b, x, y] = [toField(value), FIELD_ORDER, 1n, 0n];
  if (a === 0n) return 0n;
  while (b > 0n) {
    const q = a / b;
    [a, b, x, y] = [b, a - q * b, y, x - q * y];
  }
  return toField(x);
}

const poolLayout = (f: Format) => {
  const dataAt = f.weights * f.weightBits;
  const forwardAt = dataAt + f.batch * (f.inputs * f.xBits + f.outputs * f.yBits);
  const stepBits = forwardAt + f.batch * f.outputs * f.forwardBits;
  return { dataAt, forwardAt, size: Math.max(stepBits, f.weights * f.slotBits + LOSS_BITS) };
};

/** The clamp's hints follow from the pool's bits, whichever mode wrote them: the clamp itself is not gated. */
function clampHints(f: Format, pool: readonly bigint[]): { inside: bigint[][]; inverse: bigint[][] } {
  const { forwardAt } = poolLayout(f);
  const inside: bigint[][] = [];
  const inverse: bigint[][] = [];
  for (let b = 0; b < f.batch; b++) {
    const rowInside: bigint[] = [];
    const rowInverse: bigint[] = [];
    for (let o = 0; o < f.outputs; o++) {
      const at = forwardAt + (b * f.outputs + o) * f.forwardBits + f.roundBits + f.clampBits;
      let high = -(1n << BigInt(f.saturationBits - 1));
      for (let k = 0; k < f.saturationBits; k++) high += (pool[at + k] as bigint) << BigInt(k);
      rowInside.push(high === 0n ? 1n : 0n);
      rowInverse.push(invert(high));
    }
    inside.push(rowInside);
    inverse.push(rowInverse);
  }
  return { inside, inverse };
}

function stepPool(f: Format, weights: readonly number[], elements: readonly bigint[], step: Step): bigint[] {
  const { forwardAt, dataAt, size } = poolLayout(f);
  const pool: bigint[] = [];
  const lowest = 2 ** (f.weightBits - 1) + 2 ** (f.dropBits - 1);
  for (const weight of weights) pushBits(pool, weight + lowest, f.weightBits);
  elements.forEach((element, j) => {
    pushBits(pool, element, Math.min(ELEMENT_BITS, forwardAt - dataAt - j * ELEMENT_BITS));
  });
  const offset = 2 ** (f.roundBits - 1) + 2 ** (f.forwardBits - 1);
  for (const row of step.forward) for (const value of row) pushBits(pool, value + offset, f.forwardBits);
  while (pool.length < size) pool.push(0n);
  return pool;
}

/** Everything that proves one SGD step. Throws with the rule that an input breaks. */
export function adviseStep(f: Format, witness: StepWitness): Advice {
  const step = computeStep(f, witness.weights, witness.batch, witness.multiplier);
  const elements = encodeBatch(f, witness.batch);
  const dataRoot = rootFromPath(leafOf(elements, witness.saltData), witness.batchIndex, witness.path);
  const pool = stepPool(f, witness.weights, elements, step);
  const params = packParams({
    mode: MODE_STEP,
    batchIndex: witness.batchIndex,
    multiplier: witness.multiplier,
    lossSum: 0n,
  });
  return {
    statement: {
      rootBefore: modelRoot(f, witness.weights, witness.saltBefore),
      rootAfter: modelRoot(f, step.after, witness.saltAfter),
      dataRoot,
      params,
    },
    committed: {
      packedUpdate: packUpdate(f, step.update).map(toField),
      loss: BigInt(step.loss),
      blind: witness.blind,
    },
    hints: {
      mode: 0n,
      indexBit: bitsOf(witness.batchIndex, BATCH_INDEX_BITS),
      multiplierBit: bitsOf(witness.multiplier, MULTIPLIER_BITS),
      multiplierInverse: 0n,
      pool,
      weightsBefore: packWeights(f, witness.weights).map(toField),
      saltBefore: witness.saltBefore,
      saltAfter: witness.saltAfter,
      saltData: witness.saltData,
      ...clampHints(f, pool),
      path: witness.path,
    },
    after: step.after,
  };
}

/** The elements that the pool's data bits spell in mode 1, where other things were written there. */
function dataElements(f: Format, pool: readonly bigint[]): bigint[] {
  const { dataAt, forwardAt } = poolLayout(f);
  const elements: bigint[] = [];
  for (let at = dataAt; at < forwardAt; at += ELEMENT_BITS) {
    let element = 0n;
    for (let k = 0; k < ELEMENT_BITS && at + k < forwardAt; k++) element |= (pool[at + k] as bigint) << BigInt(k);
    elements.push(element);
  }
  return elements;
}

/** Everything that proves the new model of a round from the opened sum of its updates. */
export function adviseFinalisation(f: Format, witness: FinaliseWitness): Advice {
  const { scaled, after } = computeFinalisation(f, witness.weights, witness.sum, witness.multiplier);
  const { size } = poolLayout(f);
  const pool: bigint[] = [];
  const offset = 2 ** (f.slotBits - 1) + 2 ** (MEAN_FRACTION - 1);
  for (const value of scaled) pushBits(pool, value + offset, f.slotBits);
  pushBits(pool, witness.lossSum, LOSS_BITS);
  while (pool.length < size) pool.push(0n);

  // The path is not gated either, only its root is: any consistent path does.
  const path: bigint[][] = [];
  let node = leafOf(dataElements(f, pool), 0n);
  for (let level = 0; level < LEVELS; level++) {
    const children = [node, ...new Array<bigint>(ARITY - 1).fill(0n)];
    path.push(children);
    node = poseidon(children);
  }
  return {
    statement: {
      rootBefore: modelRoot(f, witness.weights, 0n),
      rootAfter: modelRoot(f, after, 0n),
      dataRoot: 0n,
      params: packParams({
        mode: MODE_FINALISE,
        batchIndex: 0,
        multiplier: witness.multiplier,
        lossSum: witness.lossSum,
      }),
    },
    committed: {
      packedUpdate: packUpdate(f, witness.sum).map(toField),
      loss: witness.lossSum,
      blind: witness.blind,
    },
    hints: {
      mode: 1n,
      indexBit: bitsOf(0, BATCH_INDEX_BITS),
      multiplierBit: bitsOf(witness.multiplier, MULTIPLIER_BITS),
      multiplierInverse: invert(BigInt(witness.multiplier)),
      pool,
      weightsBefore: packWeights(f, witness.weights).map(toField),
      saltBefore: 0n,
      saltAfter: 0n,
      saltData: 0n,
      ...clampHints(f, pool),
      path,
    },
    after,
  };
}

/** The complete input of the witness calculator. */
export const circuitInputs = (advice: Advice, context: bigint): CircuitInputs => ({
  ...advice.statement,
  context,
  packedUpdate: advice.committed.packedUpdate,
  loss: advice.committed.loss,
  blind: advice.committed.blind,
  ...advice.hints,
});
