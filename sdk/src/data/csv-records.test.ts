import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import Papa from 'papaparse';
import { errorCode } from '../errors/index.ts';
import { createRecordReader } from './csv-records.ts';
import { refusedTable, SEEDED } from './test-support.ts';

const isBlank = (cells: readonly string[]) => cells.length === 1 && cells[0]?.trim() === '';

function readAll(text: string, step: number) {
  const read = createRecordReader({ delimiter: ',', newline: '\n' });
  const records = [];
  for (let at = 0; at < text.length; at += step) records.push(...read(text.slice(at, at + step), false));
  return [...records, ...read('', true)];
}

/** The lines on which records begin, counted by hand. */
function beginnings(text: string, rows: readonly (readonly string[])[]): number[] {
  const lines: number[] = [];
  let line = 1;
  for (const cells of rows) {
    if (!isBlank(cells)) lines.push(line);
    line += 1 + cells.join('').split('\n').length - 1;
  }
  assert.ok(line <= text.split('\n').length + 1);
  return lines;
}

describe('the record reader', () => {
  it('agrees with the parser on every text, cut anywhere, and refuses only what the parser finds faulty', () => {
    const text = fc
      .array(fc.constantFrom('"', '"', ',', '\n', ' ', 'a', '1', '""'), { maxLength: 40 })
      .map((t) => t.join(''));
    let accepted = 0;
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 50 }), (csv, step) => {
        const { data, errors } = Papa.parse<string[]>(csv, { delimiter: ',', newline: '\n' });
        try {
          const records = readAll(csv, step);
          if (errors.length > 0) return;
          accepted++;
          assert.deepEqual(
            records.map(({ cells }) => cells),
            data.filter((cells) => !isBlank(cells)),
          );
          assert.deepEqual(
            records.map(({ line }) => line),
            beginnings(csv, data),
          );
        } catch (error) {
          assert.equal(errorCode(error), 'CSV_MALFORMED');
          assert.ok(errors.length > 0, 'refused though the parser reads it');
        }
      }),
      { ...SEEDED, numRuns: 3000 },
    );
    assert.ok(accepted > 300, `${accepted} texts were read`);
  });

  it('reads spaces after the last quote of a file', () => {
    assert.deepEqual(readAll('1,"a" ', 3), [{ cells: ['1', 'a'], line: 1 }]);
  });

  it('refuses hostile quotes and spaces in linear time', async () => {
    const start = performance.now();
    await refusedTable('CSV_MALFORMED', `a,b\n"${'a"b'.repeat(170_000)}${' '.repeat(500_000)},\n`);
    assert.ok(performance.now() - start < 5000);
  });
});
