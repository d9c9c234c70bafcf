import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inference } from '@tacit/sdk';
import { type Hex, keccak256, stringToHex, zeroAddress, zeroHash } from 'viem';
import { assertRejected } from '../support/refusals.ts';
import {
  drawnOf,
  drawPanel,
  evaluateAs,
  hashOf,
  joinWorkers,
  LEAST_STAKE,
  openMarket,
  PRICE,
  SPLIT_TERMS,
  saltOf,
  TERMS,
  UNBONDING_DELAY,
} from './support/market-stage.ts';

/*
 * The contract InferenceMarket by the SDK's own calls: what is computed off chain must be what the contract computes, and
 * what is read must be what happened.
 */
const stage = await openMarket();
const { client, chainId, market, creator, user, model, registry } = stage;
const RESULT = hashOf(0xaa);
const scope = { chainId, market };
let salt = 0;
/** No two requests are the same. */
const nextCid = (): Hex => keccak256(stringToHex(`request ${salt++}`));

async function offerOf(terms: inference.OfferTerms = { ...TERMS, offerCid: nextCid() }) {
  return await inference.offer(creator, market, { model, terms });
}

async function requestOf(offer: Hex, { trust = { workers: 1, agreeing: 1 }, samples = 2, duration = 3600n } = {}) {
  const requestCid = nextCid();
  const payment = await inference.readCost(client, market, { offer, workers: trust.workers, samples });
  const call = { offer, trust, samples, duration, requestCid, payment };
  return { requestCid, payment, ...(await inference.request(user, market, call)) };
}

const now = async () => await inference.readNow(client);
const readJob = (job: Hex) => inference.readJob(client, market, job);

describe("the market's offers", { concurrency: 1 }, () => {
  it('have the id that is computed without the chain, of every mode', async () => {
    for (const terms of [TERMS, SPLIT_TERMS]) {
      const of = { creator: creator.address, model, terms };
      const { id } = await inference.offer(creator, market, of);
      assert.equal(id, inference.computeOfferId({ ...scope, ...of }));
      assert.equal(id, await inference.readOfferId(client, market, of));
      const found = await inference.readOffer(client, market, id);
      assert.deepEqual(found, { model, creator: creator.address, withdrawn: false, terms });
      const others = [{ creator: user.address }, { model: hashOf(1) }, { chainId: 1 }, { market: registry }];
      const ids = others.map((other) => inference.computeOfferId({ ...scope, ...of, ...other }));
      const spoilt = { ...terms, bond: terms.bond + 1n };
      ids.push(inference.computeOfferId({ ...scope, ...of, terms: spoilt }), id);
      assert.equal(new Set(ids).size, others.length + 2);
      await assertRejected('OFFER_ALREADY_MADE', inference.offer(creator, market, of));
    }
    await assertRejected('OFFER_UNKNOWN', inference.readOffer(client, market, hashOf(9)));
    await assertRejected('NOT_PUBLISHER_OF', inference.offer(user, market, { model, terms: TERMS }));
  });

  it('are listed until they are withdrawn, by model and creator', async () => {
    const terms = { ...TERMS, offerCid: nextCid() };
    const { id } = await offerOf(terms);
    const { id: gone } = await offerOf();
    await assertRejected('NOT_CREATOR_OF', inference.withdrawOffer(user, market, gone));
    await inference.withdrawOffer(creator, market, gone);
    const list = (filter: object) => inference.listOffers(client, market, { fromBlock: 0n, ...filter });
    const { offers, cursor } = await list({});
    assert.deepEqual(offers.at(-1), { id, model, creator: creator.address, terms });
    assert.ok(!offers.some((offer) => offer.id === gone));
    const withdrawn = (await list({ withdrawn: true })).offers;
    assert.equal(withdrawn.at(-1)?.id, gone);
    assert.equal((await list({ model: hashOf(1) })).offers.length, 0);
    assert.equal((await list({ creator: user.address })).offers.length, 0);
    assert.deepEqual((await list({ model, creator: creator.address })).offers, offers);
    assert.deepEqual((await inference.listOffers(client, market, { fromBlock: cursor.nextBlock })).offers, []);
  });
});

