// Answering what a user of a split model handed over, as the creator's worker process does.
import {
  type Clients,
  checkOwnOffer,
  inference,
  makeAnswer,
  nameBlob,
  ProtocolError,
  parseNetwork,
  putBlob,
  systemRandomness,
} from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import type { Hex } from 'viem';
import type { Network } from '../../../app/network.ts';
import { creatorKeys } from '../creator-keys.ts';
import { openStore } from '../place.ts';

export type AnswerStage = 'opening' | 'evaluating' | 'uploading' | 'asked' | 'sent';

export interface Answered {
  readonly kind: 'answered' | 'refused';
  readonly code?: string;
  readonly transaction: Hex;
}

interface Work {
  readonly network: Network;
  readonly clients: Clients;
  readonly vault: Vault;
  readonly note: (stage: AnswerStage) => void;
}

/** Far longer than a store takes that has the bytes at all. */
const PATIENCE_MS = 120_000;

const offerCidOf = async ({ reader, contract }: Network, offer: Hex): Promise<Hex> =>
  (await inference.readOffer(reader, contract('InferenceMarket'), offer)).terms.offerCid;

export async function answerJob({ network, clients, vault, note }: Work, job: Hex): Promise<Answered> {
  const { reader, chainId } = network;
  const [contract, signal] = [network.contract('InferenceMarket'), AbortSignal.timeout(PATIENCE_MS)];
  note('opening');
  const state = await inference.readJob(reader, contract, job);
  const own = creatorKeys(vault);
  const [keys, tail] = [await own.secret(), await own.readTail(await offerCidOf(network, state.offer))];
  if (!tail) throw new ProtocolError('TAIL_MISSING', 'the last layers of this model are not in this vault');
  const store = await openStore(network, vault);
  const creator = clients.walletClient.account.address;
  const mine = { contract, creator, offer: state.offer, tail: parseNetwork(tail), keys, store, signal };
  const offer = await checkOwnOffer(reader, mine);
  note('evaluating');
  const randomness = systemRandomness;
  const made = await makeAnswer({ chainId, contract, job, state, offer, keys, reader: store, randomness, signal });
  note('uploading');
  // The bytes first: what the chain names must be there.
  await putBlob(store, made.bytes, { signal });
  const { digest: answerCid } = await nameBlob(made.bytes);
  note('asked');
  const onSent = () => note('sent');
  const { hash } = await inference.answer(clients, contract, { job, answerCid }, { onSent });
  return { kind: made.kind, transaction: hash, ...(made.code !== undefined && { code: made.code }) };
}

/** The file with an offer's last layers, kept once it has been found to fit. */
export async function importTail(
  { network, vault, clients }: Omit<Work, 'note'>,
  { offer, file }: { readonly offer: Hex; readonly file: Uint8Array },
): Promise<Hex> {
  const own = creatorKeys(vault);
  const creator = clients.walletClient.account.address;
  const contract = network.contract('InferenceMarket');
  const mine = { contract, creator, offer, tail: parseNetwork(file), keys: await own.secret(), store: network.blobs };
  await checkOwnOffer(network.reader, mine);
  const offerCid = await offerCidOf(network, offer);
  await own.keepTail(offerCid, file);
  return offerCid;
}
