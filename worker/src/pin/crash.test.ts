import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Dag, decodeCar, encodeCar, fileDag } from '@tacit/sdk';
import { diskBytes } from './limits.ts';
import { openPinStore } from './pin-store.ts';
import {
  ALICE,
  authorise,
  MIB,
  outcomeOf,
  post,
  randomBytes,
  recorder,
  startPin,
  temporaryFolder,
} from './test-support.ts';

const at = (file: string): string => new URL(file, import.meta.url).href;

/**
 * A pin node as a process of its own. `harm` is code that runs in it first, with `die` to end the process by SIGKILL, and the
 * classes of the store at hand.
 */
function program(state: string, harm: string): string {
  return `
    import { DurableBlockstore } from ${JSON.stringify(at('./durable-blockstore.ts'))};
    import { LevelDatastore } from 'datastore-level';
    import { startPinRole } from ${JSON.stringify(at('./index.ts'))};
    const die = () => { process.kill(process.pid, 'SIGKILL'); return new Promise(() => {}); };
    let count = 0;
    const before = (type, method, when) => {
      const original = type.prototype[method];
      type.prototype[method] = function (...values) {
        return when(...values) ? die() : original.apply(this, values);
      };
    };
    ${harm}
    const silent = () => {};
    const log = { debug: silent, info: silent, warn: silent, error: silent, with: () => log };
    const metrics = { counter: () => ({ add: silent }), gauge: () => ({ set: silent }) };
    const state = ${JSON.stringify(state)};
    const config = { state, host: '127.0.0.1', port: 0, uploaders: 'any' };
    const limits = { quotaBytes: 2 ** 30, capacityBytes: 2 ** 30, maxCarBytes: 2 ** 25 };
    const { url } = await startPinRole({ ...config, ...limits }, { log, metrics });
    console.log(url);`;
}

const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

interface Started {
  readonly url: string;
  readonly kill: () => void;
  readonly gone: Promise<unknown>;
}

