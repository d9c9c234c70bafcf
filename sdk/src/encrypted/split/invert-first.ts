// Where a head is one linear layer: its inverse, by least squares.

import type { AttackProblem } from './attack-problem.ts';
import type { Stage } from './head.ts';

const CG_STEPS = 200;
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, each, i) => sum + each * (b[i] as number), 0);

/**
 * The sample nearest to `start` whose image is nearest to `target`: conjugate gradients on
 * |A x + b - target|^2 / deviation^2 + |x - start|^2 / spread^2 (Hestenes and Stiefel 1952).
 */
async function leastSquares(
  stage: Stage,
  { target, start, noise }: { readonly target: Float64Array; readonly start: Float64Array; readonly noise: number },
  turn: () => Promise<void>,
): Promise<Float64Array> {
  const zero = stage.forward(new Float64Array(start.length));
  const image = (x: Float64Array): Float64Array => stage.forward(x).map((each, i) => each - (zero[i] as number));
  const rest = stage.forward(start).map((each, i) => (target[i] as number) - each);
  const step = new Float64Array(start.length);
  let residual = stage.backward(rest, start);
  let direction = residual.slice();
  let size = dot(residual, residual);
  const enough = size * 1e-20;
  for (let k = 0; k < CG_STEPS && size > enough; k++) {
    await turn();
    const back = stage.backward(image(direction), start).map((each, i) => each + noise * (direction[i] as number));
    const length = size / dot(direction, back);
    for (const [i, each] of direction.entries()) step[i] = (step[i] as number) + length * each;
    residual = residual.map((each, i) => each - length * (back[i] as number));
    const next = dot(residual, residual);
    direction = direction.map((each, i) => (residual[i] as number) + (next / size) * each);
    size = next;
  }
  return start.map((each, i) => each + (step[i] as number));
}

/** One linear layer alone. */
export const mayInvert = (stages: readonly Stage[]): boolean => stages.length === 1 && stages[0]?.linear === true;

/** At most. */
export const stepsToInvert = (stages: readonly Stage[]): number => (mayInvert(stages) ? CG_STEPS : 0);

/** The sample that a linear head's output most likely came from; undefined for any other head. */
export async function invertFirst(
  { stages, target, deviation, minimum, maximum, mean }: AttackProblem,
  turn: () => Promise<void>,
): Promise<Float64Array | undefined> {
  const [linear] = stages;
  if (!linear || !mayInvert(stages)) return undefined;
  const noise = (deviation / ((maximum - minimum) / 3)) ** 2;
  return await leastSquares(linear, { target, start: mean, noise }, turn);
}
