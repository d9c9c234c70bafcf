// Calls of the contract ModelRegistry: models that can be asked for predictions.
import {
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  encodeAbiParameters,
  type Hex,
  keccak256,
  parseAbiParameters,
  stringToHex,
} from 'viem';
import type { Clients, ReadClient } from './clients.ts';
import { type EventCursor, type EventRange, eventPages, findEvent } from './events.ts';
import { modelRegistryAbi } from './generated/model-registry.ts';
import { query } from './read.ts';
import { type SendOptions, type Sent, transact } from './write.ts';

const abi = modelRegistryAbi;
type Writing = ContractFunctionName<typeof abi, 'nonpayable'>;

export const ORIGINS = ['uploaded', 'trained'] as const;
/** Whether a round of Training proved the root, or the publisher merely says it. */
export type Origin = (typeof ORIGINS)[number];

/** What a publisher says. */
export interface Listing {
  readonly circuit: Hex;
  readonly root: bigint;
  /** SHA-256 of the blocks; the weights' is zero where only the publisher serves the model. */
  readonly weightsCid: Hex;
  readonly specCid: Hex;
  readonly licenceCid: Hex;
  /** For one prediction, in wei. */
  readonly price: bigint;
  /** Bit i: the model may be cut after layer i. */
  readonly splitPoints: number;
  readonly parents: readonly Hex[];
}

export type Model = Omit<ContractFunctionReturnType<typeof abi, 'view', 'modelOf'>, 'origin'> & {
  readonly origin: Origin;
};

const send = <name extends Writing>(
  clients: Clients,
  address: Address,
  functionName: name,
  args: ContractFunctionArgs<typeof abi, 'nonpayable', name>,
  options?: SendOptions,
): Promise<Sent<typeof abi, ContractFunctionReturnType<typeof abi, 'nonpayable', name>>> =>
  transact(clients, { abi, address, functionName, args }, options);

const LISTING_ID = parseAbiParameters([
  'bytes32 name, uint256 chainId, address registry, address publisher, Listing listing',
  'struct Listing { bytes32 circuit; uint256 root; bytes32 weightsCid; bytes32 specCid; bytes32 licenceCid; uint96 price; uint32 splitPoints; bytes32[] parents; }',
]);
const MODEL = keccak256(stringToHex('tacit.model'));

/** The id that the registry gives a listing; no chain is asked. */
export const computeModelId = ({
  chainId,
  registry,
  publisher,
  listing,
}: {
  readonly chainId: number | bigint;
  readonly registry: Address;
  readonly publisher: Address;
  readonly listing: Listing;
}): Hex => keccak256(encodeAbiParameters(LISTING_ID, [MODEL, BigInt(chainId), registry, publisher, listing]));

/** Publishes a model of the caller's own making. */
export async function publish(
  clients: Clients,
  address: Address,
  listing: Listing,
  options?: SendOptions,
): Promise<Sent<typeof abi> & { readonly id: Hex }> {
  const sent = await send(clients, address, 'publish', [listing], options);
  return { ...sent, id: findEvent(sent.events, 'ModelPublished')?.args.id ?? sent.result };
}

/** Publishes the model of a finalised round; the caller coordinates its task. */
export async function publishTrained(
  clients: Clients,
  address: Address,
  { listing, task, round }: { readonly listing: Listing; readonly task: Hex; readonly round: number },
  options?: SendOptions,
): Promise<Sent<typeof abi> & { readonly id: Hex }> {
  const sent = await send(clients, address, 'publishTrained', [listing, task, round], options);
  return { ...sent, id: findEvent(sent.events, 'ModelPublished')?.args.id ?? sent.result };
}

export const setPrice = (
  clients: Clients,
  address: Address,
  { id, price }: { readonly id: Hex; readonly price: bigint },
  options?: SendOptions,
) => send(clients, address, 'setPrice', [id, price], options);

/** No more predictions; what was published stays readable. */
export const withdraw = (clients: Clients, address: Address, id: Hex, options?: SendOptions) =>
  send(clients, address, 'withdraw', [id], options);

/** Refuses an unknown id (MODEL_UNKNOWN). */
export async function readModel(client: ReadClient, address: Address, id: Hex): Promise<Model> {
  const model = await query(client, { abi, address, functionName: 'modelOf', args: [id] });
  return { ...model, origin: ORIGINS[model.origin] as Origin };
}

export const readParents = (client: ReadClient, address: Address, id: Hex): Promise<readonly Hex[]> =>
  query(client, { abi, address, functionName: 'parentsOf', args: [id] });

export const isOffered = (client: ReadClient, address: Address, id: Hex): Promise<boolean> =>
  query(client, { abi, address, functionName: 'isOffered', args: [id] });

export interface ListedModel {
  readonly id: Hex;
  readonly publisher: Address;
  readonly circuit: Hex;
  readonly origin: Origin;
  readonly root: bigint;
  readonly parents: readonly Hex[];
}

/** Models in the order of their publication, withdrawn ones included, and where to go on. */
export async function listModels(
  client: ReadClient,
  address: Address,
  range: EventRange,
): Promise<{ readonly models: readonly ListedModel[]; readonly cursor: EventCursor }> {
  const models: ListedModel[] = [];
  let cursor: EventCursor = { nextBlock: range.fromBlock };
  for await (const page of eventPages(client, { abi, address }, range)) {
    for (const event of page.events) {
      if (event.eventName !== 'ModelPublished') continue;
      models.push({ ...event.args, origin: ORIGINS[event.args.origin] as Origin });
    }
    cursor = page.cursor;
  }
  return { models, cursor };
}
