// What the contract InferenceMarket takes and gives, with names where it has numbers.
import type { Address, Hex } from 'viem';

export const MODES = ['encrypted', 'split'] as const;
/** `split`: workers evaluate the first layers, and the creator the rest on what the user hands over. */
export type Mode = (typeof MODES)[number];

export const JOB_PHASES = [
  'none',
  'drawing',
  'committing',
  'revealing',
  'contestable',
  'hand-over',
  'answering',
  'closed',
] as const;
export type JobPhase = (typeof JOB_PHASES)[number];

export const OUTCOMES = ['open', 'served', 'refused', 'unserved', 'abandoned', 'unanswered'] as const;
export type JobOutcome = (typeof OUTCOMES)[number];

export const SEAT_STATUSES = ['empty', 'drawn', 'committed', 'revealed', 'declined', 'silent'] as const;
export type SeatStatus = (typeof SEAT_STATUSES)[number];

/** What a creator says. Its price for one sample is the model's, in the registry. */
export interface OfferTerms {
  readonly mode: Mode;
  readonly steps: number;
  readonly mostSamples: number;
  readonly commitSeconds: number;
  readonly revealSeconds: number;
  readonly contestSeconds: number;
  readonly handOverSeconds: number;
  readonly answerSeconds: number;
  /** In wei: to each worker of a panel, for each sample and step. */
  readonly workerFee: bigint;
  /** In wei: what each seat locks of a worker's stake. */
  readonly bond: bigint;
  /** SHA-256 of the offer's document. */
  readonly offerCid: Hex;
}

export interface Offer {
  readonly model: Hex;
  readonly creator: Address;
  readonly withdrawn: boolean;
  readonly terms: OfferTerms;
}

/** What a user believes: a result that `agreeing` of `workers` came to, more than half of them. */
export interface Trust {
  readonly workers: number;
  readonly agreeing: number;
}

export interface Job {
  readonly offer: Hex;
  readonly user: Address;
  readonly phase: JobPhase;
  readonly outcome: JobOutcome;
  readonly trust: Trust;
  readonly samples: number;
  /** The step that is under way, from 0. */
  readonly step: number;
  readonly target: number;
  readonly contested: boolean;
  /** The last second of the phase; of `drawing`, the last in which a panel can be drawn; 0 once closed. */
  readonly until: bigint;
  /** When the job ends unserved. */
  readonly deadline: bigint;
  /** The block whose hash draws; 0 but in `drawing`. */
  readonly drawBlock: bigint;
  /** What the creator gets for all samples: the price as it was at the request. */
  readonly price: bigint;
  readonly escrow: bigint;
  readonly deposit: bigint;
  readonly contester: Address;
  readonly requestCid: Hex;
  /** What the step takes: the result of the step before it, zero at first. */
  readonly input: Hex;
  /** SHA-256 of the root of what enough workers agreed on in this step; zero while they have not. */
  readonly result: Hex;
  readonly sealedCid: Hex;
  readonly answerCid: Hex;
}

export interface Seat {
  readonly worker: Address;
  readonly status: SeatStatus;
  /** Drawn after a disagreement. */
  readonly second: boolean;
  /** Until it is revealed. */
  readonly commitment: Hex;
  readonly result: Hex;
}
