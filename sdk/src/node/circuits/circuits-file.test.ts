import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { assertRefused } from '../../../../test/support/refusals.ts';
import { parseCircuitsFile, readCircuitsFile } from './circuits-file.ts';
import { defaultLocations } from './locations.ts';

const PATH = join(defaultLocations().circuits, 'circuits.json');
const TEXT = readFileSync(PATH, 'utf8');

const SHAPE = { kind: 'linear', inputs: 2, outputs: 1, batch: 4 };
const GOOD = {
  publicSignals: ['rootBefore', 'context'],
  committedSignals: ['packedUpdate', 'blind'],
  circuits: { 'linear-2x1-b4': SHAPE } as Record<string, unknown>,
};
const refuse = (file: unknown, about?: RegExp) =>
  assertRefused(
    'CIRCUITS_FILE_INVALID',
    () => parseCircuitsFile(typeof file === 'string' ? file : JSON.stringify(file)),
    about,
  );

describe('circuits.json', () => {
  it('declares the shipped instances', () => {
    const shipped = ['linear-16x4-b8', 'logistic-4x3-b8', 'logistic-30x2-b32', 'logistic-64x10-b16'];
    assert.deepEqual(Object.keys(readCircuitsFile(PATH).circuits), shipped);
    assert.deepEqual(JSON.parse(JSON.stringify(parseCircuitsFile(JSON.stringify(GOOD)))), GOOD);
  });

  it('knows no circuit that it does not declare, whatever it is called', () => {
    const { circuits } = readCircuitsFile(PATH);
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty', ''])
      assert.equal(circuits[name], undefined);
  });

  it('is refused when it is no JSON, cut anywhere', () => {
    for (const text of ['', 'null', '5', '"x"', '[]', 'true', 'garbage', '\0', `${TEXT}x`]) refuse(text);
    for (let at = 0; at < TEXT.trimEnd().length; at += 23) refuse(TEXT.slice(0, at));
  });

  it('is refused with a name that is not that of its shape', () => {
    const names = [
      'linear-2x1-b5',
      'logistic-2x1-b4',
      'linear-02x1-b4',
      'Linear-2x1-b4',
      'linear_2x1_b4',
      '',
      'x',
      '../linear-2x1-b4',
    ];
    for (const name of names) refuse({ ...GOOD, circuits: { [name]: SHAPE } }, /should be called "linear-2x1-b4"/);
    refuse(JSON.stringify(GOOD).replace('linear-2x1-b4', '__proto__'), /should be called/);
  });

  it('is refused when one name stands for two shapes', () => {
    const twice = JSON.stringify(GOOD).replace(
      '"circuits":{',
      `"circuits":{"linear-2x1-b4":${JSON.stringify({ ...SHAPE, batch: 8 })},"linear-2x1-b8":${JSON.stringify(SHAPE)},`,
    );
    refuse(twice, /should be called/);
  });

  it('is refused with a shape that cannot be', () => {
    const wrong: [string, unknown][] = [
      ['kind', 'mlp2'],
      ['kind', 5],
      ['kind', undefined],
      ...['inputs', 'outputs', 'batch'].flatMap((key) =>
        [0, -1, 1.5, '2', null, undefined, 1e9].map((value): [string, unknown] => [key, value]),
      ),
    ];
    for (const [key, value] of wrong)
      refuse({ ...GOOD, circuits: { 'linear-2x1-b4': { ...SHAPE, [key]: value } } }, /linear-2x1-b4/);
    for (const entry of [null, 5, 'x', [], [SHAPE]])
      refuse({ ...GOOD, circuits: { 'linear-2x1-b4': entry } }, /is no object/);
    refuse({ ...GOOD, circuits: { 'linear-2x1-b4': { ...SHAPE, precision: 5 } } }, /unknown field "precision"/);
  });

  it('is refused without circuits or with a list of them', () => {
    for (const circuits of [undefined, null, 5, 'x', [], [SHAPE]])
      refuse({ ...GOOD, circuits }, /circuits is no object/);
  });

  it('is refused with signals that are no names, none at all, or one listed twice', () => {
    for (const key of ['publicSignals', 'committedSignals'] as const) {
      for (const value of [
        undefined,
        null,
        'rootBefore',
        [5],
        ['Root'],
        ['root-before'],
        ['a b'],
        [''],
        ['a[0]'],
        {},
      ]) {
        refuse({ ...GOOD, [key]: value }, new RegExp(key));
      }
      refuse({ ...GOOD, [key]: [] }, /is empty/);
      refuse({ ...GOOD, [key]: ['a', 'a'] }, /listed twice/);
    }
    refuse({ ...GOOD, committedSignals: ['packedUpdate', 'context'] }, /listed twice/);
  });
});
