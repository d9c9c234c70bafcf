import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ROOT } from '../../scripts/support/repository.ts';
import { endProver } from '../support/real-proofs.ts';
import { makeFixtures } from './support/fixtures.ts';

after(endProver);

describe('test/vectors/solidity', () => {
  it('holds what scripts/solidity-fixtures.ts writes: a key and proofs of the present circuit', async () => {
    const folder = join(ROOT, 'test/vectors/solidity');
    const texts = await makeFixtures(folder);
    assert.deepEqual(readdirSync(folder).sort(), Object.keys(texts).sort());
    for (const [name, text] of Object.entries(texts)) {
      assert.ok(readFileSync(join(folder, name), 'utf8') === text, `${name} is out of date`);
    }
  });
});
