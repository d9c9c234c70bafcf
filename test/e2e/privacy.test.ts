import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import {
  committedValues,
  evaluatePolynomial,
  parseDataset,
  parseDeal,
  quantiseRows,
  type ReadClient,
  sumVectors,
  systemRandomness,
  type TrainerState,
  training,
} from '@tacit/sdk';
import { openTrainerFolder } from '@tacit/sdk/node';
import { loadData, standardise } from '../../scripts/demo/dataset.ts';
import { type DemoOptions, readOptions } from '../../scripts/demo/options.ts';
import type { TrainerEvent } from '../../scripts/demo/trainer-events.ts';
import { type RunningTrainer, startTrainer, trainerFolder } from '../../scripts/demo/trainers.ts';
import { localAccount } from '../../scripts/network/chain.ts';
import { FINALITY, type LocalNetwork, openNetwork } from '../../scripts/network/network.ts';
import { paceRound, passSeed } from '../../scripts/network/pacer.ts';
import { ROOT } from '../../scripts/support/repository.ts';
import { seededRandomness } from '../../scripts/support/seeded-randomness.ts';
import { type Capture, startCapture } from '../privacy/capture.ts';
import { realArtifacts } from '../support/real-proofs.ts';
import { temporaryFolder } from '../support/temporary.ts';

/*
 * A round by real processes with real proofs, of which everything is kept that they write to sockets, logs and disks. The
 * secrets that it must not hold are read from the trainers' sealed deals while there are some.
 */
const TRAINERS = 3;
const STEPS = 2;
const options = readOptions(['--trainers', String(TRAINERS), '--steps', String(STEPS)]) as DemoOptions;
const folder = temporaryFolder();
const taps = join(folder, 'taps');
const tap = new URL(pathToFileURL(join(ROOT, 'test/privacy/wiretap.mjs')));
tap.searchParams.set('folder', taps);
const before = process.env.NODE_OPTIONS;
process.env.NODE_OPTIONS = `--import ${tap.href}`;

const data = await loadData(options, seededRandomness(options.seed));
const artifacts = await realArtifacts(data.circuit);
const { circuit } = artifacts;
const network: LocalNetwork = await openNetwork({
  ...{ folder, circuit: data.circuit, artifacts: Promise.resolve(artifacts), steps: STEPS, multiplier: 4, rounds: 1 },
  ...{ trainers: TRAINERS, minTrainers: TRAINERS, keyholders: 3, threshold: 2, port: 0 },
  ...{ chainId: 800_000_000 + process.pid, optimised: false },
});
const told: TrainerEvent[] = [];
const trainers: RunningTrainer[] = [];
after(async () => {
  await Promise.all(trainers.map((trainer) => trainer.stop()));
  await network.stop();
  if (before === undefined) delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = before;
});

const client = network.chain.client as unknown as ReadClient;
const where = { chainId: network.chain.chainId, contract: network.contracts.training, task: network.task.id };

function stateOf({ trainer, address }: RunningTrainer): Promise<TrainerState> {
  const wallet = network.chain.clientsOf(network.trainerAccount(trainer)).walletClient;
  const scope = { ...where, trainer: address, folder: join(trainerFolder(folder, trainer), 'state') };
  return openTrainerFolder({ ...scope, secret: { kind: 'wallet', wallet } });
}

/** Waits for the deal with all of its proofs, or for as many of them as there are when it goes. */
async function readSecrets(one: RunningTrainer) {
  const state = await stateOf(one);
  for (;;) {
    one.check();
    const [kept, rows] = [await state.read('deal-1'), await state.read('dataset')];
    if (!kept || !rows) {
      await wait(20);
      continue;
    }
    const { data: commitment, batches, secret } = await parseDataset(circuit, rows);
    const source = { artifacts, batches, data: commitment, randomness: systemRandomness };
    return { plan: parseDeal(source, kept).plan, secret, salts: batches.map((_, i) => commitment.saltOf(i)) };
  }
}

let rowsHidden = 0;
const hideRow = (capture: Capture, name: string, row: readonly number[]): void => {
  if (capture.hideRow(name, row)) rowsHidden++;
};

