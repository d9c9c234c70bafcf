// What a prediction costs, in bytes, seconds and wei: shown before anything is sent or paid.
import type { OfferTerms, Trust } from '../../chain/inference/types.ts';
import type { Plan } from '../../encrypted/index.ts';
import { inferenceError } from '../../errors/index.ts';

export interface InferenceCost {
  /** Sent once for all requests with the same keys. */
  readonly keyBytes: number;
  /** Sent for this request: all samples. */
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** An estimate for one worker, all samples and steps; panels compute side by side. */
  readonly seconds: number;
  /** To the creator, and to the workers; together what `request` takes. */
  readonly price: bigint;
  readonly fees: bigint;
  readonly wei: bigint;
  /** The longest that it takes where nobody disagrees: every phase to its end. */
  readonly longestSeconds: number;
}

export interface CostOptions {
  readonly trust: Trust;
  readonly samples: number;
  /** To the creator for one sample: `readPrice`. */
  readonly price: bigint;
}

/** One worker, whom its bond keeps honest as far as users evaluate again now and then. */
export const DEFAULT_TRUST: Trust = { workers: 1, agreeing: 1 };

/** For draws, and for blocks that come late. */
const SLACK_SECONDS = 300;

/** Every phase of a job to its end, without a disagreement. */
export function longestSeconds(terms: OfferTerms): number {
  const { steps, commitSeconds, revealSeconds, contestSeconds, handOverSeconds, answerSeconds, mode } = terms;
  const workers = steps * (commitSeconds + revealSeconds + contestSeconds + SLACK_SECONDS);
  return workers + (mode === 'split' ? handOverSeconds + answerSeconds : 0);
}

/** What the market takes for a job. */
const LONGEST_JOB = 30 * 86_400;

/** Time for every phase, and for one disagreement about each step. */
export const defaultDuration = (terms: OfferTerms): bigint => BigInt(Math.min(LONGEST_JOB, 2 * longestSeconds(terms)));

export function costOf(plan: Plan, terms: OfferTerms, { trust, samples, price }: CostOptions): InferenceCost {
  if (!Number.isSafeInteger(samples) || samples < 1 || samples > terms.mostSamples) {
    const message = `a job of this offer has 1 to ${terms.mostSamples} samples, not ${samples}`;
    throw inferenceError('COST_EXCEEDED', message, { samples, most: terms.mostSamples });
  }
  const fees = BigInt(samples * terms.steps * trust.workers) * terms.workerFee;
  const creator = BigInt(samples) * price;
  return {
    keyBytes: plan.keyBytes,
    requestBytes: samples * plan.requestBytes,
    responseBytes: samples * plan.responseBytes,
    seconds: samples * plan.seconds,
    price: creator,
    fees,
    wei: creator + fees,
    longestSeconds: longestSeconds(terms),
  };
}
