import {
  clamp,
  computeStep,
  ELEMENT_BITS,
  type FinaliseWitness,
  type Format,
  leafOf,
  MEAN_FRACTION,
  modelRoot,
  packUpdate,
  packWeights,
  roundShift,
  type StepWitness,
  toField,
  wallSide,
} from '@tacit/sdk';
import { invert } from './constraint-system.ts';
import { finaliseInputs, pathOf, poolLayout, type StepInputs, stepInputs } from './step-fixture.ts';

/** Where a dishonest prover departs from the arithmetic; everything after it is then computed to fit. */
export interface Tampering {
  /** What the bits of a forward value stand for. */
  forward?(value: number, row: number, output: number): number;
  /** An error, whatever its forward value is. */
  error?(error: number, row: number, output: number): number;
  /** On which side of the wall a weight is said to stand. */
  wall?(side: number, weight: number): number;
  update?(update: number, weight: number): number;
  /** What the loss is said to be. */
  loss?(loss: number): number;
}

export function setBits(pool: bigint[], at: number, count: number, value: number | bigint): void {
  for (let k = 0; k < count; k++) pool[at + k] = (BigInt(value) >> BigInt(k)) & 1n;
}

/** The bits of one forward value, and the clamp's hints that go with them. */
export function setForward(f: Format, inputs: StepInputs, row: number, output: number, value: number): void {
  const at = poolLayout(f).forwardAt + (row * f.outputs + output) * f.forwardBits;
  setBits(inputs.pool, at, f.forwardBits, value + 2 ** (f.roundBits - 1) + 2 ** (f.forwardBits - 1));
  const high = Math.floor(roundShift(value, f.roundBits) / 2 ** f.clampBits);
  setHints(inputs, row, output, high === 0 ? 1n : 0n, high === 0 ? 0n : invert(BigInt(high)));
}

export function setHints(inputs: StepInputs, row: number, output: number, inside: bigint, inverse: bigint): void {
  (inputs.inside[row] as bigint[])[output] = inside;
  (inputs.inverse[row] as bigint[])[output] = inverse;
}

/** The error that a rounded forward value stands for, as `numeric` has it. */
export function errorFrom(f: Format, rounded: number, target: number): number {
  const inside = clamp(rounded, 0, 2 ** f.clampBits);
  return f.kind === 'linear' ? inside - 2 ** (f.clampBits - 1) : inside - target * 2 ** f.errorFraction;
}

/** A step with a lie in it and all that follows from the lie: claims, commitment and advice agree with each other. */
export function forgeStep(f: Format, witness: StepWitness, tampering: Tampering): StepInputs {
  const inputs = stepInputs(f, witness);
  const honest = computeStep(f, witness.weights, witness.batch, witness.multiplier);
  const errors = honest.forward.map((values, b) =>
    values.map((value, o) => {
      const claimed = tampering.forward?.(value, b, o) ?? value;
      if (claimed !== value) setForward(f, inputs, b, o, claimed);
      const error = errorFrom(f, roundShift(claimed, f.roundBits), witness.batch.targets[b]?.[o] as number);
      return tampering.error?.(error, b, o) ?? error;
    }),
  );
  const update = witness.weights.map((weight, d) => {
    const [input, output] = [Math.floor(d / f.outputs), d % f.outputs];
    const gradient = errors.reduce((sum, row, b) => {
      const x = input < f.inputs ? (witness.batch.inputs[b]?.[input] as number) : 2 ** f.xFraction;
      return sum + x * (row[output] as number);
    }, 0);
    const side = wallSide(f, weight);
    const honestly = -witness.multiplier * gradient - f.maxGradient * (tampering.wall?.(side, d) ?? side);
    return tampering.update?.(honestly, d) ?? honestly;
  });
  const loss = errors.flat().reduce((sum, error) => sum + error * error, 0);
  inputs.loss = BigInt(tampering.loss?.(loss) ?? loss);
  inputs.packedUpdate = packUpdate(f, update).map(toField);
  inputs.rootAfter = modelRoot(
    f,
    witness.weights.map((w, d) => w + (update[d] as number)),
    witness.saltAfter,
  );
  return inputs;
}

/** Other weights in the pool's bits than in `weightsBefore`, or the reverse. */
export function setWeight(f: Format, inputs: StepInputs, index: number, weight: number): void {
  const lowest = 2 ** (f.weightBits - 1) + 2 ** (f.dropBits - 1);
  setBits(inputs.pool, index * f.weightBits, f.weightBits, weight + lowest);
}

export const packedWeights = (f: Format, weights: readonly number[]): bigint[] => packWeights(f, weights).map(toField);

/** A finalisation whose slots spell other multiples than multiplier * sum; rootAfter is made for their mean. */
export function forgeFinalisation(
  f: Format,
  witness: FinaliseWitness,
  scaled: (honest: number, weight: number) => number,
): StepInputs {
  const inputs = finaliseInputs(f, witness);
  const claimed = witness.sum.map((value, d) => scaled(value * witness.multiplier, d));
  claimed.forEach((value, d) => {
    setBits(inputs.pool, d * f.slotBits, f.slotBits, value + 2 ** (f.slotBits - 1) + 2 ** (MEAN_FRACTION - 1));
  });
  repairHints(f, inputs);
  const after = witness.weights.map((w, d) => w + roundShift(claimed[d] as number, MEAN_FRACTION));
  inputs.rootAfter = modelRoot(f, after, 0n);
  return inputs;
}

/** The clamp and the path are not gated: in a finalisation they follow from whatever the pool's bits happen to be. */
export function repairHints(f: Format, inputs: StepInputs): void {
  const { featuresAt, forwardAt } = poolLayout(f);
  for (let b = 0; b < f.batch; b++) {
    for (let o = 0; o < f.outputs; o++) {
      const end = forwardAt + (b * f.outputs + o + 1) * f.forwardBits;
      let high = -(2n ** BigInt(f.saturationBits - 1));
      for (let k = 0; k < f.saturationBits; k++) {
        high += (inputs.pool[end - f.saturationBits + k] as bigint) << BigInt(k);
      }
      setHints(inputs, b, o, high === 0n ? 1n : 0n, high === 0n ? 0n : invert(high));
    }
  }
  const elements: bigint[] = [];
  for (let at = featuresAt; at < forwardAt; at += ELEMENT_BITS) {
    const bits = inputs.pool.slice(at, Math.min(at + ELEMENT_BITS, forwardAt));
    elements.push(bits.reduce((sum, bit, k) => sum + (bit << BigInt(k)), 0n));
  }
  inputs.path = pathOf(leafOf(elements, inputs.saltData), 0, () => 0n);
}
