import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { after, describe, it } from 'node:test';
import { errorCode } from '@tacit/sdk';
import { temporaryFolder } from '../../test/support/temporary.ts';
import { lockState } from './state-lock.ts';

const codeOf = (act: Promise<unknown>) => act.then(() => 'accepted', errorCode);
const HOLD = `
  import { lockState } from ${JSON.stringify(new URL('./state-lock.ts', import.meta.url).href)};
  const lock = await lockState(process.argv[1]).catch(({ code }) => console.log(code) ?? process.exit());
  await lock.announce({ pin: 'http://127.0.0.1:1' });
  console.log('held');
  setInterval(() => {}, 1000);
`;
const children: ReturnType<typeof spawn>[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** A process that holds the lock until it is killed. */
async function holder(folder: string) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', HOLD, folder], { stdio: ['ignore', 'pipe', 2] });
  children.push(child);
  const [said] = await once(child.stdout as Readable, 'data');
  return Object.assign(child, { said: String(said).trim() });
}

describe('the lock of a state folder', () => {
  it('makes the folder for its owner alone, and is taken once, under any name of it', async () => {
    const folder = join(temporaryFolder(), 'a', 'state');
    const lock = await lockState(folder);
    if (process.platform !== 'win32') assert.equal(statSync(folder).mode & 0o777, 0o700);
    assert.equal(await codeOf(lockState(folder)), 'STATE_LOCKED');
    symlinkSync(folder, `${folder}-link`);
    assert.equal(await codeOf(lockState(`${folder}-link`)), 'STATE_LOCKED');
    await lock.release();
    await (await lockState(folder)).release();
  });

  it('holds against other processes while they live, and not a moment longer', async () => {
    const folder = temporaryFolder();
    const child = await holder(folder);
    const refused = await lockState(folder).catch((error: Error) => error);
    assert.equal(errorCode(refused), 'STATE_LOCKED');
    assert.ok((refused as Error).message.includes(`process ${child.pid}`));
    // A refused attempt takes nothing from whoever has it.
    assert.equal(await codeOf(lockState(folder)), 'STATE_LOCKED');
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(JSON.parse(readFileSync(join(folder, 'worker.json'), 'utf8')).pid, child.pid);
    const lock = await lockState(folder);
    await lock.announce({ health: 'http://127.0.0.1:2' });
    const { pid, health } = JSON.parse(readFileSync(join(folder, 'worker.json'), 'utf8'));
    assert.deepEqual([pid, health], [process.pid, 'http://127.0.0.1:2']);
    await lock.release();
    assert.ok(!existsSync(join(folder, 'worker.json')));
  });

  it('still holds after another attempt of the same process was refused', async () => {
    const folder = temporaryFolder();
    const lock = await lockState(folder);
    assert.equal(await codeOf(lockState(folder)), 'STATE_LOCKED');
    assert.equal((await holder(folder)).said, 'STATE_LOCKED');
    await lock.release();
    assert.equal((await holder(folder)).said, 'held');
  });

  it('is refused in one sentence where no folder can be', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    assert.equal(await codeOf(lockState(join(folder, 'file', 'state'))), 'STATE_UNUSABLE');
    mkdirSync(join(folder, 'state'));
    writeFileSync(join(folder, 'state', 'lock'), 'no folder');
    assert.equal(await codeOf(lockState(join(folder, 'state'))), 'STATE_UNUSABLE');
    chmodSync(folder, 0o700);
  });
});
