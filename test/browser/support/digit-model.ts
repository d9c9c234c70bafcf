// A small model of handwritten digits that takes no time to make: the nearest of ten mean images, which is linear.
import type { DescribeOfferOptions, Network } from '@tacit/sdk';
import { loadDigits8x8 } from '../../support/datasets.ts';

const CLASSES = 10;
const INPUTS = 64;

/** |x - m|^2 is least where x · m - |m|^2 / 2 is greatest. */
export function nearestDigit(): DescribeOfferOptions {
  const { train } = loadDigits8x8({ train: 2000, test: 0 });
  const weights = new Float64Array(CLASSES * INPUTS);
  const bias = new Float64Array(CLASSES);
  for (let digit = 0; digit < CLASSES; digit++) {
    const own = train.inputs.filter((_, row) => train.targets[row]?.[digit] === 1);
    for (let i = 0; i < INPUTS; i++) {
      const mean = own.reduce((sum, image) => sum + (image[i] as number), 0) / own.length;
      weights[digit * INPUTS + i] = mean;
      bias[digit] = (bias[digit] as number) - mean ** 2 / 2;
    }
  }
  const network: Network = {
    ...{ arithmetic: 'float', inputs: INPUTS, range: 1 },
    layers: [{ kind: 'dense', inputs: INPUTS, outputs: CLASSES, weights, bias }],
  };
  const labels = Array.from({ length: CLASSES }, (_, digit) => String(digit));
  return {
    network,
    input: { count: INPUTS, minimum: 0, maximum: 1, scale: 1 },
    output: { count: CLASSES, scale: 1, kind: 'classes', labels },
  };
}
