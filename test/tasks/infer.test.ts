import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { circuitNamed, featureRange, formatModel, inference, predictClass, putBlob, weightRange } from '@tacit/sdk';
import { readRequest } from '@tacit/sdk/node';
import { type Hex, parseEther } from 'viem';
import { type Options, openInferWorld } from '../support/infer-tasks.ts';
import { seededRandomness } from '../support/random-step.ts';

/*
 * A creator, a user and workers by the tasks alone: a real node, a real pin node, real ciphertexts, and workers as
 * `worker` runs them. Account 0 makes the model, account 1 asks, accounts 2 and 3 evaluate; account 4 lies.
 */
const CIRCUIT = 'logistic-4x3-b8';
const LABELS = 'setosa,versicolor,virginica';
const world = await openInferWorld();
const { node, client, pin, at, account, market, run, refusal, jobOf, reaches } = world;
const { format } = circuitNamed(CIRCUIT);
const randomness = seededRandomness(2027);
const draw = (low: number, high: number): number => {
  const [a = 0, b = 0, c = 0] = randomness.bytes(3);
  return low + (((a * 256 + b) * 256 + c) % (high - low + 1));
};
const weights = Array.from({ length: format.weights }, () => draw(...(weightRange(format) as [number, number])));
const rows = Array.from({ length: 6 }, () =>
  Array.from({ length: format.inputs }, () => draw(...(featureRange(format) as [number, number]))),
);
const expected = rows.map((row) => LABELS.split(',')[predictClass(format, weights, row)]);
const values = rows.map((row) => row.map((value) => value / 2 ** format.xFraction));
/** What its trainers used, and the same rows in real units: powers of two, so that nothing is rounded on the way. */
const STANDARDISATION = {
  ...{ version: 1, targets: Array.from({ length: format.outputs }, () => ({ mean: 0, deviation: 1 })) },
  features: Array.from({ length: format.inputs }, (_, i) => ({ mean: 64 - 50 * i, deviation: 2 ** (i - 1) })),
};
const raw = values.map((row) =>
  STANDARDISATION.features.map(({ mean, deviation }, i) => mean + deviation * (row[i] as number)),
);

