// What the contract Training takes and gives, with its enums by name.
import type { Address, Hex } from 'viem';
import type { PointArgument } from '../keyholders.ts';

export const TASK_STATUSES = ['none', 'proposed', 'running', 'ended', 'closed'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export const ROUND_STATUSES = ['none', 'open', 'frozen', 'finalised', 'void', 'burned'] as const;
export type RoundStatus = (typeof ROUND_STATUSES)[number];

export const ENROLMENT_STATUSES = ['none', 'active', 'left', 'expelled'] as const;
export type EnrolmentStatus = (typeof ENROLMENT_STATUSES)[number];

/** What a complaint says of a submission, in the contract's order. */
export const FAULTS = ['ephemeral', 'length', 'share'] as const;
export type Fault = (typeof FAULTS)[number];

/** Which of the terms cannot be: what `fault` of TERMS_REFUSED counts. */
export const TERMS_FAULTS = [
  'circuit',
  'root',
  'committee',
  'threshold',
  'steps',
  'multiplier',
  'rounds',
  'trainers',
  'batches',
  'amounts',
  'times',
] as const;

/** How the work goes. */
export interface Work {
  readonly steps: number;
  /** The learning rate's, 1 to 15. */
  readonly multiplier: number;
  readonly rounds: number;
  readonly maxVoid: number;
  readonly minTrainers: number;
  readonly maxTrainers: number;
  readonly minBatches: number;
}

/** In wei. */
export interface Amounts {
  readonly trainerReward: bigint;
  readonly keyholderReward: bigint;
  readonly finaliserReward: bigint;
  readonly trainerStake: bigint;
  readonly roundBond: bigint;
  readonly openingBond: bigint;
  readonly demandBond: bigint;
  readonly keyholderStake: bigint;
  readonly absencePenalty: bigint;
}

/** Two instants, in seconds since 1970, and the lengths of a round's phases, in seconds. */
export interface Times {
  readonly startsAt: number;
  readonly endsAt: number;
  readonly training: number;
  readonly demands: number;
  readonly answers: number;
  readonly complaints: number;
  readonly aggregation: number;
}

/** All that a task is. Its hash is the task's id, and what keyholders sign. */
export interface Terms {
  readonly circuit: Hex;
  readonly initialRoot: bigint;
  readonly modelCid: Hex;
  readonly specCid: Hex;
  readonly admissionRoot: Hex;
  readonly committee: readonly Address[];
  readonly threshold: number;
  readonly work: Work;
  readonly amounts: Amounts;
  readonly times: Times;
}

/** (c, z): a proof that its maker knows a logarithm. */
export interface LogProofArgument {
  readonly c: bigint;
  readonly z: bigint;
}

/** What a trainer says of its shares. */
export interface SealingArgument {
  readonly ephemeral: PointArgument;
  readonly commitments: readonly PointArgument[];
  readonly proof: LogProofArgument;
  /** Names the list of all members' ciphertexts: `hashCiphertexts`. */
  readonly ctRoot: Hex;
  readonly cid: Hex;
}

/** An EIP-712 signature in EIP-2098's form. */
export interface CompactSignature {
  readonly r: Hex;
  readonly vs: Hex;
}

/** A, B, C and D of one step: eight words and two. */
export type StepProof = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
/** A, B and C of a finalisation. */
export type FinalProof = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

/** What one trainer submits in a round. */
export interface UpdateArguments {
  /** The root after each step. */
  readonly roots: readonly bigint[];
  readonly proofs: readonly StepProof[];
  readonly sealing: SealingArgument;
}

/** An update that somebody else sends for its trainer. */
export interface SignedUpdate extends UpdateArguments {
  readonly trainer: Address;
  readonly signature: CompactSignature;
}

/** What a trainer submitted, as disputes bring it. */
export interface SubmissionArgument {
  readonly trainer: Address;
  readonly stepCommitments: readonly PointArgument[];
  readonly sealing: SealingArgument;
  /** keccak256 of each member's ciphertext: only where one of these is shown, and empty otherwise. */
  readonly ctHashes: readonly Hex[];
}

/** Where a submission stands in a round's log. */
export interface LogPath {
  readonly before: Hex;
  readonly later: readonly Hex[];
}

/** All but `fault` is left out of a complaint about E; one about a length has no `shared`, `proof` and `bases`. */
export interface ComplaintArgument {
  readonly fault: Fault;
  readonly member?: number;
  readonly ciphertext?: Hex;
  readonly shared?: PointArgument;
  readonly proof?: LogProofArgument;
  readonly bases?: readonly PointArgument[];
}

/** What a finaliser shows. */
export interface FinalisationArguments {
  readonly root: bigint;
  readonly lossSum: bigint;
  readonly abc: FinalProof;
  readonly beneficiary: Address;
  readonly cid: Hex;
}
