// What a keyholder's look at a round found: outcomes and hashes, and never what is in a share.
import { training } from '@tacit/sdk';
import type { Hex } from 'viem';

/** `unreadable`: the submission itself is not to be found on chain. `passed`: excluded, so that nothing depends on it. */
export type ShareFinding = 'right' | 'bad' | 'missing' | 'unreadable' | 'passed';

export interface DemandReport {
  /** Whose ciphertext is demanded, from 1. */
  readonly member: number;
  readonly open: boolean;
}

export interface TrainerReport {
  readonly trainer: Hex;
  readonly included: boolean;
  readonly share: ShareFinding;
  /** Where `share` is `bad`. */
  readonly fault?: training.Fault;
  /** Where `share` is `missing`: whether no store has the envelope, or what they have is another or none. */
  readonly reason?: 'envelope-missing' | 'envelope-foreign' | 'envelope-malformed';
  /** Whether all ciphertexts can be had, so that others' demands can be answered. */
  readonly hasEnvelope: boolean;
  readonly demands: readonly DemandReport[];
}

export interface SumReport {
  readonly member: number;
  /** SHA-256 of the sum's bytes. */
  readonly digest: Hex;
  readonly bytes: 'right' | 'wrong' | 'missing';
  readonly demanded: boolean;
  readonly answered: boolean;
  readonly faulty: boolean;
}

/** What is recorded in the vault of what was released; `damaged` says that something was, and not what. */
export type RecordReport = { readonly frozenLog: Hex; readonly digest: Hex } | 'damaged';

export interface RoundReport {
  readonly round: bigint;
  readonly status: training.RoundStatus;
  readonly phase: training.RoundPhase;
  /** The last second of the phase, if it ends by itself. */
  readonly until?: number;
  /** This keyholder's place, from 1. */
  readonly index: number;
  readonly members: number;
  readonly threshold: number;
  readonly demandBond: bigint;
  /** Names the included set. */
  readonly frozenLog: Hex;
  /** Whether the chain cannot take back that exactly this set is frozen. */
  readonly freezeFinal: boolean;
  /** Frozen before the key came to this browser: whatever it released until then is not recorded here. */
  readonly beforeRecords: boolean;
  readonly release?: RecordReport;
  readonly trainers: readonly TrainerReport[];
  readonly sums: readonly SumReport[];
}

/** Whether a phase is one of those from the first to the last. */
export function reaches(phase: training.RoundPhase, first: training.RoundPhase, last: training.RoundPhase): boolean {
  const at = training.ROUND_PHASES.indexOf(phase);
  return at >= training.ROUND_PHASES.indexOf(first) && at <= training.ROUND_PHASES.indexOf(last);
}
