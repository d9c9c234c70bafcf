import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseEther } from 'viem';
import { type Draft, emptyDraft, readDraft, takeJson } from './draft.ts';
import { COMMON_LICENCES, knownLicence } from './licences.ts';
import type { Source } from './source.ts';

const NETWORK: Source = {
  ...{ kind: 'network', bytes: new Uint8Array(), digest: '0x', inputs: 2, outputs: 3, arithmetic: 'float', range: 4 },
  ...{ layers: ['a', 'b'], sizes: [5, 3] },
};
const TRAINED: Source = {
  ...{ ...NETWORK, kind: 'weights', arithmetic: 'integer', range: 512, layers: ['a'], sizes: [3] },
  ...{ circuit: 'logistic-2x3-b8', learner: 'logistic' },
};

const read = (source: Source, more: Partial<Draft> = {}) => readDraft(source, { ...emptyDraft(source), ...more });
const wrong = (source: Source, more: Partial<Draft>): string[] => Object.keys(read(source, more).errors);

describe('what a publisher enters', () => {
  it('makes sense from the start', () => {
    for (const source of [NETWORK, TRAINED]) assert.deepEqual(read(source).errors, {});
  });

  it('is read to the wei', () => {
    const { spec } = read(NETWORK, { price: '0.000000000000000001', workerFee: '12', bond: ' 3.5 ' });
    assert.equal(spec?.price, 1n);
    assert.equal(spec?.conditions.workerFee, parseEther('12'));
    assert.equal(spec?.conditions.bond, parseEther('3.5'));
  });

  it('is refused field by field, and then comes to nothing', () => {
    const cases: readonly (readonly [keyof Draft, string])[] = [
      ['price', '0,001'],
      ['price', '0.0000000000000000001'],
      ['price', '-1'],
      ['workerFee', ''],
      ['bond', 'much'],
      ['samples', '0'],
      ['samples', '65536'],
      ['commitMinutes', '0'],
      ['contestMinutes', '10081'],
      ['minimum', 'low'],
      ['maximum', '-9'],
      ['scale', '0'],
      ['scale', '2'],
      ['outputScale', '-1'],
      ['names', 'one'],
      ['names', 'same, same'],
      ['labels', 'one, two'],
    ];
    for (const [field, value] of cases) {
      assert.deepEqual(wrong(NETWORK, { [field]: value }), [field], `${field} = ${value}`);
      assert.equal(read(NETWORK, { [field]: value }).spec, undefined);
    }
  });

  it('asks for a licence’s text where none of the common ones was chosen', () => {
    assert.deepEqual(wrong(NETWORK, { licence: 'own', licenceText: ' ' }), ['licenceText']);
    assert.equal(read(NETWORK, { licence: 'own', licenceText: 'Mine.' }).spec?.licence, 'Mine.');
    for (const { id, text } of COMMON_LICENCES) {
      assert.equal(read(NETWORK, { licence: id }).spec?.licence, text);
      assert.equal(knownLicence(text)?.id, id);
    }
    assert.equal(knownLicence('Mine.'), undefined);
  });

  it('cuts a network between its layers, and a trained model nowhere', () => {
    const split = { mode: 'split', cut: '1', clip: '8', deviation: '0.5' } as const;
    assert.deepEqual(read(NETWORK, split).spec?.split, { cut: 1, clip: 8, deviation: 0.5 });
    assert.equal(read(TRAINED, split).spec?.split, undefined);
    assert.deepEqual(wrong(NETWORK, { ...split, cut: '2' }), ['cut']);
    assert.deepEqual(wrong(NETWORK, { ...split, clip: '0', deviation: '' }), ['clip', 'deviation']);
    assert.equal(read(NETWORK, { ...split, answerMinutes: '30' }).spec?.conditions.answerSeconds, 1800);
    assert.equal(read(NETWORK, { answerMinutes: '30' }).spec?.conditions.answerSeconds, undefined);
  });

  it('scales values of trained models as a standardisation does', () => {
    const features = [
      { mean: '1', deviation: '2' },
      { mean: '-3', deviation: '0.5' },
    ];
    const { spec } = read(TRAINED, { scaled: true, features });
    assert.deepEqual(spec?.reading.kind === 'weights' && spec.reading.standardisation?.features, [
      { mean: 1, deviation: 2 },
      { mean: -3, deviation: 0.5 },
    ]);
    const flat = [features[0], { mean: '0', deviation: '0' }] as Draft['features'];
    assert.deepEqual(wrong(TRAINED, { scaled: true, features: flat }), ['features']);
  });

  it('is filled in from files, and gives what was in them', () => {
    const description = {
      input: { count: 2, minimum: 0, maximum: 2, scale: 2, names: ['a', 'b'], mean: [1, 0.5] },
      output: { count: 3, scale: 4, kind: 'classes', labels: ['x', 'y', 'z'] },
    };
    const filled = takeJson(emptyDraft(NETWORK), description);
    const { spec } = readDraft(NETWORK, filled);
    assert.deepEqual(spec?.reading, { kind: 'network', description });
    const columns = [
      { mean: 1, deviation: 2 },
      { mean: 3, deviation: 4 },
    ];
    const targets = [0, 1, 2].map(() => ({ mean: 0, deviation: 1 }));
    const scaled = takeJson(emptyDraft(TRAINED), { version: 1, features: columns, targets });
    const read = readDraft(TRAINED, scaled).spec?.reading;
    assert.deepEqual(read?.kind === 'weights' && read.standardisation, { version: 1, features: columns, targets });
  });

  it('is not filled in from anything else', () => {
    const draft = emptyDraft(NETWORK);
    assert.throws(() => takeJson(draft, { input: {}, output: {} }), { code: 'OFFER_INVALID' });
    assert.throws(() => takeJson(draft, { version: 2, features: [], targets: [] }), {
      code: 'STANDARDISATION_INVALID',
    });
  });
});
