// A round as it is at one block, checked against the terms that were agreed to.
import {
  type ContractEvent,
  clientAt,
  explained,
  freezeLog,
  fromHex,
  hashHex,
  type LoggedSubmission,
  type PinnedBlock,
  ProtocolError,
  type ReadClient,
  type RoundView,
  readEvents,
  readIndices,
  readRoundView,
  readShownHashes,
  readShownSubmission,
  readSubmissions,
  requireKey,
  training,
  trainingAbi,
} from '@tacit/sdk';
import type { Hex } from 'viem';
import { getBlock } from 'viem/actions';
import type { DemandReport } from '../round-report.ts';
import type { Scene } from './scene.ts';

type TrainingEvent = ContractEvent<typeof trainingAbi>;

/** This keyholder's ciphertext alone, as somebody showed it on chain, with the hashes of all. */
export interface ShownShare {
  readonly ciphertext: Uint8Array;
  readonly ctHashes: readonly bigint[];
}

export interface Snapshot {
  readonly view: RoundView;
  /** The newest block's time, in seconds. */
  readonly time: number;
  /** This keyholder's place, from 1. */
  readonly index: number;
  readonly logged: readonly LoggedSubmission[];
  /** Which entries of the log count, in its order. */
  readonly included: readonly boolean[];
  readonly frozenLog: Hex;
  readonly freezeFinal: boolean;
  readonly shown: ReadonlyMap<bigint, ShownShare>;
  /** By the trainer's address in lower case. */
  readonly demands: ReadonlyMap<string, readonly DemandReport[]>;
  /** The digest of what each member has posted. */
  readonly posted: ReadonlyMap<number, Hex>;
  /** Sums whose bytes somebody showed on chain. */
  readonly shownSums: ReadonlyMap<number, Uint8Array>;
}

const isFrozen = ({ status }: Pick<training.Round, 'status'>): boolean =>
  status === 'frozen' || status === 'finalised' || status === 'burned';

const logOf = (round: training.Round): Hex => hashHex(freezeLog(BigInt(round.log), training.includedOf(round)));

async function readFinalBlock({ clients, place }: Scene, head: PinnedBlock): Promise<PinnedBlock | undefined> {
  const { finality } = place;
  if (finality === 0) return head;
  const wanted = finality === 'finalized' ? { blockTag: finality } : { blockNumber: head.number - BigInt(finality) };
  if ('blockNumber' in wanted && wanted.blockNumber < 0n) return undefined;
  const { number, hash } = await explained(() => getBlock(clients.publicClient, wanted));
  return { number, hash };
}

/** Whether the block that the chain cannot take back has exactly this set frozen. */
async function isFreezeFinal(scene: Scene, head: PinnedBlock, { round }: RoundView): Promise<boolean> {
  if (!isFrozen(round)) return false;
  const { clients, place, task, round: number } = scene;
  const final = await readFinalBlock(scene, head);
  if (!final || final.number < round.openedAt) return false;
  const at = clientAt(clients.publicClient, final);
  const then = await training.readRound(at, place.training, { task, round: number });
  return isFrozen(then) && logOf(then) === logOf(round);
}

/** The node's word counts where it is the terms' word; a key that is not the registered one opens nothing. */
function requireMember({ terms, place, keys, key }: Scene, view: RoundView): number {
  const { task, committee, publicKeys } = view;
  const same = committee.every((owner, i) => owner.toLowerCase() === terms.committee[i]?.toLowerCase());
  if (!same || committee.length !== terms.committee.length || task.threshold !== terms.threshold) {
    throw new ProtocolError('TERMS_FOREIGN', 'the node says something else of the task than its terms do');
  }
  requireKey(view, key);
  const index = committee.findIndex((owner) => owner.toLowerCase() === place.account.toLowerCase()) + 1;
  if (index === 0) throw new ProtocolError('NOT_A_MEMBER', 'this account holds no key of the task');
  if (publicKeys[index - 1]?.equals(keys.publicKey)) return index;
  throw new ProtocolError('KEY_NOT_REGISTERED', 'the key in this browser is not the one that the account registered');
}

