// Asking for a job, once: whoever asks again for the same request finds the job that there is.

import type { ReadClient } from '../../chain/index.ts';
import { type Clients, requireChain, type SendOptions } from '../../chain/index.ts';
import { request } from '../../chain/inference/calls.ts';
import { readCost, readJob } from '../../chain/inference/reads.ts';
import type { Trust } from '../../chain/inference/types.ts';
import { errorCode, inferenceError } from '../../errors/index.ts';
import type { Hex } from '../arguments.ts';
import { DEFAULT_TRUST, defaultDuration } from './cost.ts';
import type { FetchedOffer } from './fetch-offer.ts';
import type { PreparedRequest } from './prepare-request.ts';

export interface RequestPredictionOptions {
  readonly offer: FetchedOffer;
  readonly request: Pick<PreparedRequest, 'document' | 'requestCid' | 'job'>;
  readonly trust?: Trust;
  /** Seconds until the job ends unserved; time for every phase, and a disagreement, when it is left out. */
  readonly duration?: bigint | undefined;
  /** The most that may be paid, in wei: prices change. */
  readonly mostWei: bigint;
  readonly sendOptions?: SendOptions;
}

export interface RequestedJob {
  readonly job: Hex;
  /** Undefined where an earlier start had asked already. */
  readonly transaction?: Hex;
  readonly gasUsed?: bigint;
  readonly wei: bigint;
  readonly blockNumber?: bigint;
}

/** Whether the market knows the job. */
export async function isRequested(client: ReadClient, market: Hex, job: Hex): Promise<boolean> {
  try {
    return (await readJob(client, market, job)).phase !== 'none';
  } catch (error) {
    if (errorCode(error) === 'JOB_UNKNOWN') return false;
    throw error;
  }
}

/** Pays the whole price into escrow. The request must be uploaded, and kept on disk, before. */
export async function requestPrediction(clients: Clients, options: RequestPredictionOptions): Promise<RequestedJob> {
  const { offer, request: asked, trust = DEFAULT_TRUST, mostWei, sendOptions } = options;
  const { market, chainId, id } = offer;
  const { document, requestCid, job } = asked;
  await requireChain(clients.publicClient, chainId);
  if (document.offer !== id) throw inferenceError('REQUEST_FOREIGN', 'the request was made for another offer');
  if (await isRequested(clients.publicClient, market, job)) return { job, wei: 0n };
  const { samples } = document;
  const wei = await readCost(clients.publicClient, market, { offer: id, workers: trust.workers, samples });
  if (wei > mostWei) {
    const message = `the job costs ${wei} wei now, more than the ${mostWei} that were allowed`;
    throw inferenceError('COST_EXCEEDED', message, { wei: wei.toString(), most: mostWei.toString() });
  }
  const duration = options.duration ?? defaultDuration(offer.offer.terms);
  const call = { offer: id, trust, samples, duration, requestCid, payment: wei };
  try {
    const { id: made, hash, receipt } = await request(clients, market, call, sendOptions);
    if (made !== job) throw inferenceError('JOB_MISMATCH', 'the market gave the job another id than it should have');
    return { job, transaction: hash, gasUsed: receipt.gasUsed, wei, blockNumber: receipt.blockNumber };
  } catch (error) {
    // An earlier start sent it and ended before it was mined.
    if (errorCode(error) === 'JOB_ALREADY_REQUESTED') return { job, wei: 0n };
    throw error;
  }
}
