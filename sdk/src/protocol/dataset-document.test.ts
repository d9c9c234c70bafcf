import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randomBatch, seededRandomness } from '../../../test/support/random-step.ts';
import { errorCode } from '../errors/index.ts';
import { FIELD_ORDER, randomField } from '../hashing/index.ts';
import { circuitNamed } from '../proving/index.ts';
import { datasetOfCsv, rowsOfCsv } from './csv-dataset.ts';
import { formatDataset, parseDataset } from './dataset-document.ts';

const circuit = circuitNamed('logistic-4x3-b8');
const { format, name } = circuit;
const randomness = seededRandomness(61);
const batches = [0, 1].map(() => randomBatch(format, randomness.next));
const secret = randomField(randomness);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const good = () => JSON.parse(new TextDecoder().decode(formatDataset(name, { secret, batches })));
const codeOf = (content: unknown): Promise<string | undefined> =>
  parseDataset(circuit, content instanceof Uint8Array ? content : utf8(String(content))).then(
    () => undefined,
    errorCode,
  );

describe("a trainer's data, written down", () => {
  it('come back as they were, under the same root', async () => {
    const first = await parseDataset(circuit, formatDataset(name, { secret, batches }));
    assert.deepEqual([first.batches, first.secret], [batches, secret]);
    const again = await parseDataset(circuit, formatDataset(name, first));
    assert.equal(again.data.root, first.data.root);
    const other = await parseDataset(circuit, formatDataset(name, { secret: secret + 1n, batches }));
    assert.notEqual(other.data.root, first.data.root);
  });

  it('are refused when they are something else or of another circuit', async () => {
    const text = JSON.stringify(good());
    for (const content of ['', '{', 'null', '5', '[]', '{}', `\uFEFF${text}`, Uint8Array.of(0x22, 0xff, 0x22)]) {
      assert.equal(await codeOf(content), 'DATASET_INVALID', String(content));
    }
    for (let length = 0; length < text.length; length += 97) {
      assert.equal(await codeOf(text.slice(0, length)), 'DATASET_INVALID');
    }
    for (const change of [
      { format: 'tacit dataset 2' },
      { circuit: 'linear-16x4-b8' },
      { more: 1 },
      ...['0', '05', '-1', 'x', 5, null, String(FIELD_ORDER), String(secret + FIELD_ORDER), String(1n << 256n)].map(
        (other) => ({ secret: other }),
      ),
      ...[undefined, {}, [], 'rows', [5], [{}], [[]], [{ inputs: [], targets: [] }]].map((other) => ({
        batches: other,
      })),
    ]) {
      assert.equal(await codeOf(JSON.stringify({ ...good(), ...change })), 'DATASET_INVALID', JSON.stringify(change));
    }
  });

  it('are refused when a row or a value is none', async () => {
    const [batch] = good().batches;
    const { inputs, targets } = batch;
    for (const bad of [
      { inputs },
      { inputs, targets, more: 1 },
      { inputs: inputs.slice(1), targets },
      { inputs, targets: targets.slice(1) },
      { inputs: [inputs[0].slice(1), ...inputs.slice(1)], targets },
      ...[999, -999, 0.5, '1', null, true, [1]].map((value) => ({
        inputs: [[value, ...inputs[0].slice(1)], ...inputs.slice(1)],
        targets,
      })),
      { inputs, targets: [[0, 0, 2], ...targets.slice(1)] },
    ]) {
      assert.equal(await codeOf(JSON.stringify({ ...good(), batches: [bad] })), 'DATASET_INVALID', JSON.stringify(bad));
    }
  });

  it('are told of by no refusal', async () => {
    const said: string[] = [];
    for (const change of [{ secret: `${secret}0` }, { batches: [{ ...good().batches[0], more: 77 }] }]) {
      await parseDataset(circuit, utf8(JSON.stringify({ ...good(), ...change }))).catch((error) =>
        said.push(error.message),
      );
    }
    assert.equal(said.length, 2);
    assert.ok(said.every((message) => !message.includes(String(secret))));
  });
});

describe('rows of a CSV file', () => {
  const lines = Array.from({ length: 20 }, (_, i) => `${i},${i % 5},${i * 2},1.5,${['a', 'b', 'c'][i % 3]}`);
  const csv = ['w,x,y,z,kind', ...lines, ',,,,a'].join('\n');
  const source = () => csv;

  it('become batches under a secret of their own, and what is left out is said', async () => {
    const made = await datasetOfCsv(format, source(), { randomness });
    assert.equal(made.batches.length, 2);
    assert.deepEqual(made.report, { used: 16, left: 4, dropped: 1, saturated: 0 });
    const other = await datasetOfCsv(format, source(), { randomness });
    assert.notEqual(other.secret, made.secret);
  });

  it('are read as another standardisation says, and with their classes in a given order', async () => {
    const own = await rowsOfCsv(format, source());
    const plain = await rowsOfCsv(format, source(), { standardisation: 'none', classes: ['c', 'b', 'a'] });
    assert.deepEqual(own.rows.targets[0], [1, 0, 0]);
    assert.deepEqual(plain.rows.targets[0], [0, 0, 1]);
    assert.equal(plain.rows.inputs[1]?.[3], 1.5 * 2 ** format.xFraction);
    const again = await rowsOfCsv(format, source(), { standardisation: own.standardisation, target: 'kind' });
    assert.deepEqual(again.rows, own.rows);
  });
});
