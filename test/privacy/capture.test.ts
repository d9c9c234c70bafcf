import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { FIELD_ORDER, randomField, toWord } from '@tacit/sdk';
import { seededRandomness } from '../support/random-step.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { type Capture, startCapture } from './capture.ts';

const random = seededRandomness(1905);
const noise = (length: number): Uint8Array => random.bytes(length);
const word = (value: bigint): Uint8Array => toWord(value);
const reverse = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes).reverse();
/** Without leading zeros, as a careless program writes it. */
const short = (value: bigint): Uint8Array => {
  const bytes = toWord(value);
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
};
const buffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes);

/** Ways to let a number out. */
const LEAKS: Readonly<Record<string, (value: bigint) => Uint8Array | string>> = {
  'a word': word,
  'a word, little-endian': (value) => reverse(word(value)),
  'bytes without leading zeros': short,
  'bytes without leading zeros, little-endian': (value) => reverse(short(value)),
  decimal: (value) => value.toString(),
  'decimal in JSON': (value) => JSON.stringify({ blind: value.toString() }),
  'a big integer as it is logged': (value) => inspect({ value }),
  hex: (value) => value.toString(16),
  '0x-hex of a word': (value) => `0x${value.toString(16).padStart(64, '0')}`,
  'capital hex': (value) => value.toString(16).toUpperCase(),
  'little-endian hex': (value) => buffer(reverse(word(value))).toString('hex'),
  'hex with colons': (value) =>
    buffer(word(value))
      .toString('hex')
      .replaceAll(/..(?=.)/g, '$&:'),
  'a logged buffer': (value) => inspect(buffer(word(value))),
  'a logged array of bytes': (value) => inspect(word(value)),
  'an array of bytes in JSON': (value) => JSON.stringify([...word(value)]),
  'bytes in JSON': (value) => JSON.stringify(word(value)),
  'bytes in JSON with blanks': (value) => JSON.stringify({ share: word(value) }, null, 2),
  base64: (value) => buffer(word(value)).toString('base64'),
  'base64 for addresses': (value) => buffer(word(value)).toString('base64url'),
  'base64, little-endian': (value) => buffer(reverse(word(value))).toString('base64'),
  'base64 without leading zeros': (value) => buffer(short(value)).toString('base64'),
  'base64 behind one byte': (value) => Buffer.concat([noise(1), word(value), noise(5)]).toString('base64'),
  'base64 behind two bytes': (value) => Buffer.concat([noise(2), word(value), noise(4)]).toString('base64url'),
};

/** As they come, with leading zeros, with an odd number of digits, the largest. */
const NUMBERS = [
  randomField(random),
  randomField(random),
  randomField(random) >> 11n,
  randomField(random) >> 6n,
  (1n << 64n) + 12_345_678_901n,
  FIELD_ORDER - 1n,
];

function hiding(values: readonly bigint[]): Capture {
  const capture = startCapture();
  for (const [k, value] of values.entries()) capture.hideNumber(`number ${k}`, value);
  return capture;
}

const foundIn = (capture: Capture): string[] => [...new Set(capture.find().map(({ secret }) => secret))].sort();

describe('a capture', () => {
  for (const [title, leak] of Object.entries(LEAKS)) {
    it(`finds a number that is let out as ${title}`, () => {
      for (const [k, value] of NUMBERS.entries()) {
        const capture = hiding(NUMBERS);
        const leaked = leak(value);
        const bytes = typeof leaked === 'string' ? Buffer.from(leaked) : leaked;
        // Text stands between texts; binary numbers anywhere.
        const [before, after] =
          typeof leaked === 'string' ? ['said: ', '\n'].map((text) => Buffer.from(text)) : [noise(37), noise(9)];
        capture.add(
          'wire',
          Buffer.concat([noise(1000), before as Uint8Array, bytes, after as Uint8Array, noise(1000)]),
        );
        assert.deepEqual(foundIn(capture), [`number ${k}`], title);
        const [{ offset = 0, stream = '' } = {}] = capture.find();
        assert.equal(stream, 'wire');
        assert.ok(offset >= 1000 && offset < 1100 + bytes.length);
      }
    });
  }

  it('finds what is cut into pieces, and what stands first or last in a stream', () => {
    const [secret] = NUMBERS as [bigint];
    for (const bytes of [word(secret), Buffer.from(secret.toString(16)), Buffer.from(secret.toString())]) {
      const capture = hiding([secret]);
      for (const byte of bytes) capture.add('first', Uint8Array.of(byte));
      capture.add('last', noise(500));
      capture.add('last', bytes);
      assert.deepEqual(new Set(capture.find().map(({ stream }) => stream)), new Set(['first', 'last']));
    }
  });

  it('finds all of a thousand secrets in a long stream, and each as often as it is there', () => {
    const values = Array.from({ length: 1000 }, () => randomField(random));
    const capture = hiding(values);
    capture.add('file', Buffer.concat(values.flatMap((value) => [noise(300), word(value), noise(20), word(value)])));
    const found = capture.find();
    assert.equal(found.length, 2000);
    assert.equal(foundIn(capture).length, 1000);
  });

  it('finds nothing in noise, in other numbers, or in what only begins like a secret', () => {
    const capture = hiding(NUMBERS);
    assert.equal(capture.hideRow('row', [5.1, 3.5, 1.4, 0.25]), true);
    capture.add('noise', noise(200_000));
    for (const value of NUMBERS) {
      const near = [value + 1n, value ^ (1n << 60n), value * 2n];
      capture.add('near', near.flatMap((one) => [one.toString(), one.toString(16)]).join('\n'));
      for (const one of near) capture.add('near', one < 1n << 256n ? word(one) : noise(4));
      capture.add('part', buffer(word(value)).toString('hex').slice(0, -4));
    }
    assert.deepEqual(capture.find(), []);
    assert.equal(capture.streams().get('noise'), 200_000);
    assert.equal(capture.secrets(), NUMBERS.length + 1);
  });

  it('refuses numbers that chance brings about', () => {
    for (const value of [0n, 1n, 2n ** 64n - 1n]) assert.throws(() => startCapture().hideNumber('small', value));
  });

  it('reads folders to their ends', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    const [secret] = NUMBERS as [bigint];
    const path = join(folder, 'a/b/state.json');
    writeFileSync(path, JSON.stringify({ polynomial: [[secret.toString()]] }));
    writeFileSync(join(folder, 'else.bin'), noise(100));
    const capture = hiding([secret]);
    capture.addFolder(folder);
    assert.deepEqual(
      capture.find().map(({ stream }) => stream),
      [path],
    );
    assert.deepEqual([...capture.streams().keys()].sort(), [path, join(folder, 'else.bin')].sort());
  });
});

