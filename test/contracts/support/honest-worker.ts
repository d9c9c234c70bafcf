// What workers do, in this process and without a role around it: fetch, evaluate, store.
import {
  type BlobReader,
  type BlobStore,
  type Encryption,
  evaluateBy,
  fetchOffer,
  inference,
  MAX_REQUEST_BYTES,
  parseRequest,
  putBlob,
  rawCid,
  readFile,
  requireBlob,
  requireRequest,
} from '@tacit/sdk';
import type { Hex } from 'viem';
import { drawPanel, evaluateAs, type MarketStage, type Player } from './market-stage.ts';

export interface Serving {
  readonly store: BlobStore;
  readonly encryption: Encryption;
}

async function requestOf(store: BlobReader, requestCid: Hex) {
  const bytes = await readFile(store, rawCid(BigInt(requestCid)), { limit: MAX_REQUEST_BYTES });
  if (!bytes) throw new Error('the request is not in the store');
  return parseRequest(bytes);
}

/** Evaluates a job of one step, and keeps the result in the store. */
export async function evaluateJob(stage: MarketStage, job: Hex, { store, encryption }: Serving): Promise<Hex> {
  const { client, chainId, market } = stage;
  const { offer: id, requestCid, samples, user } = await inference.readJob(client, market, job);
  const { plan } = await fetchOffer(client, { chainId, market, id, store });
  const request = requireRequest(await requestOf(store, requestCid), { chainId, market, offer: id, user, samples });
  const keys = await requireBlob(store, { digest: request.keys, bytes: plan.keyBytes });
  const input = await requireBlob(store, { digest: request.input, bytes: samples * plan.requestBytes });
  const result = await evaluateBy(encryption)(plan, keys, { index: 0, input });
  return (await putBlob(store, result)).digest;
}

/** Draws a panel, whose members all say `result`, or what an honest evaluation comes to. */
export async function serveJob(
  stage: MarketStage,
  job: Hex,
  { result, ...serving }: Serving & { readonly result?: Hex },
): Promise<{ readonly panel: readonly Player[]; readonly result: Hex }> {
  const panel = await drawPanel(stage, job);
  const said = result ?? (await evaluateJob(stage, job, serving));
  await evaluateAs(stage, job, { panel, say: () => said });
  return { panel, result: said };
}
