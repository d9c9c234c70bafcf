import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changedRequest, exampleDocument, type RequestDocument } from '../../../test/support/example-document.ts';
import { assertRefused, type Code } from '../../../test/support/refusals.ts';
import { FIELD_ORDER } from '../hashing/index.ts';
import { deriveFormat, featureRange, quantiseFeature, quantiseWeights, realWeights } from '../numeric/index.ts';
import { adviseStep } from './advice.ts';
import { CIRCUITS, type CircuitName } from './generated/circuits.ts';
import { readCircuitName, readProofRequest } from './request.ts';

const NAME = 'logistic-4x3-b8';
const FORMAT = deriveFormat(CIRCUITS[NAME].shape);
const GOOD = await exampleDocument(NAME);

const read = (json: unknown) => readProofRequest(FORMAT, json);
const refuse = (change: (document: RequestDocument) => void, about?: RegExp, code: Code = 'REQUEST_INVALID') =>
  assertRefused(code, () => read(changedRequest(GOOD, change)), about);

describe('examples', () => {
  for (const name of Object.keys(CIRCUITS) as CircuitName[]) {
    for (const floats of [false, true]) {
      it(`of ${name} with ${floats ? 'real numbers' : 'integers'} open the roots that they state`, async () => {
        const format = deriveFormat(CIRCUITS[name].shape);
        for (const seed of [1, 2]) {
          const document = await exampleDocument(name, { floats, seed });
          assert.equal(readCircuitName(document), name);
          const { circuit, expected, witness, context } = readProofRequest(format, document);
          const { statement } = adviseStep(format, { ...witness, blind: 1n });
          assert.equal(circuit, name);
          assert.deepEqual([statement.rootBefore, statement.dataRoot], [expected.rootBefore, expected.dataRoot]);
          assert.ok(typeof context === 'object' && context.step === 0 && context.epoch === 0);
        }
      });
    }
  }

  it('say the same with real numbers as with integers', async () => {
    const [integers, reals] = [read(GOOD), read(await exampleDocument(NAME, { floats: true }))];
    assert.deepEqual(reals, integers);
  });

  it('leave the blind to be drawn by the prover unless it is given', () => {
    assert.ok(!('blind' in GOOD.witness), 'an example that carried one would have it used twice');
    assert.ok(!('blind' in read(GOOD).witness));
    assert.equal(read(changedRequest(GOOD, (r) => void (r.witness.blind = '7'))).witness.blind, 7n);
  });
});

