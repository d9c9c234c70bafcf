import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { deriveFormat } from '../numeric/index.ts';
import * as room from './index.ts';
import { chunksOf, seededRandomness } from './test-support.ts';

const here = new URL('.', import.meta.url);
const sources = readdirSync(here)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'test-support.ts')
  .map((name) => ({ name, text: readFileSync(new URL(name, here), 'utf8') }));

/** Rows, salts and secrets stay in memory: nothing here can write, send or print them. */
const WAYS_OUT =
  /\b(console|process|localStorage|sessionStorage|indexedDB|caches|navigator|document|window|fetch|XMLHttpRequest|WebSocket|BroadcastChannel|sendBeacon|require|eval|Function)\b/;
const NEIGHBOURS = /^(\.\/[a-z-]+\.ts|\.\.\/(errors|hashing|numeric)\/index\.ts|papaparse)$/;

describe('the data room', () => {
  it('imports its neighbours and the parser only', () => {
    assert.ok(sources.length > 20);
    for (const { name, text } of sources) {
      for (const [, target = ''] of text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)) {
        assert.match(target, NEIGHBOURS, name);
      }
    }
  });

  it('has no way to write anything out', () => {
    for (const { name, text } of sources) {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      assert.doesNotMatch(code, WAYS_OUT, name);
    }
  });

  it('prints nothing, whatever the file', async (context) => {
    const calls = (['log', 'warn', 'error', 'info', 'debug'] as const).map((method) =>
      context.mock.method(console, method),
    );
    await room.readTable('a,a\n1,"2"x\n').catch(() => {});
    await room.readTable('a,a\n1,2\n').catch(() => {});
    await room.readTable('a,b\n1,2\n');
    for (const { mock } of calls) assert.equal(mock.callCount(), 0);
  });

  it('leads from a file to a commitment', async () => {
    const format = deriveFormat({ kind: 'logistic', inputs: 2, outputs: 3, batch: 4 });
    const kinds = ['ant', 'bee', 'cat'];
    const lines = Array.from({ length: 50 }, (_, i) => `${i},${(i * i) / 7},${kinds[i % 3]},row ${i}`);
    const bytes = new TextEncoder().encode(`a;b;kind;note\n${lines.join('\n').replaceAll(',', ';')}\n`);
    const table = await room.readTable(chunksOf(bytes));
    const rows = room.selectRows(format, table, { target: 'kind', ignore: ['note'] });
    const { train, test } = room.splitRows(rows, { testShare: 0.2, randomness: seededRandomness(1) });
    const standardisation = room.fitStandardisation(format, train);
    const quantised = room.quantiseRows(format, room.standardiseRows(standardisation, train));
    const { batches, report } = room.groupBatches(format, quantised, {
      shuffle: true,
      randomness: seededRandomness(2),
    });
    assert.deepEqual(report, { used: 40, dropped: 0, overflowed: 0 });
    assert.equal(test.inputs.length, 10);
    const commitment = await room.commitDataset(format, batches, 123456789n);
    const leaf = room.leafOf(room.encodeBatch(format, batches[9] as (typeof batches)[0]), commitment.saltOf(9));
    assert.equal(room.rootFromPath(leaf, 9, commitment.pathOf(9)), commitment.root);
  });
});
