import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { commit } from '../../sdk/src/commitment/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cli = fileURLToPath(new URL('../../node_modules/hardhat/dist/src/cli.js', import.meta.url));

/** Runs `hardhat pedersen ...` as a script would: no terminal, all three streams are pipes. */
async function pedersen(args: readonly string[], input: unknown = '') {
  const child = spawn(process.execPath, [cli, 'pedersen', ...args], {
    cwd: root,
    env: { ...process.env, TACIT_DEBUG: '' },
  });
  child.stdin.on('error', () => {}); // The task may end without reading.
  child.stdin.end(typeof input === 'string' ? input : JSON.stringify(input));
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  return { code, stdout, stderr };
}

const committed = (value: bigint, blinding: bigint) => commit(value, { blinding }).commitment;

describe('pedersen tasks', { concurrency: 2 }, () => {
  it('commit, then verify what it printed', async () => {
    const made = await pedersen(['commit', '--value', '42', '--json']);
    assert.deepEqual([made.code, made.stderr], [0, '']);
    const { commitment, value, blinding } = JSON.parse(made.stdout);
    assert.equal(commitment, committed(42n, BigInt(blinding)));
    assert.equal(value, '42');
    const verified = await pedersen(['verify', '--input', '-', '--json'], made.stdout);
    assert.deepEqual([verified.code, JSON.parse(verified.stdout), verified.stderr], [0, { valid: true }, '']);
  });

  it('commit tells a person the commitment and the blinding', async () => {
    const { code, stdout, stderr } = await pedersen(['commit', '--value', '0x2a', '--blinding', '7']);
    assert.deepEqual([code, stderr], [0, '']);
    assert.ok(stdout.startsWith(`commitment  ${committed(42n, 7n)}\nblinding    7\n`));
  });

  it('verify ends with 1 for a wrong value', async () => {
    const opening = ['--value', '41', '--blinding', '7'];
    const { code, stdout, stderr } = await pedersen([
      'verify',
      '--commitment',
      committed(42n, 7n),
      ...opening,
      '--json',
    ]);
    assert.deepEqual([code, JSON.parse(stdout), stderr], [1, { valid: false }, '']);
  });

  it('add and aggregate give the commitment to the sum', async () => {
    const [a, b] = [committed(3n, 4n), committed(5n, 6n)];
    const sum = committed(8n, 10n);
    const added = await pedersen(['add', '--a', a, '--b', b]);
    assert.deepEqual(added, { code: 0, stdout: `${sum}\n`, stderr: '' });
    const { code, stdout, stderr } = await pedersen(['aggregate', '--json'], [a, b]);
    assert.deepEqual([code, JSON.parse(stdout), stderr], [0, { commitment: sum, count: 2 }, '']);
  });

  const opening = ['--value', '1', '--blinding', '2'];
  const refusals: [title: string, args: string[], input: unknown, code: string][] = [
    ['commit to nothing', ['commit'], '', 'FIELD_MISSING'],
    ['commit to a negative number', ['commit', '--value', '-5'], '', 'SCALAR_INVALID'],
    ['verify the identity', ['verify', '--commitment', `0x${'0'.repeat(128)}`, ...opening], '', 'POINT_INVALID'],
    ['aggregate an empty list', ['aggregate'], [], 'COMMITMENTS_EMPTY'],
    ['aggregate what is no JSON', ['aggregate', '--json'], '["0x', 'INPUT_NOT_JSON'],
  ];
  for (const [title, args, input, expected] of refusals) {
    it(`refuse to ${title}: exit code 2, one line, no stack`, async () => {
      const { code, stdout, stderr } = await pedersen(args, input);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, new RegExp(`^error ${expected}: [^\n]+\n$`));
    });
  }
});
