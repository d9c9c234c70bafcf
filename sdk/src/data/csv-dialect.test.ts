import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTable } from './index.ts';
import { refusedTable } from './test-support.ts';

const delimiterOf = async (text: string) => (await readTable(text)).delimiter;

describe('the delimiter', () => {
  it('is found among comma, semicolon and tab', async () => {
    assert.equal(await delimiterOf('a,b\n1,2\n'), ',');
    assert.equal(await delimiterOf('a;b\n1;2\n'), ';');
    assert.equal(await delimiterOf('a\tb\n1\t2\n'), '\t');
  });

  it('is a comma where there is none', async () => {
    assert.equal(await delimiterOf('a\n1\n2\n'), ',');
  });

  it('is the semicolon between decimal commas, with or without a header', async () => {
    assert.equal(await delimiterOf('a;b;c\n1,5;2,5;3\n1,5;2,5;3\n'), ';');
    assert.equal(await delimiterOf('1,5;2,5\n3,5;4,5\n'), ';');
  });

  it('is the comma around texts that hold semicolons', async () => {
    assert.equal(await delimiterOf('1,2,x;y\n3,4,u;v\n'), ',');
    assert.equal(await delimiterOf('a,note\n1,"x; y"\n2,"z; w; v"\n'), ',');
  });

  it('does not count what stands in quotes', async () => {
    assert.equal(await delimiterOf('a;b\n"1,2,3";4\n"5,6";7\n'), ';');
  });

  it('is found when the sample ends inside a row', async () => {
    const row = `${'1;'.repeat(5000)}1\n`;
    assert.equal(await delimiterOf(row.repeat(20)), ';');
  });

  it('can be given', async () => {
    const table = await readTable('1;2\n3;4\n', { delimiter: ',' });
    assert.equal(table.columns.length, 1);
    await refusedTable('CSV_MALFORMED', 'a|b', { delimiter: '|' as ',' });
  });
});
