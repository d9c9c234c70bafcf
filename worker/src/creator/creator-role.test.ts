import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  type BlobStore,
  createSealingKeys,
  evaluateNetwork,
  handOverJob,
  inference,
  nameBlob,
  openSplitAnswer,
  prepareHandOver,
  putBlob,
  reachOf,
  sealHandOver,
} from '@tacit/sdk';
import { parseEther, sha256 } from 'viem';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';
import {
  agreedJob,
  BLUR,
  handOverBytesOf,
  openSplitMarket,
  SAMPLES,
  type SplitMarket,
  type SplitRequest,
} from '../../../test/contracts/support/split-market.ts';
import { assertRejected } from '../../../test/support/refusals.ts';
import { type Recorder, recorder } from '../keyholder/test-support.ts';
import type { Role } from '../role.ts';
import type { CreatorRoleConfig } from './config.ts';
import { startCreatorRole } from './creator-role.ts';
import { inOrder } from './pass.ts';

let at: SplitMarket;
before(async () => {
  at = await openSplitMarket();
});

const configOf = (more: Partial<CreatorRoleConfig> = {}): CreatorRoleConfig => ({
  clients: at.creator,
  chainId: at.chainId,
  contract: at.market,
  keys: at.creatorKeys,
  offers: [{ offer: at.offer.id, tail: at.tail }],
  store: at.store,
  finality: 0,
  pollMs: 20,
  retryMs: 20,
  ...more,
});

/** A role that runs while `act` does. */
async function running<T>(
  act: (said: Recorder, role: Role) => Promise<T>,
  more: Partial<CreatorRoleConfig> = {},
): Promise<T> {
  const said = recorder();
  const role = startCreatorRole(configOf(more), said.context);
  try {
    return await act(said, role);
  } finally {
    await role.stop();
  }
}

