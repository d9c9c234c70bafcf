// Every function of the contract Training that only reads.
import type { Address, ContractFunctionReturnType, Hex } from 'viem';
import { getBlock } from 'viem/actions';
import type { ReadClient } from '../clients.ts';
import { explained } from '../failure.ts';
import { trainingAbi } from '../generated/training.ts';
import type { PointArgument } from '../keyholders.ts';
import { query } from '../read.ts';
import type { RoundId, ShareId } from './calls.ts';
import {
  ENROLMENT_STATUSES,
  type EnrolmentStatus,
  ROUND_STATUSES,
  type RoundStatus,
  TASK_STATUSES,
  type TaskStatus,
  type Terms,
} from './types.ts';

const abi = trainingAbi;
type Returned<name extends 'taskOf' | 'roundOf' | 'enrolmentOf'> = ContractFunctionReturnType<typeof abi, 'view', name>;

export type Task = Omit<Returned<'taskOf'>, 'status'> & { readonly status: TaskStatus };
export type Round = Omit<Returned<'roundOf'>, 'status'> & { readonly status: RoundStatus };
export type Enrolment = Omit<Returned<'enrolmentOf'>, 'status'> & { readonly status: EnrolmentStatus };

/** The last instants at which something can be done, in seconds. */
export interface Deadlines {
  readonly demands: bigint;
  readonly answers: bigint;
  readonly complaints: bigint;
}

/** A set of trainers or members, as the contract keeps it: bit i for index i. */
export function indicesOf(set: bigint | number): number[] {
  const indices: number[] = [];
  let rest = BigInt(set);
  for (let i = 0; rest > 0n; i++, rest >>= 1n) if (rest & 1n) indices.push(i);
  return indices;
}

/** Who submitted to a round and was not excluded, by index. */
export const includedOf = ({ submitted, excluded }: Pick<Round, 'submitted' | 'excluded'>): number[] =>
  indicesOf(submitted & ~excluded);

/** Of a task that nobody created, `status` is `none` and all else zero. */
export async function readTask(client: ReadClient, address: Address, task: Hex): Promise<Task> {
  const found = await query(client, { abi, address, functionName: 'taskOf', args: [task] });
  return { ...found, status: TASK_STATUSES[found.status] as TaskStatus };
}

export async function readRound(client: ReadClient, address: Address, { task, round }: RoundId): Promise<Round> {
  const found = await query(client, { abi, address, functionName: 'roundOf', args: [task, round] });
  return { ...found, status: ROUND_STATUSES[found.status] as RoundStatus };
}

export async function readEnrolment(
  client: ReadClient,
  address: Address,
  { task, trainer }: { readonly task: Hex; readonly trainer: Address },
): Promise<Enrolment> {
  const found = await query(client, { abi, address, functionName: 'enrolmentOf', args: [task, trainer] });
  return { ...found, status: ENROLMENT_STATUSES[found.status] as EnrolmentStatus };
}

/** In order: member i of sections about shares is at position i - 1. */
export const readCommittee = (client: ReadClient, address: Address, task: Hex): Promise<readonly Address[]> =>
  query(client, { abi, address, functionName: 'committeeOf', args: [task] });

/** What a trainer deposits if it enrols now. */
export const readDeposit = (client: ReadClient, address: Address, task: Hex): Promise<bigint> =>
  query(client, { abi, address, functionName: 'depositOf', args: [task] });

/** What an account may withdraw. */
export const readOwed = (client: ReadClient, address: Address, account: Address): Promise<bigint> =>
  query(client, { abi, address, functionName: 'owed', args: [account] });

/** The contract's own word for `computeTaskId`. */
export const readTaskId = (
  client: ReadClient,
  address: Address,
  { coordinator, terms, salt }: { readonly coordinator: Address; readonly terms: Terms; readonly salt: Hex },
): Promise<Hex> => query(client, { abi, address, functionName: 'taskIdOf', args: [coordinator, terms, salt] });

/** Names the included set; final once the round is frozen. */
export const readFrozenLog = (client: ReadClient, address: Address, { task, round }: RoundId): Promise<Hex> =>
  query(client, { abi, address, functionName: 'frozenLogOf', args: [task, round] });

const deadlines = ([demands, answers, complaints]: readonly [bigint, bigint, bigint]): Deadlines => ({
  demands,
  answers,
  complaints,
});

export const readShareDeadlines = async (
  client: ReadClient,
  address: Address,
  { task, round }: RoundId,
): Promise<Deadlines> =>
  deadlines(await query(client, { abi, address, functionName: 'shareDeadlines', args: [task, round] }));

/** Zeros before the freeze. */
export const readSumDeadlines = async (
  client: ReadClient,
  address: Address,
  { task, round }: RoundId,
): Promise<Deadlines> =>
  deadlines(await query(client, { abi, address, functionName: 'sumDeadlines', args: [task, round] }));

/** Which batch a trainer's step must use, once the seed is drawn. */
export const readBatchIndex = async (
  client: ReadClient,
  address: Address,
  { task, round, trainer, step }: RoundId & { readonly trainer: Address; readonly step: number },
): Promise<number> =>
  Number(await query(client, { abi, address, functionName: 'batchOf', args: [task, round, trainer, BigInt(step)] }));

export const readDemand = (
  client: ReadClient,
  address: Address,
  { task, round, trainer, member }: ShareId & { readonly round: bigint },
): Promise<{ readonly demander: Address; readonly open: boolean }> =>
  query(client, { abi, address, functionName: 'demandOf', args: [task, round, trainer, BigInt(member)] });

/** The digest of a keyholder's sum, zeros if it posted none, and who demanded its bytes. */
export const readPostedSum = (
  client: ReadClient,
  address: Address,
  { task, round, member }: RoundId & { readonly member: number },
): Promise<{ readonly cid: Hex; readonly demander: Address }> =>
  query(client, { abi, address, functionName: 'postedSumOf', args: [task, round, BigInt(member)] });

/** The sums of C_1 .. C_(t-1) over what `gather` has walked through. */
export const readGathered = (
  client: ReadClient,
  address: Address,
  { task, round }: RoundId,
): Promise<readonly PointArgument[]> =>
  query(client, { abi, address, functionName: 'gatheredOf', args: [task, round] });

/** The registry of circuits, and the keyholders' contract, that a Training contract works with. */
export async function readCollaborators(
  client: ReadClient,
  address: Address,
): Promise<{ readonly circuits: Address; readonly keyholders: Address }> {
  const [circuits, keyholders] = await Promise.all([
    query(client, { abi, address, functionName: 'CIRCUITS' }),
    query(client, { abi, address, functionName: 'KEYHOLDERS' }),
  ]);
  return { circuits, keyholders };
}

/** The newest block's time, in seconds: what deadlines are compared with. A node's clock may say something else. */
export const readTime = async (client: ReadClient): Promise<number> =>
  Number((await explained(() => getBlock(client))).timestamp);