describe('readProofRequest', () => {
  it('takes weights flat or as rows', () => {
    const flat = changedRequest(
      GOOD,
      (r) => void ((r.witness as Record<string, unknown>).weights = r.witness.weights.flat()),
    );
    assert.deepEqual(read(flat), read(GOOD));
  });

  it('takes the step size as a learning rate or as a multiplier, one of them', () => {
    const rate = GOOD.statement.learningRate as number;
    const multiplier = read(GOOD).witness.multiplier;
    const other = changedRequest(GOOD, (r) => {
      delete r.statement.learningRate;
      r.statement.multiplier = multiplier;
    });
    assert.deepEqual(read(other), read(GOOD));
    refuse((r) => void (r.statement.multiplier = multiplier), /either learningRate or multiplier/);
    refuse((r) => void delete r.statement.learningRate, /either learningRate or multiplier/);
    for (const learningRate of [rate + 1e-6, -rate, 2, 1 / 3, 1e300]) {
      refuse((r) => void (r.statement.learningRate = learningRate), /is not on offer/, 'LEARNING_RATE_UNAVAILABLE');
    }
    for (const wrong of [16, -1, 0.5, 1e300]) {
      refuse(
        (r) => {
          delete r.statement.learningRate;
          r.statement.multiplier = wrong;
        },
        /multiplier/,
        'LEARNING_RATE_UNAVAILABLE',
      );
    }
    for (const wrong of ['1', null, [1], {}])
      refuse((r) => void (r.statement.learningRate = wrong), /must be a number/);
  });

  it('quantises real numbers as the specification does, and saturates', () => {
    const document = changedRequest(GOOD, (r) => {
      r.witness.numbers = 'floats';
      r.witness.weights[0] = [0.123, -1e9, 1e9];
      r.witness.inputs[0] = [1e9, -1e9, 0.03, -0.03];
    });
    const { weights, batch } = read(document).witness;
    assert.deepEqual(weights.slice(0, 3), quantiseWeights(FORMAT, [0.123, -1e9, 1e9]));
    assert.deepEqual(batch.inputs[0], [
      ...featureRange(FORMAT).toReversed(),
      quantiseFeature(FORMAT, 0.03),
      quantiseFeature(FORMAT, -0.03),
    ]);
    assert.equal(
      realWeights(FORMAT, weights)[0],
      Math.floor(0.123 * 2 ** FORMAT.weightFraction + 0.5) / 2 ** FORMAT.weightFraction,
    );
    for (const numbers of ['float', 5, null, '']) refuse((r) => void (r.witness.numbers = numbers), /witness\.numbers/);
  });

  it('takes a context as parts or as a bare value', () => {
    assert.equal(read(changedRequest(GOOD, (r) => void (r.statement.context = '0x12'))).context, 18n);
    for (const context of ['012', '+1', '0X1', '0xAB', '', '-1', String(FIELD_ORDER)]) {
      refuse((r) => void (r.statement.context = context), /statement\.context/, 'FIELD_INVALID');
    }
    for (const context of [5, null, [], {}, { nonce: '1', step: 0 }])
      refuse((r) => void (r.statement.context = context));
    refuse((r) => void (r.statement.context = { nonce: '1', step: -1, epoch: 0 }), /context\.step/);
    refuse((r) => void (r.statement.context = { nonce: '1', step: 0, epoch: 0.5 }), /context\.epoch/);
  });

  it('refuses every field element in another spelling or at or above the field order', () => {
    const places: [string, (document: RequestDocument, value: unknown) => void][] = [
      ['statement.rootBefore', (r, value) => void (r.statement.rootBefore = value)],
      ['statement.dataRoot', (r, value) => void (r.statement.dataRoot = value)],
      ['witness.salts.before', (r, value) => void (r.witness.salts.before = value)],
      ['witness.salts.after', (r, value) => void (r.witness.salts.after = value)],
      ['witness.salts.data', (r, value) => void (r.witness.salts.data = value)],
      ['witness.blind', (r, value) => void (r.witness.blind = value)],
      ['witness.path[2][5]', (r, value) => void ((r.witness.path[2] as unknown[])[5] = value)],
      ['statement.context.nonce', (r, value) => void ((r.statement.context as { nonce: unknown }).nonce = value)],
    ];
    for (const [place, put] of places) {
      const about = new RegExp(place.replaceAll(/[.[\]]/g, '\\$&'));
      for (const value of ['01', '+1', '0xAB', '', ' 1', '1e3', 5, null, {}, String(FIELD_ORDER), String(2n ** 256n)]) {
        refuse((r) => put(r, value), about, 'FIELD_INVALID');
      }
    }
  });

  it('refuses missing, unknown and mistyped fields by name', () => {
    for (const part of ['circuit', 'statement', 'witness'] as const) {
      refuse((r) => Reflect.deleteProperty(r, part), new RegExp(`request.${part} is missing`));
      for (const value of [null, 5, []]) refuse((r) => Reflect.set(r, part, value));
    }
    for (const name of ['rootBefore', 'dataRoot', 'batchIndex', 'context']) {
      refuse((r) => void delete r.statement[name], new RegExp(`statement.${name} is missing`));
    }
    for (const name of ['weights', 'inputs', 'targets', 'salts', 'path']) {
      refuse((r) => Reflect.deleteProperty(r.witness, name), new RegExp(`witness.${name} is missing`));
      for (const value of [null, 5, 'x', {}])
        refuse((r) => Reflect.set(r.witness, name, value), new RegExp(`witness.${name}`));
    }
    refuse((r) => Reflect.set(r, 'more', 1), /unknown field "more"/);
    refuse((r) => void (r.statement.rootAfter = '1'), /unknown field "rootAfter"/);
    refuse((r) => Reflect.set(r.witness, 'weight', 1), /unknown field "weight"/);
    refuse((r) => void (r.witness.salts.more = '1'), /unknown field "more"/);
    for (const value of [-1, 0.5, '3', null]) refuse((r) => void (r.statement.batchIndex = value), /batchIndex/);
  });

  it('refuses cells that are no numbers, and names them', () => {
    for (const value of [null, '1', [1], {}, true]) {
      refuse((r) => void ((r.witness.inputs[3] as unknown[])[2] = value), /witness\.inputs\[3\]\[2\] must be a number/);
      refuse(
        (r) => void ((r.witness.targets[3] as unknown[])[2] = value),
        /witness\.targets\[3\]\[2\] must be a number/,
      );
      refuse(
        (r) => void ((r.witness.weights[3] as unknown[])[2] = value),
        /witness\.weights\[3\]\[2\] must be a number/,
      );
    }
    refuse((r) => Reflect.set(r.witness, 'weights', [1, '2']), /witness\.weights\[1\] must be a number/);
    refuse((r) => Reflect.set(r.witness, 'weights', [1, [2]]), /witness\.weights\[1\] must be a number/);
    refuse((r) => Reflect.set(r.witness.inputs, 1, 5), /witness\.inputs\[1\] must be a list/);
    refuse((r) => Reflect.set(r.witness.path, 1, 5), /witness\.path\[1\] must be a list/);
  });

  it('takes nothing from prototypes', () => {
    const text = JSON.stringify(GOOD);
    const { rootBefore } = GOOD.statement;
    const moved = text.replace(`"rootBefore":"${rootBefore}"`, `"__proto__":{"rootBefore":"${rootBefore}"}`);
    assert.notEqual(moved, text);
    assertRefused('REQUEST_INVALID', () => read(JSON.parse(moved)), /unknown field "__proto__"/);
    assertRefused('REQUEST_INVALID', () => readCircuitName(JSON.parse('{"__proto__": {"circuit": "x"}}')));
  });

  it('refuses nesting without end', () => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    for (const name of ['weights', 'inputs', 'targets', 'salts']) refuse((r) => Reflect.set(r.witness, name, deep));
    refuse((r) => Reflect.set(r.witness, 'path', deep), /witness\.path\[0\]\[0\]/, 'FIELD_INVALID');
    for (const json of [deep, null, 5, 'x', []]) {
      assertRefused('REQUEST_INVALID', () => read(json));
      assertRefused('REQUEST_INVALID', () => readCircuitName(json));
    }
  });
});
