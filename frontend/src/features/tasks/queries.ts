// What pages about tasks read from the chain and the stores, beside the contract's history.
import {
  MAX_TASK_DESCRIPTION_BYTES,
  ProtocolError,
  parseTaskDescription,
  rawCid,
  readFile,
  type TaskDescription,
  training,
} from '@tacit/sdk';
import { queryOptions } from '@tanstack/react-query';
import { type Address, type Hex, isHash } from 'viem';
import { getTransactionReceipt } from 'viem/actions';
import type { Network } from '../../app/network.ts';

const LIVE = { refetchInterval: 4000 } as const;

export interface TaskState {
  readonly task: training.Task;
  /** The last one that was opened. */
  readonly round: training.Round | undefined;
}

/** An id comes with the address of the page, and may be anything. */
const unknownTask = () => new ProtocolError('TASK_UNKNOWN', 'there is no task of this id');
const unknownRound = () => new ProtocolError('ROUND_UNKNOWN', 'this round was never opened');
const MOST_ROUNDS = 10_000;

/** TASK_UNKNOWN where nobody created it. */
export const taskState = (network: Network, task: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'task', task],
    queryFn: async (): Promise<TaskState> => {
      if (!isHash(task)) throw unknownTask();
      const { reader } = network;
      const contract = network.contract('Training');
      const found = await training.readTask(reader, contract, task);
      if (found.status === 'none') throw unknownTask();
      const number = BigInt(found.round);
      const round = number > 0n ? await training.readRound(reader, contract, { task, round: number }) : undefined;
      return { task: found, round };
    },
    ...LIVE,
  });

export const roundState = (network: Network, task: Hex, number: number) =>
  queryOptions({
    queryKey: [network.chainId, 'round', task, number],
    queryFn: async (): Promise<training.Round> => {
      const isNumber = Number.isInteger(number) && number > 0 && number <= MOST_ROUNDS;
      if (!isNumber || !isHash(task)) throw unknownRound();
      const place = { task, round: BigInt(number) };
      const round = await training.readRound(network.reader, network.contract('Training'), place);
      if (round.status === 'none') throw unknownRound();
      return round;
    },
    ...LIVE,
  });

export interface OwnPart {
  readonly enrolment: training.Enrolment;
  /** What the contract Training owes the account, from all tasks together. */
  readonly owed: bigint;
}

export const ownPart = (network: Network, task: Hex, account: Address) =>
  queryOptions({
    queryKey: [network.chainId, 'own-part', task, account],
    queryFn: async (): Promise<OwnPart> => {
      const contract = network.contract('Training');
      const [enrolment, owed] = await Promise.all([
        training.readEnrolment(network.reader, contract, { task, trainer: account }),
        training.readOwed(network.reader, contract, account),
      ]);
      return { enrolment, owed };
    },
    ...LIVE,
  });

/** What a trainer deposits if it enrols now. */
export const deposit = (network: Network, task: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'deposit', task],
    queryFn: () => training.readDeposit(network.reader, network.contract('Training'), task),
    ...LIVE,
  });

export interface PaidGas {
  readonly gas: bigint;
  readonly wei: bigint;
}

/** Of transactions that are mined: it does not change any more. */
export const gasOf = (network: Network, hashes: readonly Hex[]) =>
  queryOptions({
    queryKey: [network.chainId, 'gas', hashes],
    queryFn: async (): Promise<readonly PaidGas[]> => {
      const receipts = await Promise.all(hashes.map((hash) => getTransactionReceipt(network.reader, { hash })));
      return receipts.map(({ gasUsed, effectiveGasPrice }) => ({ gas: gasUsed, wei: gasUsed * effectiveGasPrice }));
    },
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What the coordinator wrote; undefined while no store has it. The hash is checked, the contents are its word. */
export const descriptionOf = (network: Network, cid: Hex) =>
  queryOptions({
    queryKey: [network.chainId, 'task-description', cid],
    queryFn: async (): Promise<TaskDescription | null> => {
      const bytes = await readFile(network.blobs, rawCid(BigInt(cid)), { limit: MAX_TASK_DESCRIPTION_BYTES });
      return bytes === undefined ? null : parseTaskDescription(bytes);
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
