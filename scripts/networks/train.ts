// Training by Adam with decoupled weight decay. One seed, one machine's floats: the same weights wherever V8 runs.
import type { Network } from '@tacit/sdk';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { CLASSES, countOf, type Images, PIXELS, SIDE } from './images.ts';
import type { Learner, Uniform } from './layers.ts';

export interface Schedule {
  readonly epochs: number;
  readonly batch: number;
  readonly rate: number;
  readonly decay: number;
  /** Gradients of a batch that are longer than this are shortened to it. */
  readonly clip: number;
  /** Images are moved by up to so many pixels either way, another way in every epoch. */
  readonly shift: number;
}

export interface Progress {
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
}

/** One image, moved. */
function copyShifted(source: Float64Array, at: number, [dx, dy]: readonly [number, number], to: Float64Array): void {
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const [sx, sy] = [x - dx, y - dy];
      const inside = sx >= 0 && sx < SIDE && sy >= 0 && sy < SIDE;
      to[y * SIDE + x] = inside ? (source[at + sy * SIDE + sx] as number) : 0;
    }
  }
}

/** The loss of a batch, and its gradient in place of the logits. */
function crossEntropy(logits: Float64Array, labels: readonly number[]): number {
  let loss = 0;
  labels.forEach((label, sample) => {
    const row = logits.subarray(sample * CLASSES, (sample + 1) * CLASSES);
    const most = Math.max(...row);
    const sum = row.reduce((total, value) => total + Math.exp(value - most), 0);
    loss += Math.log(sum) + most - (row[label] as number);
    for (let i = 0; i < CLASSES; i++) row[i] = Math.exp((row[i] as number) - most) / sum - (i === label ? 1 : 0);
  });
  return loss / labels.length;
}

/** Moments of every parameter, and the step that follows from them. */
function adam(learners: readonly Learner[], { decay, clip }: Schedule) {
  const pairs = learners.flatMap(({ parameters, gradients }) =>
    parameters.map((values, i) => ({
      values,
      gradient: gradients[i] as Float64Array,
      mean: new Float64Array(values.length),
      square: new Float64Array(values.length),
    })),
  );
  let steps = 0;
  return (rate: number, batch: number): void => {
    steps++;
    let length = 0;
    for (const { gradient } of pairs) for (const g of gradient) length += g * g;
    const factor = Math.min(1, clip / (Math.sqrt(length) / batch)) / batch;
    const [keepMean, keepSquare] = [0.9, 0.999];
    const scale = (rate * Math.sqrt(1 - keepSquare ** steps)) / (1 - keepMean ** steps);
    for (const { values, gradient, mean, square } of pairs) {
      for (let i = 0; i < values.length; i++) {
        const g = (gradient[i] as number) * factor;
        const m = keepMean * (mean[i] as number) + (1 - keepMean) * g;
        const s = keepSquare * (square[i] as number) + (1 - keepSquare) * g * g;
        mean[i] = m;
        square[i] = s;
        values[i] = (values[i] as number) * (1 - rate * decay) - (scale * m) / (Math.sqrt(s) + 1e-8);
      }
      gradient.fill(0);
    }
  };
}

function shuffle(order: Uint32Array, uniform: Uniform): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(uniform() * (last + 1));
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
}

/** One batch forward and back; its loss. */
function learn(learners: readonly Learner[], inputs: Float64Array, labels: readonly number[]): number {
  let values = inputs;
  for (const learner of learners) values = learner.forward(values, labels.length);
  const loss = crossEntropy(values, labels);
  let gradient: Float64Array | undefined = values;
  for (let i = learners.length - 1; i >= 0 && gradient; i--) {
    gradient = (learners[i] as Learner).backward(gradient, labels.length, i > 0);
  }
  return loss;
}

/** Trains in place; the rate rises for a tenth of the steps and then falls to nothing along a cosine. */
export function train(
  learners: readonly Learner[],
  images: Images,
  schedule: Schedule,
  options: { readonly seed: number; readonly onEpoch?: (progress: Progress) => void },
): void {
  const { epochs, batch, rate, shift } = schedule;
  const uniform = seededRandomness(options.seed).next;
  const update = adam(learners, schedule);
  const order = Uint32Array.from({ length: countOf(images) }, (_, i) => i);
  const batches = Math.floor(order.length / batch);
  const inputs = new Float64Array(batch * PIXELS);
  const move = () => Math.floor(uniform() * (2 * shift + 1)) - shift;
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, uniform);
    let loss = 0;
    for (let b = 0; b < batches; b++) {
      const chosen = order.subarray(b * batch, (b + 1) * batch);
      chosen.forEach((image, i) => {
        copyShifted(images.pixels, image * PIXELS, [move(), move()], inputs.subarray(i * PIXELS, (i + 1) * PIXELS));
      });
      loss += learn(
        learners,
        inputs,
        Array.from(chosen, (image) => images.labels[image] as number),
      );
      const done = (epoch * batches + b) / (epochs * batches);
      update(rate * Math.min(1, done * 10) * (0.5 + 0.5 * Math.cos(Math.PI * done)), batch);
    }
    options.onEpoch?.({ epoch: epoch + 1, epochs, loss: loss / batches });
  }
}

/** The network that was learnt, as it is offered. */
export const networkOf = (learners: readonly Learner[]): Network => ({
  arithmetic: 'float',
  inputs: PIXELS,
  range: 1,
  layers: learners.map((learner) => learner.layer()),
});
