import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { MAX_CATEGORIES, readTable, type Table } from './index.ts';
import { chunksOf, refusedTable, SEEDED } from './test-support.ts';

const names = (table: Table) => table.columns.map(({ name }) => name);
const numbers = (table: Table) => table.columns.map((column) => [...column.numbers]);

function textsOf(table: Table, index: number): (string | undefined)[] {
  const column = table.columns[index];
  assert.ok(column?.kind === 'category' && column.categories && column.codes);
  return [...column.codes].map((code) => column.categories?.[code]);
}

describe('readTable', () => {
  it('reads names and numbers', async () => {
    const table = await readTable('height,width\n1.5,2\n-3,4e1\n');
    assert.deepEqual(names(table), ['height', 'width']);
    assert.deepEqual(numbers(table), [
      [1.5, -3],
      [2, 40],
    ]);
    assert.ok(table.columns.every(({ kind }) => kind === 'number'));
    assert.equal(table.rows, 2);
    assert.deepEqual([...table.lines], [2, 3]);
  });

  it('reads categories, sorted by code unit', async () => {
    const table = await readTable('size,colour\n1,red\n2,Blue\n3,green\n4,red\n');
    const colour = table.columns[1];
    assert.ok(colour?.kind === 'category');
    assert.deepEqual(colour.categories, ['Blue', 'green', 'red']);
    assert.deepEqual(textsOf(table, 1), ['red', 'Blue', 'green', 'red']);
    assert.deepEqual(colour.firstText, { row: 0, text: 'red' });
  });

  it('makes categories of a column in which one cell is a text', async () => {
    const table = await readTable('x,y\n01,5\n1,6\nlots,7\n');
    assert.deepEqual(textsOf(table, 0), ['01', '1', 'lots']);
    const column = table.columns[0];
    assert.ok(column?.kind === 'category');
    assert.deepEqual(column.firstText, { row: 2, text: 'lots' });
  });

  it('stops listing categories beyond the cap, without failing', async () => {
    const rows = Array.from({ length: MAX_CATEGORIES + 1 }, (_, i) => `name${i},${i}`);
    const full = await readTable(`name,x\n${rows.slice(1).join('\n')}`);
    assert.ok(full.columns[0]?.kind === 'category' && full.columns[0].categories?.length === MAX_CATEGORIES);
    const over = await readTable(`name,x\n${rows.join('\n')}`);
    assert.ok(over.columns[0]?.kind === 'category' && over.columns[0].categories === undefined);
    assert.ok(over.columns[0].codes === undefined);
  });

  it('counts missing values in every spelling', async () => {
    const table = await readTable('a,b\n1,x\n,NA\nn/a,?\nNaN,null\n"",NULL\n');
    assert.deepEqual(
      table.columns.map(({ kind, missing }) => [kind, missing]),
      [
        ['number', 4],
        ['category', 4],
      ],
    );
    assert.deepEqual(textsOf(table, 1), ['x', undefined, undefined, undefined, undefined]);
  });

  it('trims spaces around cells, but takes no number with a space inside', async () => {
    const table = await readTable('a , b\n 1,2 \n\t3,1 000\n');
    assert.deepEqual(names(table), ['a', 'b']);
    assert.deepEqual(numbers(table)[0], [1, 3]);
    assert.deepEqual(textsOf(table, 1), ['2', '1 000']);
  });

  it('takes 1e400, Infinity and hex for text', async () => {
    for (const cell of ['1e400', '-Infinity', '0x1F']) {
      const { columns } = await readTable(`a,b\n1,2\n${cell},3\n`);
      assert.equal(columns[0]?.kind, 'category', cell);
    }
  });

  it('reads a byte order mark, CRLF and blank lines, and counts lines as an editor does', async () => {
    const table = await readTable('\ufeffa,b\r\n\r\n1,"two\r\nlines ""quoted"""\r\n  \r\n3,x\r\n\r\n');
    assert.deepEqual(names(table), ['a', 'b']);
    assert.deepEqual([...table.lines], [3, 6]);
    assert.deepEqual(textsOf(table, 1), ['two\r\nlines "quoted"', 'x']);
  });

  it('reads the line ends of old Macintoshes', async () => {
    assert.deepEqual(numbers(await readTable('a,b\r1,2\r3,4\r')), [
      [1, 3],
      [2, 4],
    ]);
  });

  it('holds hostile headers as plain text', async () => {
    const table = await readTable('__proto__,constructor,toString\n1,2,3\n');
    assert.deepEqual(names(table), ['__proto__', 'constructor', 'toString']);
    assert.equal(Object.getPrototypeOf(table), Object.prototype);
    assert.equal(({} as Record<string, unknown>)['1'], undefined);
    const categories = await readTable('a,b\n1,__proto__\n2,constructor\n3,__proto__\n');
    assert.deepEqual(textsOf(categories, 1), ['__proto__', 'constructor', '__proto__']);
  });
});

