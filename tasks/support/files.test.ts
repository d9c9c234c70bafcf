import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../../test/support/temporary.ts';
import { makeFolder, readBytes, readIfThere, writeNamed, writeNew } from './files.ts';
import { ProtocolError } from './sdk.ts';

const codeOf = (error: unknown) => (error instanceof ProtocolError ? error.code : String(error));
const thrown = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return codeOf(error);
  }
  return 'nothing';
};

describe('files of tasks', () => {
  const folder = temporaryFolder();

  it('are written once, and secret ones for their owner alone', () => {
    const path = join(folder, 'new');
    writeNew(path, 'first', { ownerOnly: true });
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(
      thrown(() => writeNew(path, 'second')),
      'FILE_EXISTS',
    );
    assert.equal(readFileSync(path, 'utf8'), 'first');
    writeNamed(path, new Uint8Array([50]));
    assert.equal(readFileSync(path, 'utf8'), '2');
  });

  it('are refused in one line where they cannot be written', () => {
    const nowhere = join(folder, 'no', 'folder');
    assert.equal(
      thrown(() => writeNew(nowhere, '')),
      'FILE_UNWRITABLE',
    );
    assert.equal(
      thrown(() => writeNamed(nowhere, new Uint8Array())),
      'FILE_UNWRITABLE',
    );
    writeNew(join(folder, 'file'), '');
    assert.equal(
      thrown(() => makeFolder(join(folder, 'file', 'below'))),
      'FILE_UNWRITABLE',
    );
    makeFolder(join(folder, 'a', 'b'));
    makeFolder(join(folder, 'a', 'b'));
  });

  it('are read if they are there, and not too long', async () => {
    const path = join(folder, 'bytes');
    writeNew(path, new Uint8Array([1, 2, 3]));
    assert.deepEqual(await readIfThere(path, 3), new Uint8Array([1, 2, 3]));
    assert.equal(await readIfThere(join(folder, 'none'), 3), undefined);
    assert.equal(await readIfThere(path, 2).catch(codeOf), 'INPUT_TOO_LARGE');
    assert.equal(await readBytes(join(folder, 'none'), 3).catch(codeOf), 'INPUT_UNREADABLE');
    mkdirSync(join(folder, 'directory'));
    assert.equal(await readBytes(join(folder, 'directory'), 2 ** 20).catch(codeOf), 'INPUT_UNREADABLE');
  });
});
