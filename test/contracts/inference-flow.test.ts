import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import {
  circuitNamed,
  costOf,
  DEFAULT_TRUST,
  describeOffer,
  encodeOffer,
  encodeRequest,
  evaluateBy,
  type FetchedOffer,
  type FollowedJob,
  featureRange,
  fetchOffer,
  followJob,
  inference,
  isRequested,
  longestSeconds,
  memoryStore,
  models,
  nameBlob,
  type OfferDocument,
  offerOfTrained,
  offerPlan,
  openEncryption,
  openResult,
  type PreparedRequest,
  predictClass,
  prepareRequest,
  publishOffer,
  putBlob,
  readPrice,
  reExecute,
  requestPrediction,
  uploadRequest,
  weightRange,
} from '@tacit/sdk';
import type { Hex } from 'viem';
import { seededRandomness } from '../support/random-step.ts';
import { assertRejected } from '../support/refusals.ts';
import { evaluateJob, serveJob } from './support/honest-worker.ts';
import { evaluateAs, hashOf, joinWorkers, listingOf, openMarket, PRICE } from './support/market-stage.ts';

/*
 * A prediction from one end to the other: real ciphertexts, the real contract, one store that all share. The workers are
 * this test, so that they can lie.
 */
const stage = await openMarket();
const { client, chainId, market, creator, user, registry } = stage;
const clients = { publicClient: client, walletClient: user.walletClient };
const store = memoryStore();
const randomness = seededRandomness(5150);
const { format } = circuitNamed('logistic-4x3-b8');
const encryption = await openEncryption('exact-8192');
after(() => encryption.dispose());
const keys = encryption.createKeys();
await joinWorkers(stage, 6);

const draw = (low: number, high: number): number => {
  const [a = 0, b = 0, c = 0, d = 0] = randomness.bytes(4);
  return low + ((((a * 256 + b) * 256 + c) * 256 + d) % (high - low + 1));
};
const weights = Array.from({ length: format.weights }, () => draw(...(weightRange(format) as [number, number])));
const described = await describeOffer(offerOfTrained(format, weights, { labels: ['a', 'b', 'c'] }));
const { id: model } = await models.publish(creator, registry, listingOf(described.offerCid));
const conditions = { mostSamples: 4, workerFee: 9n };
const published = await publishOffer(creator, { chainId, market, model, described, conditions, store });
const offer = await fetchOffer(client, { chainId, market, id: published.id, store });
const trust = { workers: 3, agreeing: 2 };

/** Integers as a circuit takes them, and what a person would have measured. */
function samplesOf(count: number): { rows: number[][]; samples: number[][] } {
  const rows = Array.from({ length: count }, () =>
    Array.from({ length: format.inputs }, () => draw(...(featureRange(format) as [number, number]))),
  );
  return { rows, samples: rows.map((row) => row.map((value) => value / 2 ** format.xFraction)) };
}

const prepare = (samples: readonly (readonly number[])[], of: FetchedOffer = offer) =>
  prepareRequest({ offer: of, user: user.address, samples, keys, encryption, randomness });

/** Uploads and pays. */
async function ask(request: PreparedRequest, change: object = {}) {
  await uploadRequest(store, request);
  return await requestPrediction(clients, { offer, request, trust, mostWei: 10n ** 18n, ...change });
}
const open = (request: PreparedRequest, change: object = {}) =>
  openResult(client, { offer, request, encryption, store, ...change });
const accept = (job: Hex) => inference.accept(user, market, job);

