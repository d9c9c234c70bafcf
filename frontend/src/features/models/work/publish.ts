// A publication from its first upload to its last transaction. Each part that is done is noted, and not done again.
import {
  type BlobStore,
  type Clients,
  type DescribedOffer,
  errorCode,
  models,
  publishOffer,
  putBlob,
  toHex,
} from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { type Hex, zeroHash } from 'viem';
import type { Network } from '../../../app/network.ts';
import { creatorKeys } from '../creator-keys.ts';
import { prepareOffer, splitPointsOf } from '../offer-spec.ts';
import { openStore } from '../place.ts';
import { aloneWith, type Progress, type Publication, type Publications, publications } from '../publications.ts';

export type PublishStage = 'files' | 'model' | 'offer';

export interface PublishNote {
  readonly stage: PublishStage;
  /** `asked`: the wallet has it. `sent`: it is to be mined. */
  readonly state: 'begun' | 'asked' | 'sent' | 'done';
  readonly hash?: Hex;
}

export interface Published {
  readonly model: Hex;
  readonly offer: Hex;
}

interface Work {
  readonly network: Network;
  readonly clients: Clients;
  readonly vault: Vault;
  readonly note: (note: PublishNote) => void;
}

interface Ledger {
  readonly now: () => Progress;
  add(more: Partial<Progress>): Promise<void>;
}

async function openLedger(kept: Publications, id: string): Promise<Ledger> {
  let progress = await kept.progress(id);
  return {
    now: () => progress,
    async add(more) {
      progress = { ...progress, ...more };
      await kept.note(id, progress);
    },
  };
}

/** Passes over what the pin node has said before that it keeps. */
const remembering = (store: BlobStore, { now, add }: Ledger): BlobStore => ({
  ...store,
  async put(dag, options) {
    const cid = dag.root.toString();
    if (now().uploaded.includes(cid)) return;
    await store.put(dag, options);
    await add({ uploaded: [...now().uploaded, cid] });
  },
});

interface Files {
  readonly licenceCid: Hex;
  readonly weightsCid: Hex;
}

/** The weights of a split model are its creator's alone; every other model's are public. */
async function upload(store: BlobStore, { source, spec }: Publication, described: DescribedOffer): Promise<Files> {
  const { digest: licenceCid } = await putBlob(store, new TextEncoder().encode(spec.licence));
  await putBlob(store, described.network);
  await putBlob(store, described.documentBytes);
  if (spec.split) return { licenceCid, weightsCid: zeroHash };
  const { digest: weightsCid } = await putBlob(store, source.bytes);
  return { licenceCid, weightsCid };
}

function listingOf({ source, spec }: Publication, files: Files, specCid: Hex): models.Listing {
  const { circuit, root } = source.listed ?? { circuit: zeroHash, root: 0n };
  return { circuit, root, ...files, specCid, price: spec.price, splitPoints: splitPointsOf(spec.split), parents: [] };
}

/** The model in the registry: as published before, or published now. */
async function publishModel({ network, clients, note }: Work, { source }: Publication, listing: models.Listing) {
  const registry = network.contract('ModelRegistry');
  const { origin } = source;
  note({ stage: 'model', state: 'asked' });
  const options = { onSent: (hash: Hex) => note({ stage: 'model', state: 'sent', hash }) };
  try {
    const { id, hash } =
      origin && origin.round > 0
        ? await models.publishTrained(clients, registry, { listing, ...origin }, options)
        : await models.publish(clients, registry, listing, options);
    return { model: id, modelTransaction: hash };
  } catch (error) {
    // An earlier start of this came so far.
    if (errorCode(error) !== 'MODEL_ALREADY_PUBLISHED') throw error;
    const publisher = clients.walletClient.account.address;
    return { model: models.computeModelId({ chainId: network.chainId, registry, publisher, listing }) };
  }
}

async function makeOffer(
  { network, clients, note }: Work,
  { spec }: Publication,
  { model, described, store }: { readonly model: Hex; readonly described: DescribedOffer; readonly store: BlobStore },
) {
  note({ stage: 'offer', state: 'asked' });
  const { id, transaction } = await publishOffer(clients, {
    ...{ chainId: network.chainId, market: network.contract('InferenceMarket') },
    ...{ model, described, conditions: spec.conditions, store },
    sendOptions: { onSent: (hash) => note({ stage: 'offer', state: 'sent', hash }) },
  });
  return { offer: id, ...(transaction && { offerTransaction: transaction }) };
}

/** Keeps key and last layers before anything is sent: whoever loses them cannot answer. */
async function prepare({ vault }: Work, { source, spec }: Publication): Promise<DescribedOffer> {
  const keys = creatorKeys(vault);
  const creatorKey = spec.split && toHex((await keys.secret()).publicKey);
  const { described, tail } = await prepareOffer(source, spec, creatorKey);
  if (tail) await keys.keepTail(described.offerCid, tail);
  return described;
}

export const publish = (work: Work, id: string): Promise<Published> => aloneWith(id, () => publishAlone(work, id));

async function publishAlone(work: Work, id: string): Promise<Published> {
  const { network, vault, note } = work;
  const kept = publications(vault);
  const publication = await kept.read(id);
  const ledger = await openLedger(kept, id);
  note({ stage: 'files', state: 'begun' });
  const described = await prepare(work, publication);
  const store = remembering(await openStore(network, vault), ledger);
  const files = await upload(store, publication, described);
  note({ stage: 'files', state: 'done' });
  if (!ledger.now().model) {
    await ledger.add(await publishModel(work, publication, listingOf(publication, files, described.offerCid)));
  }
  const model = ledger.now().model as Hex;
  note({ stage: 'model', state: 'done' });
  if (!ledger.now().offer) await ledger.add(await makeOffer(work, publication, { model, described, store }));
  note({ stage: 'offer', state: 'done' });
  return { model, offer: ledger.now().offer as Hex };
}
