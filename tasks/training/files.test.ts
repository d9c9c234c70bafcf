import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { errorCode, formatModel, zeroWeights } from '@tacit/sdk';
import { localArtifacts } from '@tacit/sdk/node';
import { temporaryFolder } from '../../test/support/temporary.ts';
import { readDataset } from './dataset-file.ts';
import { readModel } from './model-file.ts';

const CIRCUIT = 'logistic-4x3-b8';
const artifacts = await localArtifacts().load(CIRCUIT);
const { format } = artifacts.circuit;
const folder = temporaryFolder();

function write(content: unknown): string {
  const path = join(folder, 'file.json');
  writeFileSync(path, content instanceof Uint8Array || typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const NO_JSON = ['', '{', 'weights', '{"a":1}}', Uint8Array.of(0x22, 0xff, 0x22)];
const NO_OBJECT = [null, 5, 'text', [], [[]], {}];

describe('model files', () => {
  const good = { format: 'tacit model 1', circuit: CIRCUIT, weights: zeroWeights(format) };
  const refuses = async (content: unknown, what = JSON.stringify(content)) =>
    assert.rejects(
      readModel(artifacts, write(content)),
      (error) => errorCode(error) === 'MODEL_FILE_INVALID' || assert.fail(`${what}: ${errorCode(error) ?? error}`),
    );

  it('come back as they were written', async () => {
    const weights = good.weights.with(0, -5);
    assert.deepEqual((await readModel(artifacts, write(formatModel(CIRCUIT, weights)))).weights, weights);
  });

  it('are refused when they are something else', async () => {
    for (const content of [...NO_JSON, ...NO_OBJECT]) await refuses(content);
    for (const other of [
      { format: 'tacit model 2' },
      { format: undefined },
      { circuit: 'linear-16x4-b8' },
      { circuit: 5 },
      { more: 1 },
      { weights: undefined },
      { weights: 'none' },
      { weights: { length: format.weights } },
    ]) {
      await refuses({ ...good, ...other });
    }
  });

  it('are refused when a weight is none, too many or out of range', async () => {
    const { weights } = good;
    for (const bad of [[], weights.slice(1), [...weights, 0]]) await refuses({ ...good, weights: bad });
    for (const weight of [0.5, '0', null, true, [0], 2 ** 40, -(2 ** 40)]) {
      await refuses({ ...good, weights: [weight, ...weights.slice(1)] });
    }
  });
});

describe('data files', () => {
  const batch = {
    inputs: Array.from({ length: format.batch }, () => Array.from({ length: format.inputs }, () => 1)),
    targets: Array.from({ length: format.batch }, () => Array.from({ length: format.outputs }, () => 0)),
  };
  const good = { format: 'tacit dataset 1', circuit: CIRCUIT, secret: '5', batches: [batch, batch] };
  const refuses = async (content: unknown, what = JSON.stringify(content)) =>
    assert.rejects(
      readDataset(artifacts, write(content)),
      (error) => errorCode(error) === 'DATASET_FILE_INVALID' || assert.fail(`${what}: ${errorCode(error) ?? error}`),
    );

  it('give the same root every time, and another for another secret', async () => {
    const { root } = (await readDataset(artifacts, write(good))).data;
    assert.equal((await readDataset(artifacts, write(good))).data.root, root);
    assert.notEqual((await readDataset(artifacts, write({ ...good, secret: '6' }))).data.root, root);
  });

  it('are refused when they are something else', async () => {
    for (const content of [...NO_JSON, ...NO_OBJECT]) await refuses(content);
    for (const other of [
      { format: 'tacit model 1' },
      { circuit: 'linear-16x4-b8' },
      { secret: undefined },
      { secret: '-1' },
      { secret: '05' },
      { secret: String(2n ** 254n) },
      { batches: 'none' },
      { batches: { 0: batch } },
    ]) {
      await refuses({ ...good, ...other });
    }
  });

  it('are refused when a batch is none', async () => {
    const row = batch.inputs[0] as number[];
    const { inputs, targets } = batch;
    for (const bad of [
      null,
      [],
      {},
      5,
      { inputs },
      { inputs: inputs.slice(1), targets },
      { inputs: [row.slice(1), ...inputs.slice(1)], targets },
      { inputs: [[1, 1, 1, 999], ...inputs.slice(1)], targets },
      { inputs: [[1, 1, 1, 0.5], ...inputs.slice(1)], targets },
      { inputs: [[1, 1, 1, '1'], ...inputs.slice(1)], targets },
      { inputs, targets: [[0, 0, 2], ...targets.slice(1)] },
    ]) {
      await refuses({ ...good, batches: [batch, bad] });
    }
  });
});
