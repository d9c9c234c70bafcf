import assert from 'node:assert/strict';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import { errorCode } from '../errors/index.ts';
import { readRelease, recordRelease } from './release-record.ts';

const word = (digit: string) => `0x${digit.repeat(64)}` as const;
const scope = { chainId: 31337, contract: `0x${'Ab'.repeat(20)}`, task: word('7'), round: 3n } as const;
const release = { frozenLog: word('1'), digest: word('2') };
const refused = async (folder: string, ...args: [typeof scope, typeof release]) =>
  await recordRelease(folder, ...args).then((answer) => answer, errorCode);

describe('the record of what a keyholder released', () => {
  it('takes one release of a round, and the same again', async () => {
    const folder = join(temporaryFolder(), 'records');
    assert.equal(await recordRelease(folder, scope, release), 'new');
    assert.equal(await recordRelease(folder, scope, release), 'again');
    const lower = scope.contract.toLowerCase() as typeof scope.contract;
    assert.equal(await recordRelease(folder, { ...scope, contract: lower }, release), 'again');
    assert.equal(readdirSync(folder).length, 1);
    if (process.platform !== 'win32') assert.equal(statSync(folder).mode & 0o777, 0o700);
  });

  it('refuses another set or another sum of that round, and no other round', async () => {
    const folder = temporaryFolder();
    await recordRelease(folder, scope, release);
    assert.equal(await refused(folder, scope, { ...release, frozenLog: word('3') as never }), 'RELEASE_CONFLICT');
    assert.equal(await refused(folder, scope, { ...release, digest: word('3') as never }), 'RELEASE_CONFLICT');
    assert.equal(await refused(folder, { ...scope, round: 4n as never }, release), 'new');
    assert.equal(await refused(folder, { ...scope, task: word('8') as never }, release), 'new');
  });

  it('is read back as it was written, and is nothing where nothing was', async () => {
    const folder = temporaryFolder();
    await recordRelease(folder, scope, release);
    assert.deepEqual(await readRelease(folder, scope), release);
    assert.equal(await readRelease(folder, { ...scope, round: 4n }), undefined);
    assert.equal(await readRelease(join(folder, 'none'), scope), undefined);
  });

  it('lets one of many at once come first', async () => {
    const folder = temporaryFolder();
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((digit) => refused(folder, scope, { ...release, digest: word(digit) as never })),
    );
    assert.deepEqual(answers.toSorted(), ['RELEASE_CONFLICT', 'RELEASE_CONFLICT', 'RELEASE_CONFLICT', 'new']);
  });

  it('refuses everything behind a damaged record', async () => {
    const folder = temporaryFolder();
    await recordRelease(folder, scope, release);
    const [name] = readdirSync(folder) as [string];
    for (const text of ['', '{"frozenLog":', '{}', 'null']) {
      writeFileSync(join(folder, name), text);
      assert.equal(await refused(folder, scope, release), 'RELEASE_RECORD_INVALID');
    }
  });
});
