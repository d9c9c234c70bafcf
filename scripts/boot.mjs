// The first command of a fresh clone: `node scripts/boot.mjs [script] [arguments]`, behind `npm test` and the like.
// Installs the locked dependencies when they are not there, then runs the script under the pinned Node.
// Whatever Node the machine has runs this file, so it needs no dependency and nothing newer than Node 18.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, delimiter, join, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...path) => join(root, ...path);
const windows = process.platform === 'win32';
const say = (message) => process.stderr.write(`boot: ${message}\n`);

/** What went wrong in words for a person; everything else is a bug and keeps its stack. */
class Refusal extends Error {}

/** The Node that npm installed for this platform, if one is published for it. */
function pinnedNode() {
  const { platform, arch } = process;
  const names = [`node-${windows ? 'win' : platform}-${arch}`, `node-bin-${platform}-${arch}`];
  return names.map((name) => at('node_modules', name, 'bin', windows ? 'node.exe' : 'node')).find(existsSync);
}

function suitableNode() {
  const node = pinnedNode();
  if (node) return node;
  // From these on, Node strips types without a flag and runs everything the pinned one does.
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 15) || (major === 22 && minor >= 19)) return process.execPath;
  throw new Refusal(`no Node is published for this platform on npm: install Node 24.15 or newer (${process.version})`);
}

/** npm writes node_modules/.package-lock.json last, so it also proves that an install came to its end. */
function installed() {
  try {
    const packages = (...path) => JSON.parse(readFileSync(at(...path), 'utf8')).packages;
    const have = packages('node_modules', '.package-lock.json');
    return Object.entries(packages('package-lock.json')).every(([path, want]) => {
      if (!path.includes('node_modules/')) return true;
      if (have[path]) return have[path].version === want.version;
      return Boolean(want.optional || want.devOptional || want.peer);
    });
  } catch {
    return false;
  }
}

const lock = at('.boot-lock');
const BEAT = 1000;
const DEAD_AFTER = 30_000;

/** True when the lock's owner is gone: no such process, or (its number may be another's by now) no sign of life. */
function abandoned() {
  try {
    if (Date.now() - statSync(lock).mtimeMs > DEAD_AFTER) return true;
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Takes the lock if it is free or abandoned. Renaming first lets only one of several takers remove it. */
function takeLock() {
  if (existsSync(lock) && abandoned()) {
    const old = `${lock}.${process.pid}`;
    try {
      renameSync(lock, old);
    } catch {
      return false;
    }
    rmSync(old, { recursive: true, force: true });
  }
  try {
    mkdirSync(lock);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(lock, 'pid'), String(process.pid));
  return true;
}

/** Two first commands in two terminals must not install over each other. */
async function whileLocked(work) {
  for (let waiting = false; !takeLock(); waiting = true) {
    if (!waiting) say('waiting for the install that another command started');
    await wait(500);
  }
  const beat = setInterval(() => {
    try {
      utimesSync(lock, new Date(), new Date());
    } catch {} // taken away while the machine slept: the install goes on, and the next command checks it
  }, BEAT);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Runs a program to its end and passes signals on to it; resolves to a shell's exit code. */
function execute(file, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, ...options });
    // A terminal sends Ctrl-C to the whole group, so the program has it already; `kill` reaches this process only.
    const pass = (signal) => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const each of signals) process.off(each, pass);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** What the outer npm call was asked for (-w, --omit, --ignore-scripts, NODE_ENV …) must not shape the install. */
function installEnvironment() {
  const asked = /^(NODE_ENV|INIT_CWD|npm_(command|lifecycle_|package_))/;
  const option =
    /^npm_config_(workspaces?|include_workspace_root|omit|include|only|production|dev|ignore_scripts|if_present|global|location|dry_run|package_lock.*|legacy_peer_deps)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => !asked.test(key) && !option.test(key)));
}

async function install() {
  if (installed()) return; // by the command that we waited for
  if (windows && process.execPath.startsWith(at('node_modules') + sep)) {
    throw new Refusal('the dependencies changed: run `npm ci` once (Windows cannot replace the running node.exe)');
  }
  say('installing the locked dependencies: once, about a minute');
  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 1000);
  // On a terminal npm itself shows that it is at work.
  const report = process.stderr.isTTY ? undefined : setInterval(() => say(`installing, ${seconds()} s`), 10_000);
  const args = ['ci', '--no-audit', '--no-fund', '--include=dev', '--include=optional', '--include=peer'];
  const { npm_execpath: npm = '', npm_node_execpath: node = process.execPath } = process.env;
  const options = { env: installEnvironment(), stdio: ['ignore', 2, 2] };
  const known = basename(npm) === 'npm-cli.js';
  const code = await (known
    ? execute(node, [npm, ...args], options)
    : execute('npm', args, { ...options, shell: windows })
  )
    .catch((error) => {
      throw new Refusal(`npm did not start: ${error.message}`);
    })
    .finally(() => clearInterval(report));
  if (code !== 0) throw new Refusal(`npm ci failed with exit code ${code}; its messages are above`);
  if (!installed()) throw new Refusal('npm ci left packages out; its messages are above');
  say(`installed in ${seconds()} s`);
}

async function boot([script, ...args]) {
  if (!installed()) await whileLocked(install);
  const node = suitableNode();
  if (!script) return 0;
  const path = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const env = {
    ...process.env,
    [path]: [at('node_modules', '.bin'), process.env[path]].join(delimiter),
    NODE: node,
    npm_node_execpath: node,
  };
  return execute(node, [at(script), ...args], { env, stdio: 'inherit' });
}

try {
  process.exitCode = await boot(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  say(error.message);
  process.exitCode = 1;
}
