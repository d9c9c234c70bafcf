import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inStage, isWanted, STAGES } from './test-files.ts';

describe('inStage', () => {
  const stageOf = (path: string) => STAGES.flatMap((stage, i) => (inStage(stage, path) ? [i] : []));

  it('puts every test file into exactly one stage', () => {
    const stages: [string, number[]][] = [
      ['sdk/src/numeric/rounding.test.ts', [0]],
      ['scripts/lock.test.ts', [0]],
      ['frontend/src/app/site.test.ts', [0]],
      ['test/architecture.test.ts', [0]],
      ['test/circuits/pack.test.ts', [0]],
      ['tasks/support/fields.test.ts', [0]],
      ['test/e2e/round.test.ts', [1]],
      ['test/e2e/deep/round.test.ts', [1]],
      ['test/browser/proof.test.ts', [2]],
    ];
    for (const [path, expected] of stages) assert.deepEqual(stageOf(path), expected, path);
  });

  it('leaves everything else out', () => {
    for (const path of ['sdk/src/numeric/rounding.ts', 'test/support/seeds.ts', 'frontend/src/app/site.ts']) {
      assert.deepEqual(stageOf(path), [], path);
    }
  });
});

describe('isWanted', () => {
  const path = 'sdk/src/numeric/rounding.test.ts';
  it('wants everything when nothing is asked for', () => assert.ok(isWanted(path, [])));
  it('takes a part of the path, however it is written', () => {
    for (const wish of ['rounding', 'sdk/src/numeric', './sdk/src', 'sdk\\src\\numeric'])
      assert.ok(isWanted(path, [wish]));
  });
  it('takes a glob', () => assert.ok(isWanted(path, ['nothing', 'sdk/**/round*.test.ts'])));
  it('leaves out what no wish names', () => assert.ok(!isWanted(path, ['packing', 'sdk/*.test.ts'])));
});