describe('a prediction', { concurrency: 1 }, () => {
  it('costs what is shown before anything is paid', async () => {
    const price = await readPrice(client, offer);
    assert.equal(price, PRICE);
    const { plan } = offer;
    const { terms } = offer.offer;
    const cost = costOf(plan, terms, { trust, samples: 3, price });
    assert.equal(cost.wei, await inference.readCost(client, market, { offer: offer.id, workers: 3, samples: 3 }));
    assert.deepEqual([cost.price, cost.fees], [3n * PRICE, 3n * 3n * 9n]);
    assert.deepEqual([cost.keyBytes, cost.requestBytes], [keys.evaluationKeys.length, 3 * plan.requestBytes]);
    assert.ok(cost.keyBytes <= 10.4e6 && plan.requestBytes <= 200_000);
    assert.ok(cost.seconds > 0 && longestSeconds(terms) < 3600);
    for (const samples of [0, 5, 1.5]) {
      assert.throws(() => costOf(plan, terms, { trust: DEFAULT_TRUST, samples, price }), /samples/);
    }
  });

  it('is the class that the trained model has in plaintext, for every sample', async () => {
    const { rows, samples } = samplesOf(4);
    const request = await prepare(samples);
    const uploaded = await uploadRequest(store, request);
    assert.equal(uploaded.keysWereThere, false);
    // The document is some hundred bytes.
    assert.ok(uploaded.bytes - keys.evaluationKeys.length - 4 * offer.plan.requestBytes < 1000);
    const asked = await requestPrediction(clients, { offer, request, trust, mostWei: 10n ** 18n });
    assert.equal(asked.job, request.job);
    await serveJob(stage, request.job, { store, encryption });
    await assertRejected('JOB_UNDECIDED', open(request));
    await accept(request.job);
    const { readings, outputs } = await open(request);
    assert.deepEqual(
      readings.map((reading) => reading.class),
      rows.map((row) => predictClass(format, weights, row)),
    );
    assert.deepEqual(
      readings.map(({ label }) => label),
      readings.map((reading) => 'abc'[reading.class as number]),
    );
    assert.ok(outputs.flat().every(Number.isSafeInteger));
  });

  it('is asked for once, and keys are sent once, however often it is begun', async () => {
    const request = await prepare(samplesOf(1).samples);
    assert.equal(await isRequested(client, market, request.job), false);
    const before = store.blocks;
    const first = await uploadRequest(store, request);
    assert.equal(first.keysWereThere, true);
    assert.ok(first.bytes < keys.evaluationKeys.length);
    assert.equal(store.blocks, before + 2);
    const asked = await requestPrediction(clients, { offer, request, mostWei: 10n ** 18n });
    assert.equal(asked.wei, PRICE + 9n);
    const again = await requestPrediction(clients, { offer, request, mostWei: 10n ** 18n });
    assert.deepEqual(again, { job: request.job, wei: 0n });
    assert.equal(await isRequested(client, market, request.job), true);
    await serveJob(stage, request.job, { store, encryption });
  });

  it('is not paid for above what was allowed, nor on another chain, nor for another offer', async () => {
    const request = await prepare(samplesOf(2).samples);
    await assertRejected('COST_EXCEEDED', ask(request, { mostWei: 2n * (PRICE + 27n) - 1n }));
    await assertRejected('CHAIN_MISMATCH', ask(request, { offer: { ...offer, chainId: 1 } }));
    await assertRejected('REQUEST_FOREIGN', ask(request, { offer: { ...offer, id: hashOf(1) } }));
    assert.equal(await isRequested(client, market, request.job), false);
  });

  it('is followed from its request to its end, and moved on where nobody else does it', async () => {
    const request = await prepare(samplesOf(1).samples);
    await ask(request, { trust: DEFAULT_TRUST });
    await stage.mine(2);
    const told: FollowedJob[] = [];
    const nudge = { clients, patienceMs: 0 };
    const following = followJob(client, { chainId, market, job: request.job, pollMs: 5, nudge });
    for (;;) {
      const next = await following.next();
      if (next.done) {
        assert.deepEqual([next.value.phase, next.value.outcome], ['closed', 'served']);
        break;
      }
      told.push(next.value);
      if (next.value.kind === 'drawn') {
        const [worker] = next.value.workers;
        const panel = stage.players.filter(({ address }) => address === worker);
        const result = await evaluateJob(stage, request.job, { store, encryption });
        await evaluateAs(stage, request.job, { panel, say: () => result });
      }
      if (next.value.kind === 'agreed') await stage.pass(BigInt(offer.offer.terms.contestSeconds) + 1n);
    }
    const kinds = told.map(({ kind }) => kind).filter((kind) => kind !== 'state' && kind !== 'credited');
    assert.deepEqual(kinds, [
      ...['requested', 'drawing', 'nudged', 'drawn', 'committed', 'revealing', 'revealed', 'agreed'],
      ...['nudged', 'settled', 'closed'],
    ]);
    assert.deepEqual(
      told.flatMap((one) => (one.kind === 'nudged' ? [one.call] : [])),
      ['draw', 'settle'],
    );
    assert.equal((await open(request)).readings.length, 1);
    // Whoever begins again is told all of it again.
    const again = [];
    for await (const one of followJob(client, { chainId, market, job: request.job })) again.push(one.kind);
    const events = kinds.filter((kind) => kind !== 'nudged');
    assert.deepEqual(
      again.filter((kind) => kind !== 'state' && kind !== 'credited'),
      events,
    );
  });
});

