// What every look and every deed works with: the chain, the stores, the key and the records of what was released.
import {
  authoriseWith,
  type BlobReader,
  type BlobStore,
  type Clients,
  circuitNamed,
  type Dag,
  firstOf,
  gatewayReader,
  ProtocolError,
  parseVerificationKey,
  pinNodeStore,
  provingError,
  type ReadClient,
  readCircuitClaims,
  type SignClient,
  type VerificationKey,
} from '@tacit/sdk';
import {
  indexedDbStore,
  type KeptKey,
  keyholderKeys,
  type ReleaseRecords,
  releaseRecords,
  uploadSigner,
  type Vault,
  vaultOf,
} from '@tacit/sdk/browser';
import { createPublicClient, http } from 'viem';
import { namedChain } from '../../../workers/named-chain.ts';
import { keptNotes } from '../kept-notes.ts';
import type { KeyholderPlace } from '../place.ts';
import type { RoundNote, RoundOrder } from './order.ts';

export interface Scene extends RoundOrder {
  readonly clients: Clients;
  readonly reader: BlobReader;
  readonly keys: KeptKey;
  readonly records: ReleaseRecords;
  /** Whether its owner has said that the key works in this page, and nowhere else. */
  readonly worksHere: boolean;
  /** In seconds: what the key released before is not recorded here. */
  readonly recordsSince: number;
  readonly circuit: string;
  readonly key: VerificationKey;
  /** Resolves when one store at least has it. */
  readonly put: (dag: Dag) => Promise<void>;
  readonly note: (note: RoundNote) => void;
}

const clientOf = (place: KeyholderPlace): ReadClient =>
  createPublicClient({
    chain: namedChain(place),
    transport: http(place.rpcUrl, { batch: true, retryCount: 2 }),
    pollingInterval: 1000,
  });

const MAX_KEY_BYTES = 2 ** 26;

/** The key's numbers alone: checking shares takes no prover. It is believed as far as it hashes to the task's. */
async function fetchKey(circuits: string, name: string): Promise<VerificationKey> {
  const url = `${circuits}${name}/verification-key.json`;
  const response = await fetch(url);
  if (!response.ok || Number(response.headers.get('content-length') ?? 0) > MAX_KEY_BYTES) {
    throw provingError('ARTIFACT_MISSING', `${url} cannot be had (status ${response.status})`);
  }
  const json: unknown = await response.json().catch((cause: unknown) => {
    throw provingError('ARTIFACT_MISSING', `${url} is no JSON`, { cause });
  });
  return parseVerificationKey(json, circuitNamed(name).statementSignals);
}

async function readKeys(vault: Vault): Promise<KeptKey> {
  const kept = await keyholderKeys(vault).read();
  if (kept) return kept;
  throw new ProtocolError('KEYHOLDER_KEY_MISSING', 'there is no key here: make one, or import a backup');
}

async function openStores(vault: Vault, pinNodes: readonly string[]): Promise<readonly BlobStore[]> {
  const authorise = authoriseWith(await uploadSigner(vault));
  return pinNodes.map((url) => pinNodeStore({ url, authorise }));
}

/** One store that has it is enough for others to find it; all are tried. */
async function putSomewhere(stores: readonly BlobStore[], dag: Dag): Promise<void> {
  const tries = await Promise.allSettled(stores.map((store) => store.put(dag)));
  if (tries.some(({ status }) => status === 'fulfilled')) return;
  const failed = tries.find((one) => one.status === 'rejected');
  throw failed?.reason ?? new ProtocolError('STORE_MISSING', 'this page knows no store to put anything into');
}

export async function openScene(
  order: RoundOrder,
  { walletClient, note }: { readonly walletClient: SignClient; readonly note: Scene['note'] },
): Promise<Scene> {
  const { place, terms } = order;
  const client = clientOf(place);
  const vault = vaultOf(order.vault, indexedDbStore({ name: 'tacit' }));
  const keys = await readKeys(vault);
  const notes = keptNotes(vault);
  note({ stage: 'reading' });
  const { name } = await readCircuitClaims(client, place.registry, terms.circuit);
  const key = await fetchKey(place.circuits, name);
  const stores = await openStores(vault, place.pinNodes);
  return {
    ...order,
    clients: { publicClient: client, walletClient },
    reader: firstOf(place.pinNodes.map((url) => gatewayReader(url))),
    keys,
    records: releaseRecords(vault),
    worksHere: (await notes.readWorkplace()) === 'page',
    recordsSince: Math.max(keys.made === 'imported' ? keys.recordsSince : 0, await notes.readWorksSince()),
    circuit: name,
    key,
    put: (dag) => putSomewhere(stores, dag),
    note,
  };
}