async function hideTrainer(capture: Capture, one: RunningTrainer): Promise<void> {
  const { plan, secret, salts } = await readSecrets(one);
  const name = (what: string): string => `${what} of trainer ${one.trainer + 1}`;
  const hideAll = (what: string, values: readonly bigint[]): void =>
    values.forEach((value, i) => {
      // A tampered proof would be needed to see a zero; small numbers are everywhere.
      if (value >= 2n ** 64n) capture.hideNumber(name(`${what} ${i}`), value);
    });
  const { secrets, steps } = plan;
  const values = sumVectors(steps.map(({ advice }) => committedValues(advice.committed)));
  hideAll('salt', [...secrets.salts, ...salts, secret]);
  hideAll('blind', secrets.blinds);
  hideAll('e', [secrets.ephemeralKey]);
  hideAll('value', values);
  for (const [c, row] of secrets.coefficients.entries()) hideAll(`coefficient ${c + 1}.`, row);
  const polynomial = [values, ...secrets.coefficients];
  for (const { index } of network.committee) hideAll(`share ${index}.`, evaluatePolynomial(polynomial, index));
  for (const [step, { advice }] of steps.entries()) {
    hideAll(`update ${step}.`, committedValues(advice.committed));
    hideRow(capture, name(`weights after step ${step}`), advice.after);
  }
  const shard = data.shards[one.trainer] as (typeof data.shards)[0];
  const prepared = standardise(data, shard);
  const quantised = quantiseRows(circuit.format, prepared);
  for (const rows of [shard, prepared, quantised]) {
    for (const [r, row] of rows.inputs.entries()) hideRow(capture, name(`row ${r}`), row);
  }
}

/** All but the files that trainers have their rows from, and the capture's own. */
function addDisks(capture: Capture): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name !== 'rows.csv') {
      const path = join(entry.parentPath, entry.name);
      capture.add(path, readFileSync(path));
    }
  }
}

describe('a round of real processes', () => {
  it('shows no share, blind, salt, key, weight or row to network, logs or disks (INV-57)', async (t) => {
    const capture = startCapture();
    for (const { index, keys } of network.committee) {
      capture.hideNumber(`key of keyholder ${index}`, keys.secretKey);
      capture.hideNumber(`wallet of keyholder ${index}`, BigInt(localAccount(index).privateKey));
    }
    for (let trainer = 0; trainer < TRAINERS; trainer++) {
      const running = await startTrainer(network, data, { trainer, seed: options.seed, cheats: false });
      running.listen((event) => told.push(event));
      trainers.push(running);
    }
    await Promise.all(trainers.map(({ enrolled }) => enrolled));
    const { chain, contracts, task } = network;
    await chain.moveTo(Number(task.startsAt));
    const bond = task.terms.amounts.openingBond;
    await training.openRound(chain.clientsOf(0), contracts.training, { task: task.id, bond });
    await passSeed(chain);
    const hiding = Promise.all(trainers.map((one) => hideTrainer(capture, one)));
    const round = await paceRound({
      ...{ chain, contract: contracts.training, task: task.id, round: 1, finality: FINALITY },
      expected: () => TRAINERS,
      keyholders: () => network.keyholders,
    });
    await hiding;
    assert.equal(round.status, 'finalised');
    for (const one of trainers) {
      const state = await stateOf(one);
      const until = performance.now() + 30_000;
      while ((await state.names()).includes('deal-1') && performance.now() < until) await wait(100);
      assert.deepEqual([...(await state.names())].sort(), ['committee', 'dataset']);
      await one.stop();
    }
    await Promise.all(network.keyholders.map((keyholder) => keyholder.stop()));
    await network.pinNode.stop();

    addDisks(capture);
    capture.add('messages of trainers', JSON.stringify(told));
    assert.deepEqual(capture.find(), []);
    const streams = [...capture.streams().keys()];
    const tapped = streams.filter((stream) => stream.startsWith(taps)).length;
    const logs = streams.filter((stream) => stream.endsWith('/log')).length;
    t.diagnostic(`${capture.secrets()} secrets, ${rowsHidden} rows among them, in ${streams.length} streams`);
    assert.ok(tapped > TRAINERS + 4, `${tapped} sockets`);
    assert.equal(logs, TRAINERS + 3 + 1);
    assert.ok(rowsHidden > 200, `${rowsHidden} rows`);
    await findsWhatIsThere(round);
  });

  /** A capture that misses what is sent would find nothing either. */
  async function findsWhatIsThere(round: training.Round): Promise<void> {
    const control = startCapture();
    control.hideNumber('log of the round', BigInt(round.log));
    for (const one of trainers) control.hideNumber(`trainer ${one.trainer + 1}`, BigInt(one.address));
    const { cid } = await training.readPostedSum(client, where.contract, { ...where, round: 1n, member: 1 });
    control.hideNumber('digest of a sum', BigInt(cid));
    addDisks(control);
    const found = new Set(control.find().map(({ secret }) => secret));
    assert.ok(found.has('digest of a sum'));
    for (const one of trainers) assert.ok(found.has(`trainer ${one.trainer + 1}`));
  }
});
