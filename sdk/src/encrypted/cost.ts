// What a step costs: counted by leading a machine that does nothing through the same stages.
import type { Machine } from './layers/machine.ts';
import { presentPlaintexts, runStage } from './layers/run.ts';
import { ADD_INTEGERS_SECONDS, secondsOf, TRANSFORM_SECONDS, type Work } from './layers/seconds.ts';
import type { Stage } from './layers/stage.ts';
import type { OperationCounts } from './types.ts';

export interface Cost {
  readonly operations: OperationCounts;
  readonly seconds: number;
}

/** How far down a counted ciphertext is. */
interface Counted {
  level: number;
}

/** Counts what the same stages ask of the machine that computes. */
export function countingMachine(scheme: 'ckks' | 'bfv'): {
  readonly machine: Machine<Counted>;
  readonly cost: () => Cost;
} {
  const counts = { rotations: 0, multiplications: 0, squares: 0, rescales: 0, additions: 0 };
  let seconds = 0;
  const work = (kind: Work, level: number): void => {
    seconds += secondsOf(kind, level);
  };
  const transform = (level: number): void => {
    if (scheme === 'bfv') seconds += TRANSFORM_SECONDS * level;
  };
  const rescale = (cipher: Counted, stage: Stage): void => {
    if (!stage.rescales) return;
    counts.rescales++;
    work('rescale', cipher.level);
    cipher.level = stage.outLevel;
  };
  const product = (cipher: Counted): Counted => {
    counts.multiplications++;
    work('product', cipher.level);
    return { level: cipher.level };
  };
  const add = (cipher: Counted): void => {
    counts.additions++;
    work('addition', cipher.level);
  };
  const machine: Machine<Counted> = {
    rotate(cipher) {
      counts.rotations++;
      work('rotation', cipher.level);
      return { level: cipher.level };
    },
    enter: (cipher) => transform(cipher.level),
    accumulate(sum, cipher, stage, plaintext) {
      if (!presentPlaintexts(stage).has(plaintext)) return sum;
      const made = product(cipher);
      if (sum === undefined) return made;
      add(sum);
      return sum;
    },
    zero: product,
    leave: (cipher) => transform(cipher.level),
    rescale,
    add,
    addPlain(cipher, stage, plaintext) {
      if (!presentPlaintexts(stage).has(plaintext)) return;
      add(cipher);
      if (scheme === 'bfv') seconds += ADD_INTEGERS_SECONDS;
    },
    square(cipher, stage) {
      counts.squares++;
      work('square', cipher.level);
      rescale(cipher, stage);
    },
    free() {},
  };
  return { machine, cost: () => ({ operations: { ...counts }, seconds }) };
}

export const sumOfCosts = (costs: readonly Cost[]): Cost => ({
  operations: {
    rotations: costs.reduce((sum, { operations }) => sum + operations.rotations, 0),
    multiplications: costs.reduce((sum, { operations }) => sum + operations.multiplications, 0),
    squares: costs.reduce((sum, { operations }) => sum + operations.squares, 0),
    rescales: costs.reduce((sum, { operations }) => sum + operations.rescales, 0),
    additions: costs.reduce((sum, { operations }) => sum + operations.additions, 0),
  },
  seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0),
});

/** Of a whole stage for one sample. */
export function costOfStage(scheme: 'ckks' | 'bfv', stage: Stage): Cost {
  const { machine, cost } = countingMachine(scheme);
  runStage(
    machine,
    stage,
    Array.from({ length: stage.takes }, () => ({ level: stage.inLevel })),
  );
  return cost();
}

/** Of what a prepared stage keeps in SEAL's memory. */
export const encodedBytes = (stage: Stage, degree: number): number =>
  presentPlaintexts(stage).size * 8 * degree * stage.inLevel;
