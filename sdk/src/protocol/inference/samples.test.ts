import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTable } from '../../data/index.ts';
import { errorCode } from '../../errors/index.ts';
import { selectSamples, standardiseSample } from './samples.ts';

const input = { count: 2, minimum: -4, maximum: 4, scale: 32 };
const tableOf = (text: string) => readTable(text);
const isInvalid = (error: unknown): boolean => errorCode(error) === 'DESCRIPTION_INVALID';

describe('samples of a table', () => {
  it('are its numbers in order, or by the names that the offer has', async () => {
    const table = await tableOf('kind,width,length\na,1,2\nb,3,4\n');
    assert.deepEqual(selectSamples(table, input), [
      [1, 2],
      [3, 4],
    ]);
    const named = { ...input, names: ['length', 'width'] };
    assert.deepEqual(selectSamples(table, named, { rows: [2, 1, 2] }), [
      [4, 3],
      [2, 1],
      [4, 3],
    ]);
    assert.deepEqual(selectSamples(table, { ...input, names: ['other', 'names'] }, { rows: [1] }), [[1, 2]]);
  });

  it('leave the target out, and are standardised as the trainers did', async () => {
    const table = await tableOf('x,y,z\n1,2,0\n3,4,1\n');
    const standardisation = {
      version: 1,
      features: [
        { mean: 1, deviation: 2 },
        { mean: 0, deviation: 0.5 },
      ],
      targets: [{ mean: 0, deviation: 1 }],
    } as const;
    assert.deepEqual(selectSamples(table, input, { target: 'z', standardisation }), [
      [0, 4],
      [1, 8],
    ]);
    assert.throws(() => selectSamples(table, input, { target: 'w' }), isInvalid);
    assert.throws(() => selectSamples(table, input), isInvalid);
    const short = { ...standardisation, features: standardisation.features.slice(1) };
    assert.throws(() => selectSamples(table, input, { target: 'z', standardisation: short }), isInvalid);
  });

  it('stay in real units for an offer that standardises them, and are never standardised twice', async () => {
    const table = await tableOf('x,y\n1,2\n3,4\n');
    const features = [1, 0].map((mean) => ({ mean, deviation: 2 }));
    const standardisation = { version: 1, features, targets: features } as const;
    const raw = { ...input, features };
    assert.deepEqual(selectSamples(table, raw, { rows: [2] }), [[3, 4]]);
    assert.throws(() => selectSamples(table, raw, { standardisation }), isInvalid);
    assert.throws(() => standardiseSample(raw, [1, 2], standardisation), isInvalid);
    assert.deepEqual(standardiseSample(input, [3, 4], standardisation), [1, 2]);
    assert.deepEqual(standardiseSample(raw, [3, 4], undefined), [3, 4]);
  });

  it('are refused with gaps, and for rows that are not there', async () => {
    const table = await tableOf('x,y\n1,2\n3,\n');
    assert.deepEqual(selectSamples(table, input, { rows: [1] }), [[1, 2]]);
    for (const rows of [[2], [0], [3], [1.5], [-1], [Number.NaN]]) {
      assert.throws(() => selectSamples(table, input, { rows }), isInvalid, String(rows));
    }
  });
});
