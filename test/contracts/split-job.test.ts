import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  checkTerms,
  evaluateNetwork,
  handOverJob,
  inference,
  measureHandOver,
  offerPlan,
  openHandOver,
  openSplitAnswer,
  type PrepareHandOverOptions,
  prepareHandOver,
  putBlob,
  REFUSED_ANSWER,
  rawCid,
  reachOf,
  readFile,
  sealAnswer,
  toHex,
} from '@tacit/sdk';
import { seededRandomness } from '../../scripts/support/seeded-randomness.ts';
import { assertRefused, assertRejected } from '../support/refusals.ts';
import { hashOf } from './support/market-stage.ts';
import {
  agreedJob,
  BLUR,
  openSplitMarket,
  SAMPLES,
  type SplitMarket,
  type SplitRequest,
} from './support/split-market.ts';

/*
 * The user's side of a split job against the contract, with real ciphertexts. The creator is played by its own functions; its
 * process has tests of its own.
 */
let at: SplitMarket;
before(async () => {
  at = await openSplitMarket();
});

const options = (
  { request, answer }: SplitRequest,
  more: Partial<PrepareHandOverOptions> = {},
): PrepareHandOverOptions => ({
  offer: at.offer,
  request,
  answerSecret: answer.secretKey,
  store: at.store,
  samples: SAMPLES,
  encryption: at.encryption,
  ...more,
});

async function handOver(of: SplitRequest) {
  const intermediate = await prepareHandOver(at.client, options(of));
  const sent = await handOverJob(at.user, { ...options(of), intermediate });
  return { intermediate, ...sent };
}

/** What the creator's process does. */
async function answerAs(of: SplitRequest, sealedCid: `0x${string}`) {
  const scope = { chainId: at.chainId, market: at.market, job: of.job };
  const sealed = (await readFile(at.store, rawCid(BigInt(sealedCid)), { limit: 2 ** 20 })) as Uint8Array;
  const opening = { samples: 2, width: 8, scope, blur: BLUR, secretKey: at.creatorKeys.secretKey };
  const seen = await openHandOver(sealed, opening);
  const tail = { ...at.tail, range: reachOf(BLUR) };
  const outputs = seen.map((values) => evaluateNetwork(tail, [...values]));
  const bytes = await sealAnswer(outputs, { scope, answerKey: of.answer.publicKey, randomness: seededRandomness(1) });
  const { digest: answerCid } = await putBlob(at.store, bytes);
  await inference.answer(at.creator, at.market, { job: of.job, answerCid });
  return { seen, outputs };
}

