// What the page asks of the worker that looks at a round, and what it hears.
import type { PortableVault } from '@tacit/sdk/browser';
import type { Address, Hex } from 'viem';
import type { Deed } from '../duties.ts';
import type { KeyholderPlace } from '../place.ts';
import type { RoundReport } from '../round-report.ts';

/** Of terms whose hash is the task's id: which is all that was consented to. */
export interface AgreedTerms {
  readonly circuit: Hex;
  readonly threshold: number;
  readonly committee: readonly Address[];
}

export interface RoundOrder {
  readonly place: KeyholderPlace;
  readonly vault: PortableVault;
  readonly task: Hex;
  readonly round: bigint;
  readonly terms: AgreedTerms;
  /** Looks, and does nothing, without it. */
  readonly deed?: Deed;
}

export type RoundStage =
  | 'reading'
  | 'fetching'
  | 'opening'
  | 'sums'
  | 'recording'
  | 'storing'
  | 'wallet'
  | 'model'
  | 'proving';

export interface RoundNote {
  readonly stage: RoundStage;
  readonly done?: number;
  readonly of?: number;
}

export type RoundAnswer =
  | { readonly kind: 'looked'; readonly report: RoundReport }
  /** Undefined where nothing had to be sent. */
  | { readonly kind: 'done'; readonly transaction: Hex | undefined };
