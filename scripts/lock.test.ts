import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';

const INTEGRITY = 'sha512-x';
const sound = () => ({
  packages: {
    '': { dependencies: { a: '1.0.0' } } as Record<string, unknown>,
    sdk: { version: '1.0.0' } as Record<string, unknown>,
    'node_modules/sdk': { resolved: 'sdk', link: true },
    'node_modules/a': { version: '1.0.0', integrity: INTEGRITY, optionalDependencies: { b: '2.0.0', c: '3.0.0' } },
    'node_modules/a/node_modules/b': { version: '2.0.0', integrity: INTEGRITY, optional: true },
    'node_modules/c': { version: '3.0.0', integrity: INTEGRITY, optional: true },
  } as Record<string, Record<string, unknown>>,
});

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lock-'));
  mkdirSync(join(root, 'scripts'));
  mkdirSync(join(root, 'sdk'));
  cpSync(new URL('./lock.mjs', import.meta.url), join(root, 'scripts/lock.mjs'));
  writeFileSync(join(root, 'package.json'), JSON.stringify({ dependencies: { a: '1.0.0' } }));
  writeFileSync(join(root, 'sdk/package.json'), '{}');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const file = () => join(root, 'package-lock.json');
const write = (lock: object) => writeFileSync(file(), `${JSON.stringify(lock, null, 2)}\n`);
const read = () => JSON.parse(readFileSync(file(), 'utf8'));
function run(...args: string[]) {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/lock.mjs'), ...args], {
    encoding: 'utf8',
  });
  return { status, stderr };
}

describe('lock', () => {
  it('accepts a sound lock and leaves it alone', () => {
    write(sound());
    assert.deepEqual(run('--check'), { status: 0, stderr: '' });
    assert.deepEqual(run(), { status: 0, stderr: '' });
    assert.deepEqual(read(), sound());
  });

  const repairable: [string, string, object][] = [
    ['an extraneous entry', 'node_modules/x', { version: '1.0.0', integrity: INTEGRITY, extraneous: true }],
    ['a registry address', 'node_modules/c', { ...sound().packages['node_modules/c'], resolved: 'https://host/c.tgz' }],
    [
      "engines of Hardhat's native part",
      'node_modules/@nomicfoundation/edr-linux-x64-gnu',
      { version: '1.0.0', integrity: INTEGRITY, optional: true, engines: { node: '>= 22' } },
    ],
  ];
  for (const [title, path, entry] of repairable) {
    it(`reports and repairs ${title}`, () => {
      const lock = sound();
      lock.packages[path] = entry as Record<string, unknown>;
      write(lock);
      const checked = run('--check');
      assert.equal(checked.status, 1);
      assert.ok(checked.stderr.includes(path), checked.stderr);
      assert.deepEqual(read(), lock);
      assert.equal(run().status, 0);
      assert.deepEqual(run('--check'), { status: 0, stderr: '' });
    });
  }

  const faults: [string, (packages: Record<string, Record<string, unknown>>) => void, RegExp][] = [
    ['an absent optional package', (p) => delete p['node_modules/a/node_modules/b'], /optional b@2\.0\.0 is absent/],
    ['a package without integrity', (p) => delete p['node_modules/c']?.integrity, /c: has no integrity/],
    ['a lock out of step', (p) => delete p['']?.dependencies, /\.: package\.json asks for something else/],
    [
      "a workspace's lock out of step",
      (p) => Object.assign(p.sdk ?? {}, { devDependencies: { c: '3.0.0' } }),
      /sdk: package\.json asks/,
    ],
  ];
  for (const [title, damage, message] of faults) {
    it(`refuses ${title}, with and without --check`, () => {
      const lock = sound();
      damage(lock.packages);
      write(lock);
      for (const args of [['--check'], []]) {
        const { status, stderr } = run(...args);
        assert.equal(status, 1);
        assert.match(stderr, message);
      }
    });
  }
});
