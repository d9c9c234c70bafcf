// What all parts of a trainer's program share, and how they wait.
import { getBlock, getBlockNumber } from 'viem/actions';
import { type Clients, clientAt, explained, type SendOptions } from '../chain/index.ts';
import {
  type Enrolment,
  type Round,
  readEnrolment,
  readRound,
  readTask,
  readTime,
  type Task,
} from '../chain/training/reads.ts';
import { errorCode } from '../errors/index.ts';
import type { Randomness } from '../hashing/index.ts';
import type { Artifacts, Prover } from '../proving/index.ts';
import type { Address } from '../sharing/index.ts';
import type { BlobStore } from '../storage/index.ts';
import type { Hex } from './arguments.ts';
import type { Dataset } from './dataset-document.ts';
import type { MissedBecause, TrainEvent, WaitingFor } from './train-events.ts';
import type { TrainerPolicy } from './trainer-policy.ts';
import type { TrainerState } from './trainer-state.ts';
import type { UpdateDocument } from './update-json.ts';

/** Brings an update to the chain in another way than by a transaction of the trainer's own; done when it was taken. */
export type Relay = (update: UpdateDocument, signal?: AbortSignal) => Promise<void>;

/** What a round came to for this trainer. */
export interface RoundReport {
  readonly round: bigint;
  readonly sharesHash: Hex | undefined;
  readonly cid: string | undefined;
  readonly transaction: Hex | undefined;
  readonly gasUsed: bigint | undefined;
  readonly outcome: 'submitted' | 'frozen' | 'excluded' | 'finalised' | 'void' | 'burned' | 'missed';
  readonly loss: number | undefined;
  readonly root: bigint | undefined;
}

export interface TrainSession {
  readonly clients: Clients;
  readonly chainId: number;
  /** The contract Training. */
  readonly contract: Address;
  readonly task: Hex;
  readonly trainer: Address;
  readonly artifacts: Artifacts;
  readonly prover: Prover;
  readonly store: BlobStore;
  readonly state: TrainerState;
  readonly dataset: Dataset;
  readonly policy: TrainerPolicy;
  readonly randomness: Randomness;
  readonly relay: Relay | undefined;
  /** When a block is taken for final: by the node's word, or under so many others. */
  readonly finality: 'finalized' | number;
  readonly fromBlock: bigint;
  readonly pollMs: number;
  readonly sendOptions: SendOptions;
  readonly signal: AbortSignal | undefined;
  readonly reports: Map<bigint, RoundReport>;
  readonly emit: (event: TrainEvent) => void;
}

/** What the chain says now, as far as every pass needs it. */
export interface Glance {
  readonly task: Task;
  readonly number: bigint;
  readonly round: Round | undefined;
  readonly enrolment: Enrolment;
  /** The newest block's time, in seconds. */
  readonly now: number;
}

export async function glance({ clients, contract, task: id, trainer }: TrainSession): Promise<Glance> {
  const client = clients.publicClient;
  const task = await readTask(client, contract, id);
  const number = BigInt(task.round);
  const [round, enrolment, now] = await Promise.all([
    number === 0n ? undefined : readRound(client, contract, { task: id, round: number }),
    readEnrolment(client, contract, { task: id, trainer }),
    readTime(client),
  ]);
  return { task, number, round, enrolment, now };
}

export const isInSet = (set: bigint, index: number): boolean => ((set >> BigInt(index)) & 1n) === 1n;

const NEW: Omit<RoundReport, 'round'> = {
  sharesHash: undefined,
  cid: undefined,
  transaction: undefined,
  gasUsed: undefined,
  outcome: 'submitted',
  loss: undefined,
  root: undefined,
};

export function report({ reports }: TrainSession, round: bigint, change: Partial<RoundReport>): RoundReport {
  const changed = { ...(reports.get(round) ?? { ...NEW, round }), ...change };
  reports.set(round, changed);
  return changed;
}

export function miss(session: TrainSession, round: bigint, why: MissedBecause): void {
  if (session.reports.get(round)?.outcome === 'missed') return;
  report(session, round, { outcome: 'missed' });
  session.emit({ kind: 'missed', round, why });
}

/** The final round as the chain will keep it, or undefined while none of its blocks is final. */
export async function readFinalRound(
  session: TrainSession,
  number: bigint,
  openedAt: bigint,
): Promise<Round | undefined> {
  const { clients, contract, task, finality } = session;
  const client = clients.publicClient;
  const block = await explained(async () => {
    if (finality === 'finalized') return await getBlock(client, { blockTag: 'finalized' });
    const blockNumber = (await getBlockNumber(client, { cacheTime: 0 })) - BigInt(finality);
    return blockNumber < openedAt ? undefined : await getBlock(client, { blockNumber });
  });
  if (!block || block.number === null || block.hash === null || block.number < openedAt) return undefined;
  return await readRound(clientAt(client, { number: block.number, hash: block.hash }), contract, {
    task,
    round: number,
  });
}

/** Resolves after so long, and rejects when the signal says so. */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return void reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** What may be otherwise in a while, without anybody doing anything about it here. */
const TRANSIENT: readonly string[] = [
  ...['NETWORK_UNREACHABLE', 'RPC_FAILED', 'TRANSACTION_PENDING', 'LOG_INCOMPLETE', 'SEED_TOO_EARLY'],
  ...['STORE_UNREACHABLE', 'STORE_LIED', 'MODEL_UNAVAILABLE', 'SUBMISSION_UNREADABLE', 'RELAY_UNREACHABLE'],
];

export const isTransient = (error: unknown): boolean => TRANSIENT.includes(errorCode(error) ?? '');

/** Says what is waited for when that is something else than before. */
export function createWaiting(emit: TrainSession['emit']) {
  let last = '';
  return {
    say(what: WaitingFor, facts: { readonly round?: bigint; readonly until?: number } = {}): void {
      const text = `${what} ${facts.round}`;
      if (text === last) return;
      last = text;
      emit({ kind: 'waiting', for: what, ...facts });
    },
    reset(): void {
      last = '';
    },
  };
}
