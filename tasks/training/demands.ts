// Demands of a round that nobody has answered yet.
import { type ContractEvent, hashHex, type RoundView, readEvents, training, trainingAbi } from '../support/sdk.ts';
import type { Hex, OpenContract } from './contract.ts';

type TrainingEvent = ContractEvent<typeof trainingAbi>;

async function eventsOf({ network, contract }: OpenContract, { round }: RoundView): Promise<TrainingEvent[]> {
  const source = { abi: trainingAbi, address: contract };
  return (await readEvents(network.publicClient, source, { fromBlock: round.openedAt })).events;
}

export interface ShareDemand {
  readonly trainer: Hex;
  readonly member: number;
}

export async function openShareDemands(opened: OpenContract, view: RoundView): Promise<ShareDemand[]> {
  const { scope } = view;
  const id = { task: hashHex(scope.task), round: scope.round };
  const open: ShareDemand[] = [];
  for (const event of await eventsOf(opened, view)) {
    if (event.eventName !== 'ShareDemanded') continue;
    const { trainer, member } = event.args;
    if (event.args.task !== id.task || event.args.round !== id.round) continue;
    const demand = { ...id, trainer, member: Number(member) };
    const { open: isOpen } = await training.readDemand(opened.network.publicClient, opened.contract, demand);
    if (isOpen) open.push({ trainer, member: Number(member) });
  }
  return open;
}

/** Numbers of the members whose sums are demanded. */
export const openSumDemands = ({ round }: Pick<RoundView, 'round'>): number[] =>
  training.indicesOf(round.demanded & ~round.answered).map((index) => index + 1);
