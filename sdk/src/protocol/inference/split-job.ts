// The user's side of a split job, once workers have agreed: decrypt, blur, look at what the creator could see, hand over, read
// the answer. The user's own evaluation stands ready for a result that is wrong, so that what was decrypted decides nothing
// that anybody can watch.
import { type Clients, type ReadClient, requireChain, type SendOptions } from '../../chain/index.ts';
import { handOver } from '../../chain/inference/calls.ts';
import { isDecided } from '../../chain/inference/phases.ts';
import { readJob, readMarketRules } from '../../chain/inference/reads.ts';
import type { Job } from '../../chain/inference/types.ts';
import {
  answerBytes,
  blurIntermediate,
  type Intermediate,
  openAnswer,
  REFUSED_ANSWER,
  sealHandOver,
} from '../../encrypted/index.ts';
import { encryptedError, inferenceError } from '../../errors/index.ts';
import { type Randomness, systemRandomness } from '../../hashing/index.ts';
import { type BlobStore, readFile, type StoreOptions } from '../../storage/index.ts';
import { fromHex, type Hex } from '../arguments.ts';
import { rawCid } from '../open-shares.ts';
import { putBlob } from './blobs.ts';
import { encodeSample, type Reading, readOutputs } from './descriptions.ts';
import type { FetchedOffer } from './fetch-offer.ts';
import { fetchResult, type KeptRequest, requireOwnJob } from './open-result.ts';
import type { UserEncryption } from './prepare-request.ts';
import type { SplitDescription } from './types.ts';

export interface SplitJobOptions {
  readonly offer: Pick<FetchedOffer, 'chainId' | 'market' | 'id' | 'document' | 'plan'>;
  readonly request: KeptRequest;
  /** The secret half of the request's answer key. */
  readonly answerSecret: Uint8Array;
  readonly store: BlobStore;
  readonly signal?: AbortSignal | undefined;
}

export function splitOf({ document }: Pick<FetchedOffer, 'document'>): SplitDescription {
  if (document.split) return document.split;
  throw inferenceError('JOB_MISMATCH', 'nothing is handed over in a job that is encrypted to its end');
}

const scopeOf = ({ offer, request }: Pick<SplitJobOptions, 'offer' | 'request'>) => ({
  chainId: offer.chainId,
  market: offer.market,
  job: request.job,
});

/** Samples as the network takes them. */
export function encodeSamples(
  { document, plan }: Pick<FetchedOffer, 'document' | 'plan'>,
  samples: readonly (readonly number[])[],
): number[][] {
  const whole = plan.network.arithmetic === 'integer';
  return samples.map((sample) => encodeSample(document.input, sample, { whole }));
}

async function requireHandOver(
  client: ReadClient,
  { offer, request }: Pick<SplitJobOptions, 'offer' | 'request'>,
): Promise<Job> {
  await requireChain(client, offer.chainId);
  const job = requireOwnJob(await readJob(client, offer.market, request.job), request, offer);
  const due = job.phase === 'contestable' || job.phase === 'hand-over';
  if (!due || !isDecided(job, offer.plan.steps.length)) {
    throw inferenceError('JOB_UNDECIDED', `the job is ${job.phase}, and nothing can be handed over`, {
      phase: job.phase,
    });
  }
  const { refusal } = await readMarketRules(client, offer.market);
  if (job.result !== refusal) return job;
  throw inferenceError(
    'JOB_REFUSED',
    'the workers agree that the request is none: its bytes are not those of the plan',
  );
}

export interface PrepareHandOverOptions extends SplitJobOptions {
  /** The same values that were encrypted. */
  readonly samples: readonly (readonly number[])[];
  readonly encryption: Pick<UserEncryption, 'decrypt'>;
}

/**
 * What the creator would see, from what workers agreed on. Nothing is sent. The same again for the same job, so that whoever
 * starts anew gives no second blur away.
 */
