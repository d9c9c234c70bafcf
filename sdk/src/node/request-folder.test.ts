import assert from 'node:assert/strict';
import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import { errorCode } from '../errors/index.ts';
import { keepHandOver } from './request-folder.ts';

describe('what is handed over', () => {
  it('is one blur and no other, whatever a second attempt would be shown', async () => {
    const folder = temporaryFolder();
    const [first, second] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)];
    assert.deepEqual(await keepHandOver(folder, first), first);
    assert.deepEqual(await keepHandOver(folder, second), first);
    assert.equal(statSync(join(folder, 'hand-over.bin')).mode & 0o077, 0);
  });

  it('is nothing where what was kept cannot be read, or nothing can be kept', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'hand-over.bin');
    writeFileSync(path, Uint8Array.of(1), { mode: 0o600 });
    chmodSync(path, 0o644);
    await assert.rejects(
      keepHandOver(folder, Uint8Array.of(2)),
      (error) => errorCode(error) === 'REQUEST_FOLDER_INVALID',
    );
    const nowhere = keepHandOver(join(folder, 'none'), Uint8Array.of(2));
    await assert.rejects(nowhere, (error) => errorCode(error) === 'SEALED_FILE_UNWRITABLE');
  });
});
