// Layers that learn, in plain floats: forward, and gradients back. Values of a batch lie sample after sample.
import type { ConvolutionLayer, DenseLayer, Layer } from '@tacit/sdk';

/** Samples that a weight is read once for. */
const TOGETHER = 4;

export interface Learner {
  readonly outputs: number;
  /** Parameters and their gradients, changed in place. */
  readonly parameters: readonly Float64Array[];
  readonly gradients: readonly Float64Array[];
  forward(input: Float64Array, batch: number): Float64Array;
  /** Adds to the gradients; the input's gradient where somebody is interested in it. */
  backward(outputGradient: Float64Array, batch: number, wanted: boolean): Float64Array | undefined;
  /** What the layer is, with the weights that it has now. */
  layer(): Layer;
}

export type Uniform = () => number;

/** Normal with the given deviation, by Box and Muller. */
function normals(count: number, deviation: number, uniform: Uniform): Float64Array {
  return Float64Array.from(
    { length: count },
    () => deviation * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

type Rows4 = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

/** Four samples of a batch as rows. */
function rowsAt(values: Float64Array, width: number, from: number): Rows4 {
  const row = (i: number) => values.subarray((from + i) * width, (from + i + 1) * width);
  return [row(0), row(1), row(2), row(3)];
}

/** out = rows . weight, four dot products at once. */
function dots(weight: Float64Array, [a, b, c, d]: Rows4, out: Float64Array): void {
  let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
  for (let i = 0; i < weight.length; i++) {
    const w = weight[i] as number;
    sumA += w * (a[i] as number);
    sumB += w * (b[i] as number);
    sumC += w * (c[i] as number);
    sumD += w * (d[i] as number);
  }
  out[0] = sumA;
  out[1] = sumB;
  out[2] = sumC;
  out[3] = sumD;
}

/** target += sum of rows[i] * factors[i] */
function addRows(target: Float64Array, [a, b, c, d]: Rows4, factors: Float64Array): void {
  const [fa, fb, fc, fd] = factors as unknown as readonly [number, number, number, number];
  for (let i = 0; i < target.length; i++) {
    target[i] =
      (target[i] as number) +
      fa * (a[i] as number) +
      fb * (b[i] as number) +
      fc * (c[i] as number) +
      fd * (d[i] as number);
  }
}

/** rows[i] += weight * factors[i] */
function spreadRow(weight: Float64Array, [a, b, c, d]: Rows4, factors: Float64Array): void {
  const [fa, fb, fc, fd] = factors as unknown as readonly [number, number, number, number];
  for (let i = 0; i < weight.length; i++) {
    const w = weight[i] as number;
    a[i] = (a[i] as number) + w * fa;
    b[i] = (b[i] as number) + w * fb;
    c[i] = (c[i] as number) + w * fc;
    d[i] = (d[i] as number) + w * fd;
  }
}

/** Batches must be multiples of four. */
export function denseLearner(inputs: number, outputs: number, gain: number, uniform: Uniform): Learner {
  const weights = normals(inputs * outputs, gain / Math.sqrt(inputs), uniform);
  const bias = new Float64Array(outputs);
  const [weightGradient, biasGradient] = [new Float64Array(weights.length), new Float64Array(outputs)];
  const four = new Float64Array(TOGETHER);
  let kept = new Float64Array();
  const rowOf = (of: Float64Array, output: number) => of.subarray(output * inputs, (output + 1) * inputs);
  return {
    outputs,
    parameters: [weights, bias],
    gradients: [weightGradient, biasGradient],
    layer: (): DenseLayer => ({ kind: 'dense', inputs, outputs, weights: weights.slice(), bias: bias.slice() }),
    forward(input, batch) {
      if (batch % TOGETHER !== 0) throw new RangeError(`a batch of ${batch} is no multiple of ${TOGETHER}`);
      kept = input as Float64Array<ArrayBuffer>;
      const output = new Float64Array(batch * outputs);
      for (let from = 0; from < batch; from += TOGETHER) {
        const rows = rowsAt(input, inputs, from);
        for (let o = 0; o < outputs; o++) {
          dots(rowOf(weights, o), rows, four);
          for (let i = 0; i < TOGETHER; i++) {
            output[(from + i) * outputs + o] = (four[i] as number) + (bias[o] as number);
          }
        }
      }
      return output;
    },
    backward(outputGradient, batch, wanted) {
      const inputGradient = wanted ? new Float64Array(batch * inputs) : undefined;
      for (let from = 0; from < batch; from += TOGETHER) {
        const rows = rowsAt(kept, inputs, from);
        const back = inputGradient && rowsAt(inputGradient, inputs, from);
        for (let o = 0; o < outputs; o++) {
          for (let i = 0; i < TOGETHER; i++) {
            four[i] = outputGradient[(from + i) * outputs + o] as number;
            biasGradient[o] = (biasGradient[o] as number) + (four[i] as number);
          }
          addRows(rowOf(weightGradient, o), rows, four);
          if (back) spreadRow(rowOf(weights, o), back, four);
        }
      }
      return inputGradient;
    },
  };
}

export type ConvolutionShape = Omit<ConvolutionLayer, 'kind' | 'weights' | 'bias'>;

const outSide = (side: number, { kernel, stride, padding }: ConvolutionShape): number =>
  Math.floor((side + 2 * padding - kernel) / stride) + 1;

/** What each weight of a map meets: a row of places for each, of one sample. */
function unfold(input: Float64Array, at: number, shape: ConvolutionShape, patches: Float64Array): void {
  const { channels, height, width, kernel, stride, padding } = shape;
  const [rows, columns] = [outSide(height, shape), outSide(width, shape)];
  let to = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let offset = 0; offset < kernel * kernel; offset++) {
      const [dy, dx] = [Math.floor(offset / kernel) - padding, (offset % kernel) - padding];
      for (let place = 0; place < rows * columns; place++) {
        const y = Math.floor(place / columns) * stride + dy;
        const x = (place % columns) * stride + dx;
        const inside = y >= 0 && y < height && x >= 0 && x < width;
        patches[to++] = inside ? (input[at + (channel * height + y) * width + x] as number) : 0;
      }
    }
  }
}

