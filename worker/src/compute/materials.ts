// What a step is made of: documents, network, keys, ciphertexts. Nothing is believed but what hashes to what the chain names,
// and nothing is fetched beyond the length that it must have.
import {
  type BlobName,
  type BlobReader,
  ciphertextsBytes,
  errorCode,
  fetchBlob,
  fetchOfferDocument,
  type inference,
  inferenceError,
  MAX_REQUEST_BYTES,
  type OfferDocument,
  parseRequest,
  type RequestDocument,
  rawCid,
  readFile,
  requireRequest,
} from '@tacit/sdk';
import { computeError } from './errors.ts';
import { lru } from './lru.ts';
import type { Hex } from './state.ts';
import type { PlanFacts } from './thread-messages.ts';
import type { Named, ThreadPool } from './thread-pool.ts';

export interface OfferMaterial {
  readonly document: OfferDocument;
  readonly network: Named;
  readonly plan: PlanFacts;
}

/** A step of a job, as the chain has it. */
export interface StepTarget {
  readonly job: Hex;
  readonly step: number;
  readonly user: Hex;
  readonly samples: number;
  readonly requestCid: Hex;
  /** The result of the step before; zero at first. */
  readonly input: Hex;
  readonly offer: Hex;
  readonly terms: inference.OfferTerms;
}

export interface StepMaterial {
  readonly keys: Named;
  readonly input: Uint8Array;
}

export interface MaterialParts {
  readonly reader: BlobReader;
  readonly pool: ThreadPool;
  readonly chainId: number;
  readonly market: Hex;
  /** How long one blob may take. */
  readonly fetchMs: number;
  /** Of the role: what is kept from one step to the next outlives both. */
  readonly signal: AbortSignal;
}

export interface Materials {
  /** What the offer promises, with the plan that follows from its network. OFFER_INVALID where they contradict each other. */
  offerOf(target: StepTarget, signal: AbortSignal): Promise<OfferMaterial>;
  /** REQUEST_…, BLOB_REFUSED for what everybody finds wrong; BLOB_UNAVAILABLE for what is not there now. */
  stepOf(target: StepTarget, offer: OfferMaterial, signal: AbortSignal): Promise<StepMaterial>;
}

const MOST_OFFERS = 256;

const invalid = (why: string) => inferenceError('OFFER_INVALID', `the offer contradicts itself: ${why}`);

function checkOffer({ steps, mode }: inference.OfferTerms, document: OfferDocument, plan: PlanFacts): void {
  if (steps !== plan.steps.length) throw invalid('its plan has another number of steps');
  if ((mode === 'split') !== (document.split !== undefined)) throw invalid('its mode is not that of its document');
  if (plan.outputs !== (document.split?.width ?? document.output.count)) throw invalid('its plan has other outputs');
}

export function openMaterials({ reader, pool, chainId, market, fetchMs, signal: lasting }: MaterialParts): Materials {
  const offers = lru<Hex, OfferMaterial>(MOST_OFFERS, () => {});
  const limited = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(fetchMs)]);

  async function fetchNamed(name: BlobName, what: string, signal: AbortSignal): Promise<Uint8Array> {
    const bytes = await fetchBlob(reader, name, { what, signal: limited(signal) });
    if (bytes) return bytes;
    throw inferenceError('BLOB_UNAVAILABLE', `${what} ${name.digest} is in no store now`, { digest: name.digest });
  }

  async function fetchRequest({ requestCid }: StepTarget, signal: AbortSignal): Promise<RequestDocument> {
    const bytes = await readFile(reader, rawCid(BigInt(requestCid)), {
      limit: MAX_REQUEST_BYTES,
      signal: limited(signal),
    }).catch((error: unknown) => {
      if (errorCode(error) !== 'BLOB_TOO_LARGE') throw error;
      throw inferenceError('REQUEST_DOCUMENT_INVALID', 'this is no request: it is too large');
    });
    if (bytes) return parseRequest(bytes);
    throw inferenceError('BLOB_UNAVAILABLE', `the request ${requestCid} is in no store now`, { digest: requestCid });
  }

  return {
    async offerOf({ offer, terms }, signal) {
      const known = offers.get(offer);
      if (known) return known;
      const { document } = await fetchOfferDocument(terms.offerCid, { store: reader, signal: limited(signal) });
      const name = { digest: document.network, bytes: document.networkBytes };
      const network = { name: document.network, bytes: () => fetchNamed(name, 'the network', lasting) };
      const { parameters, stepSeconds } = document;
      const plan = await pool.plan({ parameters, stepSeconds, network }, signal);
      checkOffer(terms, document, plan);
      const material = { document, network, plan };
      offers.set(offer, material, 1);
      return material;
    },
    async stepOf(target, { plan }, signal) {
      const { step, samples, user, offer, input } = target;
      const request = requireRequest(await fetchRequest(target, signal), { chainId, market, offer, user, samples });
      const shape = plan.steps[step]?.input;
      if (!shape) throw computeError('PLAN_DIFFERS', 'the plan has no such step', { step });
      const digest = step === 0 ? request.input : input;
      const ciphertexts = { digest, bytes: ciphertextsBytes(plan.parameters, shape, samples) };
      const keys = { digest: request.keys, bytes: plan.keyBytes };
      return {
        keys: { name: request.keys, bytes: () => fetchNamed(keys, 'the keys', signal) },
        input: await fetchNamed(ciphertexts, 'the input', signal),
      };
    },
  };
}