describe("the market's workers", { concurrency: 1 }, () => {
  it('stake, pause, resume, unbond and withdraw', async () => {
    const [worker] = await joinWorkers(stage, 1);
    assert.ok(worker);
    const read = () => inference.readWorker(client, market, worker.address);
    assert.deepEqual(await inference.readPoolRules(client, market), {
      leastStake: LEAST_STAKE,
      unbondingDelay: UNBONDING_DELAY,
    });
    const { since, ...joined } = await read();
    const free = { stake: LEAST_STAKE, locked: 0n, unbonding: 0n, free: LEAST_STAKE, availableFrom: 0n };
    assert.deepEqual(joined, { ...free, drawable: true });
    assert.ok(since > 0n);
    assert.deepEqual(await inference.readDrawable(client, market), [worker.address]);
    await inference.pause(worker, market);
    assert.equal((await read()).drawable, false);
    assert.deepEqual(await inference.readDrawable(client, market), []);
    await assertRejected('WORKER_NOT_DRAWABLE', inference.pause(worker, market));
    await inference.resume(worker, market);
    await inference.join(worker, market, { stake: 5n });
    await inference.startUnbonding(worker, market, 5n);
    const unbonding = await read();
    assert.deepEqual([unbonding.unbonding, unbonding.free], [5n, LEAST_STAKE]);
    assert.equal(unbonding.availableFrom, (await now()).timestamp + UNBONDING_DELAY);
    await assertRejected('UNBONDING_NOT_OVER', inference.withdraw(worker, market, worker.address));
    await stage.pass(UNBONDING_DELAY);
    await inference.withdraw(worker, market, worker.address);
    assert.equal((await read()).unbonding, 0n);
    await assertRejected('WORKER_UNKNOWN', inference.readWorker(client, market, user.address));
    await assertRejected('NOTHING_CLAIMABLE', inference.claim(user, market, user.address));
  });
});

