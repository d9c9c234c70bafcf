// An offer as the chain and its document have it, with the plan that follows: nobody's word is taken for what it costs.
import { type inference, type ReadClient, requireChain } from '../../chain/index.ts';
import { readCost, readOffer } from '../../chain/inference/reads.ts';
import type { OfferTerms } from '../../chain/inference/types.ts';
import type { Plan } from '../../encrypted/index.ts';
import { parseNetwork } from '../../encrypted/network-bytes.ts';
import { planOf } from '../../encrypted/plan.ts';
import { inferenceError } from '../../errors/index.ts';
import type { Hex } from '../arguments.ts';
import { fetchBlob, nameBlob } from './blobs.ts';
import { fetchOfferDocument, type ReadOfferOptions, unavailable } from './fetch-offer-document.ts';
import { checkHandOverSize, checkSplitOffer } from './split-offer.ts';
import type { OfferDocument } from './types.ts';

/** The contract InferenceMarket, on its chain. */
export interface MarketPlace {
  readonly chainId: number;
  readonly market: Hex;
}

export interface FetchedOffer extends MarketPlace {
  readonly id: Hex;
  readonly offer: inference.Offer;
  readonly document: OfferDocument;
  readonly documentBytes: Uint8Array;
  /** The network's file. */
  readonly network: Uint8Array;
  readonly plan: Plan;
}

const invalid = (why: string) => inferenceError('OFFER_INVALID', `the offer contradicts itself: ${why}`);

function requireSame(what: string, said: number, is: number): void {
  if (said !== is) throw invalid(`${what} is ${is}, and it says ${said}`);
}

/**
 * The plan of an offer, derived anew from the network's bytes. Refuses another file than the document names, and a
 * document that says something else than its network does.
 */
export async function offerPlan(document: OfferDocument, network: Uint8Array): Promise<Plan> {
  const { parameters, stepSeconds } = document;
  requireSame('the length of its network', document.networkBytes, network.length);
  const { digest } = await nameBlob(network);
  if (digest !== document.network) throw invalid('its network is another file');
  const plan = planOf(parseNetwork(network), { parameters, stepSeconds });
  requireSame('the number of inputs', document.input.count, plan.network.inputs);
  const { split, output } = document;
  requireSame(
    split ? 'the width of the intermediate' : 'the number of outputs',
    split?.width ?? output.count,
    plan.outputs,
  );
  if (split) checkSplitOffer(split, plan);
  return plan;
}

/** Refuses terms on chain that are not those of the plan. */
export function checkTerms({ mode, steps, mostSamples }: OfferTerms, document: OfferDocument, plan: Plan): void {
  requireSame('the number of steps', steps, plan.steps.length);
  if ((mode === 'split') !== (document.split !== undefined)) throw invalid('its mode is not that of its document');
  if (document.split) checkHandOverSize(document.split, mostSamples);
}

/** Everything about an offer that a user must know before it asks for anything. */
export async function fetchOffer(
  client: ReadClient,
  { chainId, market, id, store, signal }: MarketPlace & ReadOfferOptions & { readonly id: Hex },
): Promise<FetchedOffer> {
  await requireChain(client, chainId);
  const offer = await readOffer(client, market, id);
  const { document, bytes } = await fetchOfferDocument(offer.terms.offerCid, { store, signal });
  const name = { digest: document.network, bytes: document.networkBytes };
  const network = await fetchBlob(store, name, { what: 'the network', signal });
  if (!network) throw unavailable('the network', document.network, store);
  const plan = await offerPlan(document, network);
  checkTerms(offer.terms, document, plan);
  return { chainId, market, id, offer, document, documentBytes: bytes, network, plan };
}

/** What one sample costs at its creator's, in wei: the model's price as it is now. */
export async function readPrice(client: ReadClient, { market, id, offer }: FetchedOffer): Promise<bigint> {
  const { workerFee, steps } = offer.terms;
  const whole = await readCost(client, market, { offer: id, workers: 1, samples: 1 });
  return whole - workerFee * BigInt(steps);
}
