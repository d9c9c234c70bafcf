import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ROOT, readText } from '../../scripts/support/repository.ts';
import { hardhatPipe } from '../support/hardhat.ts';
import { startLocalNode } from '../support/local-node.ts';
import { temporaryFolder } from '../support/temporary.ts';

const CIRCUIT = 'logistic-4x3-b8';
const node = await startLocalNode();
after(() => node.end());
const folder = temporaryFolder();
/** In the repository's root, where its only package is found. */
const script = join(ROOT, `build/readme-${process.pid}.mjs`);
after(() => rmSync(script, { force: true }));

/** The script as README.md prints it, but at this test's node. */
function writeScript(): void {
  const [, text] = /```js\n([\s\S]*?)```/.exec(readText('README.md') ?? '') ?? [];
  assert.ok(text);
  // Of this repository it may read ABIs and addresses, and of packages import viem.
  const imports = [...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name);
  assert.deepEqual(imports, ['node:fs', 'viem']);
  const places = { 'http://127.0.0.1:8545': node.url, 'ignition/deployments/chain-31337': relative(ROOT, node.folder) };
  let moved = text;
  for (const [place, here] of Object.entries(places)) {
    assert.ok(moved.includes(place));
    moved = moved.replace(place, here);
  }
  mkdirSync(dirname(script), { recursive: true });
  writeFileSync(script, moved);
}

/** Writes a response to a file and runs the script on it. */
function verify(response: unknown): Promise<{ code: number; stdout: string; stderr: string }> {
  const path = join(folder, 'proof.json');
  writeFileSync(path, typeof response === 'string' ? response : JSON.stringify(response));
  return new Promise((resolve) => {
    execFile(process.execPath, [script, path], { cwd: ROOT }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

/** What the tables of gas show, in their order. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  'README.md': ['submitUpdate.steps1', 'submitUpdate.steps8', 'submitUpdates.32', 'finalise', 'complain'],
  'docs/PROTOCOL.md': [
    'market.join',
    'market.offer',
    'market.request',
    'market.draw.drawn1',
    'market.draw.drawn3',
    'market.commit',
    'market.commit.3.last',
    'market.reveal',
    'market.reveal.1.last',
    'market.reveal.3.last',
    'market.accept.1',
    'market.accept.3',
    'market.decline',
    'market.handOver.1',
    'market.answer',
    'market.contest',
    'market.draw.contest',
    'market.reveal.contest.last',
    'market.settle.slash1of3',
    'market.settle.unserved',
    'market.claim',
  ],
};

describe('the figures of gas', () => {
  for (const [file, calls] of Object.entries(SHOWN)) {
    it(`in ${file} are those of snapshots/gas.json`, () => {
      const gas = JSON.parse(readText('snapshots/gas.json') ?? '{}') as Record<string, number>;
      const [, table] = /\| call \| gas \|\n\|---\|---:\|\n((?:\|.*\n)+)/.exec(readText(file) ?? '') ?? [];
      const shown = [...(table ?? '').matchAll(/\| ([\d,]+) \|$/gm)].map(([, figure]) => figure);
      assert.deepEqual(
        shown,
        calls.map((name) => gas[name]?.toLocaleString('en')),
      );
    });
  }
});

describe('the script of README.md', () => {
  let response: string;

  before(async () => {
    writeScript();
    const deployed = await node.run(['deploy'], { json: true });
    assert.equal(deployed.code, 0, deployed.stderr);
    const [, proved] = await hardhatPipe(['zk', 'example', '--circuit', CIRCUIT], ['zk', 'prove']);
    assert.equal(proved?.code, 0, proved?.stderr);
    response = proved?.stdout as string;
  });

  it('says when the key of a proof is not registered', async () => {
    const { code, stderr } = await verify(response);
    assert.equal(code, 1);
    assert.match(stderr, /the key of this proof is not registered/);
  });

  it('has what zk prove made accepted on chain, and nothing else (INV-13)', async () => {
    const registered = await node.run(['circuits', 'register'], { circuit: CIRCUIT });
    assert.equal(registered.code, 0, registered.stderr);
    assert.deepEqual(await verify(response), { code: 0, stdout: 'accepted\n', stderr: '' });
    const { publicInputs, context, ...rest } = JSON.parse(response);
    for (const altered of [
      { ...rest, publicInputs, context: { ...context, nonce: String(BigInt(context.nonce) + 1n) } },
      { ...rest, publicInputs, context: { ...context, step: context.step + 1 } },
      { ...rest, publicInputs: publicInputs.with(1, '5'), context },
    ]) {
      assert.deepEqual(await verify(altered), { code: 1, stdout: 'refused\n', stderr: '' });
    }
    assert.ok(existsSync(script));
  });
});
