import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

const LOCK = {
  packages: {
    '': {},
    'node_modules/needed': { version: '1.0.0' },
    'node_modules/other-platform': { version: '1.0.0', optional: true },
  },
};
// Stands in for npm: notes how it was called, waits for `go` if told to, then installs `npm-installs.json` or fails.
const NPM = `
const { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
appendFileSync('npm-calls.jsonl', JSON.stringify({ args: process.argv.slice(2), env: process.env }) + '\\n');
const timer = setInterval(() => {
  if (process.env.NPM_WAITS && !existsSync('go')) return;
  clearInterval(timer);
  if (!existsSync('npm-installs.json')) process.exit(9);
  mkdirSync('node_modules', { recursive: true });
  writeFileSync('node_modules/.package-lock.json', readFileSync('npm-installs.json'));
}, 10);
`;
const SCRIPT = `
const { argv, env, execPath }: NodeJS.Process = process;
console.log(JSON.stringify({ args: argv.slice(2), path: env.PATH, node: env.npm_node_execpath, execPath }));
if (argv[2] === 'wait') setInterval(() => {}, 1000);
else process.exitCode = Number(argv[2] ?? 0);
`;

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'boot-'));
  await mkdir(join(root, 'scripts'));
  await cp(new URL('./boot.mjs', import.meta.url), join(root, 'scripts/boot.mjs'));
  await writeFile(join(root, 'package.json'), '{ "type": "module" }');
  await writeFile(join(root, 'package-lock.json'), JSON.stringify(LOCK));
  await mkdir(join(root, 'npm'));
  await writeFile(join(root, 'npm/package.json'), '{ "type": "commonjs" }');
  await writeFile(join(root, 'npm/npm-cli.js'), NPM);
  await writeFile(join(root, 'scripts/work.ts'), SCRIPT);
  await installs({ 'node_modules/needed': { version: '1.0.0' } });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const installs = (packages: object) => writeFile(join(root, 'npm-installs.json'), JSON.stringify({ packages }));

function start(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(root, 'scripts/boot.mjs'), ...args], {
    env: { ...process.env, npm_execpath: join(root, 'npm/npm-cli.js'), npm_node_execpath: process.execPath, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, out, err })),
  );
  return { child, ended, errors: () => err, output: () => out };
}
const boot = (args: string[], env?: Record<string, string>) => start(args, env).ended;

async function npmCalls(): Promise<{ args: string[]; env: Record<string, string> }[]> {
  const path = join(root, 'npm-calls.jsonl');
  if (!existsSync(path)) return [];
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    assert.ok(tries < 1500, 'waited for half a minute');
    await wait(20);
  }
}

describe('boot', () => {
  it('installs once, then runs the script with its arguments whole and hands its exit code back', async () => {
    const first = await boot(['scripts/work.ts', '7', 'two words']);
    assert.equal(first.code, 7, first.err);
    const { args, path, node, execPath } = JSON.parse(first.out);
    assert.deepEqual(args, ['7', 'two words']);
    assert.ok(path.startsWith(join(root, 'node_modules', '.bin')));
    assert.equal(node, execPath);
    assert.match(first.err, /installing the locked dependencies/);

    const second = await boot(['scripts/work.ts']);
    assert.deepEqual([second.code, second.err], [0, '']);
    assert.equal((await npmCalls()).length, 1);
  });

  it('installs again when the lock has moved on', async () => {
    await boot([]);
    const lock = { packages: { 'node_modules/needed': { version: '1.0.1' } } };
    await writeFile(join(root, 'package-lock.json'), JSON.stringify(lock));
    await installs(lock.packages);
    assert.equal((await boot([])).code, 0);
    assert.equal((await npmCalls()).length, 2);
  });

  it('keeps the flags of the outer npm away from the install', async () => {
    const leaks = { NODE_ENV: 'production', npm_config_omit: 'optional', npm_config_ignore_scripts: 'true' };
    await boot([], { ...leaks, npm_config_cache: 'kept', npm_command: 'test' });
    const [call] = await npmCalls();
    assert.deepEqual(call?.args.slice(0, 1), ['ci']);
    for (const kind of ['dev', 'optional', 'peer']) assert.ok(call?.args.includes(`--include=${kind}`));
    for (const name of [...Object.keys(leaks), 'npm_command']) assert.equal(call?.env[name], undefined, name);
    assert.equal(call?.env.npm_config_cache, 'kept');
  });

  it('releases the lock and says so in one line when the install fails', async () => {
    await rm(join(root, 'npm-installs.json'));
    const { code, err, out } = await boot(['scripts/work.ts']);
    assert.equal(code, 1);
    assert.match(err, /boot: npm ci failed with exit code 9; its messages are above\n$/);
    assert.equal(out, '');
    assert.ok(!existsSync(join(root, '.boot-lock')));
  });

  it('refuses an install that left something out', async () => {
    await installs({});
    const { code, err } = await boot([]);
    assert.equal(code, 1);
    assert.match(err, /npm ci left packages out/);
  });

  it('lets two first commands share one install', async () => {
    const first = start(['scripts/work.ts'], { NPM_WAITS: '1' });
    await until(() => existsSync(join(root, 'npm-calls.jsonl')));
    const second = start(['scripts/work.ts']);
    await until(() => second.errors().includes('waiting for the install'));
    await writeFile(join(root, 'go'), '');
    assert.equal((await first.ended).code, 0);
    assert.equal((await second.ended).code, 0);
    assert.equal((await npmCalls()).length, 1);
  });

  it('takes over the lock of a process that is gone, and of one that shows no life', async () => {
    const lock = join(root, '.boot-lock');
    const gone = start(['scripts/work.ts']);
    await gone.ended;
    for (const [pid, age] of [
      [gone.child.pid, 0],
      [process.pid, 60],
    ] as const) {
      await rm(join(root, 'node_modules'), { recursive: true, force: true });
      await mkdir(lock);
      await writeFile(join(lock, 'pid'), String(pid));
      const then = Date.now() / 1000 - age;
      await utimes(lock, then, then);
      const { code, err } = await boot([]);
      assert.equal(code, 0, err);
      assert.ok(!err.includes('waiting') && !existsSync(lock));
    }
  });

  it('stops the install when it is stopped, and releases the lock', {
    skip: process.platform === 'win32',
  }, async () => {
    const { child, ended } = start([], { NPM_WAITS: '1' });
    await until(() => existsSync(join(root, 'npm-calls.jsonl')));
    child.kill('SIGTERM');
    const { code, err } = await ended;
    assert.equal(code, 1);
    assert.match(err, /npm ci failed with exit code 143/);
    assert.ok(!existsSync(join(root, '.boot-lock')));
  });

  it('passes a signal on to the script', { skip: process.platform === 'win32' }, async () => {
    const { child, ended, output } = start(['scripts/work.ts', 'wait']);
    await until(() => output() !== '');
    child.kill('SIGTERM');
    assert.equal((await ended).code, 143);
  });
});
