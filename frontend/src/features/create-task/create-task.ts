// Proposing a task: what others must read is uploaded, then one transaction pays the rewards in.
import {
  authoriseWith,
  type BlobStore,
  type Clients,
  hashHex,
  ProtocolError,
  pinNodeStore,
  putBlob,
  randomField,
  replicatedStore,
  systemRandomness,
  training,
  type UploadSigner,
} from '@tacit/sdk';
import type { Address, Hex } from 'viem';
import type { CheckedDraft, FirstModel } from './check-draft.ts';
import { termsOf } from './check-draft.ts';

/** Two tasks with the same terms are two tasks: each gets a salt of its own. */
export const freshSalt = (): Hex => hashHex(randomField(systemRandomness));

function storeAt(pinNodes: readonly string[], signer: UploadSigner): BlobStore {
  const [primary, ...replicas] = pinNodes.map((url) => pinNodeStore({ url, authorise: authoriseWith(signer) }));
  if (!primary) throw new ProtocolError('PIN_NODE_MISSING', 'this page knows no pin node to upload to');
  return replicatedStore({ primary, replicas });
}

export async function uploadDocuments(
  pinNodes: readonly string[],
  signer: UploadSigner,
  documents: readonly Uint8Array[],
): Promise<void> {
  const store = storeAt(pinNodes, signer);
  for (const bytes of documents) await putBlob(store, bytes);
}

export interface ProposeOptions {
  readonly clients: Clients;
  readonly chainId: number;
  readonly contract: Address;
  readonly checked: CheckedDraft;
  readonly first: FirstModel;
  readonly salt: Hex;
  /** As soon as the transaction is on its way: the id is known before it is mined. */
  readonly onSent: (sent: { readonly task: Hex; readonly transaction: Hex }) => void;
}

/** Resolves once it is mined. */
export async function proposeTask(options: ProposeOptions): Promise<{ readonly task: Hex; readonly transaction: Hex }> {
  const { clients, chainId, contract, checked, first, salt, onSent } = options;
  const terms = termsOf(checked, first, await training.readTime(clients.publicClient));
  const coordinator = clients.walletClient.account.address;
  const id = training.computeTaskId({ chainId, contract, coordinator, salt, terms });
  const { task, hash } = await training.create(
    clients,
    contract,
    { terms, salt },
    { onSent: (transaction) => onSent({ task: id, transaction }) },
  );
  return { task, transaction: hash };
}
