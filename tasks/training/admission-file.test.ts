import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { errorCode, training } from '@tacit/sdk';
import { temporaryFolder } from '../../test/support/temporary.ts';
import { admit, readAdmission, readAdmissionList } from './admission-file.ts';

type Hex = `0x${string}`;

const folder = temporaryFolder();
const NONE: Hex = `0x${'0'.repeat(64)}`;
const MIXED: Hex = '0xAb5801a7D398351b8bE11C439e05C5B3259aeC9B';
const account = (i: number): Hex => `0x${i.toString(16).padStart(40, '0')}`;
const accounts = [account(1), account(2), account(3), MIXED];
const { root, pathOf } = training.admissionOf(accounts);

function write(content: string | Uint8Array): string {
  const path = join(folder, 'admitted');
  writeFileSync(path, content);
  return path;
}
const fails = (work: Promise<unknown>, code: string, what = code) =>
  assert.rejects(work, (error) => errorCode(error) === code || assert.fail(`${what}: ${errorCode(error) ?? error}`));

describe('lists of admitted trainers', () => {
  it('are read as people write them: notes, empty lines, any order, any line end', async () => {
    for (const text of [
      accounts.join('\n'),
      `\uFEFF# who may train\r\n\r\n${[...accounts].reverse().join('  # from Ulm\r\n')}\r\n`,
      `${accounts.join('\n')}\n\t${MIXED.toLowerCase()}\n${account(2)}\n`,
    ]) {
      const list = await readAdmissionList(write(text));
      assert.deepEqual([list.root, list.trainers.length], [root, 4]);
    }
  });

  it('are refused when a line is no address, and when they are no list', async () => {
    for (const text of [
      '',
      '\n# nobody\n',
      `${account(1)},${account(2)}`,
      `${account(1)} ${account(2)}`,
      `${account(1)}\r${account(2)}`,
      account(1).slice(0, -1),
      account(1).replace('0x', ''),
      MIXED.replace('A', 'a'),
      '["0x0000000000000000000000000000000000000001"]',
      Uint8Array.of(0x30, 0x78, 0xff),
    ]) {
      await fails(readAdmissionList(write(text)), 'ADMISSION_LIST_INVALID', String(text));
    }
    await fails(readAdmissionList(write(`${account(1)}\n`.repeat(25_000))), 'INPUT_TOO_LARGE');
    await fails(readAdmissionList(join(folder, 'none')), 'INPUT_UNREADABLE');
  });

  it('give each trainer its path, for the task of the list alone', async () => {
    const admitted = write(accounts.join('\n'));
    const read = (as: Hex, admissionRoot: Hex = root) =>
      readAdmission({ admitted, admission: undefined }, { account: as, task: { admissionRoot } });
    for (const trainer of accounts) assert.deepEqual(await read(trainer), pathOf(trainer));
    await fails(read(account(9)), 'NOT_ADMITTED');
    await fails(read(account(1), training.admissionOf([account(1)]).root), 'ADMISSION_LIST_INVALID');
    await fails(read(account(1), NONE), 'ADMISSION_LIST_INVALID');
  });

  it('may be left out for a path that was computed elsewhere, and not be given beside it', async () => {
    const who = { account: MIXED, task: { admissionRoot: root } };
    const path = pathOf(MIXED) as readonly Hex[];
    const admission = path.join(', ');
    assert.deepEqual(await readAdmission({ admission, admitted: undefined }, who), path);
    assert.deepEqual(await readAdmission({ admission: undefined, admitted: undefined }, who), []);
    await fails(readAdmission({ admission, admitted: write(MIXED) }, who), 'REQUEST_INVALID');
    await fails(readAdmission({ admission: 'me', admitted: undefined }, who), 'REQUEST_INVALID');
  });

  it('become part of terms that can work with them', async () => {
    const terms = { admissionRoot: NONE, committee: [account(7), account(8)], work: { minTrainers: 3 } };
    const into = (change: object = {}) =>
      admit(write(accounts.join('\n')), { ...terms, ...change } as unknown as training.Terms);
    assert.deepEqual(await into(), { ...terms, admissionRoot: root });
    assert.equal((await into({ admissionRoot: root })).admissionRoot, root);
    for (const change of [
      { admissionRoot: `0x${'11'.repeat(32)}` },
      { committee: [account(7), MIXED.toLowerCase()] },
      { work: { minTrainers: 5 } },
    ]) {
      await fails(into(change), 'ADMISSION_LIST_INVALID', JSON.stringify(change));
    }
  });
});
