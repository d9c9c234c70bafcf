// What the bench asks of its worker.
import type { Commitment, Opening } from '@tacit/sdk';
import type { BenchEntry } from './commitment-text.ts';

export type BenchOrder =
  | { readonly kind: 'commit'; readonly value: bigint; readonly blinding?: bigint }
  | { readonly kind: 'open'; readonly commitment: Commitment; readonly opening: Opening }
  | { readonly kind: 'aggregate'; readonly entries: readonly BenchEntry[] };

export interface Committed {
  readonly commitment: Commitment;
  readonly opening: Opening;
}

export interface Aggregated {
  readonly commitment: Commitment;
  readonly count: number;
  /** Where every entry came with its own. */
  readonly opening: Opening | undefined;
  /** Whether every opening that came along opens its commitment; the first that does not, from 1. */
  readonly wrong: number | undefined;
}

export interface BenchAnswers {
  readonly commit: Committed;
  readonly open: { readonly opens: boolean };
  readonly aggregate: Aggregated;
}