describe('a capture of rows', () => {
  const RAW = [5.1, 3.5, 1.4, 0.25];
  const QUANTISED = [-26, 18, -36, -49];
  const hidingRows = (): Capture => {
    const capture = startCapture();
    assert.ok(capture.hideRow('raw', RAW));
    assert.ok(capture.hideRow('quantised', QUANTISED));
    return capture;
  };
  const LEAKED: Readonly<Record<string, (row: readonly number[]) => Uint8Array | string>> = {
    CSV: (row) => row.join(','),
    'CSV with semicolons and a label': (row) => `${row.join('; ')};setosa`,
    'CSV with quotes': (row) => row.map((value) => `"${value}"`).join(','),
    tabs: (row) => row.join('\t'),
    JSON: (row) => JSON.stringify({ inputs: [[1, 2, 3], row] }),
    'JSON with blanks': (row) => JSON.stringify(row, null, 4),
    'JSON with keys': (row) => JSON.stringify(Object.fromEntries(row.map((value, k) => [`feature ${k + 1}`, value]))),
    'a logged array': (row) => inspect(row),
    'longer spellings': (row) => row.map((value) => value.toFixed(6)).join(' '),
    exponents: (row) => row.map((value) => value.toExponential()).join(','),
    'words that touch it': (row) => `x${row.join(',')}y`,
    'a part of a longer row': (row) => `7.25,${row.join(',')},1`,
    doubles: (row) => new Uint8Array(Float64Array.from(row).buffer),
    floats: (row) => new Uint8Array(Float32Array.from(row).buffer),
  };
  for (const [title, leak] of Object.entries(LEAKED)) {
    it(`finds a row that is let out as ${title}`, () => {
      for (const [name, row] of [
        ['raw', RAW],
        ['quantised', QUANTISED],
      ] as const) {
        const capture = hidingRows();
        const leaked = leak(row);
        capture.add(
          'log',
          Buffer.concat([noise(400), Buffer.from('\n'), Buffer.from(leaked as string), Buffer.from('\n'), noise(400)]),
        );
        assert.deepEqual(foundIn(capture), [name]);
      }
    });
  }

  it('finds whole numbers in arrays of them', () => {
    for (const Kind of [Int32Array, Int16Array]) {
      const capture = hidingRows();
      capture.add('memory', Buffer.concat([noise(99), new Uint8Array(Kind.from(QUANTISED).buffer), noise(99)]));
      assert.deepEqual(foundIn(capture), ['quantised']);
    }
  });

  it('finds nothing in rows that differ, or in the same numbers far apart', () => {
    const capture = hidingRows();
    capture.add(
      'log',
      `${RAW.with(3, 0.26).join(',')}\n${[...RAW].reverse().join(',')}\n${RAW.slice(0, 3).join(',')}\n`,
    );
    capture.add('log', RAW.map((value) => `took ${value} s`).join(' and '));
    capture.add('log', `1${RAW.join(',')}1`);
    capture.add('log', RAW.map((value) => -value).join(','));
    assert.deepEqual(capture.find(), []);
  });

  it('says of which rows it cannot tell', () => {
    const capture = startCapture();
    for (const row of [[], [1, 2], [0, 1, 0, 0], [1, 2, 3, 4], [5.1, 5.1, 5.1, 5.1]]) {
      assert.equal(capture.hideRow('short', row), false, String(row));
    }
    assert.equal(capture.secrets(), 0);
    assert.equal(
      capture.hideRow(
        'long',
        Array.from({ length: 64 }, (_, k) => (k * 37) % 64),
      ),
      true,
    );
  });
});
