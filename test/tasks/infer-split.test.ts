import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { encodeNetwork, evaluateNetwork, type Network, parseNetwork } from '@tacit/sdk';
import { readCreatorKey, readRequest } from '@tacit/sdk/node';
import type { Hex } from 'viem';
import { startCreatorRole } from '../../worker/src/creator/creator-role.ts';
import { recorder } from '../../worker/src/pin/test-support.ts';
import { type Options, openInferWorld } from '../support/infer-tasks.ts';

/*
 * A model of which workers evaluate the first layers, by the tasks alone: account 0 keeps the last ones, account 1 asks,
 * account 2 evaluates.
 */
const values = (count: number, by: number) =>
  Float64Array.from({ length: count }, (_, i) => ((i * by) % 13) / 8 - 0.75);
const WHOLE: Network = {
  ...{ arithmetic: 'float', inputs: 16, range: 1 },
  layers: [
    { kind: 'dense', inputs: 16, outputs: 8, weights: values(128, 5), bias: values(8, 3) },
    { kind: 'square' },
    { kind: 'dense', inputs: 8, outputs: 4, weights: values(32, 7), bias: values(4, 2) },
  ],
};
const SAMPLE = Array.from({ length: 16 }, (_, i) => ((i * 7) % 17) / 17 - 0.5);
const OTHER = SAMPLE.map((value) => -value / 2);
const world = await openInferWorld();
const { node, client, pin, at, account, market, run, refusal, reaches } = world;

describe('infer run and infer hand-over of a split model', { concurrency: 1, timeout: 300_000 }, () => {
  let offer: Hex;
  const passphraseFile = at('passphrase');
  const publishing = (): Options => ({
    ...{ networkFile: at('whole.network'), description: at('description.json'), licence: at('licence.txt') },
    ...{ price: '1000', workerFee: '9', samples: '2', cut: '2', clip: '64', deviation: '0.2', pin: pin.url },
  });
  const asking = (): Options => ({ pin: pin.url, from: account(1), passphraseFile });
  const encrypting = (out: string): Options => ({
    ...{ ...asking(), offer, samples: at('sample.json'), keys: at('keys'), out: at(out) },
  });

  before(async () => {
    writeFileSync(at('whole.network'), encodeNetwork(WHOLE));
    const input = { count: 16, minimum: -1, maximum: 1, scale: 1, mean: new Array(16).fill(0) };
    const output = { count: 4, scale: 1, kind: 'classes', labels: ['n', 'e', 's', 'w'] };
    writeFileSync(at('description.json'), JSON.stringify({ input, output }));
    writeFileSync(at('sample.json'), JSON.stringify(SAMPLE));
    writeFileSync(at('both.json'), JSON.stringify([OTHER, SAMPLE]));
    await run(['compute', 'join'], { stake: '1ether', from: account(2) });
    await world.startWorker(2);
  });

  it('model publish cuts the network, and leaves its creator the last layers', async () => {
    const { publicKey } = await run(['creator', 'keygen'], { out: at('key'), passphraseFile });
    const options = { ...publishing(), creatorKey: publicKey };
    assert.equal(await refusal(['model', 'publish'], publishing()), 'FIELD_MISSING');
    assert.equal(await refusal(['model', 'publish'], { ...options, deviation: '0' }), 'REQUEST_INVALID');
    assert.equal(await refusal(['model', 'publish'], { ...options, cut: '3' }), 'NETWORK_INVALID');
    assert.equal(await refusal(['model', 'publish'], options), 'FIELD_MISSING');
    assert.equal(await refusal(['model', 'publish'], { ...options, tailOut: at('sample.json') }), 'FILE_EXISTS');
    const made = await run(['model', 'publish'], { ...options, tailOut: at('tail.network') });
    offer = made.offer;
    assert.deepEqual([made.terms.mode, made.plan.outputs], ['split', 8]);
    const tail = parseNetwork(new Uint8Array(readFileSync(at('tail.network'))));
    assert.deepEqual([tail.inputs, tail.layers.length], [8, 1]);
    const clients = { publicClient: client, walletClient: world.walletOf(0) };
    const keys = await readCreatorKey(at('key'), { passphrase: 'nobody guesses this' });
    const config = {
      ...{ clients, chainId: node.chainId, contract: market, keys, offers: [{ offer, tail }] },
      ...{ store: world.storeOf(0), finality: 0, pollMs: 50, retryMs: 50 },
    };
    world.roles.push(await startCreatorRole(config, recorder().context));
  });

  it('infer run shows what the creator could see before anything is paid, and ends with its answer', async () => {
    const options = { ...encrypting('run'), yes: true, looks: '0', poll: '0', patience: '1', json: true };
    const { code, stdout, stderr } = await node.run(['infer', 'run'], options);
    assert.equal(code, 0, stderr);
    const { readings, outcome } = JSON.parse(stdout);
    assert.equal(outcome, 'served');
    // With noise of 0.2 on eight values, each output moves by about 0.3.
    for (const [i, value] of evaluateNetwork(WHOLE, SAMPLE).entries()) {
      assert.ok(Math.abs(value - readings[0].values[i]) < 2, `${value} ${readings[0].values[i]}`);
    }
    const said = stderr.indexOf('a creator: it sees');
    assert.ok((said >= 0 || stderr.includes('a creator: this attack')) && said < stderr.indexOf('job: 0x'), stderr);
    assert.match(stderr, /\nhanded over; the creator has until /);
  });

  it('infer hand-over asks first, and infer decrypt opens the answer', async () => {
    await run(['infer', 'encrypt'], { ...encrypting('steps'), samples: at('both.json') });
    const request = { ...asking(), request: at('steps') };
    assert.equal(await refusal(['infer', 'hand-over'], { ...request, yes: true }), 'JOB_UNKNOWN');
    await run(['infer', 'request'], { ...request, yes: true });
    const { job } = await readRequest(at('steps'));
    await reaches(job, 'contestable');
    assert.equal(await refusal(['infer', 'hand-over'], request), 'FIELD_MISSING');
    const { meter, sealedCid } = await run(['infer', 'hand-over'], { ...request, yes: true });
    assert.ok(meter.mse > 0 && ['open', 'partly', 'hidden'].includes(meter.verdict));
    assert.ok(meter.measured === 2 && meter.index < 2, JSON.stringify(meter));
    assert.match(sealedCid, /^0x[0-9a-f]{64}$/);
    await reaches(job, 'closed');
    const { readings } = await run(['infer', 'decrypt'], request);
    assert.deepEqual([readings.length, readings[0].values.length], [2, 4]);
    assert.equal(await refusal(['infer', 'hand-over'], { ...request, yes: true }), 'JOB_UNDECIDED');
  });
});