describe('a worker that lies', { concurrency: 1 }, () => {
  const evaluate = evaluateBy(encryption);

  it('is found out by an evaluation of its own, which decrypts nothing', async () => {
    const request = await prepare(samplesOf(1).samples);
    await ask(request, { trust: DEFAULT_TRUST });
    const lie = (await putBlob(store, new Uint8Array(offer.plan.responseBytes).fill(7))).digest;
    await serveJob(stage, request.job, { store, encryption, result: lie });
    const look = { plan: offer.plan, evaluationKeys: keys.evaluationKeys, input: request.input, evaluate };
    const { result } = await inference.readJob(client, market, request.job);
    const looked = await reExecute({ ...look, results: [result] });
    assert.deepEqual([looked.contest, looked.wrongStep, looked.steps[0]?.said], [true, 0, lie]);
    const deposit = await inference.readContestCost(client, market, request.job);
    await inference.contest(user, market, { job: request.job, deposit });
    const { result: right } = await serveJob(stage, request.job, { store, encryption });
    const closed = await inference.readJob(client, market, request.job);
    assert.deepEqual([closed.phase, closed.result], ['closed', right]);
    assert.equal((await reExecute({ ...look, results: [right] })).contest, false);
    assert.equal((await open(request)).readings.length, 1);
  });

  it('is refused by the user when all agree on bytes that are none of the plan', async () => {
    const honest = async (request: PreparedRequest) => {
      const keysOf = keys.evaluationKeys;
      return new Uint8Array(await evaluate(offer.plan, keysOf, { index: 0, input: request.input }));
    };
    const changed = (at: number, to: number) => async (request: PreparedRequest) =>
      (await honest(request)).with(at, to);
    const lies: Record<string, (request: PreparedRequest) => Promise<Uint8Array>> = {
      'cut off': async (request) => (await honest(request)).subarray(0, -1),
      'too long': async (request) => Uint8Array.from([...(await honest(request)), 0]),
      empty: async () => new Uint8Array(),
      junk: async () => new Uint8Array(offer.plan.responseBytes).fill(7),
      'another size of ciphertext': changed(49, 3),
      'another form': changed(48, 1),
      'another scale': changed(80, 0x7f),
      compressed: changed(5, 2),
      'another level': changed(16, 0),
    };
    for (const [name, lie] of Object.entries(lies)) {
      const request = await prepare(samplesOf(1).samples);
      await ask(request, { trust: DEFAULT_TRUST });
      const { digest } = await putBlob(store, await lie(request));
      await serveJob(stage, request.job, { store, encryption, result: digest });
      await accept(request.job);
      const error = await assertRejected('RESULT_REFUSED', open(request));
      assert.ok(error, name);
    }
  });

  it('leaves the user without a result where it stored none, or far more than there is to read', async () => {
    const large = await putBlob(store, new Uint8Array(3 * 2 ** 20).fill(1));
    for (const result of [hashOf(0x77), large.digest]) {
      const request = await prepare(samplesOf(1).samples);
      await ask(request, { trust: DEFAULT_TRUST });
      await serveJob(stage, request.job, { store, encryption, result });
      await accept(request.job);
      await assertRejected('BLOB_UNAVAILABLE', open(request));
    }
  });

  it('can agree with others that a request is none, and is told apart from a service that failed', async () => {
    const { refusal } = await inference.readMarketRules(client, market);
    const request = await prepare(samplesOf(1).samples);
    await ask(request, { trust: DEFAULT_TRUST });
    await serveJob(stage, request.job, { store, encryption, result: refusal });
    await accept(request.job);
    await assertRejected('JOB_REFUSED', open(request));
    const unserved = await prepare(samplesOf(1).samples);
    await ask(unserved, { duration: BigInt(longestSeconds(offer.offer.terms)) });
    await stage.pass(longestSeconds(offer.offer.terms) + 1);
    await inference.settle(user, market, unserved.job);
    await assertRejected('JOB_UNSERVED', open(unserved));
  });
});

