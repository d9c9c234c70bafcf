// A model that was trained here, as a network over integers: its outputs are z before anything is rounded or clamped.
import { checkWeights, type Format, roundWeight } from '../numeric/index.ts';
import type { Network } from './types.ts';

/**
 * Of one dense layer, exact. Its outputs rank as `predictClass` does: the greatest is the class, the first of equals;
 * a single output stands for class 1 from 0 on. Divided by 2^(xFraction + weightFraction - dropBits) they are `predict`'s z.
 */
export function networkOfWeights(format: Format, weights: readonly number[]): Network {
  checkWeights(format, weights);
  const { inputs, outputs, xBits, xFraction } = format;
  // Adding zero turns -0 into 0.
  const at = (input: number, output: number): number =>
    roundWeight(format, weights[input * outputs + output] as number) + 0;
  return {
    arithmetic: 'integer',
    inputs,
    range: 2 ** (xBits - 1),
    layers: [
      {
        kind: 'dense',
        inputs,
        outputs,
        weights: Float64Array.from({ length: inputs * outputs }, (_, i) => at(i % inputs, Math.floor(i / inputs))),
        bias: Float64Array.from({ length: outputs }, (_, output) => 2 ** xFraction * at(inputs, output)),
      },
    ],
  };
}
