// What a trainer's program tells whoever runs it. Nothing here is secret; a trainer's own loss is not told at all.
import type { Hex } from './arguments.ts';
import type { FetchedModel } from './fetch-model.ts';

export type TrainEvent =
  | { readonly kind: 'enrolling'; readonly deposit: bigint; readonly batches: number }
  | { readonly kind: 'enrolled'; readonly deposit: bigint; readonly transaction: Hex; readonly gasUsed: bigint }
  /** Told once, until something happens. */
  | { readonly kind: 'waiting'; readonly for: WaitingFor; readonly round?: bigint; readonly until?: number }
  | { readonly kind: 'model'; readonly round: bigint; readonly root: bigint; readonly source: FetchedModel['source'] }
  | { readonly kind: 'planned'; readonly round: bigint; readonly seed: bigint; readonly sharesHash: Hex }
  /** A deal of this round was there from an earlier start, with so many of its proofs. */
  | { readonly kind: 'resumed'; readonly round: bigint; readonly proven: number; readonly steps: number }
  | {
      readonly kind: 'proven';
      readonly round: bigint;
      readonly proven: number;
      readonly steps: number;
      readonly ms: number;
    }
  | {
      readonly kind: 'uploaded';
      readonly round: bigint;
      readonly cid: string;
      readonly bytes: number;
      readonly ms: number;
      readonly store: string;
    }
  | { readonly kind: 'relayed'; readonly round: bigint; readonly sharesHash: Hex }
  /** Without a transaction where somebody else sent it, or an earlier start of this program did. */
  | {
      readonly kind: 'submitted';
      readonly round: bigint;
      readonly sharesHash: Hex;
      readonly transaction?: Hex;
      readonly gasUsed?: bigint;
    }
  | { readonly kind: 'answered'; readonly round: bigint; readonly member: number; readonly transaction: Hex }
  | { readonly kind: 'missed'; readonly round: bigint; readonly why: MissedBecause }
  | { readonly kind: 'frozen'; readonly round: bigint; readonly included: boolean; readonly trainers: number }
  /** The deal is deleted: nobody can demand anything of it any more. */
  | { readonly kind: 'forgotten'; readonly round: bigint }
  | {
      readonly kind: 'finalised';
      readonly round: bigint;
      readonly root: bigint;
      /** The mean of all included trainers' steps, as it was proven. */
      readonly loss: number;
      readonly trainers: number;
    }
  | { readonly kind: 'over'; readonly round: bigint; readonly outcome: 'void' | 'burned' }
  | { readonly kind: 'retrying'; readonly code: string; readonly inMs: number };

export type WaitingFor = 'committee' | 'round' | 'seed' | 'freeze' | 'finality' | 'finalisation';

/** `changed`: the chain took back the block that an update was made for, after it had left this machine. */
export type MissedBecause = 'late' | 'changed';
