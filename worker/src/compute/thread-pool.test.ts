import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { errorCode, evaluateNetwork } from '@tacit/sdk';
import { named, openUser, playedThread, samplesFor, smallNetwork, type User } from './test-support.ts';
import { openThreadPool, type PoolEvent, type PoolOptions, type ThreadPool } from './thread-pool.ts';

const MIB = 2 ** 20;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const codeOf = (act: Promise<unknown>): Promise<string> =>
  act.then(
    () => 'done',
    (error) => errorCode(error) ?? `${error}`,
  );

interface Counted {
  readonly pool: ThreadPool;
  count(kind: PoolEvent['kind'], outcome?: string): number;
}

const pools: ThreadPool[] = [];
after(() => Promise.all(pools.map((pool) => pool.close())));

function open(options: Partial<PoolOptions> = {}): Counted {
  const events: PoolEvent[] = [];
  const pool = openThreadPool({
    ...{ threads: 1, memoryBytes: 512 * MIB, jobSeconds: 60, onEvent: (event) => void events.push(event) },
    ...options,
  });
  pools.push(pool);
  const count = (kind: PoolEvent['kind'], outcome?: string): number =>
    events.filter((event) => event.kind === kind && (outcome === undefined || labelOf(event) === outcome)).length;
  return { pool, count };
}

const labelOf = (event: PoolEvent): string =>
  event.kind === 'cache' ? `${event.of} ${event.outcome}` : event.parameters;