const eventsOf = async (at: ReadClient, { place, task, round }: Scene, fromBlock: bigint): Promise<TrainingEvent[]> => {
  const { events } = await readEvents(at, { abi: trainingAbi, address: place.training }, { fromBlock });
  return events.filter(({ args }) => {
    const about = args as { readonly task?: Hex; readonly round?: bigint };
    return about.task?.toLowerCase() === task.toLowerCase() && about.round === round;
  });
};

async function readDemands(
  at: ReadClient,
  { place, task, round }: Scene,
  events: readonly TrainingEvent[],
  live: boolean,
) {
  const demands = new Map<string, DemandReport[]>();
  for (const event of events) {
    if (event.eventName !== 'ShareDemanded') continue;
    const { trainer } = event.args;
    const member = Number(event.args.member);
    const open = live && (await training.readDemand(at, place.training, { task, round, trainer, member })).open;
    demands.set(trainer.toLowerCase(), [...(demands.get(trainer.toLowerCase()) ?? []), { member, open }]);
  }
  return demands;
}

/** What demands brought to light: submissions that were not to be found, and this keyholder's ciphertexts. */
async function readShown(
  { clients, place }: Scene,
  view: RoundView,
  found: readonly LoggedSubmission[],
  context: { readonly events: readonly TrainingEvent[]; readonly index: number },
) {
  const logged = [...found];
  const shown = new Map<bigint, ShownShare>();
  for (const event of context.events) {
    if (event.eventName !== 'ShareAnswered') continue;
    const { args, transactionHash } = event;
    const at = logged.findIndex(({ trainer }) => trainer.toLowerCase() === args.trainer.toLowerCase());
    const one = logged[at];
    if (!one) continue;
    const where = { scope: view.scope, logged: one, transactionHash };
    const submission = one.submission ?? (await readShownSubmission(clients.publicClient, place.training, where));
    if (!submission) continue;
    logged[at] = { ...one, submission };
    if (args.member !== BigInt(context.index)) continue;
    const ctHashes = await readShownHashes(clients.publicClient, place.training, { submission, transactionHash });
    if (ctHashes) shown.set(one.sharesHash, { ciphertext: fromHex(args.ciphertext), ctHashes });
  }
  return { logged, shown };
}

async function readPosted(at: ReadClient, { place, task, round }: Scene, { round: state }: RoundView) {
  const posted = new Map<number, Hex>();
  for (const position of training.indicesOf(state.posted)) {
    const member = position + 1;
    posted.set(member, (await training.readPostedSum(at, place.training, { task, round, member })).cid);
  }
  return posted;
}

const shownSumsIn = (events: readonly TrainingEvent[]): Map<number, Uint8Array> =>
  new Map(
    events.flatMap((event) =>
      event.eventName === 'SumAnswered' ? [[Number(event.args.member), fromHex(event.args.sum)] as const] : [],
    ),
  );

/** Everything at the newest block. */
export async function readSnapshot(scene: Scene): Promise<Snapshot> {
  const { clients, place, task, round: number, note } = scene;
  const client = clients.publicClient;
  const block = await explained(() => getBlock(client));
  const head = { number: block.number, hash: block.hash };
  const at = clientAt(client, head);
  const view = await readRoundView(at, { chainId: place.chainId, contract: place.training, task, round: number });
  const index = requireMember(scene, view);
  const { scope, round } = view;
  const fromBlock = round.openedAt;
  const submissions = await readSubmissions(at, place.training, {
    ...{ scope, log: BigInt(round.log), range: { fromBlock } },
    onRead: (done) => note({ stage: 'reading', done }),
  });
  const events = await eventsOf(at, scene, fromBlock);
  const { logged, shown } = await readShown(scene, view, submissions, { events, index });
  const indices = await readIndices(at, place.training, { scope, submissions: logged });
  const counted = new Set(training.includedOf(round));
  const live = round.status === 'open' && round.openDemands > 0;
  return {
    ...{ view, index, logged, shown, time: Number(block.timestamp) },
    included: indices.map((one) => counted.has(one)),
    frozenLog: logOf(round),
    freezeFinal: await isFreezeFinal(scene, head, view),
    demands: await readDemands(at, scene, events, live),
    posted: await readPosted(at, scene, view),
    shownSums: shownSumsIn(events),
  };
}
