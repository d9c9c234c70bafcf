// What samples look like before anybody has seen one: all that an attacker adds to what an intermediate says.

/** Rows after rows, channel after channel, as convolutions have them. */
export interface ImageShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Of the negative logarithm of a probability. */
export interface Prior {
  /** Adds `factor` times its slope at a sample. */
  addSlope(sample: Float64Array, slope: Float64Array, factor: number): void;
}

/** The typical difference of neighbours, and the typical distance from the mean, of a range of 1. */
const [NEIGHBOURS, SPREAD] = [0.1, 0.3] as const;
/** Where the absolute value is rounded off, so that it has a slope. */
const SMOOTH = 0.01;

/** Total variation (Rudin, Osher, Fatemi 1992), as He, Zhang and Lee have it: neighbours are alike. */
export function imagePrior({ channels, height, width }: ImageShape, range: number): Prior {
  const pairs: number[] = [];
  for (let at = 0; at < channels * height * width; at++) {
    if (at % width < width - 1) pairs.push(at, at + 1);
    if (Math.floor(at / width) % height < height - 1) pairs.push(at, at + width);
  }
  const [unit, smooth] = [NEIGHBOURS * range, (SMOOTH * range) ** 2];
  const each = (sample: Float64Array, act: (one: number, other: number, difference: number) => void): void => {
    for (let k = 0; k < pairs.length; k += 2) {
      const [one, other] = [pairs[k] as number, pairs[k + 1] as number];
      act(one, other, (sample[one] as number) - (sample[other] as number));
    }
  };
  return {
    addSlope(sample, slope, factor) {
      each(sample, (one, other, difference) => {
        const pull = (factor * difference) / (unit * Math.sqrt(difference * difference + smooth));
        slope[one] = (slope[one] as number) + pull;
        slope[other] = (slope[other] as number) - pull;
      });
    },
  };
}

/** Where nothing is known of neighbours: values lie about a mean. */
export function meanPrior(mean: Float64Array, range: number): Prior {
  const variance = (SPREAD * range) ** 2;
  return {
    addSlope(sample, slope, factor) {
      for (const [i, value] of sample.entries()) {
        slope[i] = (slope[i] as number) + (factor * (value - (mean[i] as number))) / variance;
      }
    },
  };
}