describe('a job', { concurrency: 1 }, () => {
  it('has the id that is computed without the chain, and costs what is said', async () => {
    const { id: offer } = await offerOf();
    const { id, requestCid, payment } = await requestOf(offer, { samples: 3 });
    const of = { user: user.address, offer, requestCid };
    assert.equal(id, inference.computeJobId({ ...scope, ...of }));
    assert.equal(id, await inference.readJobId(client, market, of));
    assert.equal(payment, 3n * (PRICE + TERMS.workerFee));
    const others = [{ user: creator.address }, { offer: hashOf(1) }, { requestCid: hashOf(1) }, { chainId: 1 }];
    const ids = others.map((other) => inference.computeJobId({ ...scope, ...of, ...other }));
    assert.equal(new Set([id, ...ids]).size, others.length + 1);
    const job = await readJob(id);
    assert.deepEqual(
      [job.phase, job.outcome, job.user, job.samples, job.trust, job.escrow, job.price],
      ['drawing', 'open', user.address, 3, { workers: 1, agreeing: 1 }, payment, 3n * PRICE],
    );
    await assertRejected('JOB_UNKNOWN', readJob(hashOf(9)));
    const again = { offer, trust: job.trust, samples: 3, duration: 3600n, requestCid, payment };
    await assertRejected('JOB_ALREADY_REQUESTED', inference.request(user, market, again));
    await assertRejected('PAYMENT_DIFFERS', inference.request(creator, market, { ...again, payment: payment - 1n }));
  });

  it('hides a result as the contract does', async () => {
    const of = { job: hashOf(1), step: 2, worker: user.address, result: RESULT, salt: hashOf(7) };
    assert.equal(inference.hashResult(of), await inference.readResultHash(client, market, of));
    const others = [
      { job: hashOf(2) },
      { step: 3 },
      { worker: creator.address },
      { result: hashOf(3) },
      { salt: hashOf(4) },
    ];
    assert.equal(new Set([of, ...others.map((other) => ({ ...of, ...other }))].map(inference.hashResult)).size, 6);
    const { mostWorkers, mostSeats, refusal } = await inference.readMarketRules(client, market);
    assert.deepEqual([mostWorkers, mostSeats, refusal], [4, 9, keccak256(stringToHex('tacit.refusal'))]);
  });

  it('goes through its phases, and everybody is paid', async () => {
    await joinWorkers(stage, 3);
    const { id: offer } = await offerOf();
    const { id, receipt } = await requestOf(offer, { trust: { workers: 2, agreeing: 2 } });
    assert.equal(inference.dueNudge(await readJob(id), await now()), undefined);
    await stage.mine(2);
    assert.equal(inference.dueNudge(await readJob(id), await now()), 'draw');
    const panel = await drawPanel(stage, id);
    assert.equal(panel.length, 2);
    const committing = await readJob(id);
    assert.equal(committing.until, (await now()).timestamp + BigInt(TERMS.commitSeconds));
    await evaluateAs(stage, id, { panel, say: () => RESULT });
    const seats = await inference.readPanel(client, market, id);
    assert.deepEqual([...inference.votesOf(seats)], [[RESULT, 2]]);
    assert.equal(inference.hasDissent(seats), false);
    const agreed = await readJob(id);
    assert.deepEqual([agreed.phase, agreed.result, inference.isDecided(agreed, 1)], ['contestable', RESULT, true]);
    await assertRejected('NOT_USER_OF', inference.accept(creator, market, id));
    await inference.accept(user, market, id);
    const closed = await readJob(id);
    assert.deepEqual([closed.phase, closed.outcome, inference.phaseEnds(closed)], ['closed', 'served', undefined]);
    assert.equal(inference.isUnderWay(closed), false);
    assert.equal(await inference.readClaimable(client, market, creator.address), 2n * PRICE);
    for (const { address } of panel) assert.equal(await inference.readClaimable(client, market, address), 14n);
    const { events } = await inference.readJobEvents(client, market, { job: id, fromBlock: receipt.blockNumber });
    const names = events.map(({ eventName }) => eventName).filter((name) => name !== 'Credited');
    assert.deepEqual(names, [
      ...['JobRequested', 'DrawAwaited', 'WorkersDrawn', 'ResultCommitted', 'ResultCommitted', 'RevealStarted'],
      ...['ResultRevealed', 'ResultRevealed', 'StepAgreed', 'StepSettled', 'JobClosed'],
    ]);
    assert.deepEqual(inference.settledResults(events), [RESULT]);
    assert.ok(events.every(({ args }) => args.job === id));
  });

  it('is found by its user, its offer, its creator, and whoever was drawn for it', async () => {
    await joinWorkers(stage, 3);
    const { id: offer } = await offerOf();
    const { id, requestCid } = await requestOf(offer);
    const [drawn] = await drawPanel(stage, id);
    assert.ok(drawn);
    const list = async (filter: object) =>
      (await inference.listJobs(client, market, { fromBlock: 0n, ...filter })).jobs.map((job) => job.id);
    assert.deepEqual(await list({ offer }), [id]);
    for (const filter of [{ user: user.address }, { creator: creator.address }, { worker: drawn.address }]) {
      assert.ok((await list(filter)).includes(id), JSON.stringify(filter));
    }
    const others = stage.workers.filter(({ address }) => address !== drawn.address);
    for (const { address } of others) assert.deepEqual(await list({ offer, worker: address }), []);
    assert.deepEqual(await list({ offer, user: creator.address }), []);
    assert.deepEqual(await list({ offer, creator: user.address }), []);
    const [found] = (await inference.listJobs(client, market, { fromBlock: 0n, offer })).jobs;
    assert.deepEqual([found?.requestCid, found?.samples, found?.trust], [requestCid, 2, { workers: 1, agreeing: 1 }]);
  });

  it('grows its panel when it is contested, and the deposit is what is said', async () => {
    await joinWorkers(stage, 5);
    const { id: offer } = await offerOf();
    const { id } = await requestOf(offer);
    const [liar] = await drawPanel(stage, id);
    assert.ok(liar);
    const before = await inference.readWorker(client, market, liar.address);
    await evaluateAs(stage, id, { panel: [liar], say: () => hashOf(0xbb) });
    const deposit = await inference.readContestCost(client, market, id);
    assert.equal(deposit, 2n * 2n * TERMS.workerFee);
    await assertRejected('PAYMENT_DIFFERS', inference.contest(user, market, { job: id, deposit: deposit - 1n }));
    await inference.contest(user, market, { job: id, deposit });
    const job = await readJob(id);
    assert.deepEqual([job.phase, job.contested, job.contester, job.target], ['drawing', true, user.address, 3]);
    const panel = await drawPanel(stage, id);
    await evaluateAs(stage, id, { panel, say: () => RESULT });
    const { phase, outcome, result } = await readJob(id);
    assert.deepEqual([phase, outcome, result], ['closed', 'served', RESULT]);
    const seats = await inference.readPanel(client, market, id);
    assert.deepEqual([inference.hasDissent(seats), seats.filter(({ second }) => second).length], [true, 2]);
    const after = await inference.readWorker(client, market, liar.address);
    assert.equal(before.stake - after.stake, TERMS.bond);
    assert.equal(after.locked, 0n);
  });

  it('is nudged on by anybody when somebody is late, and never before', async () => {
    await joinWorkers(stage, 6);
    const { id: offer } = await offerOf();
    const { id } = await requestOf(offer, { trust: { workers: 2, agreeing: 2 }, duration: 7200n });
    const panel = await drawPanel(stage, id);
    const [quick] = panel;
    assert.ok(quick);
    const commitment = inference.hashResult({
      ...{ job: id, step: 0, worker: quick.address, result: RESULT, salt: saltOf(quick) },
    });
    await inference.commit(quick, market, { job: id, commitment });
    assert.equal(inference.dueNudge(await readJob(id), await now()), undefined);
    await assertRejected('TOO_EARLY', inference.settle(creator, market, id));
    await stage.pass(TERMS.commitSeconds + 1);
    assert.equal(inference.dueNudge(await readJob(id), await now()), 'settle');
    await inference.settle(creator, market, id);
    assert.equal((await readJob(id)).phase, 'drawing');
    const [second] = await drawPanel(stage, id);
    assert.ok(second);
    const another = inference.hashResult({
      ...{ job: id, step: 0, worker: second.address, result: RESULT, salt: saltOf(second) },
    });
    await inference.commit(second, market, { job: id, commitment: another });
    await inference.reveal(second, market, { job: id, result: RESULT, salt: saltOf(second) });
    await assertRejected('TOO_EARLY', inference.tally(creator, market, id));
    await stage.pass(TERMS.revealSeconds + 1);
    assert.equal(inference.dueNudge(await readJob(id), await now()), 'tally');
    await inference.tally(creator, market, id);
    assert.equal((await readJob(id)).phase, 'drawing');
    await stage.pass(7200);
    assert.equal(inference.dueNudge(await readJob(id), await now()), 'settle');
    await inference.settle(creator, market, id);
    const { phase, outcome } = await readJob(id);
    assert.deepEqual([phase, outcome], ['closed', 'unserved']);
    assert.deepEqual(await drawnOf(stage, id), []);
  });

  it('of a split offer is handed over and answered', async () => {
    await joinWorkers(stage, 8);
    const { id: offer } = await offerOf({ ...SPLIT_TERMS, offerCid: nextCid() });
    const { id } = await requestOf(offer);
    const panel = await drawPanel(stage, id);
    await evaluateAs(stage, id, { panel, say: () => RESULT });
    await inference.handOver(user, market, { job: id, sealedCid: hashOf(0x5e) });
    assert.deepEqual([(await readJob(id)).phase, (await readJob(id)).sealedCid], ['answering', hashOf(0x5e)]);
    await assertRejected('NOT_CREATOR_OF', inference.answer(user, market, { job: id, answerCid: hashOf(0x5f) }));
    await inference.answer(creator, market, { job: id, answerCid: hashOf(0x5f) });
    const job = await readJob(id);
    assert.deepEqual([job.phase, job.outcome, job.answerCid], ['closed', 'served', hashOf(0x5f)]);
    assert.equal(job.contester, zeroAddress);
    assert.equal(job.input, zeroHash);
  });
});
