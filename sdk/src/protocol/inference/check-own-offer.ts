// A split offer that somebody means to answer for: the key and the layers must be those that users were promised.
import type { ReadClient } from '../../chain/index.ts';
import { readOffer } from '../../chain/inference/reads.ts';
import { evaluateNetwork, handOverBytes, type Network, reachOf, type SealingKeys } from '../../encrypted/index.ts';
import { inferenceError } from '../../errors/index.ts';
import type { BlobReader } from '../../storage/index.ts';
import { type Hex, toHex } from '../arguments.ts';
import { fetchOfferDocument } from './fetch-offer-document.ts';
import type { OfferDocument, SplitDescription } from './types.ts';

export interface CheckedOffer {
  readonly offer: Hex;
  readonly document: OfferDocument;
  readonly split: SplitDescription;
  /** Takes whatever the offer's blur makes. */
  readonly tail: Network;
}

export interface CheckOwnOfferOptions {
  /** The contract InferenceMarket. */
  readonly contract: Hex;
  readonly creator: Hex;
  readonly offer: Hex;
  /** The last layers. */
  readonly tail: Network;
  readonly keys: Pick<SealingKeys, 'publicKey'>;
  readonly store: BlobReader;
  readonly signal?: AbortSignal | undefined;
}

/** Blurred values are no whole numbers, and may lie beyond what the head makes of a sample. */
function tailFor(tail: Network, { blur }: SplitDescription): Network {
  return { ...tail, arithmetic: 'float', range: Math.max(tail.range, reachOf(blur)) };
}

function checkFit(offer: Hex, tail: Network, { width }: SplitDescription, outputs: number): void {
  const misfit = (why: string) =>
    inferenceError('TAIL_MISFIT', `the last layers do not fit the offer ${offer}: ${why}`);
  if (tail.inputs !== width) throw misfit(`they take ${tail.inputs} values, and its intermediates have ${width}`);
  const found = evaluateNetwork(tail, new Array<number>(width).fill(0)).length;
  if (found !== outputs) throw misfit(`they give ${found} values, and its outputs are ${outputs}`);
}

/** OFFER_NOT_OWN or TAIL_MISFIT where hand-overs of the offer could not be answered. */
export async function checkOwnOffer(client: ReadClient, options: CheckOwnOfferOptions): Promise<CheckedOffer> {
  const { contract, creator: account, offer, tail, keys, store, signal } = options;
  const { creator, terms } = await readOffer(client, contract, offer);
  const foreign = (why: string) => inferenceError('OFFER_NOT_OWN', `the offer ${offer} ${why}`);
  if (creator.toLowerCase() !== account.toLowerCase()) throw foreign(`is not by ${account}`);
  const { document } = await fetchOfferDocument(terms.offerCid, { store, signal });
  const { split } = document;
  if (terms.mode !== 'split' || !split) throw foreign('is encrypted to its end: nothing is handed over');
  if (split.creatorKey !== toHex(keys.publicKey)) throw foreign('names another key to seal to');
  const ready = tailFor(tail, split);
  checkFit(offer, ready, split, document.output.count);
  handOverBytes({ samples: terms.mostSamples, width: split.width });
  return { offer, document, split, tail: ready };
}
