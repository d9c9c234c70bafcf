import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Counts, NONE, sum, summaryLine } from './run-tests.ts';

const FILES = {
  'mixed.test.mjs': `
    import { describe, it } from 'node:test';
    describe('suite', () => {
      it('passes', () => {});
      it('fails', () => { throw new Error('the reason'); });
      it('is skipped', { skip: 'no fixture' }, () => {});
      it('is to come', { todo: true }, () => { throw new Error('not yet'); });
    });`,
  'many.test.mjs': "import { it } from 'node:test'; for (let i = 0; i < 3000; i++) it('passes number ' + i, () => {});",
  'empty.test.mjs': 'export const nothing = 1;',
  'crash.test.mjs': "throw new Error('while loading');",
  'leak.test.mjs': "import { it } from 'node:test'; it('passes', () => {}); setInterval(() => {}, 1000);",
  'spin.test.mjs': 'for (;;);',
};

const RUN = `
  import { writeSync } from 'node:fs';
  import { runNodeTests } from ${JSON.stringify(new URL('./run-tests.ts', import.meta.url).href)};
  const { root, files, minutes } = JSON.parse(process.argv[2]);
  const write = (text) => writeSync(1, text);
  const counts = await runNodeTests({ root, files, minutes, concurrency: 2, write });
  writeSync(2, JSON.stringify(counts));
  process.exit();`;

describe('runNodeTests', () => {
  let root = '';
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'run-tests-'));
    for (const [name, text] of Object.entries({ ...FILES, 'run.mjs': RUN })) writeFileSync(join(root, name), text);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  /** In a process that does not know that it is part of a test: node:test refuses to run within itself. */
  function runThere(files: (keyof typeof FILES)[], minutes = 1): { counts: Counts; text: string } {
    const { NODE_TEST_CONTEXT, ...env } = process.env;
    const args = [join(root, 'run.mjs'), JSON.stringify({ root, files, minutes })];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env, timeout: 60_000 });
    return { counts: JSON.parse(stderr), text: stdout };
  }

  it('counts tests and not suites, and a todo as skipped', () => {
    const { counts, text } = runThere(['mixed.test.mjs']);
    assert.deepEqual(counts, { passed: 1, failed: 1, skipped: 2 });
    assert.match(text, /the reason/);
  });

  it('fails a file that holds no test', () => {
    const { counts, text } = runThere(['empty.test.mjs', 'many.test.mjs']);
    assert.deepEqual(counts, { passed: 3000, failed: 1, skipped: 0 });
    assert.match(text, /empty\.test\.mjs holds no test\n$/);
  });

  it('fails a file that breaks while it loads', () => {
    assert.deepEqual(runThere(['crash.test.mjs']).counts, { passed: 0, failed: 1, skipped: 0 });
  });

  it('loses no test, however many end at once', () => {
    assert.deepEqual(runThere(['many.test.mjs', 'many.test.mjs']).counts, { passed: 6000, failed: 0, skipped: 0 });
  });

  it('fails a file that left something open, when the time of the stage is up', () => {
    const { counts } = runThere(['leak.test.mjs'], 2 / 60);
    assert.deepEqual([counts.failed, counts.skipped], [1, 0]);
  });

  it('ends a file that hangs', () => {
    assert.deepEqual(runThere(['spin.test.mjs'], 1 / 60).counts, { passed: 0, failed: 1, skipped: 0 });
  });
});

describe('summaryLine', () => {
  it('has the form that other programs read', () => {
    const parts = [NONE, { passed: 10, failed: 0, skipped: 1 }, { passed: 2, failed: 0, skipped: 2 }];
    assert.equal(summaryLine(sum(parts)), '12 passed, 0 failed, 3 skipped');
  });
});
