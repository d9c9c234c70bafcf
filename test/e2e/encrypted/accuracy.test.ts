import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { type Encryption, evaluateNetwork, openEncryption, type Plan, parseNetwork, planOf } from '@tacit/sdk';
import { type Images, imageAt, loadImages } from '../../../scripts/networks/images.ts';
import { type TrainedNetwork, trainedNetwork } from '../../../scripts/networks/trained.ts';
import { runNode } from '../../../scripts/support/run-program.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const IMAGES = 200;
/** The last of a thousand: some of them are wrong in plaintext too. */
const FIRST = 800;
/** Requests have several samples, as those of users may. */
const TOGETHER = 10;

const greatest = (values: readonly number[]): number => values.indexOf(Math.max(...values));

describe('a convolutional network on encrypted digits', () => {
  const images: Images = loadImages().test;
  const folder = temporaryFolder();
  let trained: TrainedNetwork;
  let plan: Plan;
  let encryption: Encryption;

  before(async () => {
    trained = trainedNetwork('digits-cnn');
    plan = planOf(trained.network);
    encryption = await openEncryption(plan.parameters.name);
  });

  it('was trained well, with values that leave room for the noise', () => {
    assert.ok(trained.accuracy >= 0.97, `${trained.accuracy}`);
    assert.ok(Math.max(...trained.largest) < 50, `${trained.largest}`);
    assert.deepEqual(
      trained.network.layers.map(({ kind }) => kind),
      ['convolution', 'square', 'dense', 'square', 'dense'],
    );
  });

  it('is written by the command that trains it, as it is published', async () => {
    const { code, output } = await runNode('scripts/networks.ts', ['--json', '--out', folder, 'digits-cnn']);
    assert.equal(code, 0, output);
    const { file, sha256, accuracy } = JSON.parse(output.trim().split('\n').at(-1) as string);
    const bytes = new Uint8Array(readFileSync(file));
    assert.equal(file, join(folder, 'digits-cnn.network'));
    assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
    assert.deepEqual(parseNetwork(bytes), trained.network);
    assert.equal(accuracy, trained.accuracy);
    const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const samples: number[][] = read('digits.json');
    assert.deepEqual(samples[9], Array.from(imageAt(images, 9)));
    assert.equal(read('digits-labels.json')[9], images.labels[9]);
    const description: Record<'input' | 'output', { count: number }> = read('digits-cnn.json');
    assert.deepEqual([description.input.count, description.output.count], [784, 10]);
    assert.equal((await runNode('scripts/networks.ts', ['digits-rnn'])).code, 2);
  });

  it('predicts encrypted to the end as in plaintext, on 200 images that it never saw', (t) => {
    assert.equal(plan.cut, trained.network.layers.length);
    const { secretKey, evaluationKeys } = encryption.createKeys();
    const keys = encryption.loadKeys(evaluationKeys);
    const prepared = encryption.prepare(plan);
    const count = { plain: 0, encrypted: 0, agreeing: 0 };
    let worst = 0;
    for (let from = 0; from < IMAGES; from += TOGETHER) {
      const samples = Array.from({ length: TOGETHER }, (_, i) => Array.from(imageAt(images, FIRST + from + i)));
      let bytes = encryption.encrypt(plan, secretKey, samples);
      plan.steps.forEach((_, step) => {
        bytes = encryption.evaluate(prepared, keys, step, bytes);
      });
      encryption.decrypt(plan, secretKey, bytes).forEach((outputs, i) => {
        const expected = evaluateNetwork(trained.network, samples[i] as number[]);
        const label = images.labels[FIRST + from + i];
        const [plain, encrypted] = [greatest(Array.from(expected)), greatest(outputs)];
        if (plain === label) count.plain++;
        if (encrypted === label) count.encrypted++;
        if (plain === encrypted) count.agreeing++;
        worst = outputs.reduce((most, value, o) => Math.max(most, Math.abs(value - (expected[o] as number))), worst);
      });
    }
    encryption.dispose();
    t.diagnostic(`${JSON.stringify(count)} of ${IMAGES}; outputs differ by ${worst.toFixed(4)} at most`);
    assert.ok(Math.abs(count.encrypted - count.plain) <= 0.005 * IMAGES, JSON.stringify(count));
    assert.ok(count.agreeing >= 0.99 * IMAGES, JSON.stringify(count));
    assert.ok(count.plain >= 0.96 * IMAGES && count.plain < IMAGES, JSON.stringify(count));
    assert.ok(worst < 0.25, `${worst}`);
  });
});
