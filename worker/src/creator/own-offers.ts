// The offers that a creator answers for, checked once each: the key and the layers must be those that users were promised.
import {
  evaluateNetwork,
  fetchOfferDocument,
  handOverBytes,
  inference,
  type Network,
  type OfferDocument,
  reachOf,
  type SplitDescription,
  toHex,
} from '@tacit/sdk';
import type { CreatorRoleConfig, Hex, OwnOffer } from './config.ts';
import { creatorError } from './errors.ts';

export interface CheckedOffer {
  readonly offer: Hex;
  readonly document: OfferDocument;
  readonly split: SplitDescription;
  /** Takes whatever the offer's blur makes. */
  readonly tail: Network;
}

/** Blurred values are no whole numbers, and may lie beyond what the head makes of a sample. */
function tailFor(tail: Network, { blur }: SplitDescription): Network {
  return { ...tail, arithmetic: 'float', range: Math.max(tail.range, reachOf(blur)) };
}

function checkFit(offer: Hex, tail: Network, { width }: SplitDescription, outputs: number): void {
  const misfit = (why: string) => creatorError('TAIL_MISFIT', `the last layers do not fit the offer ${offer}: ${why}`);
  if (tail.inputs !== width) throw misfit(`they take ${tail.inputs} values, and its intermediates have ${width}`);
  const found = evaluateNetwork(tail, new Array<number>(width).fill(0)).length;
  if (found !== outputs) throw misfit(`they give ${found} values, and its outputs are ${outputs}`);
}

/** OFFER_NOT_OWN or TAIL_MISFIT where hand-overs of the offer could not be answered. */
export async function checkOffer(
  { clients, contract, keys, store }: Pick<CreatorRoleConfig, 'clients' | 'contract' | 'keys' | 'store'>,
  { offer, tail }: OwnOffer,
  signal: AbortSignal,
): Promise<CheckedOffer> {
  const { creator, terms } = await inference.readOffer(clients.publicClient, contract, offer);
  const foreign = (why: string) => creatorError('OFFER_NOT_OWN', `the offer ${offer} ${why}`);
  const account = clients.walletClient.account.address;
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