/** `shell` is put before the program, as in `ulimit -f 1000;`. */
async function startProcess(state: string, { harm = '', shell = '' } = {}): Promise<Started> {
  const node = ['--input-type=module', '--no-warnings', '-e', program(state, harm)];
  const command = shell === '' ? process.execPath : 'sh';
  const args = shell === '' ? node : ['-c', `${shell} exec "$@"`, 'sh', process.execPath, ...node];
  const child = spawn(command, args, {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const gone = new Promise((resolve) => child.on('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(String(chunk).trim()));
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  return { url, kill: () => child.kill('SIGKILL'), gone };
}

const costOf = ({ blocks }: Dag): number => blocks.reduce((sum, { bytes }) => sum + diskBytes(bytes.length), 0);

async function holds(url: string, dag: Dag): Promise<boolean> {
  const response = await fetch(`${url}/ipfs/${dag.root}?format=car`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (!response.ok) return false;
  return (await decodeCar(bytes)).blocks.length === dag.blocks.length;
}

describe('a pin node that is killed while it keeps an upload', async () => {
  const earlier = await fileDag(randomBytes(1, 2 * MIB));
  const dag = await fileDag(randomBytes(2, 4 * MIB));
  const blocks = dag.blocks.length;
  // Blocks are written by several at once, so that of the last call others may already be written.
  const instants: [string, string, 'kept' | 'gone'][] = [
    ['before the first block', `before(DurableBlockstore, 'put', () => true)`, 'gone'],
    ['before the last block', `before(DurableBlockstore, 'put', () => ++count === ${blocks})`, 'gone'],
    ['before the pin', `before(LevelDatastore, 'put', (key) => String(key).startsWith('/pinned-block/'))`, 'kept'],
    [
      'in the middle of the pin',
      `before(LevelDatastore, 'put', (key) => String(key).startsWith('/pinned-block/') && ++count === 3)`,
      'kept',
    ],
    ['before the end of the pin', `before(LevelDatastore, 'put', (key) => String(key).startsWith('/pin/'))`, 'kept'],
  ];
  for (const [title, harm, expected] of instants) {
    it(`${title}: has all of it or nothing, and all that came before`, async () => {
      const state = temporaryFolder();
      const first = await startPin({ state });
      assert.equal(await outcomeOf(post(first.url, earlier)), '201');
      await first.role.stop();

      const child = await startProcess(state, { harm });
      await assert.rejects(post(child.url, dag));
      await child.gone;

      const { url, role } = await startPin({ state });
      const kept = (await fetch(`${url}/pins/${dag.root}`)).status === 200;
      assert.equal(kept, expected === 'kept');
      assert.equal(await holds(url, dag), kept);
      assert.ok(await holds(url, earlier));
      assert.equal(role.health().facts.bytes, costOf(earlier) + (kept ? costOf(dag) : 0));
      const files = readdirSync(state, { recursive: true, encoding: 'utf8' });
      const written = files.filter((path) => path.endsWith('.data')).length;
      assert.equal(written, earlier.blocks.length + (kept ? blocks : 0));
      assert.equal(await outcomeOf(post(url, dag)), kept ? '200' : '201');
      assert.ok(await holds(url, dag));
      await role.stop();
    });
  }

  it('at any instant: an upload that it has answered is there, and of all others everything or nothing', async () => {
    const state = temporaryFolder();
    const answered: Dag[] = [];
    const all: Dag[] = [];
    for (let round = 0; round < 3; round++) {
      const child = await startProcess(state);
      const dags = await Promise.all([0, 1, 2].map((k) => fileDag(randomBytes(100 + 3 * round + k, 3 * MIB))));
      all.push(...dags);
      const uploads = dags.map((each) =>
        post(child.url, each).then(({ status }) => {
          if (status === 201) answered.push(each);
        }),
      );
      await wait(20 + 70 * round);
      child.kill();
      await Promise.allSettled(uploads);
      await child.gone;
    }
    const { url, role } = await startPin({ state });
    for (const each of answered) assert.equal((await fetch(`${url}/pins/${each.root}`)).status, 200);
    let bytes = 0;
    for (const each of all) {
      const pinned = (await fetch(`${url}/pins/${each.root}`)).status === 200;
      assert.equal(await holds(url, each), pinned);
      if (pinned) bytes += costOf(each);
    }
    assert.equal(role.health().facts.bytes, bytes);
    await role.stop();
  });
});

describe('a pin node whose disk is full', { skip: process.platform === 'win32' && 'no limit of file sizes' }, () => {
  it('says so, has nothing of the upload, and takes what fits', async () => {
    const state = temporaryFolder();
    // No file beyond 512 KiB (in units of 512 bytes): the first chunk fails in the middle of its writing, the others do not.
    const { url, kill, gone } = await startProcess(state, { shell: 'ulimit -f 1024;' });
    const small = await fileDag(randomBytes(1, 1000));
    const large = await fileDag(randomBytes(2, MIB + 5));
    assert.equal(await outcomeOf(post(url, small)), '201');
    assert.equal(await outcomeOf(post(url, large)), '507 PIN_FULL');
    assert.equal((await fetch(`${url}/pins/${large.root}`)).status, 404);
    for (const { cid } of large.blocks) {
      assert.equal(await outcomeOf(fetch(`${url}/ipfs/${cid}?format=raw`)), '404 BLOB_MISSING');
    }
    assert.ok(await holds(url, small));
    assert.equal(await outcomeOf(post(url, await fileDag(randomBytes(3, 1000)))), '201');
    kill();
    await gone;
    assert.deepEqual(readdirSync(join(state, 'drafts')), []);
    const store = await openPinStore({ folder: state, log: recorder().context.log });
    assert.equal(await store.keep(large, { uploader: ALICE.address, bytes: costOf(large) }), 'new');
    await store.close();
  });
});

describe('an authorisation', () => {
  it('is as good after a restart as before it', async () => {
    const state = temporaryFolder();
    const dag = await fileDag(randomBytes(9, 100));
    const audience = 'https://pin.example';
    const first = await startPin({ state, audience });
    const authorization = await authorise(audience, dag);
    assert.equal(await outcomeOf(post(first.url, dag, { authorization })), '201');
    await first.role.stop();
    const second = await startPin({ state, audience });
    assert.equal(await outcomeOf(post(second.url, dag, { authorization })), '200');
    assert.equal(await outcomeOf(post(second.url, dag, { authorization, car: encodeCar(dag) })), '200');
    await second.role.stop();
  });
});