describe('evaluation in threads', { concurrency: 1 }, () => {
  const network = smallNetwork();
  const samples = samplesFor(network, 2);
  const holder: { user?: User; job?: Awaited<ReturnType<User['workFor']>> } = {};
  const user = (): User => holder.user as User;
  const job = () => holder.job as Awaited<ReturnType<User['workFor']>>;
  before(async () => {
    holder.user = await openUser();
    holder.job = await user().workFor(network, samples);
  });

  it('gives of two samples what the network gives, and the same bytes each time', async () => {
    const { pool } = open();
    const { work, decrypt, plan } = job();
    assert.deepEqual(await pool.plan(work), JSON.parse(JSON.stringify(work.plan)));
    const result = await pool.evaluate(work);
    assert.equal(result.length, 2 * plan.responseBytes);
    for (const [k, outputs] of decrypt(result).entries()) {
      const expected = evaluateNetwork(network, samples[k] as number[]);
      for (const [i, value] of expected.entries()) assert.ok(Math.abs(value - (outputs[i] as number)) < 1e-3);
    }
    const fresh = open();
    assert.equal(sha256(await fresh.pool.evaluate(work)), sha256(result));
    assert.equal(sha256(await fresh.pool.evaluate(work)), sha256(result));
  });

  it('loads keys and networks once, and asks for their bytes once', async () => {
    const { pool, count } = open();
    let asked = 0;
    const { work } = job();
    const bytes = (): Promise<Uint8Array> => {
      asked++;
      return work.keys.bytes();
    };
    const counting = { ...work, keys: { name: work.keys.name, bytes } };
    for (let i = 0; i < 3; i++) await pool.evaluate(counting);
    assert.deepEqual([count('cache', 'keys miss'), count('cache', 'keys hit'), asked], [1, 2, 1]);
    assert.deepEqual([count('cache', 'networks miss'), count('cache', 'networks hit')], [1, 2]);
    assert.equal(count('started'), 1);
  });

  it('lets keys go that were not used for long, and is given them again', async () => {
    // Room for one user's keys, and hardly more.
    const { pool, count } = open({ memoryBytes: 160 * MIB });
    const other = await openUser();
    const [mine, theirs] = [job().work, (await other.workFor(network, samples)).work];
    const digests = [];
    for (const work of [mine, theirs, mine, theirs]) digests.push(sha256(await pool.evaluate(work)));
    assert.equal(count('cache', 'keys hit'), 0);
    assert.deepEqual(digests.slice(2), digests.slice(0, 2));
    assert.notEqual(digests[0], digests[1]);
  });

  it('refuses hostile bytes before any thread sees them', async () => {
    const { pool, count } = open();
    const { work } = job();
    const bad: [Partial<typeof work>, string][] = [
      [{ input: work.input.slice(1) }, 'CIPHERTEXT_REFUSED'],
      [{ input: work.input.with(4, 9) }, 'CIPHERTEXT_REFUSED'],
      [{ input: work.input.with(5, 2) }, 'CIPHERTEXT_REFUSED'],
      [{ input: work.input.with(80, 0x7f) }, 'CIPHERTEXT_REFUSED'],
      [{ input: new Uint8Array(work.input.length) }, 'CIPHERTEXT_REFUSED'],
      [{ samples: 1 }, 'CIPHERTEXT_REFUSED'],
      [{ samples: 3 }, 'CIPHERTEXT_REFUSED'],
      [{ step: 1 }, 'PLAN_DIFFERS'],
      [{ step: -1 }, 'PLAN_DIFFERS'],
    ];
    for (const [change, code] of bad) assert.equal(await codeOf(pool.evaluate({ ...work, ...change })), code);
    assert.equal(count('started'), 0);
    const { evaluationKeys } = user().keys;
    for (const keys of [evaluationKeys.slice(8), evaluationKeys.with(5, 2), evaluationKeys.with(60, 1)]) {
      assert.equal(await codeOf(pool.evaluate({ ...work, keys: await named(keys) })), 'KEYS_REFUSED');
    }
    // The thread that was held ready for them never got a word, and serves the next one.
    assert.equal(sha256(await pool.evaluate(work)), sha256(await open().pool.evaluate(work)));
    assert.deepEqual([count('started'), count('ended')], [1, 0]);
  });

  it('says of bytes that are no network that they are none, and goes on', async () => {
    const { pool, count } = open();
    const { work } = job();
    const garbage = {
      parameters: work.parameters,
      stepSeconds: 1,
      network: await named(Uint8Array.from({ length: 999 }, (_, i) => i)),
    };
    assert.equal(await codeOf(pool.plan(garbage)), 'NETWORK_INVALID');
    assert.equal(await codeOf(pool.evaluate({ ...work, network: garbage.network })), 'NETWORK_INVALID');
    const deep = { ...work, parameters: 'exact-8192' as const };
    assert.equal(await codeOf(pool.plan(deep)), 'PLAN_IMPOSSIBLE');
    await pool.evaluate(work);
    // One for each set of parameters, and the first again after it had made room.
    assert.deepEqual([count('started'), count('ended')], [3, 2]);
  });

  it('ends an evaluation that takes too long, in the midst of SEAL, and serves the next', async () => {
    const many = samplesFor(network, 400);
    const { work } = await user().workFor(network, many);
    const { pool, count } = open({ jobSeconds: 8 });
    await pool.evaluate(job().work);
    const started = performance.now();
    assert.equal(await codeOf(pool.evaluate(work)), 'EVALUATION_TOO_SLOW');
    const seconds = (performance.now() - started) / 1000;
    assert.ok(seconds > 7.9 && seconds < 14, `${seconds} s`);
    assert.deepEqual([count('started'), count('ended')], [1, 1]);
    await pool.evaluate(job().work);
    assert.equal(count('started'), 2);
  });

  it('ends a thread whose memory is used up, and another one serves', async () => {
    const { work } = job();
    // SEAL says so, or hangs in its own clearing up, until its time is over.
    const { pool, count } = open({ memoryBytes: 32 * MIB, jobSeconds: 4 });
    for (const times of [1, 2]) {
      assert.match(await codeOf(pool.evaluate(work)), /^(SEAL_FAILED|EVALUATION_TOO_SLOW)$/);
      assert.deepEqual([count('started'), count('ended')], [times, times]);
    }
  });
});

