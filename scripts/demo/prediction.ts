// The trained model at work: offered on the market, and asked for held-out rows that nobody but their owner can read.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  authoriseWith,
  type BlobStore,
  costOf,
  DEFAULT_TRUST,
  describeOffer,
  type Encryption,
  type FetchedOffer,
  fetchOffer,
  followJob,
  inference,
  modelRoot,
  models,
  nameBlob,
  offerOfTrained,
  openEncryption,
  openResult,
  pinNodeStore,
  predict,
  predictClass,
  prepareRequest,
  publishOffer,
  putBlob,
  quantiseRows,
  type Reading,
  readPrice,
  requestPrediction,
  restoreTargets,
  type UserKeys,
  uploadRequest,
} from '@tacit/sdk';
import { formatBytes, formatDuration } from '@tacit/sdk/node';
import { formatEther, parseEther } from 'viem';
import { localAccount } from '../network/chain.ts';
import { startCompute } from '../network/compute.ts';
import type { LocalNetwork } from '../network/network.ts';
import { type DemoData, standardise } from './dataset.ts';
import { count, type Say } from './view.ts';

type Hex = `0x${string}`;

export interface EncryptedPredictions {
  readonly samples: number;
  /** How many of them came to the class, or to the very numbers, that the plaintext comes to. */
  readonly same: number;
  readonly keyBytes: number;
  /** Up for each sample, and down. */
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** From making keys to the last opened result. */
  readonly seconds: number;
  readonly gas: number;
}

const FEES = { price: parseEther('0.002'), workerFee: parseEther('0.0005') };
/** Of one job. */
const MOST_SAMPLES = 25;
const LICENCE = 'For this demonstration, and nothing else.\n';
/** Blocks come by themselves while a job waits for their hashes, as they do on a chain that others use. */
const BLOCK_SECONDS = 1;
const POLL_MS = 200;

interface Place {
  readonly network: LocalNetwork;
  readonly store: BlobStore;
  readonly chainId: number;
  readonly market: Hex;
}

/** The coordinator publishes what its task came to, and offers predictions by it. */
async function offerModel(
  { network, store, chainId, market }: Place,
  data: DemoData,
  weights: readonly number[],
  { round, mostSamples }: { readonly round: number; readonly mostSamples: number },
): Promise<FetchedOffer> {
  const { chain, contracts, task, artifacts } = network;
  const coordinator = chain.clientsOf(0);
  const { classes: labels, standardisation } = data;
  const trained = offerOfTrained(data.format, weights, { labels, standardisation });
  const described = await describeOffer({ ...trained, mostSamples });
  const licence = await putBlob(store, new TextEncoder().encode(LICENCE));
  const listing: models.Listing = {
    circuit: task.terms.circuit,
    root: modelRoot(artifacts.circuit.format, weights, 0n),
    weightsCid: (await nameBlob(described.network)).digest,
    specCid: described.offerCid,
    licenceCid: licence.digest,
    price: FEES.price,
    splitPoints: 0,
    parents: [],
  };
  const { id: model } = await models.publishTrained(coordinator, contracts.models, { listing, task: task.id, round });
  const conditions = { mostSamples, workerFee: FEES.workerFee };
  const place = { chainId, market, store };
  const { id } = await publishOffer(coordinator, { ...place, model, described, conditions });
  return await fetchOffer(coordinator.publicClient, { ...place, id });
}

interface Asked {
  readonly readings: readonly Reading[];
  readonly gas: bigint;
}

/** From a request to its result, as any user comes to it. The keys are sent with the first request alone. */
async function ask(
  { network, store, market, chainId }: Place,
  offer: FetchedOffer,
  { encryption, keys }: { readonly encryption: Encryption; readonly keys: UserKeys },
  rows: readonly (readonly number[])[],
): Promise<Asked> {
  const clients = network.chain.clientsOf(network.userAccount);
  const user = clients.walletClient.account.address;
  const request = await prepareRequest({ offer, user, samples: rows, keys, encryption });
  await uploadRequest(store, request);
  const price = await readPrice(clients.publicClient, offer);
  const { wei } = costOf(offer.plan, offer.offer.terms, { trust: DEFAULT_TRUST, samples: rows.length, price });
  const { job, gasUsed = 0n } = await requestPrediction(clients, { offer, request, mostWei: wei });
  const nudge = { clients, patienceMs: 10_000 };
  for await (const seen of followJob(clients.publicClient, { chainId, market, job, pollMs: POLL_MS, nudge })) {
    if (seen.kind === 'declined') throw new Error('the worker gave its seat back, and there is no other: see its log');
    // One worker, whom nobody doubts here: a user that does evaluates again before it accepts.
    if (seen.kind === 'agreed') await inference.accept(clients, market, job);
  }
  const { readings } = await openResult(clients.publicClient, { offer, request, encryption, store });
  return { readings, gas: gasUsed };
}

