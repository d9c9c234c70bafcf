// Between a sample and the slots of its ciphertexts, in both directions: the part of a plan that its user does.
import { patches } from './layers/kernels.ts';
import { packSlots, unpackSlots } from './layers/packing.ts';
import { slotsOf } from './parameters.ts';
import { detailsOf } from './plan.ts';
import type { Plan } from './types.ts';

/** What each ciphertext of a sample holds. bfv: the first row; the second one is zero. */
export function slotsOfSample(plan: Plan, sample: readonly number[]): Float64Array[] {
  const { lowered, stages, packing, input } = detailsOf(plan);
  const shifted = lowered.inputShift === 0 ? sample : sample.map((value) => value + lowered.inputShift);
  const [first] = stages;
  const slots = slotsOf(plan.parameters);
  return Array.from({ length: input.count }, (_, at) =>
    first?.method === 'kernels'
      ? patches(first, at, shifted)
      : packSlots(packing.input, at, slots, (value) => shifted[value] as number),
  );
}

/** The network's outputs, or the cut's; integers are whole again. */
export function valuesOfSlots(plan: Plan, slots: readonly ArrayLike<number>[]): number[] {
  const { lowered, packing } = detailsOf(plan);
  const { scale, shift } = lowered.output;
  const values = unpackSlots(packing.output, slotsOf(plan.parameters), slots).map((value) => scale * value + shift);
  return plan.network.arithmetic === 'integer' ? values.map((value) => Math.round(value) + 0) : values;
}