describe('a thread that does not do as it should', { concurrency: 1 }, async () => {
  const network = smallNetwork();
  const { workFor } = await openUser();
  const { work } = await workFor(network, samplesFor(network, 1));
  const obeying = playedThread(`
    const order = request.kind === 'plan' ? 'reply' : request.networkBytes[0] + '';
    if (order === '1') for (;;);
    if (order === '2') process.exit(7);
    if (order === '3') throw new TypeError('secret');
    if (order === '4') { const all = []; for (;;) all.push(new Array(1e6).fill({ all })); }
    if (order === '5') parentPort.postMessage({ kind: 'planned', plan: {}, cache });
    if (order === '6') setTimeout(() => reply(new Uint8Array(6)), 200);
    if (order === '7') parentPort.postMessage({ kind: 'failed', code: 'SEAL_FAILED', message: '', sound: false, cache });
    if (order === '0') reply(new Uint8Array(1));
  `);
  const ordered = async (order: number) => ({ ...work, network: await named(Uint8Array.of(order)) });

  for (const [what, order, code] of [
    ['runs for ever', 1, 'EVALUATION_TOO_SLOW'],
    ['ends the process that it thinks it has', 2, 'EVALUATION_CRASHED'],
    ['throws what nobody catches', 3, 'EVALUATION_CRASHED'],
    ['fills the heap', 4, 'EVALUATION_MEMORY_EXCEEDED'],
    ['says that it is not to be trusted any more', 7, 'SEAL_FAILED'],
  ] as const) {
    it(`is ended when it ${what}, and the next evaluation has a fresh one`, async () => {
      const { pool, count } = open({ entry: obeying, jobSeconds: order === 4 ? 30 : 1 });
      await pool.evaluate(await ordered(0));
      assert.equal(await codeOf(pool.evaluate(await ordered(order))), code);
      assert.equal((await pool.evaluate(await ordered(0))).length, 1);
      assert.deepEqual([count('started'), count('ended')], [2, 1]);
    });
  }

  it('is not believed when it answers something else', async () => {
    const { pool } = open({ entry: obeying });
    assert.equal(await codeOf(pool.evaluate(await ordered(5))), 'EVALUATION_CRASHED');
  });

  it('keeps nobody waiting without end: the queue is bounded, and served in order', async () => {
    const { pool } = open({ entry: obeying, mostQueued: 2 });
    const slow = await ordered(6);
    const asked = [pool.evaluate(slow), pool.evaluate(slow), pool.evaluate(slow)];
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(pool.load(), 3);
    assert.equal(await codeOf(pool.evaluate(slow)), 'COMPUTE_BUSY');
    assert.deepEqual(
      (await Promise.all(asked)).map(({ length }) => length),
      [6, 6, 6],
    );
    assert.equal(pool.load(), 0);
  });

  it('is ended with the pool, whatever it does, and whoever waits is told', async () => {
    const { pool } = open({ entry: obeying });
    const asked = [codeOf(pool.evaluate(await ordered(1))), codeOf(pool.evaluate(await ordered(0)))];
    await new Promise((resolve) => setTimeout(resolve, 100));
    const started = performance.now();
    await pool.close();
    assert.deepEqual(await Promise.all(asked), ['COMPUTE_STOPPING', 'COMPUTE_STOPPING']);
    assert.ok(performance.now() - started < 3000);
    assert.equal(await codeOf(pool.evaluate(await ordered(0))), 'COMPUTE_STOPPING');
  });

  it('is ended when its evaluation is given up', async () => {
    const { pool, count } = open({ entry: obeying });
    const giving = new AbortController();
    const asked = codeOf(pool.evaluate(await ordered(1), giving.signal));
    setTimeout(() => giving.abort(), 100);
    assert.equal(await asked, 'COMPUTE_STOPPING');
    await pool.evaluate(await ordered(0));
    assert.deepEqual([count('started'), count('ended')], [2, 1]);
  });

  it('has nothing of what the process was told', async () => {
    process.env.TACIT_TEST_ONLY = 'hidden';
    const telling = playedThread(
      'reply(new TextEncoder().encode(JSON.stringify(process.env) + process.argv.slice(2)))',
    );
    const { pool } = open({ entry: telling });
    assert.equal(new TextDecoder().decode(await pool.evaluate(await ordered(0))), '{}');
    delete process.env.TACIT_TEST_ONLY;
  });
});
