// From a network to an offer that users can ask for: files into the store first, then the chain.
import { type Clients, requireChain, type SendOptions } from '../../chain/index.ts';
import { offer as makeOffer } from '../../chain/inference/calls.ts';
import { computeOfferId } from '../../chain/inference/ids.ts';
import { readMarketRules, readOffer } from '../../chain/inference/reads.ts';
import type { OfferTerms } from '../../chain/inference/types.ts';
import type { Network, Plan } from '../../encrypted/index.ts';
import { encodeNetwork } from '../../encrypted/network-bytes.ts';
import { planOf } from '../../encrypted/plan.ts';
import { errorCode } from '../../errors/index.ts';
import type { BlobStore } from '../../storage/index.ts';
import type { Hex } from '../arguments.ts';
import { nameBlob, putBlob } from './blobs.ts';
import { type MarketPlace, offerPlan } from './fetch-offer.ts';
import { encodeOffer, parseOffer } from './offer-document.ts';
import {
  EVALUATION_VERSION,
  type InputDescription,
  type OfferDocument,
  type OutputDescription,
  type SplitDescription,
} from './types.ts';

export interface DescribeOfferOptions {
  /** What workers evaluate: of a split model its head. */
  readonly network: Network;
  readonly input: InputDescription;
  readonly output: OutputDescription;
  readonly split?: SplitDescription | undefined;
  /** Of one job; the more, the shorter its steps. */
  readonly mostSamples?: number | undefined;
}

/** An offer before it is on any chain: its files, and the plan that users will derive from them. */
export interface DescribedOffer {
  readonly document: OfferDocument;
  readonly documentBytes: Uint8Array;
  readonly offerCid: Hex;
  readonly network: Uint8Array;
  readonly plan: Plan;
}

/** Of one job, where nothing else is said. */
export const DEFAULT_SAMPLES = 16;
/**
 * What one step of a job may take by its estimate, all samples together: a fourth of the minute that workers give it, since loaded
 * machines are that much slower.
 */
const JOB_SECONDS = 15;

/** Makes the document of a network, and checks it as a user will. */
export async function describeOffer(options: DescribeOfferOptions): Promise<DescribedOffer> {
  const { network, input, output, split, mostSamples = DEFAULT_SAMPLES } = options;
  const bytes = encodeNetwork(network);
  const stepSeconds = Math.min(JOB_SECONDS, JOB_SECONDS / mostSamples);
  const { parameters } = planOf(network, { stepSeconds });
  const documentBytes = encodeOffer({
    evaluation: EVALUATION_VERSION,
    parameters: parameters.name,
    network: (await nameBlob(bytes)).digest,
    networkBytes: bytes.length,
    stepSeconds,
    ...{ input, output },
    ...(split && { split }),
  });
  const document = parseOffer(documentBytes);
  const plan = await offerPlan(document, bytes);
  const { digest: offerCid } = await nameBlob(documentBytes);
  return { document, documentBytes, offerCid, network: bytes, plan };
}

/** What a creator decides; the rest of the terms follows from the plan. */
export interface OfferConditions {
  readonly mostSamples: number;
  readonly workerFee: bigint;
  /** At least what the market demands; that by default. */
  readonly bond?: bigint | undefined;
  readonly commitSeconds?: number | undefined;
  readonly revealSeconds?: number | undefined;
  readonly contestSeconds?: number | undefined;
  readonly handOverSeconds?: number | undefined;
  readonly answerSeconds?: number | undefined;
}

/** To fetch ten megabytes of keys and to get two transactions mined, beside the evaluation. */
const FETCH_SECONDS = 180;

/** What the market takes for a phase. */
const SHORTEST_PHASE = 60;
const LONGEST_PHASE = 7 * 86_400;
const phase = (seconds: number): number => Math.min(LONGEST_PHASE, Math.max(SHORTEST_PHASE, Math.ceil(seconds)));

function leastBond(mostSamples: number, workerFee: bigint, mostSeats: number): bigint {
  const bond = BigInt(mostSamples) * workerFee * BigInt(mostSeats);
  return bond > 0n ? bond : 1n;
}

/** The terms of an offer: times that a plan can be served in, and the smallest bond, where nothing else is said. */
export function termsOf(
  { document, offerCid, plan }: Pick<DescribedOffer, 'document' | 'offerCid' | 'plan'>,
  { mostSamples, workerFee, ...given }: OfferConditions,
  { mostSeats }: { readonly mostSeats: number },
): OfferTerms {
  const isSplit = document.split !== undefined;
  const slowest = Math.max(...plan.steps.map(({ seconds }) => seconds)) * mostSamples;
  return {
    mode: isSplit ? 'split' : 'encrypted',
    steps: plan.steps.length,
    mostSamples,
    commitSeconds: given.commitSeconds ?? phase(FETCH_SECONDS + 4 * slowest),
    revealSeconds: given.revealSeconds ?? 120,
    contestSeconds: given.contestSeconds ?? 300,
    handOverSeconds: isSplit ? (given.handOverSeconds ?? 3600) : 0,
    answerSeconds: isSplit ? (given.answerSeconds ?? 3600) : 0,
    workerFee,
    bond: given.bond ?? leastBond(mostSamples, workerFee, mostSeats),
    offerCid,
  };
}

export interface PublishOfferOptions extends MarketPlace {
  /** The model in the registry; the caller is its publisher. */
  readonly model: Hex;
  readonly described: DescribedOffer;
  readonly conditions: OfferConditions;
  readonly store: BlobStore;
  readonly sendOptions?: SendOptions;
  readonly signal?: AbortSignal;
}

export interface PublishedOffer {
  readonly id: Hex;
  readonly terms: OfferTerms;
  /** Undefined where the same offer had been made before. */
  readonly transaction?: Hex;
  readonly gasUsed?: bigint;
}

/** Whether an offer with this id is there, and stands. */
async function isMade({ publicClient }: Clients, market: Hex, id: Hex): Promise<boolean> {
  try {
    return !(await readOffer(publicClient, market, id)).withdrawn;
  } catch (error) {
    if (errorCode(error) === 'OFFER_UNKNOWN') return false;
    throw error;
  }
}

/** Stores network and document, and makes the offer; the same offer twice is one. */
export async function publishOffer(clients: Clients, options: PublishOfferOptions): Promise<PublishedOffer> {
  const { chainId, market, model, described, conditions, store, sendOptions, signal } = options;
  await requireChain(clients.publicClient, chainId);
  const terms = termsOf(described, conditions, await readMarketRules(clients.publicClient, market));
  const storing = signal ? { signal } : {};
  await putBlob(store, described.network, storing);
  await putBlob(store, described.documentBytes, storing);
  const creator = clients.walletClient.account.address;
  const id = computeOfferId({ chainId, market, creator, model, terms });
  if (await isMade(clients, market, id)) return { id, terms };
  const sent = await makeOffer(clients, market, { model, terms }, sendOptions);
  return { id: sent.id, terms, transaction: sent.hash, gasUsed: sent.receipt.gasUsed };
}
