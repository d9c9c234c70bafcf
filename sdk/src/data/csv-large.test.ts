import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ReadProgress, readTable } from './index.ts';
import { measureLongestBlock } from './test-support.ts';

const ROWS = 100_000;
const text = `a,b,c,d,e,f,g,h,colour\n${Array.from({ length: ROWS }, (_, i) =>
  [i, i / 7, -i, i * 1e-3, `"${i % 10}"`, 'NA', i % 2, `${i}e2`, ['red', 'green'][i % 2]].join(','),
).join('\n')}\n`;

describe('a file of 100,000 rows', () => {
  it('never keeps the event loop for long, and reports its progress', async () => {
    const seen: ReadProgress[] = [];
    const longest = await measureLongestBlock(async () => {
      const table = await readTable(text, { onProgress: (progress) => seen.push(progress) });
      assert.equal(table.rows, ROWS);
      assert.equal(table.columns[1]?.numbers[ROWS - 1], (ROWS - 1) / 7);
      assert.equal(table.columns[5]?.missing, ROWS);
    });
    assert.ok(longest < 100, `the loop was kept for ${longest} ms`);
    assert.ok(seen.length > 20);
    assert.ok(
      seen.every(
        ({ read, rows }, i) => i === 0 || (read >= (seen[i - 1]?.read ?? 0) && rows >= (seen[i - 1]?.rows ?? 0)),
      ),
    );
    assert.deepEqual(seen.at(-1), { rows: ROWS + 1, read: text.length });
  });

  it('stops when the signal aborts', async () => {
    const controller = new AbortController();
    let rows = 0;
    const reading = readTable(text, {
      signal: controller.signal,
      onProgress: (progress) => {
        rows = progress.rows;
        if (rows > 10_000) controller.abort(new Error('enough'));
      },
    });
    await assert.rejects(reading, /enough/);
    assert.ok(rows < ROWS / 2);
  });

  it('yields even where a source has every chunk at hand, one character long', async () => {
    const part = text.slice(0, text.indexOf('\n', 100_000));
    async function* characters() {
      for (const character of part) yield character;
    }
    const longest = await measureLongestBlock(() => readTable(characters()));
    assert.ok(longest < 100, `the loop was kept for ${longest} ms`);
  });
});
