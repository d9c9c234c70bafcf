// A prediction: what was asked for, that everybody evaluated the same bytes, and that those who were paid agree.
import {
  checkCiphertexts,
  checkEvaluationKeys,
  errorCode,
  evaluateBy,
  type FetchedOffer,
  fetchOffer,
  fetchResult,
  inference,
  MAX_REQUEST_BYTES,
  openEncryption,
  parseRequest,
  type RequestDocument,
  rawCid,
  readFile,
  reExecute,
  requireBlob,
  requireRequest,
} from '@tacit/sdk';
import type { Hex } from 'viem';
import { checkResults, type Results } from './check-results.ts';
import { type Judged, judge } from './judge.ts';
import { contractOf, type SectionWriter, type VerifyPlace } from './place.ts';
import { unknown } from './round-facts.ts';

export async function readJob(place: VerifyPlace, id: Hex): Promise<inference.Job> {
  try {
    return await inference.readJob(place.client, contractOf(place, 'InferenceMarket'), id);
  } catch (error) {
    throw errorCode(error) === 'JOB_UNKNOWN' ? unknown('the prediction') : error;
  }
}

/** An offer's terms are its id, and its document, network and plan are what the terms name. */
export async function checkOffer(
  place: VerifyPlace,
  section: SectionWriter,
  id: Hex,
): Promise<FetchedOffer | undefined> {
  const market = contractOf(place, 'InferenceMarket');
  const { creator, model, terms } = await inference.readOffer(place.client, market, id);
  await judge(
    section,
    'offer-id',
    { facts: { offer: id, creator, model } },
    () => inference.computeOfferId({ chainId: place.chainId, market, creator, model, terms }) === id,
  );
  let offer: FetchedOffer | undefined;
  await judge(section, 'offer', { facts: { document: terms.offerCid } }, async () => {
    offer = await fetchOffer(place.client, { chainId: place.chainId, market, id, store: place.store });
    return true;
  });
  return offer;
}

async function checkRequest(
  place: VerifyPlace,
  section: SectionWriter,
  job: inference.Job,
): Promise<RequestDocument | undefined> {
  let document: RequestDocument | undefined;
  const cid = rawCid(BigInt(job.requestCid));
  await judge(section, 'request', { facts: { CID: cid.toString() } }, async (): Promise<Judged> => {
    const bytes = await readFile(place.store, cid, { limit: MAX_REQUEST_BYTES });
    if (!bytes) return { verdict: 'unchecked', why: 'NOT_STORED' };
    const { offer, user, samples } = job;
    const scope = { chainId: place.chainId, market: contractOf(place, 'InferenceMarket') };
    document = requireRequest(parseRequest(bytes), { ...scope, offer, user, samples });
    return true;
  });
  return document;
}

export interface AskedBytes {
  readonly keys: Uint8Array;
  readonly input: Uint8Array;
}

/** What workers were given: whole, of the plan's lengths, and of its form to the byte. */
async function checkBytes(
  place: VerifyPlace,
  section: SectionWriter,
  offer: FetchedOffer,
  request: RequestDocument,
): Promise<AskedBytes | undefined> {
  const { plan } = offer;
  let keys: Uint8Array | undefined;
  let input: Uint8Array | undefined;
  place.writer.stage('download');
  await judge(section, 'keys', { facts: { digest: request.keys, bytes: plan.keyBytes } }, async () => {
    keys = await requireBlob(place.store, { digest: request.keys, bytes: plan.keyBytes });
    checkEvaluationKeys(plan.parameters, keys);
    return true;
  });
  const bytes = plan.requestBytes * request.samples;
  await judge(section, 'ciphertexts', { facts: { digest: request.input, bytes } }, async () => {
    input = await requireBlob(place.store, { digest: request.input, bytes });
    checkCiphertexts(plan.parameters, (plan.steps[0] as (typeof plan.steps)[number]).input, request.samples, input);
    return true;
  });
  return keys && input && { keys, input };
}

/** What the job came to: there, and as long as the plan says. */
async function isResult(place: VerifyPlace, offer: FetchedOffer, job: inference.Job): Promise<Judged> {
  await fetchResult(job, { offer, store: place.store });
  return true;
}

/** Evaluates what workers evaluated. Nothing is decrypted: whoever has no key can do it. */
async function isEvaluated(
  place: VerifyPlace,
  offer: FetchedOffer,
  bytes: AskedBytes,
  results: Results,
): Promise<Judged> {
  place.writer.stage('evaluation');
  const encryption = await openEncryption(offer.plan.parameters.name);
  try {
    const evaluate = evaluateBy(encryption);
    const own = { plan: offer.plan, evaluationKeys: bytes.keys, input: bytes.input };
    const { contest } = await reExecute({ ...own, results: results.agreed, evaluate });
    return !contest;
  } finally {
    encryption.dispose();
  }
}

async function checkOutcome(
  place: VerifyPlace,
  section: SectionWriter,
  {
    job,
    offer,
    bytes,
    results,
  }: {
    readonly job: inference.Job;
    readonly offer: FetchedOffer | undefined;
    readonly bytes: AskedBytes | undefined;
    readonly results: Results;
  },
): Promise<void> {
  if (results.agreed.length === 0) {
    const state =
      job.phase === 'closed'
        ? ({ verdict: 'unchecked', why: 'NO_RESULT' } as const)
        : ({ verdict: 'not-yet' } as const);
    await judge(section, 'result', {}, () => state);
    await judge(section, 'evaluation', {}, () => state);
    return;
  }
  await judge(section, 'result', { facts: { digest: job.result } }, () =>
    offer ? isResult(place, offer, job) : { verdict: 'unchecked', why: 'OFFER_UNAVAILABLE' },
  );
  await judge(section, 'evaluation', { facts: { result: results.agreed.at(-1) } }, () =>
    offer && bytes ? isEvaluated(place, offer, bytes, results) : { verdict: 'unchecked', why: 'BLOB_UNAVAILABLE' },
  );
}

export async function checkJob(place: VerifyPlace, id: Hex): Promise<void> {
  place.writer.stage('job');
  const market = contractOf(place, 'InferenceMarket');
  const job = await readJob(place, id);
  const section = place.writer.section('job', id);
  const { user, offer: offerId, requestCid } = job;
  await judge(
    section,
    'job-id',
    { facts: { job: id, user, offer: offerId } },
    () => inference.computeJobId({ chainId: place.chainId, market, user, offer: offerId, requestCid }) === id,
  );
  const offer = await checkOffer(place, section, offerId);
  const request = await checkRequest(place, section, job);
  const bytes = offer && request && (await checkBytes(place, section, offer, request));
  const results = await checkResults(place, section, id, job);
  await checkOutcome(place, section, { job, offer, bytes, results });
}
