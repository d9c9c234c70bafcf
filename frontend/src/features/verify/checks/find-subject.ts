// What a hash is of. The chain is asked for everything that it may be, side by side.
import {
  type ContractName,
  decodeEvents,
  errorCode,
  explained,
  inference,
  inferenceMarketAbi,
  modelRegistryAbi,
  models,
  training,
  trainingAbi,
} from '@tacit/sdk';
import type { Hex, TransactionReceipt } from 'viem';
import { getTransactionReceipt } from 'viem/actions';
import { contractOf, type VerifyPlace } from './place.ts';
import type { Subject } from './read-input.ts';
import { unknown } from './round-facts.ts';

/** What a transaction did, as far as it is of Tacit. */
export type Found =
  | Exclude<Subject, { readonly kind: 'hash' | 'transaction' }>
  | {
      readonly kind: 'update';
      readonly task: Hex;
      readonly round: bigint;
      readonly trainers: readonly Hex[];
      readonly transaction: Hex;
    };

/** Undefined where the contract knows no such id, or is not deployed here. */
async function unlessUnknown<T>(codes: readonly string[], read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (codes.includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

const MISSING = ['DEPLOYMENT_INCOMPLETE'];

async function receiptOf({ client }: VerifyPlace, hash: Hex): Promise<TransactionReceipt | undefined> {
  try {
    return await getTransactionReceipt(client, { hash });
  } catch (error) {
    if ((error as Error).name === 'TransactionReceiptNotFoundError') return undefined;
    return await explained(() => Promise.reject(error));
  }
}

const eventsOf = (
  place: VerifyPlace,
  name: ContractName,
  abi: Parameters<typeof decodeEvents>[0]['abi'],
  receipt: TransactionReceipt,
) =>
  place.deployment.addresses[name] === undefined
    ? []
    : decodeEvents({ abi, address: contractOf(place, name) }, receipt.logs);

type Args = {
  readonly task?: Hex;
  readonly round?: bigint;
  readonly id?: Hex;
  readonly job?: Hex;
  readonly offer?: Hex;
  readonly trainer?: Hex;
};
interface AnyEvent {
  readonly eventName: string;
  readonly args: Args;
}

/** Undefined for a transaction that no contract of Tacit logged anything in. */
export async function findInTransaction(place: VerifyPlace, hash: Hex): Promise<Found | undefined> {
  const receipt = await receiptOf(place, hash);
  if (!receipt) throw unknown('the transaction');
  const trained = eventsOf(place, 'Training', trainingAbi, receipt) as unknown as readonly AnyEvent[];
  const updates = trained.filter(({ eventName }) => eventName === 'UpdateSubmitted');
  const first = updates[0]?.args;
  if (first?.task && first.round !== undefined) {
    const trainers = updates.flatMap(({ args }) => (args.trainer && args.task === first.task ? [args.trainer] : []));
    return { kind: 'update', task: first.task, round: first.round, trainers, transaction: hash };
  }
  const asked = eventsOf(place, 'InferenceMarket', inferenceMarketAbi, receipt) as unknown as readonly AnyEvent[];
  const published = eventsOf(place, 'ModelRegistry', modelRegistryAbi, receipt) as unknown as readonly AnyEvent[];
  const of = (events: readonly AnyEvent[], name: keyof Args) =>
    events.find(({ args }) => args[name] !== undefined)?.args;
  const [round, task, model, job, offer] = [
    of(trained, 'round'),
    of(trained, 'task'),
    of(published, 'id'),
    of(asked, 'job'),
    of(asked, 'offer'),
  ];
  if (round?.task && round.round !== undefined) return { kind: 'round', task: round.task, round: round.round };
  if (task?.task) return { kind: 'task', task: task.task };
  if (model?.id) return { kind: 'model', model: model.id };
  if (job?.job) return { kind: 'job', job: job.job };
  if (offer?.offer) return { kind: 'offer', offer: offer.offer };
  return undefined;
}

/** Refuses a hash of nothing on this network (SUBJECT_UNKNOWN). */
export async function findByHash(
  place: VerifyPlace,
  hash: Hex,
): Promise<Found | { readonly kind: 'transaction'; readonly hash: Hex }> {
  const { client } = place;
  const [task, model, job, offer, receipt] = await Promise.all([
    unlessUnknown(MISSING, () => training.readTask(client, contractOf(place, 'Training'), hash)),
    unlessUnknown([...MISSING, 'MODEL_UNKNOWN'], () =>
      models.readModel(client, contractOf(place, 'ModelRegistry'), hash),
    ),
    unlessUnknown([...MISSING, 'JOB_UNKNOWN'], () =>
      inference.readJob(client, contractOf(place, 'InferenceMarket'), hash),
    ),
    unlessUnknown([...MISSING, 'OFFER_UNKNOWN'], () =>
      inference.readOffer(client, contractOf(place, 'InferenceMarket'), hash),
    ),
    receiptOf(place, hash),
  ]);
  if (task && task.status !== 'none') return { kind: 'task', task: hash };
  if (model) return { kind: 'model', model: hash };
  if (job && job.phase !== 'none') return { kind: 'job', job: hash };
  if (offer) return { kind: 'offer', offer: hash };
  if (receipt) return { kind: 'transaction', hash };
  throw unknown('this hash');
}
