// The same training without circuits: in floats, on the same batches, with nothing rounded.
import { clamp, type Rows, type Shape } from '@tacit/sdk';

export type Weights = Float64Array;

/** `line` is the circuit's own activation: z/4 + 1/2 within 0..1. */
export type Activation = 'identity' | 'line' | 'sigmoid';

const ACTIVATIONS: Record<Activation, (z: number) => number> = {
  identity: (z) => z,
  line: (z) => clamp(z / 4 + 0.5, 0, 1),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
};

export const activate = (activation: Activation, z: number): number => ACTIVATIONS[activation](z);

/** Before the activation. */
export function floatOutputs({ inputs, outputs }: Shape, weights: ArrayLike<number>, row: readonly number[]): number[] {
  const z = Array.from({ length: outputs }, (_, o) => weights[inputs * outputs + o] as number);
  for (let i = 0; i < inputs; i++) {
    for (let o = 0; o < outputs; o++) {
      z[o] = (z[o] as number) + (row[i] as number) * (weights[i * outputs + o] as number);
    }
  }
  return z;
}

/** One step on the rows from `first` on, errors limited as the circuit limits them. Gives the squared errors it saw. */
export function floatStep(
  shape: Shape,
  weights: Weights,
  rows: Rows,
  { first, activation, rate }: { readonly first: number; readonly activation: Activation; readonly rate: number },
): number {
  const { inputs, outputs, batch } = shape;
  const gradient = new Float64Array(weights.length);
  let loss = 0;
  for (let b = first; b < first + batch; b++) {
    const row = rows.inputs[b] as readonly number[];
    floatOutputs(shape, weights, row).forEach((z, o) => {
      const error = clamp(activate(activation, z) - (rows.targets[b]?.[o] as number), -4, 4);
      loss += error ** 2;
      for (let i = 0; i <= inputs; i++) {
        const at = i * outputs + o;
        gradient[at] = (gradient[at] as number) + error * (i < inputs ? (row[i] as number) : 1);
      }
    });
  }
  for (let d = 0; d < weights.length; d++)
    weights[d] = (weights[d] as number) - (rate / batch) * (gradient[d] as number);
  return loss;
}

const activationOf = ({ kind }: Shape): Activation => (kind === 'linear' ? 'identity' : 'line');

/** Which batches of whose rows a round took. */
export interface FloatRound {
  readonly trainers: readonly { readonly rows: Rows; readonly steps: readonly number[] }[];
}

/** Federated averaging: every trainer's steps from the round's model on, and the mean of where they lead. */
export function averageInFloats(shape: Shape, rounds: readonly FloatRound[], rate: number): Weights {
  let model: Weights = new Float64Array((shape.inputs + 1) * shape.outputs);
  for (const { trainers } of rounds) {
    const mean = new Float64Array(model.length);
    for (const { rows, steps } of trainers) {
      const weights = model.slice();
      const activation = activationOf(shape);
      for (const step of steps) floatStep(shape, weights, rows, { first: step * shape.batch, activation, rate });
      weights.forEach((weight, d) => {
        mean[d] = (mean[d] as number) + weight / trainers.length;
      });
    }
    model = mean;
  }
  return model;
}

/** What one who has everybody's rows would do: as many steps as all trainers together, one after the other. */
export function trainCentrally(shape: Shape, rows: Rows, rate: number, steps: number): Weights {
  const weights = new Float64Array((shape.inputs + 1) * shape.outputs);
  const batches = Math.floor(rows.inputs.length / shape.batch);
  for (let step = 0; step < steps; step++) {
    floatStep(shape, weights, rows, {
      first: (step % batches) * shape.batch,
      activation: activationOf(shape),
      rate,
    });
  }
  return weights;
}

/** Share of right classes; for `linear` the mean squared error in standardised units. */
export function scoreFloat(shape: Shape, weights: ArrayLike<number>, test: Rows): number {
  const results = test.inputs.map((row, r) => {
    const targets = test.targets[r] as readonly number[];
    const z = floatOutputs(shape, weights, row);
    if (shape.kind === 'linear')
      return z.reduce((sum, value, o) => sum + (value - (targets[o] as number)) ** 2, 0) / z.length;
    if (shape.outputs === 1) return Number(targets[0] === Number((z[0] as number) > 0));
    return Number(targets[z.indexOf(Math.max(...z))] === 1);
  });
  return results.reduce((sum, result) => sum + result, 0) / results.length;
}
