import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isMissing, parseNumber, showCell } from './cells.ts';
import { SEEDED } from './test-support.ts';

describe('parseNumber', () => {
  it('reads decimal and scientific notation', () => {
    const cases: [string, number][] = [
      ['0', 0],
      ['-0.5', -0.5],
      ['+7', 7],
      ['.5', 0.5],
      ['5.', 5],
      ['007', 7],
      ['1e3', 1000],
      ['1.5E-2', 0.015],
      ['1e-400', 0],
    ];
    for (const [cell, value] of cases) assert.equal(parseNumber(cell), value, cell);
  });

  it('refuses whatever else JavaScript would take for a number', () => {
    const texts = ['', ' ', '1e400', '-1e400', 'Infinity', '-Infinity', 'NaN', '0x10', '0b1', '0o7', '1_000', '1n'];
    texts.push('1 000', '1,5', '1e', 'e5', '.', '-', '+', '--1', '1.2.3', '1e5.5', '٣', '１', '−1', '5%', '$5', 'true');
    for (const text of texts) assert.equal(parseNumber(text), undefined, JSON.stringify(text));
  });

  it('reads back every finite double', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        assert.equal(parseNumber(String(value)), value === 0 ? Number(String(value)) : value);
      }),
      SEEDED,
    );
  });

  it('refuses a hostile cell of a megabyte in linear time', () => {
    const start = performance.now();
    assert.equal(parseNumber(`${'1'.repeat(2 ** 20)}x`), undefined);
    assert.equal(parseNumber('9'.repeat(2 ** 20)), undefined);
    assert.ok(performance.now() - start < 5000);
  });
});

describe('isMissing', () => {
  it('knows the usual spellings, in any case', () => {
    for (const cell of ['', 'NA', 'na', 'N/A', 'n/a', 'NaN', 'nan', 'NULL', 'null', '?'])
      assert.ok(isMissing(cell), cell);
    for (const cell of ['0', '-', 'none', 'nil', 'NaNa', '??', 'undefined']) assert.ok(!isMissing(cell), cell);
  });
});

describe('showCell', () => {
  it('cuts long cells and escapes what a terminal would act on', () => {
    assert.equal(showCell('a"b\u0000\u001b[2J'), '"a\\"b\\u0000\\u001b[2J"');
    assert.ok(showCell('x'.repeat(10_000)).length < 50);
  });
});