describe('the header', () => {
  it('is a first row without a number above numbers', async () => {
    assert.equal((await readTable('a,b\n1,2\n')).hasHeader, true);
    assert.equal((await readTable('1,2\n3,4\n')).hasHeader, false);
    assert.equal((await readTable('a,1\nb,2\n')).hasHeader, false);
    assert.equal((await readTable('a,b\nc,d\n')).hasHeader, false);
    assert.equal((await readTable('Na,Mg\n1,2\n')).hasHeader, true);
  });

  it('may be decided by a number that comes late', async () => {
    const table = await readTable(`a,b\n${'x,?\n'.repeat(50_000)}x,1\n`);
    assert.equal(table.hasHeader, true);
    assert.equal(table.rows, 50_001);
  });

  it('can be forced either way', async () => {
    const without = await readTable('a,b\n1,2\n', { header: false });
    assert.deepEqual(names(without), ['column 1', 'column 2']);
    assert.deepEqual(textsOf(without, 0), ['a', '1']);
    assert.deepEqual([...without.lines], [1, 2]);
    const texts = await readTable('x,1\ny,2\n', { header: false });
    assert.ok(texts.columns[0]?.kind === 'category');
    assert.deepEqual(texts.columns[0].firstText, { row: 0, text: 'x' });
    const forced = await readTable('2019,2020\n1,2\n', { header: true });
    assert.deepEqual(names(forced), ['2019', '2020']);
    assert.equal(forced.rows, 1);
  });

  it('may leave a column unnamed, as exported data frames do', async () => {
    assert.deepEqual(names(await readTable(',a\n0,5\n1,6\n')), ['column 1', 'a']);
  });

  it('names no two columns alike', async () => {
    const error = await refusedTable('COLUMN_DUPLICATE', 'a,b,a\n1,2,3\n');
    assert.equal(error.details.column, 3);
    await refusedTable('COLUMN_DUPLICATE', 'a, a\n1,2\n');
    await refusedTable('COLUMN_DUPLICATE', ',column 1\n1,2\n');
  });

  it('needs rows below it', async () => {
    await refusedTable('CSV_EMPTY', 'a,b\n', { header: true });
  });
});

describe('malformed files', () => {
  it('are refused when empty', async () => {
    for (const text of ['', '\ufeff', '\n\n', '  \r\n \r\n']) await refusedTable('CSV_EMPTY', text);
  });

  it('are refused when ragged, with the row and column that a person sees', async () => {
    const few = await refusedTable('CSV_MALFORMED', 'a,b,c\n1,2,3\n\n4,5\n');
    assert.deepEqual(few.details, { row: 4, column: 3 });
    const many = await refusedTable('CSV_MALFORMED', 'a,b\n1,2\n3,4,\n');
    assert.deepEqual(many.details, { row: 3, column: 3 });
    const afterBreak = await refusedTable('CSV_MALFORMED', 'a,b\n"x\ny\nz",2\n3\n');
    assert.deepEqual(afterBreak.details, { row: 5, column: 2 });
  });

  it('are refused when every line ends in a delimiter', async () => {
    assert.deepEqual((await refusedTable('CSV_MALFORMED', 'a,b,\n1,2,\n')).details, { row: 1, column: 3 });
    assert.deepEqual((await refusedTable('CSV_MALFORMED', '1,2,\n3,4,\n')).details, { row: 1, column: 3 });
  });

  it('are refused when a quote is never closed, at the row where it opens', async () => {
    assert.equal((await refusedTable('CSV_MALFORMED', 'a,b\n1,2\n3,"4\n5,6\n')).details.row, 3);
    const long = `a,b\n1,2\n3,"4\n${'5,6\n'.repeat(1_000_000)}`;
    assert.equal((await refusedTable('CSV_MALFORMED', long)).details.row, 3);
  });

  it('are refused when text follows a closing quote', async () => {
    assert.equal((await refusedTable('CSV_MALFORMED', 'a,b\n1,2\n"3"x,4\n5,6\n')).details.row, 3);
  });

  it('are refused when binary or UTF-16', async () => {
    await refusedTable('CSV_MALFORMED', 'PK\u0003\u0004\0\0\0');
    await refusedTable('CSV_MALFORMED', 'a\0,\0b\0\n\0');
    await refusedTable('CSV_MALFORMED', `a,b\n${'1,2\n'.repeat(50_000)}\0`);
  });

  it('give only refusals of ours, whatever the bytes', async () => {
    const anyBytes = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 4 });
    const anyText = fc.array(
      fc.constantFrom('"', ',', ';', '\n', '\r', '1', 'a', ' ', '\t', '\0', '\ufeff', '__proto__'),
    );
    const attempt = async (source: Parameters<typeof readTable>[0]) => {
      try {
        const { columns, rows, lines } = await readTable(source);
        assert.ok(rows > 0 && lines.length === rows && columns.every((column) => column.numbers.length === rows));
      } catch (error) {
        assert.match(String((error as { code?: string }).code), /^(CSV_|COLUMN_DUPLICATE)/);
      }
    };
    await fc.assert(
      fc.asyncProperty(anyBytes, anyText, async (bytes, text) => {
        await attempt(chunksOf(...bytes));
        await attempt(text.join(''));
      }),
      { ...SEEDED, numRuns: 300 },
    );
  });
});

