// A request's folder with the market that it was made for.
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import {
  type FetchedOffer,
  inference,
  inferenceError,
  nameBlob,
  readRequest,
  type SavedRequest,
} from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';
import { type OpenAccount, type OpenMarket, openAccount, openMarket, type SigningArguments } from './contract.ts';

export interface RequestArguments extends SigningArguments {
  readonly request: string | undefined;
}

/** The request, and the market on the chosen network: which must be its own. */
export async function openRequest(
  options: RequestArguments,
  hre: HardhatRuntimeEnvironment,
): Promise<{ readonly path: string; readonly saved: SavedRequest; readonly opened: OpenMarket }> {
  const path = String(requireField(options, 'request'));
  const saved = await readRequest(path);
  const opened = await openMarket(hre, { ...options, market: options.market ?? saved.document.market });
  requirePlace(saved, opened);
  return { path, saved, opened };
}

function requirePlace({ document }: SavedRequest, { network, market }: OpenMarket): void {
  if (document.chainId === network.chainId && document.market.toLowerCase() === market.toLowerCase()) return;
  throw inferenceError('REQUEST_FOREIGN', `the request was made for ${document.market} on chain ${document.chainId}`);
}

/** As `openRequest`, by the account that the request names. */
export async function openOwnRequest(
  options: RequestArguments,
  hre: HardhatRuntimeEnvironment,
): Promise<{ readonly path: string; readonly saved: SavedRequest; readonly opened: OpenAccount }> {
  const { path, saved } = await openRequest(options, hre);
  const { user, market } = saved.document;
  const opened = await openAccount(hre, { ...options, market: options.market ?? market, from: options.from ?? user });
  if (opened.account.toLowerCase() === user.toLowerCase()) return { path, saved, opened };
  throw taskError('ACCOUNT_UNKNOWN', `the request is by ${user}, and ${opened.account} cannot act for it`);
}

/** The offer as the folder has it, which must be what the chain has: no store is needed to read what was agreed on. */
export async function offerOf(saved: SavedRequest, { network }: OpenMarket): Promise<FetchedOffer> {
  const { document, offerDocument, offerDocumentBytes: documentBytes, plan } = saved;
  const { chainId, market, offer: id } = document;
  const offer = await inference.readOffer(network.publicClient, market, id);
  if ((await nameBlob(documentBytes)).digest !== offer.terms.offerCid) {
    throw inferenceError('REQUEST_FOREIGN', "the folder has another offer's document than the chain");
  }
  return { chainId, market, id, offer, document: offerDocument, documentBytes, network: saved.network, plan };
}
