// The networks that the repository trains itself, each within a minute of one core.
import type { Network } from '@tacit/sdk';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { CLASSES, countOf, type Images, PIXELS, SIDE } from './images.ts';
import { convolutionLearner, denseLearner, type Learner, squareLearner, type Uniform } from './layers.ts';
import { networkOf, type Progress, type Schedule, train } from './train.ts';

interface Recipe {
  readonly schedule: Schedule;
  readonly build: (uniform: Uniform) => Learner[];
}

const MAPS = 5;
const CONVOLVED = MAPS * 13 * 13;

export const NETWORK_NAMES = ['digits-cnn', 'digits-mlp'] as const;
export type NetworkName = (typeof NETWORK_NAMES)[number];

const RECIPES: Readonly<Record<NetworkName, Recipe>> = {
  // The layers of CryptoNets (Gilad-Bachrach and others, 2016) as LoLa has them (arXiv 1812.10659).
  'digits-cnn': {
    schedule: { epochs: 15, batch: 32, rate: 0.003, decay: 0.02, clip: 1, shift: 1 },
    build: (uniform) => [
      convolutionLearner(
        { channels: 1, height: SIDE, width: SIDE, kernel: 5, stride: 2, padding: 1, maps: MAPS },
        1,
        uniform,
      ),
      squareLearner(CONVOLVED, 5e-5),
      denseLearner(CONVOLVED, 100, 0.5, uniform),
      squareLearner(100, 5e-5),
      denseLearner(100, CLASSES, 0.5, uniform),
    ],
  },
  'digits-mlp': {
    schedule: { epochs: 30, batch: 32, rate: 0.003, decay: 0.01, clip: 1, shift: 1 },
    build: (uniform) => [
      denseLearner(PIXELS, 64, 0.5, uniform),
      squareLearner(64, 5e-5),
      denseLearner(64, CLASSES, 0.5, uniform),
    ],
  },
};

export interface Measures {
  /** Share of the held-out images whose class is right. */
  readonly accuracy: number;
  readonly heldOut: number;
  /** The largest values by magnitude that any held-out image has after each layer. */
  readonly largest: readonly number[];
}

/** By the learners themselves, batch after batch. */
function measure(learners: readonly Learner[], images: Images): Measures {
  const BATCH = 100;
  const largest = learners.map(() => 0);
  let right = 0;
  for (let from = 0; from < countOf(images); from += BATCH) {
    let values = images.pixels.slice(from * PIXELS, (from + BATCH) * PIXELS);
    learners.forEach((learner, i) => {
      values = Float64Array.from(learner.forward(values, BATCH));
      largest[i] = values.reduce((most, value) => Math.max(most, Math.abs(value)), largest[i] as number);
    });
    for (let i = 0; i < BATCH; i++) {
      const logits = values.subarray(i * CLASSES, (i + 1) * CLASSES);
      if (logits.indexOf(Math.max(...logits)) === images.labels[from + i]) right++;
    }
  }
  return { accuracy: right / countOf(images), heldOut: countOf(images), largest };
}

/** Trains from nothing; always the same weights. */
export function trainNetwork(
  name: NetworkName,
  images: { readonly train: Images; readonly test: Images },
  onEpoch?: (progress: Progress) => void,
): { network: Network; measures: Measures } {
  const { build, schedule } = RECIPES[name];
  const learners = build(seededRandomness(7).next);
  train(learners, images.train, schedule, { seed: 5, ...(onEpoch && { onEpoch }) });
  return { network: networkOf(learners), measures: measure(learners, images.test) };
}