async function until(what: () => boolean | Promise<boolean>, about: () => unknown = () => ''): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await what())) {
    if (performance.now() > end) assert.fail(`nothing came of it: ${JSON.stringify(about())}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const phaseOf = async (job: `0x${string}`) => (await inference.readJob(at.client, at.market, job)).phase;
const closed = (job: `0x${string}`, said: Recorder) =>
  until(
    async () => (await phaseOf(job)) === 'closed',
    () => said.lines,
  );

const asUser = ({ request, answer }: SplitRequest) => ({
  ...{ offer: at.offer, request, answerSecret: answer.secretKey, store: at.store },
  ...{ samples: SAMPLES, encryption: at.encryption },
});

async function handOver(request: SplitRequest) {
  const intermediate = await prepareHandOver(at.client, asUser(request));
  await handOverJob(at.user, { ...asUser(request), intermediate });
  return intermediate;
}

const scopeOf = ({ job }: SplitRequest) => ({ chainId: at.chainId, market: at.market, job });

describe('a creator', { concurrency: 1 }, () => {
  it('answers what is handed over, and is paid', async () => {
    const before = await inference.readClaimable(at.client, at.market, at.creator.address);
    await running(async (said, role) => {
      await until(() => role.health().ok);
      const request = await agreedJob(at);
      const { seen } = await handOver(request);
      await closed(request.job, said);
      const { outputs } = await openSplitAnswer(at.client, asUser(request));
      const tail = { ...at.tail, range: reachOf(BLUR) };
      assert.deepEqual(
        outputs,
        seen.map((values) => evaluateNetwork(tail, [...values])),
      );
      const { price } = await inference.readJob(at.client, at.market, request.job);
      assert.equal((await inference.readClaimable(at.client, at.market, at.creator.address)) - before, price);
      await until(() => said.events('job-answered') === 1);
      assert.equal(said.counts.get('tacit_creator_answers_total'), 1);
      assert.equal(said.counts.get('tacit_creator_samples_total'), 2);
      assert.equal(JSON.stringify(said.lines, (_, value) => String(value)).includes('0.'), false);
    });
  });

  it('answers what was handed over while nobody looked, once, also with two at work', async () => {
    const requests = [await agreedJob(at), await agreedJob(at)];
    for (const each of requests) await handOver(each);
    await running(async (one) => {
      await running(async (other) => {
        for (const { job } of requests) await closed(job, one);
        const answers = () => [one, other].reduce((sum, said) => sum + said.events('job-answered'), 0);
        await until(() => answers() >= 2);
        assert.equal(answers(), 2);
      });
    });
    const events = await inference.readJobEvents(at.client, at.market, {
      job: requests[0]?.job ?? '0x',
      fromBlock: 0n,
    });
    assert.equal(events.events.filter(({ eventName }) => eventName === 'JobAnswered').length, 1);
    for (const each of requests) await openSplitAnswer(at.client, asUser(each));
    // Whoever starts now finds nothing to do.
    await running(async (said, role) => {
      await until(() => role.health().ok);
      assert.equal(role.health().facts.waiting, 0);
      assert.equal(said.events('job-answered'), 0);
    });
  });

  it('refuses what is no hand-over, says so on the chain, and is paid for having looked', async () => {
    const made = await agreedJob(at);
    const { blurred } = await prepareHandOver(at.client, asUser(made));
    const sealing = { scope: scopeOf(made), creatorKey: at.creatorKeys.publicKey, randomness: seededRandomness(1) };
    const good = await sealHandOver({ blurred }, sealing);
    const stranger = createSealingKeys(seededRandomness(2)).publicKey;
    const wild = { steps: new Int32Array(16).fill(2 ** 30), grid: blurred.grid };
    const bad: ((request: SplitRequest) => Promise<Uint8Array>)[] = [
      async () => new Uint8Array(good.length),
      async () => good.slice(1),
      async () => new Uint8Array(2 ** 20),
      // Sealed for another job.
      async () => good,
      (request) => sealHandOver({ blurred }, { ...sealing, scope: scopeOf(request), creatorKey: stranger }),
      (request) => sealHandOver({ blurred: wild }, { ...sealing, scope: scopeOf(request) }),
    ];
    await running(async (said) => {
      for (const make of bad) {
        const request = await agreedJob(at);
        await handOverBytesOf(at, request.job, await make(request));
        await closed(request.job, said);
        const { outcome, answerCid } = await inference.readJob(at.client, at.market, request.job);
        // Anybody can count these.
        assert.deepEqual([outcome, answerCid], ['served', sha256(new TextEncoder().encode('tacit split refusal 1'))]);
        await assertRejected('HANDOVER_REFUSED', openSplitAnswer(at.client, asUser(request)));
      }
      await until(() => said.events('hand-over-refused') === bad.length);
      assert.equal(said.events('job-answered'), 0);
    });
  });

  it('waits for bytes that no store has, answers others meanwhile, and never answers an outage', async () => {
    const [missing, there] = [await agreedJob(at), await agreedJob(at)];
    const { blurred } = await prepareHandOver(at.client, asUser(missing));
    const sealing = { scope: scopeOf(missing), creatorKey: at.creatorKeys.publicKey, randomness: seededRandomness(3) };
    const sealed = await sealHandOver({ blurred }, sealing);
    await handOverBytesOf(at, missing.job, sealed, { stored: false });
    await handOver(there);
    await running(async (said, role) => {
      await closed(there.job, said);
      await until(() => (said.counts.get('tacit_creator_errors_total') ?? 0) >= 3);
      assert.equal(await phaseOf(missing.job), 'answering');
      assert.equal(role.health().facts.waiting, 1);
      await putBlob(at.store, sealed);
      await closed(missing.job, said);
      await openSplitAnswer(at.client, asUser(missing));
    });
  });

  it('takes values that the noise moved beyond the range of its layers', async () => {
    const request = await agreedJob(at);
    const { seen } = await handOver(request);
    const narrow = { ...at.tail, range: 2 ** -10 };
    assert.ok(seen.some((values) => values.some((value) => Math.abs(value) > narrow.range)));
    await running((said) => closed(request.job, said), { offers: [{ offer: at.offer.id, tail: narrow }] });
    await openSplitAnswer(at.client, asUser(request));
  });

  it('does not answer after the last second, and tells of it once', async () => {
    const request = await agreedJob(at);
    await handOver(request);
    await at.pass(at.offer.offer.terms.answerSeconds + 5);
    await running(async (said) => {
      await until(() => said.events('answer-late') === 1);
      await until(() => (said.counts.get('tacit_creator_block') ?? 0) > 0);
      assert.equal(said.counts.get('tacit_creator_late_total'), 1);
      assert.equal(await phaseOf(request.job), 'answering');
    });
    await inference.settle(at.user, at.market, request.job);
    assert.equal((await inference.readJob(at.client, at.market, request.job)).outcome, 'unanswered');
  });

  it('stores an answer before it names it on the chain', async () => {
    const request = await agreedJob(at);
    await handOver(request);
    let refusals = 0;
    const full: BlobStore = {
      ...at.store,
      put: async () => {
        refusals++;
        throw new Error('full');
      },
    };
    await running(
      async (_said, role) => {
        await until(() => refusals >= 2);
        assert.equal(await phaseOf(request.job), 'answering');
        assert.equal(role.health().ok, false);
      },
      { store: full },
    );
    await running(async (said) => {
      await closed(request.job, said);
      const { answerCid } = await inference.readJob(at.client, at.market, request.job);
      assert.notEqual(answerCid, (await nameBlob(new Uint8Array())).digest);
    });
  });

  it('answers in time also where its account always has something on its way', async () => {
    const request = await agreedJob(at);
    await handOver(request);
    const { publicClient } = at.creator;
    // As a node sees an account with which another role sends all the time.
    const ask = async (args: { method: string; params?: unknown }): Promise<unknown> => {
      const found = await publicClient.request(args as never);
      const isPending = args.method === 'eth_getTransactionCount' && JSON.stringify(args.params).includes('pending');
      return isPending ? `0x${(Number(found) + 1).toString(16)}` : found;
    };
    const clients = { ...at.creator, publicClient: { ...publicClient, request: ask as never } };
    await running((said) => closed(request.job, said), { clients, patienceMs: 300 });
    await openSplitAnswer(at.client, asUser(request));
  });

  it('claims its earnings above what its operator says', async () => {
    const claimable = () => inference.readClaimable(at.client, at.market, at.creator.address);
    const there = await claimable();
    assert.ok(there > 0n);
    await running((said) => until(() => (said.counts.get('tacit_creator_claimable_ether') ?? 0) > 0), {
      claimAbove: parseEther('1'),
    });
    assert.equal(await claimable(), there);
    await running((said) => until(() => said.events('earnings-claimed') === 1), { claimAbove: there - 1n });
    assert.equal(await claimable(), 0n);
  });

  it('is not well with offers that are not its own, or layers that do not fit', async () => {
    const [dense] = at.tail.layers;
    const narrow = { ...at.tail, inputs: 4, layers: [{ ...dense, inputs: 4, weights: new Float64Array(16) }] };
    const faults: [Partial<CreatorRoleConfig>, string][] = [
      [{ clients: at.user }, 'OFFER_NOT_OWN'],
      [{ keys: createSealingKeys(seededRandomness(5)) }, 'OFFER_NOT_OWN'],
      [{ offers: [{ offer: at.offer.id, tail: narrow as never }] }, 'TAIL_MISFIT'],
      [{ offers: [{ offer: at.offer.id, tail: at.head }] }, 'TAIL_MISFIT'],
      [{ offers: [{ offer: at.offer.id, tail: { ...at.tail, layers: [{ kind: 'square' }] } }] }, 'TAIL_MISFIT'],
      [{ offers: [{ offer: `0x${'09'.repeat(32)}`, tail: at.tail }] }, 'OFFER_UNKNOWN'],
    ];
    for (const [change, code] of faults) {
      await running(async (said, role) => {
        await until(() => said.events('attempt-failed') > 0);
        assert.equal(said.lines.find(({ event }) => event === 'attempt-failed')?.fields.code, code);
        assert.equal(role.health().ok, false);
      }, change);
    }
  });
});

describe('the order of answers', () => {
  const due = (job: number, until: bigint, phase = 'answering') =>
    ({ job: `0x0${job}`, state: { until, phase } }) as unknown as Parameters<typeof inOrder>[0][number];

  it('is that of their ends; what is over, or not yet due, has none', () => {
    const jobs = [due(1, 30n), due(2, 10n), due(3, 20n), due(4, 9n), due(5, 40n, 'hand-over'), due(6, 0n, 'closed')];
    assert.deepEqual(
      inOrder(jobs, 10).map(({ job }) => job),
      ['0x02', '0x03', '0x01'],
    );
  });
});
