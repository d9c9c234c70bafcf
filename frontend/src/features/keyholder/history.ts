// What came of holding a key, by the contracts' own events.
import { type ContractEvent, keyholdersAbi, type ReadClient, readEvents, trainingAbi } from '@tacit/sdk';
import type { Address, Hex } from 'viem';
import type { NamedTask } from './committee-tasks.ts';
import type { KeyholderPlace } from './place.ts';

export type HistoryKind =
  | 'registered'
  | 'deposited'
  | 'locked'
  | 'released'
  | 'revoked'
  | 'unbonding'
  | 'withdrawn'
  | 'stake-slashed'
  | 'sum-posted'
  | 'complaint-upheld'
  | 'sum-proven-wrong'
  | 'credited'
  | 'paid-out'
  | 'claimed';

export interface HistoryEntry {
  readonly kind: HistoryKind;
  readonly blockNumber: bigint;
  readonly logIndex: number;
  readonly transactionHash: Hex;
  readonly amount?: bigint;
  readonly task?: Hex;
  readonly round?: bigint;
}

type StakeEvent = ContractEvent<typeof keyholdersAbi>;
type TrainingEvent = ContractEvent<typeof trainingAbi>;
type Told = Pick<HistoryEntry, 'kind' | 'amount' | 'task' | 'round'>;

const STAKE_KINDS: Readonly<Partial<Record<StakeEvent['eventName'], HistoryKind>>> = {
  MemberRegistered: 'registered',
  StakeDeposited: 'deposited',
  StakeLocked: 'locked',
  StakeReleased: 'released',
  AcceptanceRevoked: 'revoked',
  UnbondingStarted: 'unbonding',
  StakeWithdrawn: 'withdrawn',
  StakeSlashed: 'stake-slashed',
  SlashedStakeClaimed: 'claimed',
};

const isSame = (a: unknown, b: Address): boolean => typeof a === 'string' && a.toLowerCase() === b.toLowerCase();

/** What an event of the stakes' contract says of an account. */
export function toldByStakes(
  { eventName, args }: Pick<StakeEvent, 'eventName' | 'args'>,
  account: Address,
): Told | undefined {
  const kind = STAKE_KINDS[eventName];
  const about = args as { owner?: Address; account?: Address; amount?: bigint; terms?: Hex };
  if (kind === undefined || !(isSame(about.owner, account) || isSame(about.account, account))) return undefined;
  return {
    kind,
    ...(about.amount !== undefined && { amount: about.amount }),
    ...(about.terms !== undefined && { task: about.terms }),
  };
}

/** What an event of the training's contract says of an account that is in these tasks. */
export function toldByTraining(
  event: Pick<TrainingEvent, 'eventName' | 'args'>,
  { account, tasks }: { readonly account: Address; readonly tasks: readonly Pick<NamedTask, 'task' | 'index'>[] },
): Told | undefined {
  const args = event.args as {
    readonly task?: Hex;
    readonly round?: bigint;
    readonly member?: Address | bigint;
    readonly account?: Address;
    readonly amount?: bigint;
  };
  const about = { ...(args.task && { task: args.task }), ...(args.round !== undefined && { round: args.round }) };
  const amount = args.amount === undefined ? {} : { amount: args.amount };
  if (event.eventName === 'Credited' && isSame(args.account, account)) return { kind: 'credited', ...amount };
  if (event.eventName === 'Withdrawn' && isSame(args.account, account)) return { kind: 'paid-out', ...amount };
  if (event.eventName === 'SumPosted' && isSame(args.member, account)) return { kind: 'sum-posted', ...about };
  if (event.eventName === 'SumProvenWrong' && isSame(args.member, account))
    return { kind: 'sum-proven-wrong', ...about };
  if (event.eventName !== 'ComplaintUpheld') return undefined;
  const index = tasks.find(({ task }) => isSame(args.task, task))?.index;
  return index !== undefined && args.member === BigInt(index) ? { kind: 'complaint-upheld', ...about } : undefined;
}

/** Newest first. */
export async function readHistory(
  client: ReadClient,
  place: KeyholderPlace,
  tasks: readonly NamedTask[],
): Promise<HistoryEntry[]> {
  const range = { fromBlock: place.fromBlock };
  const [stakes, rounds] = await Promise.all([
    readEvents(client, { abi: keyholdersAbi, address: place.keyholders }, range),
    readEvents(client, { abi: trainingAbi, address: place.training }, range),
  ]);
  const { account } = place;
  const entryOf = (event: StakeEvent | TrainingEvent, told: Told | undefined): HistoryEntry[] => {
    const { blockNumber, logIndex, transactionHash } = event;
    return told ? [{ ...told, blockNumber, logIndex, transactionHash }] : [];
  };
  const entries = [
    ...stakes.events.flatMap((event) => entryOf(event, toldByStakes(event, account))),
    ...rounds.events.flatMap((event) => entryOf(event, toldByTraining(event, { account, tasks }))),
  ];
  return entries.sort((a, b) => Number(b.blockNumber - a.blockNumber) || b.logIndex - a.logIndex);
}
