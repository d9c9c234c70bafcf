// What the pages of a keyholder read. Keys begin with the chain and the account: another one has other answers.
import { keyholders, training } from '@tacit/sdk';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Address } from 'viem';
import type { Network } from '../../app/network.ts';
import { type NamedTask, type NamedTasks, readNamedTasks, readTaskState } from './committee-tasks.ts';
import { readHistory } from './history.ts';
import { placeOf } from './place.ts';

const POLL_MS = 4000;
const root = ({ chainId }: Network, account: Address) => [chainId, 'keyholder', account.toLowerCase()] as const;

/** Everything of one keyholder on one chain: read again after a deed. */
export const keyholderScope = root;

export interface StakeView {
  /** Undefined while no key is registered. */
  readonly member: keyholders.Member | undefined;
  /** Of others' slashed stakes. */
  readonly claimable: bigint;
  /** Earned by training, to be withdrawn. */
  readonly owed: bigint;
  /** From unbonding to withdrawing, in seconds. */
  readonly delay: number;
}

export const stakeQuery = (network: Network, account: Address) =>
  queryOptions({
    queryKey: [...root(network, account), 'stake'],
    queryFn: async (): Promise<StakeView> => {
      const { reader } = network;
      const registry = network.contract('Keyholders');
      const [isMember, claimable, delay, owed] = await Promise.all([
        keyholders.isMember(reader, registry, account),
        keyholders.readClaimable(reader, registry, account),
        keyholders.readUnbondingDelay(reader, registry),
        training.readOwed(reader, network.contract('Training'), account),
      ]);
      const member = isMember ? await keyholders.readMember(reader, registry, account) : undefined;
      return { member, claimable, owed, delay: Number(delay) };
    },
    refetchInterval: POLL_MS,
  });

/** Read once, and then from where it ended. */
const readSoFar = new Map<string, NamedTasks>();

async function namedTasks(network: Network, account: Address): Promise<readonly NamedTask[]> {
  const name = `${network.chainId} ${network.contract('Training')} ${account}`;
  const found = await readNamedTasks(network.reader, placeOf(network, account), readSoFar.get(name));
  readSoFar.set(name, found);
  return found.tasks;
}

/** Tasks that name the account, newest first, with their rounds that are not over. */
export const tasksQuery = (network: Network, account: Address) =>
  queryOptions({
    queryKey: [...root(network, account), 'tasks'],
    queryFn: async () => {
      const tasks = await namedTasks(network, account);
      const place = placeOf(network, account);
      const states = await Promise.all(tasks.map((one) => readTaskState(network.reader, place, one)));
      return states.reverse();
    },
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
  });

export const historyQuery = (network: Network, account: Address) =>
  queryOptions({
    queryKey: [...root(network, account), 'history'],
    queryFn: async () => readHistory(network.reader, placeOf(network, account), await namedTasks(network, account)),
    refetchInterval: 3 * POLL_MS,
  });
