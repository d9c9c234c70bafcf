// What a round must come to: plain integers, no proof, no share, no chain.
import { type Batch, computeStep, type Format } from '@tacit/sdk';

/** The trainer's model after its steps, and the sum of its losses. */
export interface LocalResult {
  readonly weights: readonly number[];
  readonly loss: bigint;
}

export function trainLocally(
  format: Format,
  model: readonly number[],
  { batches, multiplier }: { batches: readonly Batch[]; multiplier: number },
): LocalResult {
  let [weights, loss] = [model, 0n];
  for (const batch of batches) {
    const step = computeStep(format, weights, batch, multiplier);
    [weights, loss] = [step.after, loss + BigInt(step.loss)];
  }
  return { weights, loss };
}

export interface Average {
  readonly model: readonly number[];
  readonly lossSum: bigint;
}

const MEAN_BITS = 16n;

/** Section 2 of docs/PROTOCOL.md with big integers: floor(2^16 / N) times the sum, rounded half up, added to the model. */
export function averageExactly(model: readonly number[], results: readonly LocalResult[]): Average {
  const multiplier = 2n ** MEAN_BITS / BigInt(results.length);
  const half = 2n ** (MEAN_BITS - 1n);
  return {
    model: model.map((weight, i) => {
      const sum = results.reduce((total, { weights }) => total + BigInt(weights[i] as number) - BigInt(weight), 0n);
      return Number(BigInt(weight) + ((multiplier * sum + half) >> MEAN_BITS));
    }),
    lossSum: results.reduce((total, { loss }) => total + loss, 0n),
  };
}
