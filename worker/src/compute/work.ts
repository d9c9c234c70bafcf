// Evaluates one step: from what the chain says of it to a result that lies in the store, or to why there is none.
import { type BlobStore, ciphertextsBytes, putBlob } from '@tacit/sdk';
import { codeOf } from '../watching/failure-kind.ts';
import { classify } from './errors.ts';
import type { Materials, OfferMaterial, StepTarget } from './materials.ts';
import type { ComputeMetrics } from './metrics.ts';
import type { Hex } from './state.ts';
import type { ThreadPool } from './thread-pool.ts';

export type Served =
  /** In the store. */
  | { readonly kind: 'result'; readonly result: Hex; readonly seconds: number }
  /** What was asked for is none, as every worker finds: bytes that hash right and are malformed, or of another length. */
  | { readonly kind: 'refusal'; readonly code: string }
  /** Not here: too slow, too dear, or something that only this worker finds wrong. */
  | { readonly kind: 'decline'; readonly code: string }
  /** A store does not have it, or does not take it, now. */
  | { readonly kind: 'missing'; readonly code: string };

/** What this worker takes on. */
export interface Limits {
  readonly offers: 'all' | readonly Hex[];
  readonly mostSamples: number;
  readonly jobSeconds: number;
  /** In wei, for each second of the estimate. */
  readonly leastFeePerSecond: bigint;
  /** In wei; any when it is undefined. */
  readonly mostBond: bigint | undefined;
  /** How long an offer may keep a bond from other jobs: commitment, reveal and contest, where nobody disagrees. */
  readonly mostBondSeconds: number;
}

export interface WorkParts {
  readonly materials: Materials;
  readonly pool: ThreadPool;
  readonly store: BlobStore;
  readonly storeMs: number;
  readonly limits: Limits;
  readonly metrics: ComputeMetrics;
}

/** Of the user's bytes alone. Whatever is wrong with an offer is its creator's fault, and no reason to charge the user. */
const FAULTS_OF_REQUEST = [
  'BLOB_REFUSED',
  'BLOCK_INVALID',
  'CIPHERTEXT_REFUSED',
  'KEYS_REFUSED',
  'REQUEST_DOCUMENT_INVALID',
  'REQUEST_FOREIGN',
];
/** A thread that was unlucky; the next one may not be. */
const WORTH_ANOTHER = ['EVALUATION_CRASHED', 'SEAL_FAILED'];

function outcomeOf(error: unknown, faultsOfRequest: readonly string[]): Served {
  const code = codeOf(error);
  if (faultsOfRequest.includes(code)) return { kind: 'refusal', code };
  return { kind: classify(error) === 'passing' ? 'missing' : 'decline', code };
}

/** What can be told without fetching anything. */
function unwelcome({ offer, samples, terms }: StepTarget, limits: Limits): string | undefined {
  const { offers, mostSamples, mostBond, mostBondSeconds } = limits;
  if (offers !== 'all' && !offers.some((one) => one.toLowerCase() === offer.toLowerCase())) return 'OFFER_NOT_SERVED';
  if (samples > mostSamples) return 'SAMPLES_TOO_MANY';
  // Offers of large bonds that are kept for long would take honest stake out of the way of other panels.
  if (mostBond !== undefined && terms.bond > mostBond) return 'BOND_TOO_LARGE';
  const { commitSeconds, revealSeconds, contestSeconds } = terms;
  return commitSeconds + revealSeconds + contestSeconds > mostBondSeconds ? 'BOND_TOO_LONG' : undefined;
}

const NANOS = 1e9;
/** Of one job's ciphertexts, those that wait for a thread and those that it gives: no thread's own bound holds for them. */
const MOST_BYTES = 128 * 2 ** 20;

export function unfit(
  { step, samples, terms }: StepTarget,
  { plan }: OfferMaterial,
  limits: Limits,
): string | undefined {
  const found = plan.steps[step];
  if (!found) return 'PLAN_DIFFERS';
  const { seconds, input, output } = found;
  if (ciphertextsBytes(plan.parameters, input, samples) > MOST_BYTES) return 'INPUT_TOO_LARGE';
  if (ciphertextsBytes(plan.parameters, output, samples) > MOST_BYTES) return 'RESULT_TOO_LARGE';
  if (!(seconds * samples <= limits.jobSeconds)) return 'PLAN_TOO_SLOW';
  const wanted = (limits.leastFeePerSecond * BigInt(Math.ceil(seconds * NANOS))) / BigInt(NANOS);
  return terms.workerFee < wanted ? 'FEE_TOO_LOW' : undefined;
}

async function evaluate(
  { materials, pool, metrics }: WorkParts,
  target: StepTarget,
  offer: OfferMaterial,
  signal: AbortSignal,
) {
  const { keys, input } = await materials.stepOf(target, offer, signal);
  const { document, network, plan } = offer;
  const { step, samples } = target;
  const { parameters, stepSeconds } = document;
  const work = { parameters, stepSeconds, network, plan, keys, step, samples, input };
  const started = performance.now();
  const again = (error: unknown): Promise<Uint8Array> => {
    if (!WORTH_ANOTHER.includes(codeOf(error)) || signal.aborted) throw error;
    metrics.failures.add(1, { code: codeOf(error) });
    return pool.evaluate(work, signal);
  };
  const bytes = await pool.evaluate(work, signal).catch(again);
  const seconds = (performance.now() - started) / 1000;
  metrics.evaluationSeconds.add(seconds);
  metrics.samples.add(samples);
  return { bytes, seconds };
}

/** Never throws: everything that can go wrong is an answer. */
export async function serveStep(parts: WorkParts, target: StepTarget, signal: AbortSignal): Promise<Served> {
  const { materials, store, storeMs, limits, metrics } = parts;
  let faults: readonly string[] = [];
  try {
    const refused = unwelcome(target, limits);
    if (refused) return { kind: 'decline', code: refused };
    const offer = await materials.offerOf(target, signal);
    const misfit = unfit(target, offer, limits);
    if (misfit) return { kind: 'decline', code: misfit };
    faults = FAULTS_OF_REQUEST;
    const { bytes, seconds } = await evaluate(parts, target, offer, signal);
    faults = [];
    // Before anything is committed to: what nobody can fetch is of no use to anybody.
    const limited = AbortSignal.any([signal, AbortSignal.timeout(storeMs)]);
    const { digest } = await putBlob(store, bytes, { signal: limited });
    return { kind: 'result', result: digest, seconds };
  } catch (error) {
    const served = outcomeOf(error, faults);
    if (served.kind === 'decline') metrics.failures.add(1, { code: served.code });
    return served;
  }
}
