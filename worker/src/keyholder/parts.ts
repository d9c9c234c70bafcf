// What every action of a keyholder works with.
import type {
  Artifacts,
  BlobReader,
  BlobStore,
  Clients,
  KeyPair,
  LoggedSubmission,
  Prover,
  Randomness,
} from '@tacit/sdk';
import type { CID } from 'multiformats/cid';
import type { Log } from '../role.ts';
import { keyholderError } from './errors.ts';
import type { TaskMemory } from './memory.ts';
import type { KeyholderMetrics } from './metrics.ts';
import type { ObservedRound, ObservedTask } from './observe.ts';
import type { Hex } from './state.ts';
import type { TrainingEvent } from './watch.ts';

/** What does not change while the role runs. */
export interface Tools {
  readonly clients: Clients;
  readonly chainId: number;
  readonly contract: Hex;
  readonly fromBlock: bigint;
  readonly keys: KeyPair;
  readonly store: BlobStore;
  /** Asks the disk first. */
  readonly reader: BlobReader;
  /** The folder of release records. */
  readonly releases: string;
  readonly artifactsOf: (task: { readonly keyHash: bigint; readonly elements: number }) => Promise<Artifacts>;
  readonly prover: () => Prover;
  readonly randomness: Randomness;
  readonly beneficiary: Hex;
  readonly retryMs: number;
  readonly fetchMs: number;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly metrics: KeyholderMetrics;
}

/** One task, as it was when the action was decided. */
export interface Scene extends Tools {
  readonly log: Log;
  readonly task: Hex;
  readonly index: number;
  readonly observed: ObservedTask;
  readonly events: readonly TrainingEvent[];
  readonly memory: TaskMemory;
  readonly artifacts: Artifacts;
}

export function roundIn({ observed }: Scene, number: number): ObservedRound {
  const found = observed.rounds.find(({ scope }) => Number(scope.round) === number);
  if (found) return found;
  throw keyholderError('CHAIN_MOVED', `round ${number} is gone`);
}

/** Where a trainer's submission stands in the round's log. */
export function positionOf({ logged }: ObservedRound, trainer: Hex): number {
  const position = logged.findIndex((one) => one.trainer.toLowerCase() === trainer.toLowerCase());
  if (position >= 0) return position;
  throw keyholderError('CHAIN_MOVED', `what ${trainer} submitted is gone`);
}

export const loggedOf = (round: ObservedRound, trainer: Hex): LoggedSubmission =>
  round.logged[positionOf(round, trainer)] as LoggedSubmission;

/** What a store has within the time that one look may take; undefined for whatever else it says. */
export async function fetchBlock({ reader, fetchMs, signal }: Tools, cid: CID): Promise<Uint8Array | undefined> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(fetchMs)]);
  try {
    return await reader.getBlock(cid, { signal: limited });
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