describe('an offer', { concurrency: 1 }, () => {
  const offerWith = async (document: OfferDocument, network: Uint8Array = offer.network) => {
    await putBlob(store, network);
    const { digest: offerCid } = await putBlob(store, encodeOffer(document));
    const terms = { ...offer.offer.terms, offerCid, mostSamples: draw(1, 4) };
    const { id } = await inference.offer(creator, market, { model, terms });
    return await fetchOffer(client, { chainId, market, id, store });
  };

  it('is made once, and found by whoever has its id', async () => {
    const again = await publishOffer(creator, { chainId, market, model, described, conditions, store });
    assert.deepEqual(again, { id: published.id, terms: published.terms });
    assert.ok(published.transaction);
    assert.deepEqual(offer.document, described.document);
    assert.equal(offer.plan.parameters.name, 'exact-8192');
    assert.equal(published.terms.bond, 4n * 9n * 9n);
  });

  it('is refused where its document contradicts its network, or the chain', async () => {
    const { document } = offer;
    const output = { ...document.output, count: 2, labels: ['a', 'b'] };
    await assertRejected('OFFER_INVALID', offerWith({ ...document, input: { ...document.input, count: 5 } }));
    await assertRejected('OFFER_INVALID', offerWith({ ...document, output }));
    const split = { creatorKey: hashOf(9), width: 3, blur: { clip: 1, deviation: 1 } };
    await assertRejected('OFFER_INVALID', offerWith({ ...document, split }));
    const { digest } = await nameBlob(new Uint8Array(document.networkBytes));
    await assertRejected(
      'NETWORK_INVALID',
      offerWith({ ...document, network: digest }, new Uint8Array(document.networkBytes)),
    );
    await assertRejected('BLOB_REFUSED', offerWith({ ...document, networkBytes: document.networkBytes + 1 }));
    await assertRejected('OFFER_UNAVAILABLE', offerWith({ ...document, network: hashOf(8) }));
    await assertRejected('OFFER_INVALID', offerPlan(document, offer.network.with(20, 1)));
    const terms = { ...offer.offer.terms, steps: 2 };
    const { id } = await inference.offer(creator, market, { model, terms });
    await assertRejected('OFFER_INVALID', fetchOffer(client, { chainId, market, id, store }));
  });

  it('is refused where its document is none, too large, or not there', async () => {
    const fetchWith = async (offerCid: Hex) => {
      const { id } = await inference.offer(creator, market, { model, terms: { ...offer.offer.terms, offerCid } });
      return await fetchOffer(client, { chainId, market, id, store });
    };
    const put = async (bytes: Uint8Array) => (await putBlob(store, bytes)).digest;
    await assertRejected('OFFER_INVALID', fetchWith(await put(new TextEncoder().encode('{}'))));
    await assertRejected('OFFER_INVALID', fetchWith(await put(new Uint8Array(2 ** 19).fill(0x20))));
    await assertRejected('OFFER_UNAVAILABLE', fetchWith(hashOf(0x66)));
    await assertRejected('CHAIN_MISMATCH', fetchOffer(client, { chainId: 1, market, id: offer.id, store }));
  });

  it('takes no sample that is none, no more than it says, and no key of another plan', async () => {
    await assertRejected('DESCRIPTION_INVALID', prepare([]));
    await assertRejected('DESCRIPTION_INVALID', prepare(samplesOf(5).samples));
    await assertRejected('DESCRIPTION_INVALID', prepare([[1, 2, 3]]));
    const options = { offer, user: user.address, samples: samplesOf(1).samples, keys, encryption };
    await assertRejected('REQUEST_DOCUMENT_INVALID', prepareRequest({ ...options, answerKey: hashOf(1) }));
    const short = { ...keys, evaluationKeys: keys.evaluationKeys.subarray(1) };
    await assertRejected('REQUEST_DOCUMENT_INVALID', prepareRequest({ ...options, keys: short }));
  });
});

describe('a job of somebody else', { concurrency: 1 }, () => {
  it('is not opened as the own one', async () => {
    const [mine, other] = [await prepare(samplesOf(1).samples), await prepare(samplesOf(1).samples)];
    await ask(mine, { trust: DEFAULT_TRUST });
    await serveJob(stage, mine.job, { store, encryption });
    await accept(mine.job);
    await assertRejected('JOB_MISMATCH', open({ ...other, job: mine.job }));
    const foreign = { ...mine.document, chainId: 1 };
    await assertRejected('REQUEST_FOREIGN', open({ ...mine, document: foreign }));
    assert.notDeepEqual(encodeRequest(foreign), mine.documentBytes);
    await assertRejected('JOB_UNKNOWN', open({ ...other }));
    const wrong = { ...mine, keys: encryption.createKeys() };
    const { readings } = await open(mine);
    // Another key opens it to something else: nothing in a ciphertext says whose it is.
    const { readings: nonsense } = await open(wrong).catch(() => ({ readings: [] }));
    assert.notDeepEqual(nonsense, readings);
  });
});
