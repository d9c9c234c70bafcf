// A split model on a market, with everything real but the workers' threads: they say what a user evaluates in this process.
import {
  createSealingKeys,
  cutNetwork,
  describeOffer,
  type Encryption,
  evaluateBy,
  type FetchedOffer,
  fetchOffer,
  inference,
  type KeptRequest,
  type MemoryStore,
  memoryStore,
  type Network,
  nameBlob,
  openEncryption,
  prepareRequest,
  putBlob,
  requestPrediction,
  type SealingKeys,
  toHex,
  uploadRequest,
} from '@tacit/sdk';
import type { Hex } from 'viem';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';
import { drawPanel, evaluateAs, joinWorkers, type MarketStage, openMarket, SPLIT_TERMS } from './market-stage.ts';

const weights = (count: number, by: number) =>
  Float64Array.from({ length: count }, (_, i) => ((i * by) % 13) / 8 - 0.75);

/** Dense and square for workers; square and dense for the creator. */
export const WHOLE: Network = {
  arithmetic: 'float',
  inputs: 16,
  range: 1,
  layers: [
    { kind: 'dense', inputs: 16, outputs: 8, weights: weights(128, 5), bias: weights(8, 3) },
    { kind: 'square' },
    { kind: 'dense', inputs: 8, outputs: 4, weights: weights(32, 7), bias: weights(4, 2) },
  ],
};
export const BLUR = { clip: 16, deviation: 0.25 };
export const SAMPLES = [0, 1].map((k) => Array.from({ length: 16 }, (_, i) => (((i + 3 * k) * 7) % 17) / 17 - 0.5));

export interface SplitMarket extends MarketStage {
  readonly head: Network;
  readonly tail: Network;
  readonly creatorKeys: SealingKeys;
  readonly store: MemoryStore;
  readonly encryption: Encryption;
  readonly offer: FetchedOffer;
}

let count = 0;

/** Publishes the offer of a split model; its documents differ by the key alone. */
export async function openSplitMarket(): Promise<SplitMarket> {
  const stage = await openMarket();
  const { head, tail } = cutNetwork(WHOLE, 2);
  const creatorKeys = createSealingKeys(seededRandomness(100 + count++));
  const store = memoryStore();
  const described = await describeOffer({
    network: head,
    input: { count: 16, minimum: -1, maximum: 1, scale: 1 },
    output: { count: 4, scale: 1, kind: 'values' },
    split: { creatorKey: toHex(creatorKeys.publicKey), width: 8, blur: BLUR },
  });
  await putBlob(store, described.network);
  await putBlob(store, described.documentBytes);
  const terms = { ...SPLIT_TERMS, steps: described.plan.steps.length, offerCid: described.offerCid };
  const { id } = await inference.offer(stage.creator, stage.market, { model: stage.model, terms });
  const { chainId, market, client } = stage;
  const offer = await fetchOffer(client, { chainId, market, id, store });
  const encryption = await openEncryption(described.plan.parameters.name);
  await joinWorkers(stage, 1);
  return { ...stage, head, tail, creatorKeys, store, encryption, offer };
}

export interface SplitRequest {
  readonly request: KeptRequest;
  readonly answer: SealingKeys;
  readonly job: Hex;
}

/** A job whose workers have agreed on the true intermediate, or on what `alter` makes of it. */
export async function agreedJob(
  at: SplitMarket,
  { alter = (bytes) => bytes }: { readonly alter?: (bytes: Uint8Array) => Uint8Array } = {},
): Promise<SplitRequest> {
  const { market, offer, store, encryption, user } = at;
  const answer = createSealingKeys(seededRandomness(200 + count++));
  const keys = encryption.createKeys();
  const answerKey = toHex(answer.publicKey);
  const of = { offer, user: user.address, samples: SAMPLES, keys, encryption, answerKey };
  const request = await prepareRequest(of);
  await uploadRequest(store, request);
  const { job } = await requestPrediction(user, {
    offer,
    request,
    trust: { workers: 1, agreeing: 1 },
    mostWei: 10n ** 18n,
  });
  const evaluate = evaluateBy(encryption);
  const result = alter(await evaluate(offer.plan, keys.evaluationKeys, { index: 0, input: request.input }));
  const { digest } = await putBlob(store, result);
  const panel = await drawPanel(at, job);
  await evaluateAs(at, job, { panel, say: () => digest });
  const { phase } = await inference.readJob(at.client, market, job);
  if (phase !== 'contestable') throw new Error(`the job is ${phase}`);
  return { request, answer, job };
}

/** The user's last word, with whatever bytes. */
export async function handOverBytesOf(
  at: SplitMarket,
  job: Hex,
  sealed: Uint8Array,
  { stored = true } = {},
): Promise<Hex> {
  const { digest: sealedCid } = stored ? await putBlob(at.store, sealed) : await nameBlob(sealed);
  await inference.handOver(at.user, at.market, { job, sealedCid });
  return sealedCid;
}
