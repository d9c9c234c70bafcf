import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { deploymentRecord } from '../../scripts/network/contracts.ts';
import { ROOT } from '../../scripts/support/repository.ts';
import { seededRandomness } from '../../scripts/support/seeded-randomness.ts';
import { temporaryFolder } from '../support/temporary.ts';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm start`, without npm. */
function start(args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['scripts/start.ts', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const parts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      parts[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...parts }));
  });
}

interface Encrypted {
  readonly samples: number;
  readonly same: number;
  readonly keyBytes: number;
  readonly requestBytes: number;
}

/** The summary that `--json` ends with. */
async function summaryOf(
  t: TestContext,
  args: readonly string[],
): Promise<Record<string, number> & { circuit?: unknown } & { encrypted?: Encrypted }> {
  const began = performance.now();
  const { code, stdout, stderr } = await start(['--once', '--json', ...args]);
  assert.equal(code, 0, stderr);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, 1);
  t.diagnostic(`${((performance.now() - began) / 1000).toFixed(0)} s: ${lines[0]}`);
  return JSON.parse(lines[0] as string);
}

const pidOf = (file: string): number => (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('npm start', () => {
  it('trains on iris as well as floats do, every proof verified on chain (INV-11, INV-44)', async (t) => {
    const summary = await summaryOf(t, []);
    const { accuracy = 0, baselineAccuracy = 0, testRows = 0 } = summary;
    assert.ok(accuracy >= 0.9, `${accuracy}`);
    assert.ok(Math.abs(accuracy - baselineAccuracy) <= 1 / testRows + 1e-9, `${accuracy}, floats ${baselineAccuracy}`);
    assert.deepEqual([summary.rounds, summary.proofsVerified, summary.excluded], [4, 4 * (5 * 8 + 1), 0]);
    // Eight steps alone, as snapshots/gas.json has them for each, and a little more for the first of a round.
    assert.ok(Number(summary.gasPerUpdate) > 750_000 && Number(summary.gasPerUpdate) < 900_000);
    assert.ok(Number(summary.proofSeconds) > 0 && Number(summary.bytesPerTrainer) > 1000);
    assert.deepEqual([summary.encrypted?.samples, summary.encrypted?.same], [1, 1]);
  });

  it('predicts a hundred encrypted digits as the model predicts them in plaintext', async (t) => {
    const little = ['--trainers', '3', '--rounds', '1', '--steps', '2'];
    const { encrypted } = await summaryOf(t, ['--data', 'digits', ...little, '--predict', '100']);
    assert.deepEqual([encrypted?.samples, encrypted?.same], [100, 100]);
    // Keys once for all of them, and this much up for each.
    assert.ok(Number(encrypted?.keyBytes) <= 10_400_000 && Number(encrypted?.requestBytes) <= 200_000);
  });

  it('gets through with trainers that leave, keyholders that are killed and one who cheats (INV-49, INV-50)', async (t) => {
    const trouble = ['--dropouts', '1', '--lost-keyholders', '2', '--cheater'];
    const summary = await summaryOf(t, ['--rounds', '2', '--steps', '1', ...trouble]);
    const proofs = 5 + 1 + (3 + 1);
    assert.deepEqual([summary.rounds, summary.excluded, summary.proofsVerified], [2, 1, proofs]);
  });

  it('trains on a file of numbers, of a shape that nobody declared', async (t) => {
    const random = seededRandomness(5);
    const rows = Array.from({ length: 60 }, () => [random.next(), random.next(), random.next()]);
    const lines = rows.map(([a = 0, b = 0, c = 0]) => [a, b, c, 3 * a - 2 * b + c].map((x) => x.toFixed(4)).join(','));
    const csv = join(temporaryFolder(), 'rows.csv');
    writeFileSync(csv, ['a,b,c,y', ...lines].join('\n'));
    const summary = await summaryOf(t, ['--csv', csv, '--trainers', '3', '--rounds', '1', '--steps', '1']);
    const { error = Number.NaN, baselineError = Number.NaN } = summary;
    assert.deepEqual([summary.circuit, summary.proofsVerified], ['linear-3x1-b8', 4]);
    // Of a number all bits are the same.
    assert.deepEqual([summary.encrypted?.samples, summary.encrypted?.same], [1, 1]);
    assert.ok(Math.abs(error - baselineError) < 0.05 * baselineError, `${error}, floats ${baselineError}`);
  });

  it('leaves no process and no file behind when it is broken off', async () => {
    const state = temporaryFolder();
    const args = ['scripts/start.ts', '--once', '--trainers', '3', '--rounds', '1', '--state', state];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error('it ended before anybody wanted it to')));
      child.stdout.setEncoding('utf8').on('data', (text: string) => text.includes('Round 1') && resolve());
    });
    const workers = ['pin-node', ...[1, 2, 3, 4, 5].map((index) => `keyholder-${index}`)];
    const pids = workers.map((name) => pidOf(join(state, name, 'state/worker.json')));
    assert.ok(pids.every(isAlive));
    const record = deploymentRecord(1_000_000_000 + (child.pid as number));
    assert.ok(existsSync(record));
    const code = await new Promise((resolve) => {
      child.once('exit', resolve);
      child.kill('SIGTERM');
    });
    assert.equal(code, 143);
    assert.ok(!existsSync(record));
    const until = performance.now() + 30_000;
    while (pids.some(isAlive) && performance.now() < until) await wait(100);
    assert.deepEqual(pids.filter(isAlive), []);
  });

  for (const [what, args] of [
    ['a threshold that the contract refuses', ['--keyholders', '5', '--threshold', '4']],
    ['keyholders lost beyond the threshold', ['--lost-keyholders', '3']],
    ['trainers that leave until two are not left', ['--trainers', '3', '--dropouts', '2']],
    ['an unknown option', ['--trainer', '3']],
    ['a file that is not there', ['--csv', 'nowhere.csv']],
    ['a column without a file', ['--target', 'species']],
    ['a rate that is none', ['--rate', '-1']],
    ['more predictions than there are rows for', ['--predict', '101']],
  ] as const) {
    it(`refuses ${what} in one line`, async () => {
      const { code, stdout, stderr } = await start([...args, '--once']);
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, /^npm start: [^\n]+\n$/);
    });
  }
});
