// A published model: that it is what its id says, that a round came to it, and that what is served are its weights.
import {
  blobCid,
  CHUNK_BYTES,
  encodeNetwork,
  errorCode,
  eventPages,
  explained,
  fetchOfferDocument,
  findEvent,
  hashHex,
  MAX_MODEL_BYTES,
  MAX_NETWORK_BYTES,
  modelRegistryAbi,
  models,
  nameBlob,
  networkOfWeights,
  rawCid,
  readFile,
  requireModel,
} from '@tacit/sdk';
import { type ContractFunctionArgs, decodeFunctionData, type Hex } from 'viem';
import { getTransaction } from 'viem/actions';
import { type CheckedRound, checkRound } from './check-round.ts';
import type { FetchedKey } from './fetch-key.ts';
import { type Judged, judge, sameText } from './judge.ts';
import { contractOf, type SectionWriter, type VerifyPlace } from './place.ts';
import { unknown } from './round-facts.ts';

type ListingArgument = ContractFunctionArgs<typeof modelRegistryAbi, 'nonpayable', 'publish'>[0];

const isZero = (hash: string): boolean => BigInt(hash) === 0n;

export async function readModel(place: VerifyPlace, id: Hex): Promise<models.Model> {
  try {
    return await models.readModel(place.client, contractOf(place, 'ModelRegistry'), id);
  } catch (error) {
    throw errorCode(error) === 'MODEL_UNKNOWN' ? unknown('the model') : error;
  }
}

/** What was said when it was published, as the transaction has it: a price may have changed since. */
async function readListing(place: VerifyPlace, id: Hex): Promise<ListingArgument | undefined> {
  const source = { abi: modelRegistryAbi, address: contractOf(place, 'ModelRegistry') };
  for await (const { events } of eventPages(place.client, source, { fromBlock: place.fromBlock })) {
    const event = findEvent(
      events.filter(({ args }) => 'id' in args && args.id === id),
      'ModelPublished',
    );
    if (!event) continue;
    const { input } = await explained(() => getTransaction(place.client, { hash: event.transactionHash }));
    try {
      const { functionName, args } = decodeFunctionData({ abi: modelRegistryAbi, data: input });
      if (functionName === 'publish' || functionName === 'publishTrained') return args[0];
    } catch {
      // Published by way of another contract.
    }
    return undefined;
  }
  return undefined;
}

async function isListing(place: VerifyPlace, id: Hex, model: models.Model): Promise<Judged> {
  const listing = await readListing(place, id);
  if (!listing) return { verdict: 'unchecked', why: 'CALL_HIDDEN' };
  const registry = contractOf(place, 'ModelRegistry');
  const said = models.computeModelId({ chainId: place.chainId, registry, publisher: model.publisher, listing });
  const { root, circuit, weightsCid, specCid, licenceCid } = model;
  const same = { root, circuit, weightsCid, specCid, licenceCid };
  return said === id && Object.entries(same).every(([name, value]) => listing[name as keyof typeof same] === value);
}

/** A proven model names a finalised round of a task that its publisher coordinates. */
function isOfRound(model: models.Model, { facts }: CheckedRound): boolean {
  const { view, listed } = facts;
  const isEnd = view.round.status === 'finalised' && view.round.rootAfter === model.root;
  return isEnd && listed.terms.circuit === model.circuit && sameText(listed.coordinator, model.publisher);
}

async function checkParents(place: VerifyPlace, section: SectionWriter, id: Hex): Promise<void> {
  const parents = await models.readParents(place.client, contractOf(place, 'ModelRegistry'), id);
  for (const [at, parent] of parents.entries()) {
    await judge(section, 'parents', { n: at + 1, facts: { parent } }, async () => {
      await readModel(place, parent);
      return true;
    });
  }
}

/** Served as a model's document, or as the network that workers evaluate, which follows from the weights to the byte. */
async function isWeights(
  place: VerifyPlace,
  model: models.Model,
  key: FetchedKey | undefined,
  weights: readonly number[] | undefined,
): Promise<Judged> {
  if (isZero(model.weightsCid)) return { verdict: 'unchecked', why: 'SERVED_BY_PUBLISHER' };
  if (key && weights) {
    const { digest } = await nameBlob(encodeNetwork(networkOfWeights(key.circuit.format, weights)));
    if (digest === model.weightsCid) return true;
  }
  const bytes = await fetchBytes(place, model.weightsCid, Math.max(MAX_MODEL_BYTES, MAX_NETWORK_BYTES));
  if (!bytes) return { verdict: 'unchecked', why: 'NOT_STORED' };
  if (!key || model.root === 0n) return { verdict: 'unchecked', why: 'NO_ROOT' };
  try {
    requireModel(key.circuit, bytes, model.root);
    return true;
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return weights ? { verdict: 'fails', why: 'MODEL_MISMATCH' } : { verdict: 'unchecked', why: 'NOT_STORED' };
  }
}

/** Under the hash of a root block, raw or a file's; undefined if no store has it. */
export async function fetchBytes(place: VerifyPlace, digest: Hex, limit: number): Promise<Uint8Array | undefined> {
  const raw = await readFile(place.store, rawCid(BigInt(digest)), { limit });
  if (raw) return raw;
  return await readFile(place.store, blobCid({ digest, bytes: CHUNK_BYTES + 1 }), { limit });
}

async function checkDocuments(place: VerifyPlace, section: SectionWriter, model: models.Model): Promise<void> {
  await judge(section, 'licence', { facts: { CID: rawCid(BigInt(model.licenceCid)).toString() } }, async () => {
    if (isZero(model.licenceCid)) return { verdict: 'unchecked', why: 'NOT_ANNOUNCED' };
    return (
      (await fetchBytes(place, model.licenceCid, 2 ** 20)) !== undefined || { verdict: 'unchecked', why: 'NOT_STORED' }
    );
  });
  await judge(section, 'document', { facts: { CID: rawCid(BigInt(model.specCid)).toString() } }, async () => {
    if (isZero(model.specCid)) return { verdict: 'unchecked', why: 'NOT_ANNOUNCED' };
    try {
      await fetchOfferDocument(model.specCid, { store: place.store });
      return true;
    } catch (error) {
      // A model may be described in words of its publisher's own.
      if (errorCode(error) === 'OFFER_INVALID') return { verdict: 'unchecked', why: 'DESCRIPTION_FREE' };
      throw error;
    }
  });
}

export async function checkModel(place: VerifyPlace, id: Hex): Promise<void> {
  place.writer.stage('model');
  const model = await readModel(place, id);
  const section = place.writer.section('model', id);
  const shown = { model: id, publisher: model.publisher, circuit: isZero(model.circuit) ? undefined : model.circuit };
  await judge(section, 'listing', { facts: shown }, () => isListing(place, id, model));
  const root = model.root === 0n ? undefined : hashHex(model.root);
  let round: CheckedRound | undefined;
  if (model.origin === 'trained') {
    round = await checkRound(place, { task: model.task, round: BigInt(model.round) });
    const found = round;
    await judge(section, 'lineage', { facts: { task: model.task, round: model.round, root } }, () =>
      isOfRound(model, found),
    );
  } else section.add('lineage', 'unchecked', { why: 'ONLY_SAID', facts: { root } });
  place.writer.stage('model');
  const weights = { digest: model.weightsCid, root };
  await judge(section, 'weights', { facts: weights }, () => isWeights(place, model, round?.key, round?.weights));
  await checkDocuments(place, section, model);
  await checkParents(place, section, id);
}
