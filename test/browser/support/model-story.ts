// What a story about models needs beside a page: a model that was trained, a network of one's own, and a user who asks.
import {
  authoriseWith,
  costOf,
  createSealingKeys,
  cutNetwork,
  DEFAULT_TRUST,
  encodeNetwork,
  type FetchedOffer,
  fetchOffer,
  followJob,
  handOverJob,
  inference,
  type Network,
  type OpenedAnswer,
  openEncryption,
  openSplitAnswer,
  pinNodeStore,
  prepareHandOver,
  prepareRequest,
  readPrice,
  requestPrediction,
  systemRandomness,
  toHex,
  training,
  uploadRequest,
} from '@tacit/sdk';
import type { Hex } from 'viem';
import { loadData } from '../../../scripts/demo/dataset.ts';
import { type DemoOptions, readOptions } from '../../../scripts/demo/options.ts';
import { startTrainer } from '../../../scripts/demo/trainers.ts';
import { localAccount } from '../../../scripts/network/chain.ts';
import { FINALITY, type LocalNetwork } from '../../../scripts/network/network.ts';
import { paceRound, passSeed } from '../../../scripts/network/pacer.ts';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';

const SEED = 14;

/** One round of the network's task, by two trainers with rows of iris, to its finalisation. */
export async function trainOnce(network: LocalNetwork): Promise<void> {
  const { chain, contracts, task, keyholders } = network;
  const data = await loadData(readOptions(['--trainers', '2']) as DemoOptions, seededRandomness(SEED));
  const each = (trainer: number) => startTrainer(network, data, { trainer, seed: SEED, cheats: false });
  const trainers = await Promise.all([0, 1].map(each));
  try {
    await Promise.all(trainers.map(({ enrolled }) => enrolled));
    await chain.moveTo(Number(task.startsAt));
    const { training: contract } = contracts;
    const bond = task.terms.amounts.openingBond;
    await training.openRound(chain.clientsOf(0), contract, { task: task.id, bond });
    await passSeed(chain);
    const round = await paceRound({
      ...{ chain, contract, task: task.id, round: 1, expected: () => 2, keyholders: () => keyholders },
      finality: FINALITY,
      check: () => {
        for (const trainer of trainers) trainer.check();
      },
    });
    if (round.status !== 'finalised') throw new Error(`the round is ${round.status}`);
  } finally {
    await Promise.all(trainers.map((trainer) => trainer.stop()));
  }
}

/** No two alike, and none of a few bits: a part of them is found nowhere by chance. */
const values = (count: number, phase: number) =>
  Float64Array.from({ length: count }, (_, i) => Math.sin(17 * i + phase) / 2);

export const WHOLE: Network = {
  ...{ arithmetic: 'float', inputs: 16, range: 1 },
  layers: [
    { kind: 'dense', inputs: 16, outputs: 8, weights: values(128, 1), bias: values(8, 2) },
    { kind: 'square' },
    { kind: 'dense', inputs: 8, outputs: 4, weights: values(32, 3), bias: values(4, 4) },
  ],
};
export const TAIL: Network = cutNetwork(WHOLE, 2).tail;
export const WHOLE_FILE = encodeNetwork(WHOLE);
export const SAMPLE: readonly number[] = Array.from({ length: 16 }, (_, i) => ((i * 7) % 17) / 17 - 0.5);

export interface HandedOverJob {
  readonly job: Hex;
  /** What the creator sees. */
  readonly seen: readonly number[];
  /** Once it has answered. */
  open(): Promise<OpenedAnswer>;
}

export const placeOf = ({ chain, contracts }: LocalNetwork) => ({
  ...{ chainId: chain.chainId, market: contracts.market },
});

const storeOf = ({ pinNode, userAccount }: LocalNetwork) =>
  pinNodeStore({ url: pinNode.url, authorise: authoriseWith(localAccount(userAccount).account) });

export const readOfferAsUser = (network: LocalNetwork, id: Hex): Promise<FetchedOffer> =>
  fetchOffer(network.chain.clientsOf(network.userAccount).publicClient, {
    ...{ ...placeOf(network), id, store: storeOf(network) },
  });

/** Asks for one sample of a split offer, waits for the workers, and hands over what they agreed on. */
export async function askSplit(network: LocalNetwork, offer: FetchedOffer): Promise<HandedOverJob> {
  const clients = network.chain.clientsOf(network.userAccount);
  const { publicClient } = clients;
  const [store, user] = [storeOf(network), clients.walletClient.account.address];
  const answerKeys = createSealingKeys(systemRandomness);
  const encryption = await openEncryption(offer.plan.parameters.name);
  const keys = encryption.createKeys();
  const answerKey = toHex(answerKeys.publicKey);
  const request = await prepareRequest({ offer, user, samples: [SAMPLE], keys, encryption, answerKey });
  await uploadRequest(store, request);
  const price = await readPrice(publicClient, offer);
  const { wei } = costOf(offer.plan, offer.offer.terms, { trust: DEFAULT_TRUST, samples: 1, price });
  const { job } = await requestPrediction(clients, { offer, request, mostWei: wei });
  const nudge = { clients, patienceMs: 10_000 };
  const kept = { ...request, job };
  const asUser = { offer, request: kept, answerSecret: answerKeys.secretKey, store };
  for await (const seen of followJob(publicClient, { ...placeOf(network), job, pollMs: 200, nudge })) {
    if (seen.kind === 'declined') throw new Error('the worker gave its seat back: see its log');
    if (seen.kind === 'agreed') break;
  }
  const intermediate = await prepareHandOver(publicClient, { ...asUser, samples: [SAMPLE], encryption });
  await handOverJob(clients, { ...asUser, intermediate });
  encryption.dispose();
  const [seen] = intermediate.seen;
  return { job, seen: Array.from(seen ?? []), open: () => openSplitAnswer(publicClient, asUser) };
}

export const claimableOf = (network: LocalNetwork, account: Hex): Promise<bigint> =>
  inference.readClaimable(network.chain.clientsOf(0).publicClient, network.contracts.market, account);