export async function prepareHandOver(client: ReadClient, options: PrepareHandOverOptions): Promise<Intermediate> {
  const { offer, request, answerSecret, samples, encryption } = options;
  const { blur } = splitOf(offer);
  const job = await requireHandOver(client, options);
  const bytes = await fetchResult(job, options);
  const decrypted = await encryption.decrypt(offer.plan, request.keys.secretKey, bytes);
  return blurIntermediate({
    head: offer.plan.network,
    samples: encodeSamples(offer, samples),
    decrypted,
    blur,
    scope: scopeOf({ offer, request }),
    secretKey: answerSecret,
  });
}

export interface HandOverOptions extends Omit<SplitJobOptions, 'answerSecret'> {
  readonly intermediate: Pick<Intermediate, 'blurred'>;
  readonly randomness?: Randomness;
  /**
   * Keeps what was sealed, and gives what was kept first. Whoever hands over again after a failure may be shown another result
   * by a node that lies, and its blur has other noise: of many the mean would be the intermediate.
   */
  readonly keep?: ((sealed: Uint8Array) => Promise<Uint8Array>) | undefined;
  readonly sendOptions?: SendOptions;
}

export interface HandedOver {
  readonly sealedCid: Hex;
  readonly bytes: number;
  readonly transaction: Hex;
  readonly gasUsed: bigint;
}

/** Seals to the creator, stores, and says so on the chain: the user's last word on the workers' result. */
export async function handOverJob(clients: Clients, options: HandOverOptions): Promise<HandedOver> {
  const { offer, request, intermediate, store, signal, randomness = systemRandomness, keep, sendOptions } = options;
  const { creatorKey } = splitOf(offer);
  await requireHandOver(clients.publicClient, options);
  const scope = scopeOf(options);
  const fresh = await sealHandOver(intermediate, { scope, creatorKey: fromHex(creatorKey), randomness });
  const sealed = keep ? await keep(fresh) : fresh;
  const storing: StoreOptions = signal ? { signal } : {};
  const { digest: sealedCid } = await putBlob(store, sealed, storing);
  const call = { job: request.job, sealedCid };
  const { hash, receipt } = await handOver(clients, offer.market, call, sendOptions);
  return { sealedCid, bytes: sealed.length, transaction: hash, gasUsed: receipt.gasUsed };
}

export interface OpenedAnswer {
  readonly readings: readonly Reading[];
  readonly outputs: readonly (readonly number[])[];
}

async function fetchAnswer({ answerCid }: Job, bytes: number, { store, signal }: SplitJobOptions): Promise<Uint8Array> {
  const limit = Math.max(bytes, REFUSED_ANSWER.length);
  const found = await readFile(store, rawCid(BigInt(answerCid)), { limit, ...(signal && { signal }) });
  if (found) return found;
  throw inferenceError('BLOB_UNAVAILABLE', `the answer ${answerCid} is not in ${store.name}`, { digest: answerCid });
}

/** What the creator answered. HANDOVER_REFUSED where it says that the hand-over was none, or answered with none. */
export async function openSplitAnswer(client: ReadClient, options: SplitJobOptions): Promise<OpenedAnswer> {
  const { offer, request, answerSecret } = options;
  splitOf(offer);
  await requireChain(client, offer.chainId);
  const job = requireOwnJob(await readJob(client, offer.market, request.job), request, offer);
  if (job.phase !== 'closed') {
    throw inferenceError('JOB_UNDECIDED', `the job is ${job.phase}, and has no answer yet`, { phase: job.phase });
  }
  if (job.outcome !== 'served') {
    throw inferenceError('JOB_UNSERVED', `the job was closed without an answer: ${job.outcome}`, {
      outcome: job.outcome,
    });
  }
  const { output } = offer.document;
  const size = { samples: job.samples, width: output.count };
  const bytes = await fetchAnswer(job, answerBytes(size), options);
  const outputs = await openAnswer(bytes, { ...size, scope: scopeOf(options), secretKey: answerSecret });
  if (!outputs) throw encryptedError('HANDOVER_REFUSED', 'the creator says that the hand-over does not open');
  return { readings: outputs.map((each) => readOutputs(output, each)), outputs };
}
