import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OutputDescription } from '@tacit/sdk';
import { inputWords, modelTitle } from './describe.ts';
import { awaiting, earningsOf, type OwnJob } from './earnings-queries.ts';
import { filterModels, NO_FILTER } from './filter.ts';
import type { CatalogueModel } from './queries.ts';
import { circuitNameIn, sourceKind } from './source.ts';

const title = (more: Partial<OutputDescription>): string =>
  modelTitle({ output: { count: 3, scale: 1, kind: 'classes', ...more } });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a model in words', () => {
  it('names what it tells where that is short', () => {
    assert.equal(title({ labels: ['a', 'b', 'c'] }), 'Tells apart a, b and c');
    assert.equal(title({}), 'Sorts into 3 classes');
    assert.equal(title({ count: 1 }), 'Sorts into 2 classes');
    assert.equal(title({ kind: 'values', count: 1 }), 'Predicts 1 number');
    assert.equal(title({ kind: 'values', count: 2, labels: ['height', 'weight'] }), 'Predicts height and weight');
    assert.equal(inputWords({ input: { count: 64, minimum: 0, maximum: 1, scale: 1 } }), 'from 64 values');
  });

  it('is told by its first bytes', () => {
    assert.equal(sourceKind(bytes('{"format":"tacit model 1","circuit":"x"}')), 'weights');
    assert.equal(sourceKind(bytes('{"format":"tacit network 1",')), 'network');
    for (const other of ['', '{}', ' {"format":"tacit model 1"', 'PK'])
      assert.throws(() => sourceKind(bytes(other)), { code: 'MODEL_FILE_UNKNOWN' });
    assert.equal(circuitNameIn(bytes('{"format":"tacit model 1","circuit":"logistic-4x3-b8",')), 'logistic-4x3-b8');
    assert.throws(() => circuitNameIn(bytes('{"format":"tacit model 1","circuit":"../x",')), { code: 'MODEL_INVALID' });
  });
});

describe('a list of models', () => {
  const model = (id: string, more: Partial<CatalogueModel>): CatalogueModel =>
    ({ id, publisher: '0xAa', task: '0x0', origin: 'uploaded', price: 5n, offers: [], ...more }) as CatalogueModel;
  const list = [
    model('0x1', { origin: 'trained', price: 1n }),
    model('0x2', { offers: [{}] as unknown as CatalogueModel['offers'] }),
  ];
  const named = { input: { count: 1, names: ['age'] }, output: { count: 2, kind: 'classes', labels: ['ill', 'well'] } };
  const ids = (filter: Partial<typeof NO_FILTER>): string[] =>
    filterModels(list, { ...NO_FILTER, ...filter }, ({ id }) => (id === '0x2' ? (named as never) : null)).map(
      ({ id }) => id,
    );

  it('is narrowed by origin, price, offers, and every word that is looked for', () => {
    assert.deepEqual(ids({}), ['0x1', '0x2']);
    assert.deepEqual(ids({ origin: 'trained' }), ['0x1']);
    assert.deepEqual(ids({ mostPrice: 4n }), ['0x1']);
    assert.deepEqual(ids({ mostPrice: 5n }), ['0x1', '0x2']);
    assert.deepEqual(ids({ offered: true }), ['0x2']);
    assert.deepEqual(ids({ text: 'WELL age' }), ['0x2']);
    assert.deepEqual(ids({ text: 'well 0x1' }), []);
    assert.deepEqual(ids({ text: '0xaa' }), ['0x1', '0x2']);
  });
});

describe('what one earned', () => {
  const job = (more: Partial<OwnJob>): OwnJob =>
    ({ samples: 2, price: 10n, phase: 'closed', outcome: 'served', until: 0n, ...more }) as OwnJob;
  const jobs = [
    job({}),
    job({ refused: true }),
    job({ outcome: 'unanswered' }),
    job({ phase: 'answering', outcome: 'open', until: 9n }),
    job({ phase: 'answering', outcome: 'open', until: 4n }),
    job({ phase: 'drawing', outcome: 'open' }),
  ];

  it('counts what was served, and nothing else', () => {
    assert.deepEqual(earningsOf(jobs), { earned: 20n, samples: 4, served: 2, open: 3, unpaid: 1 });
  });

  it('puts first what has to be answered first', () => {
    assert.deepEqual(
      awaiting(jobs).map(({ until }) => until),
      [4n, 9n],
    );
  });
});