describe('a split job', { concurrency: 1 }, () => {
  it('goes from ciphertexts over a blurred intermediate to an answer that only its user reads', async () => {
    const of = await agreedJob(at);
    const { intermediate, sealedCid } = await handOver(of);
    assert.equal(intermediate.source, 'decrypted');
    assert.ok(intermediate.decryptionError > 0 && intermediate.decryptionError < 6 * at.offer.plan.error);
    const { seen, outputs } = await answerAs(of, sealedCid);
    assert.deepEqual(seen, intermediate.seen);
    const answer = await openSplitAnswer(at.client, options(of));
    assert.deepEqual(answer.outputs, outputs);
    assert.deepEqual(
      answer.readings.map(({ values }) => values),
      outputs,
    );
    const job = await inference.readJob(at.client, at.market, of.job);
    assert.deepEqual([job.phase, job.outcome], ['closed', 'served']);
    const stranger = { ...options(of), answerSecret: new Uint8Array(32).fill(7) };
    await assertRejected('HANDOVER_REFUSED', openSplitAnswer(at.client, stranger));
  });

  it('shows what the creator could see before anything is sent', async () => {
    const of = await agreedJob(at);
    const intermediate = await prepareHandOver(at.client, options(of));
    const sample = SAMPLES[1] as number[];
    const ticks: number[] = [];
    const meter = await measureHandOver(at.offer, intermediate, {
      ...{ index: 1, sample, mean: new Array(16).fill(0) },
      onProgress: (done) => ticks.push(done),
    });
    assert.ok(meter.mse > 0 && meter.guess > 0 && ticks.length > 0);
    assert.equal(meter.likeness.length, 16);
    const { phase, sealedCid } = await inference.readJob(at.client, at.market, of.job);
    assert.deepEqual([phase, BigInt(sealedCid)], ['contestable', 0n]);
    const beyond = measureHandOver(at.offer, intermediate, { index: 2, sample });
    await assertRejected('SAMPLE_INVALID', beyond);
    const stopped = measureHandOver(at.offer, intermediate, { index: 1, sample, signal: AbortSignal.abort() });
    await assert.rejects(stopped, { name: 'AbortError' });
  });

  it('is blurred the same when it is prepared anew', async () => {
    const of = await agreedJob(at);
    const first = await prepareHandOver(at.client, options(of));
    assert.deepEqual((await prepareHandOver(at.client, options(of))).blurred, first.blurred);
  });

  it('hands over the user’s own evaluation where workers agreed on another sample’s ciphertexts', async () => {
    const swap = (bytes: Uint8Array) => {
      const [swapped, half] = [new Uint8Array(bytes.length), bytes.length / 2];
      swapped.set(bytes.subarray(half));
      swapped.set(bytes.subarray(0, half), half);
      return swapped;
    };
    const intermediate = await prepareHandOver(at.client, options(await agreedJob(at, { alter: swap })));
    assert.equal(intermediate.source, 'evaluated');
    const true0 = evaluateNetwork(at.head, SAMPLES[0] as number[]);
    const errors = [...(intermediate.seen[0] as Float64Array)].map((value, i) =>
      Math.abs(value - (true0[i] as number)),
    );
    assert.ok(Math.max(...errors) < 9 * BLUR.deviation);
  });

  it('is not handed over before there is a result, twice, or for another request', async () => {
    const [of, other] = [await agreedJob(at), await agreedJob(at)];
    const intermediate = await prepareHandOver(at.client, options(of));
    const mixed = { ...options(of), request: { ...of.request, job: other.job } };
    await assertRejected('JOB_MISMATCH', prepareHandOver(at.client, mixed));
    await assertRejected('JOB_MISMATCH', handOverJob(at.user, { ...mixed, intermediate }));
    await assertRejected('NOT_USER_OF', handOverJob(at.creator, { ...options(of), intermediate }));
    await assertRejected('JOB_UNDECIDED', openSplitAnswer(at.client, options(of)));
    await handOverJob(at.user, { ...options(of), intermediate });
    await assertRejected('JOB_UNDECIDED', handOverJob(at.user, { ...options(of), intermediate }));
    await assertRejected('JOB_UNDECIDED', prepareHandOver(at.client, options(of)));
    const unknown = { ...options(of), request: { ...of.request, job: hashOf(1) } };
    await assertRejected('JOB_UNKNOWN', prepareHandOver(at.client, unknown));
  });

  it('says so when the creator refused, answered with junk, or not at all', async () => {
    const [refused, junk, silent] = [await agreedJob(at), await agreedJob(at), await agreedJob(at)];
    for (const each of [refused, junk, silent]) await handOver(each);
    const answer = async ({ job }: SplitRequest, bytes: Uint8Array) => {
      const { digest: answerCid } = await putBlob(at.store, bytes);
      await inference.answer(at.creator, at.market, { job, answerCid });
    };
    await answer(refused, REFUSED_ANSWER);
    await assertRejected('HANDOVER_REFUSED', openSplitAnswer(at.client, options(refused)), /does not open/);
    await answer(junk, new Uint8Array(200_000));
    await assertRejected('BLOB_TOO_LARGE', openSplitAnswer(at.client, options(junk)));
    await at.pass(at.offer.offer.terms.answerSeconds + 1);
    await inference.settle(at.user, at.market, silent.job);
    await assertRejected('JOB_UNSERVED', openSplitAnswer(at.client, options(silent)), /unanswered/);
  });

  it('is offered with a key and a blur that hold, or not at all', async () => {
    const { document, network, plan, offer } = at.offer;
    const split = document.split as NonNullable<typeof document.split>;
    const bad = (change: Partial<typeof split>) => offerPlan({ ...document, split: { ...split, ...change } }, network);
    await assertRejected('HANDOVER_REFUSED', bad({ creatorKey: toHex(new Uint8Array(32)) }));
    const weak = { ...BLUR, deviation: 256 * 5.9 * plan.error };
    await assertRejected('PLAN_IMPOSSIBLE', bad({ blur: weak }), /deviation/);
    await bad({ blur: { ...BLUR, deviation: 256 * 6.1 * plan.error } });
    await assertRejected('OFFER_INVALID', bad({ width: 9 }));
    const crowd = { ...offer.terms, mostSamples: 40_000 };
    assertRefused('HANDOVER_REFUSED', () => checkTerms(crowd, document, plan));
  });
});
