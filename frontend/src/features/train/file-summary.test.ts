import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTable } from '@tacit/sdk';
import { summariseTable } from './file-summary.ts';

const FILE = { name: 'ward.csv', bytes: 100 };
const CSV = 'age,blood,kind\n30,1.5,mild\n\n,NA,severe\n41,x,\n';

describe('what the page says of a file', () => {
  it('names columns with their types, ranges and distinct values', async () => {
    const { columns, rows, hasHeader, delimiter } = summariseTable(await readTable(CSV), FILE);
    assert.deepEqual([rows, hasHeader, delimiter], [3, true, ',']);
    assert.deepEqual(
      columns.map(({ name, kind, missing, range }) => ({ name, kind, missing, range })),
      [
        { name: 'age', kind: 'number', missing: 1, range: [30, 41] },
        { name: 'blood', kind: 'mixed', missing: 1, range: [1.5, 1.5] },
        { name: 'kind', kind: 'text', missing: 1, range: undefined },
      ],
    );
    assert.deepEqual(columns[2]?.values, ['mild', 'severe']);
    assert.deepEqual(columns[0]?.values, ['30', '41']);
  });

  it('gives every cell that cannot be used with the line an editor shows', async () => {
    const { problems, problemCount } = summariseTable(await readTable(CSV), FILE);
    assert.deepEqual(problems, [
      { line: 4, column: 0, what: 'missing' },
      { line: 4, column: 1, what: 'missing' },
      { line: 5, column: 1, what: 'no-number' },
      { line: 5, column: 2, what: 'missing' },
    ]);
    assert.equal(problemCount, 4);
  });

  it('shows the first rows as they were understood', async () => {
    const { preview } = summariseTable(await readTable(CSV), FILE);
    assert.deepEqual(preview, [
      { line: 2, cells: ['30', '1.5', 'mild'] },
      { line: 4, cells: ['', '', 'severe'] },
      { line: 5, cells: ['41', 'x', ''] },
    ]);
  });

  it('counts all problems and lists the first ones', async () => {
    const many = `a,b\n${'1,\n'.repeat(300)}2,3\n`;
    const { problems, problemCount, preview } = summariseTable(await readTable(many), FILE);
    assert.deepEqual([problems.length, problemCount, preview.length], [200, 300, 5]);
  });
});