describe('limits', () => {
  it('bound rows, cells and columns', async () => {
    const text = 'a,b\n1,2\n3,4\n5,6\n';
    assert.equal((await readTable(text, { maxRows: 3, maxCells: 6 })).rows, 3);
    assert.equal((await refusedTable('CSV_TOO_LARGE', text, { maxRows: 2 })).details.limit, 2);
    assert.equal((await refusedTable('CSV_TOO_LARGE', text, { maxCells: 5 })).details.limit, 5);
    await refusedTable('CSV_TOO_LARGE', text, { header: false, maxRows: 3 });
    await refusedTable('CSV_TOO_LARGE', `${','.repeat(20_000)}\n`);
  });

  it('bound one row, so that a huge cell is refused before it fills the memory', async () => {
    let chunks = 0;
    async function* endless() {
      for (; ; chunks++) yield 'x'.repeat(100_000);
    }
    await refusedTable('CSV_TOO_LARGE', endless());
    assert.ok(chunks < 20);
  });

  it('let a cell of 500,000 characters pass', async () => {
    const table = await readTable(`a,b\n1,"${'long, '.repeat(83_000)}"\n`);
    assert.equal(table.rows, 1);
  });
});

describe('any table', () => {
  const cell = fc.oneof(
    fc.constantFrom('', 'NA', '0', '-1.5', '1e3', 'red', 'a "b"', 'x;y', 'x,y', 'two\nlines', '__proto__', 'é😀'),
    fc.string({ maxLength: 8 }).filter((text) => !text.includes('\0')),
  );
  const table = fc
    .integer({ min: 2, max: 5 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));

  it('reads the same in chunks of any size, however its cells are quoted', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(',' as const, ';' as const, '\t' as const),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 7 }),
        async (rows, delimiter, newline, step) => {
          const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const text = rows.map((cells) => cells.map(quote).join(delimiter)).join(newline);
          const bytes = new TextEncoder().encode(text);
          const slices = Array.from({ length: Math.ceil(bytes.length / step) }, (_, i) =>
            bytes.subarray(i * step, (i + 1) * step),
          );
          const options = { header: false, delimiter };
          const whole = await readTable(text, options).catch((error: Error) => error.message);
          const inPieces = await readTable(chunksOf(...slices), options).catch((error: Error) => error.message);
          assert.deepEqual(inPieces, whole);
          if (typeof whole === 'string') return assert.match(whole, /every line ends in a delimiter/);
          assert.equal(whole.rows, rows.length);
          whole.columns.forEach((column, c) => {
            rows.forEach((cells, r) => {
              const wanted = cells[c]?.trim() ?? '';
              const shown = column.kind === 'category' ? textsOf(whole, c)[r] : undefined;
              if (shown !== undefined) assert.equal(shown, wanted);
              else if (!Number.isNaN(column.numbers[r])) assert.equal(column.numbers[r], Number(wanted));
            });
          });
        },
      ),
      SEEDED,
    );
  });
});
