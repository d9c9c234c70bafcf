// A result as its user reads it, after the job is over. That order is a rule: decryptions of approximate ciphertexts leak
// a little of the key to whoever learns of them, and a user that accepts, contests, or asks again because of what it read
// tells the workers. So nothing is read before there is nothing left to react with.
import type { ReadClient } from '../../chain/index.ts';
import { readJob, readMarketRules } from '../../chain/inference/reads.ts';
import type { Job } from '../../chain/inference/types.ts';
import { encryptedError, errorCode, inferenceError } from '../../errors/index.ts';
import type { BlobReader } from '../../storage/index.ts';
import type { Hex } from '../arguments.ts';
import { requireBlob } from './blobs.ts';
import { type Reading, readOutputs } from './descriptions.ts';
import type { FetchedOffer } from './fetch-offer.ts';
import type { PreparedRequest, UserEncryption } from './prepare-request.ts';
import { requireRequest } from './request-document.ts';

/** What a user has kept of a request. */
export interface KeptRequest extends Pick<PreparedRequest, 'document' | 'requestCid' | 'job'> {
  readonly keys: Pick<PreparedRequest['keys'], 'secretKey'>;
}

export interface OpenResultOptions {
  readonly offer: Pick<FetchedOffer, 'chainId' | 'market' | 'id' | 'document' | 'plan'>;
  readonly request: KeptRequest;
  readonly encryption: Pick<UserEncryption, 'decrypt'>;
  readonly store: BlobReader;
  readonly signal?: AbortSignal | undefined;
}

export interface OpenedResult {
  /** For each sample, in order. */
  readonly readings: readonly Reading[];
  /** The network's outputs, as they were decrypted. Keep them to yourself. */
  readonly outputs: readonly (readonly number[])[];
  readonly digest: Hex;
}

/** Refuses a job that is another than the request's. */
export function requireOwnJob(
  job: Job,
  { document, requestCid }: KeptRequest,
  { chainId, market, id }: Pick<FetchedOffer, 'chainId' | 'market' | 'id'>,
): Job {
  if (job.requestCid !== requestCid) throw inferenceError('JOB_MISMATCH', 'the job was asked for by another request');
  requireRequest(document, { chainId, market, offer: id, user: job.user, samples: job.samples });
  if (job.offer !== id) throw inferenceError('JOB_MISMATCH', 'the job is of another offer');
  return job;
}

/** Why there is no result, once there cannot be one any more. */
async function requireServed(client: ReadClient, market: Hex, { phase, outcome, result }: Job): Promise<void> {
  if (phase !== 'closed') {
    throw inferenceError('JOB_UNDECIDED', 'the job is not closed yet, and its result is read when it is', { phase });
  }
  const { refusal } = await readMarketRules(client, market);
  if (outcome === 'refused' || result === refusal) {
    throw inferenceError(
      'JOB_REFUSED',
      'the workers agree that the request is none: its bytes are not those of the plan',
    );
  }
  if (outcome !== 'served') {
    throw inferenceError('JOB_UNSERVED', `the job was closed without a result: ${outcome}`, { outcome });
  }
}

/** The bytes that workers agreed on. RESULT_REFUSED for bytes that are none of the plan's, whoever agreed on them. */
export async function fetchResult(
  { result, samples }: Pick<Job, 'result' | 'samples'>,
  { offer, store, signal }: Pick<OpenResultOptions, 'offer' | 'store' | 'signal'>,
): Promise<Uint8Array> {
  const name = { digest: result, bytes: samples * offer.plan.responseBytes };
  try {
    return await requireBlob(store, name, { what: 'the result', signal });
  } catch (error) {
    if (errorCode(error) !== 'BLOB_REFUSED') throw error;
    throw encryptedError(
      'RESULT_REFUSED',
      `the result that was agreed on has not the ${name.bytes} bytes of the plan`,
      {
        bytes: name.bytes,
      },
    );
  }
}

/** Decrypts what is in a job's result, and reads it as the offer says. The job must be closed. */
export async function openResult(client: ReadClient, options: OpenResultOptions): Promise<OpenedResult> {
  const { offer, request, encryption } = options;
  const { market, plan, document } = offer;
  const job = requireOwnJob(await readJob(client, market, request.job), request, offer);
  await requireServed(client, market, job);
  if (document.split) throw inferenceError('JOB_MISMATCH', 'a split job ends with an answer sealed by its creator');
  const bytes = await fetchResult(job, options);
  const outputs = await encryption.decrypt(plan, request.keys.secretKey, bytes);
  const isShaped = outputs.length === job.samples && outputs.every(({ length }) => length === plan.outputs);
  if (!isShaped || !outputs.flat().every(Number.isFinite)) {
    throw encryptedError('RESULT_REFUSED', 'the result does not decrypt to finite outputs for each sample');
  }
  const readings = outputs.map((output) => readOutputs(document.output, output));
  return { readings, outputs, digest: job.result };
}
