// What the chain says of a round, gathered once for all that is checked against it.
import {
  type ContractEvent,
  eventPages,
  findEvent,
  ProtocolError,
  type RoundView,
  readRoundView,
  training,
  trainingAbi,
} from '@tacit/sdk';
import { contractOf, type VerifyPlace } from './place.ts';

type Hex = `0x${string}`;
type TrainingEvent = ContractEvent<typeof trainingAbi>;
type EventOf<name extends TrainingEvent['eventName']> = Extract<TrainingEvent, { readonly eventName: name }>;

export interface RoundId {
  readonly task: Hex;
  readonly round: bigint;
}

export interface RoundFacts {
  readonly view: RoundView;
  readonly listed: training.ListedTask;
  /** The model that the round began with. */
  readonly rootBefore: bigint;
  readonly frozen: EventOf<'RoundFrozen'> | undefined;
  readonly finalised: EventOf<'RoundFinalised'> | undefined;
}

export const unknown = (what: string) => new ProtocolError('SUBJECT_UNKNOWN', `${what} is nothing on this network`);

export async function readListedTask(place: VerifyPlace, task: Hex): Promise<training.ListedTask> {
  const contract = contractOf(place, 'Training');
  const found = await training.findTerms(place.client, contract, task, { fromBlock: place.fromBlock });
  if (!found) throw unknown('the task');
  return found;
}

/** The root after the last round before this one that came to something, or the task's first. */
async function rootBeforeOf(place: VerifyPlace, { task, round }: RoundId, terms: training.Terms): Promise<bigint> {
  const contract = contractOf(place, 'Training');
  for (let number = round - 1n; number > 0n; number--) {
    const before = await training.readRound(place.client, contract, { task, round: number });
    if (before.status === 'finalised') return before.rootAfter;
  }
  return terms.initialRoot;
}

/** The events that a round ends in, if it has. */
async function endingsOf(place: VerifyPlace, { task, round }: RoundId, openedAt: bigint) {
  const source = { abi: trainingAbi, address: contractOf(place, 'Training') };
  let frozen: EventOf<'RoundFrozen'> | undefined;
  let finalised: EventOf<'RoundFinalised'> | undefined;
  for await (const page of eventPages(place.client, source, { fromBlock: openedAt })) {
    const own = page.events.filter(
      ({ args }) => 'round' in args && 'task' in args && args.task === task && args.round === round,
    );
    frozen ??= findEvent(own, 'RoundFrozen');
    finalised ??= findEvent(own, 'RoundFinalised');
    if (finalised) break;
  }
  return { frozen, finalised };
}

/** Refuses a round that was never opened (SUBJECT_UNKNOWN). */
export async function readRoundFacts(place: VerifyPlace, { task, round }: RoundId): Promise<RoundFacts> {
  const contract = contractOf(place, 'Training');
  const view = await readRoundView(place.client, { chainId: place.chainId, contract, task, round });
  if (view.task.status === 'none') throw unknown('the task');
  if (view.round.status === 'none') throw unknown(`round ${round}`);
  const listed = await readListedTask(place, task);
  const isOver = view.round.status !== 'open' && view.round.status !== 'void';
  const [rootBefore, endings] = await Promise.all([
    rootBeforeOf(place, { task, round }, listed.terms),
    isOver ? endingsOf(place, { task, round }, view.round.openedAt) : { frozen: undefined, finalised: undefined },
  ]);
  return { view, listed, rootBefore, ...endings };
}
