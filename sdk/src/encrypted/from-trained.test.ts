import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import {
  deriveFormat,
  type Format,
  featureRange,
  predict,
  predictClass,
  type Shape,
  weightRange,
} from '../numeric/index.ts';
import { networkOfWeights } from './from-trained.ts';
import { type Draw, drawFrom } from './layers/test-support.ts';
import { openEncryption } from './open.ts';
import { planOf } from './plan.ts';
import { evaluateNetwork } from './reference.ts';
import type { Encryption, LoadedKeys, UserKeys } from './types.ts';

const DECLARED = new URL('../../../circuits/circuits.json', import.meta.url);
const { circuits } = JSON.parse(readFileSync(DECLARED, 'utf8')) as { circuits: Record<string, Shape> };
const FORMATS = Object.entries(circuits).map(([name, shape]) => [name, deriveFormat(shape)] as const);

const weightsFrom = (f: Format, draw: Draw): number[] => {
  const [low, high] = weightRange(f);
  return Array.from({ length: f.weights }, () => draw(low, high));
};
/** Each weight at an end of its range: the largest outputs there are. */
const extremeWeights = (f: Format, draw: Draw): number[] =>
  Array.from({ length: f.weights }, () => weightRange(f)[draw(0, 1)] as number);
const rowFrom = (f: Format, draw: Draw): number[] => {
  const [low, high] = featureRange(f);
  return Array.from({ length: f.inputs }, () => draw(low, high));
};
const zFraction = (f: Format): number => f.xFraction + f.weightFraction - f.dropBits;

/** As predictClass ranks. */
const classOf = (outputs: readonly number[]): number =>
  outputs.length === 1 ? Number((outputs[0] as number) >= 0) : outputs.indexOf(Math.max(...outputs));

describe('a trained model as a network', () => {
  for (const [name, f] of FORMATS) {
    it(`has exactly the z of ${name}, and ranks classes as that does`, () => {
      const draw = drawFrom(3);
      for (let tries = 0; tries < 40; tries++) {
        const weights = tries % 2 === 0 ? weightsFrom(f, draw) : extremeWeights(f, draw);
        // Rows of few values and weights make ties.
        const row = tries % 4 === 0 ? rowFrom(f, draw).map((value) => Math.sign(value) + 0) : rowFrom(f, draw);
        const outputs = evaluateNetwork(networkOfWeights(f, weights), row);
        assert.equal(classOf(outputs), predictClass(f, weights, row));
        const z = outputs.map((value) => value / 2 ** zFraction(f));
        const predicted = f.kind === 'linear' ? z : z.map((value) => Math.min(1, Math.max(0, value / 4 + 0.5)));
        assert.deepEqual(predicted, predict(f, weights, row));
      }
    });
  }

  it('ties as predictClass does: the first of equals, and class 1 from 0 on', () => {
    const f = deriveFormat({ kind: 'logistic', inputs: 4, outputs: 3, batch: 8 });
    const zeros = new Array<number>(f.weights).fill(0);
    assert.equal(
      classOf(evaluateNetwork(networkOfWeights(f, zeros), [1, 2, 3, 4])),
      predictClass(f, zeros, [1, 2, 3, 4]),
    );
    const single = deriveFormat({ kind: 'logistic', inputs: 2, outputs: 1, batch: 8 });
    for (const weights of [
      [0, 0, 0],
      [2 ** single.dropBits, 0, 0],
      [0, 0, -(2 ** single.dropBits)],
    ]) {
      assert.equal(
        classOf(evaluateNetwork(networkOfWeights(single, weights), [0, 5])),
        predictClass(single, weights, [0, 5]),
      );
    }
  });

  it('fits exact parameters with any weights, also of the largest shapes that can be trained', () => {
    const shapes: Shape[] = [
      ...FORMATS.map(([, shape]) => shape),
      { kind: 'linear', inputs: 4096, outputs: 4, batch: 8 },
      { kind: 'logistic', inputs: 4096, outputs: 10, batch: 8 },
    ];
    for (const shape of shapes) {
      const f = deriveFormat({ kind: shape.kind, inputs: shape.inputs, outputs: shape.outputs, batch: shape.batch });
      const plan = planOf(networkOfWeights(f, new Array<number>(f.weights).fill(weightRange(f)[0])));
      assert.equal(plan.parameters.name, 'exact-8192');
    }
  });
});

describe('a trained model on ciphertexts', () => {
  let encryption: Encryption;
  let keys: UserKeys;
  let loaded: LoadedKeys;
  before(async () => {
    encryption = await openEncryption('exact-8192');
    keys = encryption.createKeys();
    loaded = encryption.loadKeys(keys.evaluationKeys);
  });
  after(() => encryption.dispose());

  for (const [name, f] of FORMATS) {
    it(`gives exactly the integers of ${name}`, () => {
      const draw = drawFrom(17);
      for (const weights of [weightsFrom(f, draw), extremeWeights(f, draw)]) {
        const network = networkOfWeights(f, weights);
        const plan = planOf(network);
        assert.equal(plan.parameters.name, 'exact-8192');
        const [low, high] = featureRange(f);
        const rows = [
          rowFrom(f, draw),
          rowFrom(f, draw),
          Array.from({ length: f.inputs }, () => (draw(0, 1) ? low : high)),
        ];
        const prepared = encryption.prepare(plan);
        const response = encryption.evaluate(prepared, loaded, 0, encryption.encrypt(plan, keys.secretKey, rows));
        prepared.dispose();
        assert.equal(response.length, rows.length * plan.responseBytes);
        assert.deepEqual(
          encryption.decrypt(plan, keys.secretKey, response),
          rows.map((row) => evaluateNetwork(network, row)),
        );
      }
    });
  }
});