describe('model publish, infer and compute tasks', { concurrency: 1, timeout: 300_000 }, () => {
  let offer: Hex;

  const published = () => ({
    ...{ model: at('model.json'), labels: LABELS, licence: at('licence.txt'), price: '1000', workerFee: '9' },
    ...{ samples: '8', pin: pin.url },
  });
  /** The user is account 1. */
  const asking = (): Options => ({ pin: pin.url, from: account(1), passphraseFile: at('passphrase') });
  const encrypting = (out: string): Options => ({
    ...asking(),
    ...{ offer, samples: at('samples.json'), keys: at('keys'), out: at(out) },
  });
  /** What needs no store. */
  const contesting = (name: string): Options => ({
    request: at(name),
    from: account(1),
    passphraseFile: at('passphrase'),
  });
  before(async () => {
    await run(['circuits', 'register'], { circuit: CIRCUIT });
    writeFileSync(at('model.json'), formatModel(CIRCUIT, weights));
    writeFileSync(at('samples.json'), JSON.stringify(values));
    const lines = values.map((row, i) => [...row, expected[i]].join(','));
    writeFileSync(at('samples.csv'), ['a,b,c,d,species', ...lines].join('\n'));
    writeFileSync(at('standardisation.json'), JSON.stringify(STANDARDISATION));
    writeFileSync(at('raw.json'), JSON.stringify(raw));
    writeFileSync(at('raw.csv'), ['a,b,c,d,species', ...raw.map((row) => [...row, 'x'].join(','))].join('\n'));
  });

  it('model publish --plan shows what users would send, and publishes nothing', async () => {
    const { plan, offerCid } = await run(['model', 'publish'], { model: at('model.json'), plan: true });
    assert.deepEqual([plan.parameters, plan.inputs, plan.outputs, plan.steps], ['exact-8192', 4, 3, 1]);
    assert.ok(plan.keyBytes <= 10.4e6 && plan.requestBytes <= 200_000);
    assert.match(offerCid, /^0x[0-9a-f]{64}$/);
    const { offers } = await run(['model', 'offers'], { pin: pin.url });
    assert.deepEqual(offers, []);
    assert.equal(await refusal(['model', 'publish'], { plan: true }), 'FIELD_MISSING');
    assert.equal(
      await refusal(['model', 'publish'], { model: at('model.json'), networkFile: 'x', plan: true }),
      'FIELD_MISSING',
    );
  });

  it('model publish --standardisation puts it into the offer, strictly', async () => {
    const planned = (more: Options) => ({ model: at('model.json'), plan: true, ...more });
    const { offerCid } = await run(['model', 'publish'], planned({}));
    const none = await run(['model', 'publish'], planned({ standardisation: 'none' }));
    const given = await run(['model', 'publish'], planned({ standardisation: at('standardisation.json') }));
    assert.equal(none.offerCid, offerCid);
    assert.notEqual(given.offerCid, offerCid);
    const refused = (more: Options) => refusal(['model', 'publish'], planned(more));
    const { features, ...rest } = STANDARDISATION;
    writeFileSync(at('short.json'), JSON.stringify({ ...rest, features: features.slice(1) }));
    assert.equal(await refused({ standardisation: at('short.json') }), 'STANDARDISATION_INVALID');
    assert.equal(await refused({ standardisation: at('samples.json') }), 'STANDARDISATION_INVALID');
    const file = { model: undefined, networkFile: at('model.json'), standardisation: at('standardisation.json') };
    assert.equal(await refused(file), 'REQUEST_INVALID');
    writeFileSync(at('described.json'), JSON.stringify({ input: { count: 4, features: [null] }, output: {} }));
    const described = { model: undefined, networkFile: at('model.json'), description: at('described.json') };
    assert.equal(await refused(described), 'OFFER_INVALID');
  });

  it('model publish publishes the model and makes the offer, once', async () => {
    const first = await run(['model', 'publish'], published());
    offer = first.offer;
    assert.deepEqual([first.terms.mode, first.terms.steps, first.terms.mostSamples], ['encrypted', 1, 8]);
    assert.match(first.transaction, /^0x/);
    const again = await run(['model', 'publish'], published());
    assert.deepEqual([again.offer, again.model, again.transaction], [offer, first.model, undefined]);
    const named = await run(['model', 'publish'], { ...published(), id: first.model, workerFee: '10' });
    assert.notEqual(named.offer, offer);
    assert.equal(
      await refusal(['model', 'publish'], { ...published(), id: first.model, workerFee: undefined }),
      'FIELD_MISSING',
    );
    const stranger = { ...published(), id: first.model, workerFee: '11', from: account(1) };
    assert.equal(await refusal(['model', 'publish'], stranger), 'NOT_PUBLISHER_OF');
    const shown = await run(['models', 'show'], { id: first.model });
    assert.equal(shown.origin, 'uploaded');
  });

  it('model offers lists plans that it derived itself', async () => {
    const { offers } = await run(['model', 'offers'], { pin: pin.url });
    assert.deepEqual(
      offers.map((one: { price: string; plan: { requestBytes: number } }) => [one.price, one.plan.requestBytes > 0]),
      [
        ['1000', true],
        ['1000', true],
      ],
    );
    assert.equal(offers[0].output.labels.join(), LABELS);
    const blind = await run(['model', 'offers']);
    assert.equal(blind.offers[0].refused, 'STORE_REFUSED');
    const { stdout } = await node.run(['model', 'offers'], { pin: pin.url });
    assert.match(stdout, /encrypted +1000 wei \+ 9 wei a worker/);
    const none = await run(['model', 'offers'], { pin: pin.url, model: `0x${'00'.repeat(32)}` });
    assert.deepEqual(none.offers, []);
  });

  it('compute join, compute pause, compute resume and compute show keep a worker in the draw, or out of it', async () => {
    assert.equal((await run(['compute', 'show'], { from: account(2) }, 1)).joined, false);
    assert.equal(await refusal(['compute', 'join'], { stake: 'much', from: account(2) }), 'AMOUNT_INVALID');
    assert.equal(await refusal(['compute', 'join'], { stake: '5', from: account(2) }), 'STAKE_TOO_SMALL');
    assert.equal(await refusal(['compute', 'join'], { stake: '1ether', url: 'here' }), 'REQUEST_INVALID');
    for (const i of [2, 3]) {
      const joined = await run(['compute', 'join'], { stake: '1ether', url: 'https://w.example', from: account(i) });
      assert.deepEqual([joined.stake, joined.drawable], [parseEther('1').toString(), true]);
    }
    assert.equal((await run(['compute', 'pause'], { from: account(2) })).drawable, false);
    assert.equal(await refusal(['compute', 'pause'], { from: account(2) }), 'WORKER_NOT_DRAWABLE');
    assert.equal((await run(['compute', 'resume'], { from: account(2) })).drawable, true);
    const shown = await run(['compute', 'show'], { worker: account(2) });
    assert.deepEqual([shown.joined, shown.jobs, shown.claimable], [true, [], '0']);
    await world.startWorker(2);
    await world.startWorker(3);
  });

  it('infer encrypt writes a folder that holds everything, and sends nothing', async () => {
    const held = await pin.value('tacit_pin_blocks');
    const { job, cost, samples } = await run(['infer', 'encrypt'], encrypting('first'));
    assert.deepEqual([samples, cost.wei], [6, `${6 * (1000 + 9)}`]);
    const saved = await readRequest(at('first'));
    assert.deepEqual([saved.job, saved.document.samples], [job, 6]);
    assert.equal(await pin.value('tacit_pin_blocks'), held);
    await assert.rejects(jobOf(job), /job/i);
    const files = readdirSync(at('first')).sort();
    assert.deepEqual(files, ['input.bin', 'keys.bin', 'network.bin', 'offer.json', 'request.json', 'secret.sealed']);
    for (const file of files) assert.equal(statSync(at('first', file)).mode & 0o077, 0);
    // Nothing of the samples is anywhere in clear.
    const texts = files.map((file) => readFileSync(at('first', file), 'latin1'));
    assert.ok(!texts.some((text) => text.includes(JSON.stringify(values[0]).slice(1, -1))));
    assert.equal(await refusal(['infer', 'encrypt'], encrypting('first')), 'REQUEST_FOLDER_EXISTS');
  });

  it('infer encrypt takes no samples that are none, and no other passphrase', async () => {
    const refused = (change: Options) => refusal(['infer', 'encrypt'], { ...encrypting('none'), ...change });
    writeFileSync(at('bad.json'), '[[1,2,3]]');
    writeFileSync(at('text.json'), '[["a"]]');
    writeFileSync(at('guess'), 'a guess\n', { mode: 0o600 });
    assert.equal(await refused({ samples: at('bad.json') }), 'DESCRIPTION_INVALID');
    assert.equal(await refused({ samples: at('text.json') }), 'REQUEST_INVALID');
    assert.equal(await refused({ samples: undefined }), 'FIELD_MISSING');
    assert.equal(await refused({ csv: at('samples.csv') }), 'FIELD_MISSING');
    assert.equal(await refused({ samples: undefined, csv: at('samples.csv'), rows: '0' }), 'DESCRIPTION_INVALID');
    assert.equal(await refused({ samples: undefined, csv: at('samples.csv'), rows: '5-1' }), 'REQUEST_INVALID');
    assert.equal(await refused({ samples: undefined, csv: at('none.csv') }), 'INPUT_UNREADABLE');
    assert.equal(await refused({ workers: '5' }), 'REQUEST_INVALID');
    assert.equal(await refused({ workers: '3', agreeing: '1' }), 'REQUEST_INVALID');
    assert.equal(await refused({ offer: `0x${'00'.repeat(32)}` }), 'OFFER_UNKNOWN');
    assert.equal(await refused({ passphraseFile: at('guess') }), 'SEALED_FILE_INVALID');
    assert.equal(await refused({ pin: undefined }), 'FIELD_MISSING');
  });

  it('infer request pays what was shown, with a yes, and once', async () => {
    const request = { ...asking(), request: at('first') };
    assert.equal(await refusal(['infer', 'request'], request), 'FIELD_MISSING');
    assert.equal(await refusal(['infer', 'request'], { ...request, yes: true, mostCost: '6053' }), 'NOT_CONFIRMED');
    assert.equal(await refusal(['infer', 'request'], { ...request, yes: true, from: account(2) }), 'ACCOUNT_UNKNOWN');
    const sent = await run(['infer', 'request'], { ...request, yes: true });
    assert.equal(sent.paid, '6054');
    assert.ok(sent.uploaded > 6 * 100_000);
    const again = await run(['infer', 'request'], { ...request, yes: true });
    assert.deepEqual([again.job, again.paid, again.transaction], [sent.job, '0', undefined]);
    const { fromBlock } = await readRequest(at('first'));
    assert.ok(fromBlock > 0n && fromBlock <= (await client.getBlockNumber({ cacheTime: 0 })));
  });

  it('infer show, infer contest, infer accept and infer decrypt lead to the classes of the plaintext model', async () => {
    const request = { ...asking(), request: at('first') };
    const { job } = await readRequest(at('first'));
    await reaches(job, 'contestable');
    const shown = await run(['infer', 'show'], { request: at('first') });
    assert.deepEqual([shown.id, shown.phase, shown.panel.length], [job, 'contestable', 1]);
    assert.equal((await run(['infer', 'show'], { job })).id, job);
    assert.equal(await refusal(['infer', 'show'], {}), 'FIELD_MISSING');
    assert.equal(await refusal(['infer', 'decrypt'], request), 'JOB_UNDECIDED');
    const contested = await run(['infer', 'contest'], { ...contesting('first'), yes: true }, 1);
    assert.deepEqual([contested.contested, contested.own], [false, (await jobOf(job)).result]);
    assert.equal(await refusal(['infer', 'accept'], { job, from: account(0) }), 'NOT_USER_OF');
    assert.equal((await run(['infer', 'accept'], { job, from: account(1) })).outcome, 'served');
    const { readings } = await run(['infer', 'decrypt'], request);
    assert.deepEqual(
      readings.map(({ label }: { label: string }) => label),
      expected,
    );
    const { stdout } = await node.run(['infer', 'decrypt'], request);
    assert.equal(stdout.split('\n').filter((line) => line.includes(String(expected[0]))).length > 0, true);
    assert.equal(
      await refusal(['infer', 'decrypt'], { ...request, passphraseFile: at('guess') }),
      'SEALED_FILE_INVALID',
    );
    assert.equal(await refusal(['infer', 'contest'], { ...contesting('first'), yes: true }), 'JOB_PHASE');
  });

  it('infer run does all of it: rows of a CSV file, two workers who agree, and an evaluation of its own', async () => {
    const options = {
      ...encrypting('run'),
      samples: undefined,
      csv: at('samples.csv'),
      rows: '1-2,5',
      target: 'species',
    };
    assert.equal(await refusal(['infer', 'run'], options), 'FIELD_MISSING');
    const ended = await node.run(['infer', 'run'], {
      ...{ ...options, yes: true, workers: '2', looks: '100', poll: '0', patience: '1', json: true },
    });
    assert.equal(ended.code, 0, ended.stderr);
    const { readings, looked, contested, cost, outcome, uploaded } = JSON.parse(ended.stdout);
    assert.deepEqual(
      readings.map(({ label }: { label: string }) => label),
      [expected[0], expected[1], expected[4]],
    );
    assert.deepEqual([looked, contested, outcome, cost.wei], [true, false, 'served', `${3 * (1000 + 18)}`]);
    // The keys had been sent before.
    assert.ok(uploaded < 3 * 200_000);
    assert.match(ended.stderr, /\nstep 0: 2 agree on 0x/);
    assert.match(ended.stderr, /(?:^|\n)to pay: 3054 wei\n/);
  });

  it('infer run --request goes on with a request, also when its job is over', async () => {
    await run(['infer', 'encrypt'], { ...encrypting('later'), samples: at('samples.json') });
    const options = { ...asking(), request: at('later'), yes: true, looks: '0', poll: '0', patience: '1' };
    assert.equal(await refusal(['infer', 'run'], { ...options, out: at('x') }), 'REQUEST_INVALID');
    const first = await run(['infer', 'run'], options);
    assert.match(first.transaction, /^0x/);
    const again = await run(['infer', 'run'], options);
    assert.deepEqual([again.readings, again.transaction, again.looked], [first.readings, undefined, false]);
    assert.deepEqual(
      first.readings.map(({ label }: { label: string }) => label),
      expected,
    );
  });

  it('infer run predicts rows in real units where the offer has the standardisation, and never standardises twice', async () => {
    const standardisation = at('standardisation.json');
    const made = await run(['model', 'publish'], { ...published(), standardisation });
    const options = { ...encrypting('units'), offer: made.offer, samples: undefined, csv: at('raw.csv'), rows: '1-6' };
    assert.equal(await refusal(['infer', 'encrypt'], { ...options, standardisation }), 'DESCRIPTION_INVALID');
    const json = { ...options, csv: undefined, rows: undefined, samples: at('raw.json'), standardisation };
    assert.equal(await refusal(['infer', 'encrypt'], json), 'DESCRIPTION_INVALID');
    const asked = { ...options, target: 'species', yes: true, looks: '0', poll: '0', patience: '1' };
    const { readings } = await run(['infer', 'run'], asked);
    assert.deepEqual(
      readings.map(({ label }: { label: string }) => label),
      expected,
    );
  });

  it('refuses a folder that was changed, or is another chain’s', async () => {
    const spoil = async (file: string, change: (bytes: Buffer) => Uint8Array) => {
      const path = at('later', file);
      const bytes = readFileSync(path);
      writeFileSync(path, change(bytes));
      const code = await refusal(['infer', 'decrypt'], { ...asking(), request: at('later') });
      writeFileSync(path, bytes);
      return code;
    };
    const flip = (bytes: Buffer) => bytes.with(bytes.length >> 1, (bytes[bytes.length >> 1] as number) ^ 1);
    assert.equal(await spoil('input.bin', flip), 'REQUEST_FOLDER_INVALID');
    assert.equal(await spoil('keys.bin', flip), 'REQUEST_FOLDER_INVALID');
    assert.equal(await spoil('network.bin', flip), 'OFFER_INVALID');
    assert.equal(await spoil('secret.sealed', flip), 'SEALED_FILE_INVALID');
    const replaced = (from: string, to: string) => (bytes: Buffer) => Buffer.from(bytes.toString().replace(from, to));
    assert.equal(await spoil('request.json', replaced(`${node.chainId}`, '1')), 'REQUEST_FOREIGN');
    assert.equal(await spoil('request.json', replaced('{', '{ ')), 'REQUEST_DOCUMENT_INVALID');
    assert.equal(await spoil('since', () => Buffer.from('soon')), 'REQUEST_FOLDER_INVALID');
    assert.equal(await spoil('offer.json', replaced('setosa', 'setoso')), 'REQUEST_FOREIGN');
    chmodSync(at('later', 'keys.bin'), 0o644);
    assert.equal(await refusal(['infer', 'decrypt'], { ...asking(), request: at('later') }), 'REQUEST_FOLDER_INVALID');
    chmodSync(at('later', 'keys.bin'), 0o600);
    assert.equal(
      await refusal(['infer', 'decrypt'], { ...asking(), request: at('nothing') }),
      'REQUEST_FOLDER_INVALID',
    );
  });

  it('compute claim, compute leave and compute withdraw give workers what is theirs', async () => {
    await world.rest();
    const before2 = await run(['compute', 'show'], { from: account(2) });
    const before3 = await run(['compute', 'show'], { from: account(3) });
    assert.equal(Number(before2.claimable) + Number(before3.claimable), 9 * (6 + 3 + 3 + 6 + 6));
    assert.ok(before2.jobs.length + before3.jobs.length >= 4);
    const rich = Number(before2.claimable) > 0 ? 2 : 3;
    const claimed = await run(['compute', 'claim'], { from: account(rich), to: account(9) });
    assert.deepEqual([claimed.to, Number(claimed.amount) > 0], [account(9), true]);
    assert.equal(await refusal(['compute', 'claim'], { from: account(rich) }), 'NOTHING_CLAIMABLE');
    for (const i of [2, 3]) {
      assert.equal(await refusal(['compute', 'leave'], { amount: '2ether', from: account(i) }), 'STAKE_NOT_FREE');
      const left = await run(['compute', 'leave'], { from: account(i) });
      assert.deepEqual([left.unbonding, left.drawable], [parseEther('1').toString(), false]);
    }
    assert.equal(await refusal(['compute', 'withdraw'], { from: account(2) }), 'UNBONDING_NOT_OVER');
  });

  it('infer contest contests what a liar said, because of hashes alone', async () => {
    await run(['compute', 'join'], { stake: '1ether', from: account(4) });
    await run(['infer', 'encrypt'], encrypting('lied'));
    const { job, plan } = await readRequest(at('lied'));
    await run(['infer', 'request'], { ...asking(), request: at('lied'), yes: true });
    const liar = { publicClient: client, walletClient: world.walletOf(4) };
    for (let i = 0; (await jobOf(job)).phase === 'drawing'; i++) {
      assert.ok(i < 100);
      await wait(100);
      await inference.draw(liar, market, job).catch(() => undefined);
    }
    const lie = await putBlob(world.storeOf(4), new Uint8Array(6 * plan.responseBytes).fill(3));
    const said = { job, step: 0, worker: account(4), result: lie.digest, salt: lie.digest };
    await inference.commit(liar, market, { job, commitment: inference.hashResult(said) });
    await inference.reveal(liar, market, said);
    assert.equal(await refusal(['infer', 'contest'], contesting('lied')), 'FIELD_MISSING');
    const contested = await run(['infer', 'contest'], { ...contesting('lied'), yes: true });
    assert.deepEqual([contested.contested, contested.deposit], [true, `${2 * 6 * 9}`]);
    assert.deepEqual([(await jobOf(job)).contested, (await jobOf(job)).target], [true, 3]);
  });

  it('compute withdraw pays out what has unbonded', async () => {
    await client.increaseTime({ seconds: 8 * 24 * 3600 });
    await client.mine({ blocks: 1 });
    const { amount, to } = await run(['compute', 'withdraw'], { from: account(2) });
    assert.deepEqual([amount, to], [parseEther('1').toString(), account(2)]);
    assert.equal(await refusal(['compute', 'withdraw'], { from: account(2) }), 'NOTHING_UNBONDING');
    assert.equal((await run(['infer', 'show'], { request: at('lied') })).due, 'settle');
  });
});