/** As many jobs as the rows take, one after the other. */
async function askAll(place: Place, offer: FetchedOffer, rows: readonly (readonly number[])[]): Promise<Asked> {
  const encryption = await openEncryption(offer.plan.parameters.name);
  try {
    const keys = encryption.createKeys();
    const readings: Reading[] = [];
    let gas = 0n;
    for (let from = 0; from < rows.length; from += MOST_SAMPLES) {
      const asked = await ask(place, offer, { encryption, keys }, rows.slice(from, from + MOST_SAMPLES));
      readings.push(...asked.readings);
      gas += asked.gas;
    }
    return { readings, gas };
  } finally {
    encryption.dispose();
  }
}

/** Whether a reading is what the plaintext comes to: the class, or every number to the last bit. */
function comparison(data: DemoData, weights: readonly number[]) {
  const { format, classes, standardisation } = data;
  const { inputs } = quantiseRows(format, standardise(data, data.test));
  return (reading: Reading, row: number): boolean => {
    const input = inputs[row] as readonly number[];
    if (classes) return reading.class === predictClass(format, weights, input);
    const values = restoreTargets(standardisation, predict(format, weights, input));
    return values.every((value, o) => value === reading.values[o]);
  };
}

/** Brings a worker up, and predicts the first held-out rows on ciphertexts. */
export async function predictEncrypted(
  network: LocalNetwork,
  data: DemoData,
  {
    weights,
    round,
    samples,
    say,
  }: {
    readonly weights: readonly number[];
    readonly round: number;
    readonly samples: number;
    readonly say: Say;
  },
): Promise<{
  readonly predictions: EncryptedPredictions;
  readonly offer: FetchedOffer;
  readonly sample: string;
  stop(): Promise<void>;
}> {
  const { chain, contracts, pinNode } = network;
  const folder = join(network.folder, 'worker');
  const worker = await startCompute({
    chain,
    contracts,
    pinNode: pinNode.url,
    folder,
    account: network.workerAccount(0),
  });
  try {
    await chain.client.setIntervalMining({ interval: BLOCK_SECONDS });
    const authorise = authoriseWith(localAccount(network.userAccount).account);
    const store = pinNodeStore({ url: pinNode.url, authorise });
    const place: Place = { network, store, chainId: chain.chainId, market: contracts.market };
    const offer = await offerModel(place, data, weights, { round, mostSamples: MOST_SAMPLES });
    const { plan } = offer;
    say(
      `  offered   by its coordinator for ${formatEther(FEES.price + FEES.workerFee)} ether a row; keys ${formatBytes(plan.keyBytes)} once, ${formatBytes(plan.requestBytes)} up and ${formatBytes(plan.responseBytes)} down a row`,
    );
    // In real units, as they are: the offer says how they are standardised.
    const rows = data.test.inputs.slice(0, samples);
    // For whoever asks for one itself, afterwards.
    const sample = join(network.folder, 'sample.json');
    await writeFile(sample, JSON.stringify(data.test.inputs.slice(-1)));
    const start = performance.now();
    const { readings, gas } = await askAll(place, offer, rows);
    const seconds = (performance.now() - start) / 1000;
    const predictions: EncryptedPredictions = {
      samples: rows.length,
      same: readings.filter(comparison(data, weights)).length,
      ...{ keyBytes: plan.keyBytes, requestBytes: plan.requestBytes, responseBytes: plan.responseBytes },
      seconds: Number(seconds.toFixed(3)),
      gas: Number(gas),
    };
    sayPredictions(say, data, readings, predictions);
    return { predictions, offer, sample, stop: () => worker.stop() };
  } catch (error) {
    await worker.stop();
    throw error;
  }
}

function sayPredictions(say: Say, data: DemoData, readings: readonly Reading[], done: EncryptedPredictions): void {
  const { samples, same, seconds, gas } = done;
  const first = readings[0];
  const shown = data.classes ? `"${first?.label}"` : first?.values[0]?.toFixed(3);
  say(
    `  predicted ${samples === 1 ? `one held-out row: ${shown}` : `${samples} held-out rows`}, in ${formatDuration(seconds * 1000)}, worker and chain included (${count(gas)} gas to ask)`,
  );
  say(`  the same  as in plaintext for ${same} of ${samples}: the worker saw ciphertexts alone`);
}