/** The first layer of a network: nobody asks for its input's gradient. */
export function convolutionLearner(shape: ConvolutionShape, gain: number, uniform: Uniform): Learner {
  const { channels, height, width, kernel, maps } = shape;
  const places = outSide(height, shape) * outSide(width, shape);
  const taps = channels * kernel * kernel;
  const outputs = maps * places;
  const weights = normals(maps * taps, gain / Math.sqrt(taps), uniform);
  const bias = new Float64Array(maps);
  const [weightGradient, biasGradient] = [new Float64Array(weights.length), new Float64Array(maps)];
  let patches = new Float64Array();
  const patchesOf = (sample: number) => patches.subarray(sample * taps * places, (sample + 1) * taps * places);
  return {
    outputs,
    parameters: [weights, bias],
    gradients: [weightGradient, biasGradient],
    layer: (): ConvolutionLayer => ({ kind: 'convolution', ...shape, weights: weights.slice(), bias: bias.slice() }),
    forward(input, batch) {
      if (patches.length !== batch * taps * places) patches = new Float64Array(batch * taps * places);
      const output = new Float64Array(batch * outputs);
      for (let sample = 0; sample < batch; sample++) {
        const mine = patchesOf(sample);
        unfold(input, sample * channels * height * width, shape, mine);
        for (let map = 0; map < maps; map++) {
          const to = output.subarray(sample * outputs + map * places, sample * outputs + (map + 1) * places);
          to.fill(bias[map] as number);
          for (let tap = 0; tap < taps; tap++) {
            const w = weights[map * taps + tap] as number;
            for (let p = 0; p < places; p++) to[p] = (to[p] as number) + w * (mine[tap * places + p] as number);
          }
        }
      }
      return output;
    },
    backward(outputGradient, batch) {
      for (let sample = 0; sample < batch; sample++) {
        const mine = patchesOf(sample);
        for (let map = 0; map < maps; map++) {
          const at = sample * outputs + map * places;
          for (let p = 0; p < places; p++) {
            biasGradient[map] = (biasGradient[map] as number) + (outputGradient[at + p] as number);
          }
          for (let tap = 0; tap < taps; tap++) {
            let sum = 0;
            for (let p = 0; p < places; p++) {
              sum += (outputGradient[at + p] as number) * (mine[tap * places + p] as number);
            }
            weightGradient[map * taps + tap] = (weightGradient[map * taps + tap] as number) + sum;
          }
        }
      }
      return undefined;
    },
  };
}

/** `pull` times a value's fourth power is added to the loss: squares that grow would need more bits than a plan has. */
export function squareLearner(width: number, pull: number): Learner {
  let kept = new Float64Array();
  return {
    outputs: width,
    parameters: [],
    gradients: [],
    layer: () => ({ kind: 'square' }),
    forward(input) {
      kept = input as Float64Array<ArrayBuffer>;
      return input.map((value) => value * value);
    },
    backward(outputGradient) {
      return outputGradient.map((gradient, i) => {
        const value = kept[i] as number;
        return 2 * value * (gradient + 2 * pull * value * value);
      });
    },
  };
}
