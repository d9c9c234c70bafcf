// Keeps package-lock.json installable everywhere: `node scripts/lock.mjs` repairs it, `--check` only reports.
// Run it after every change of a dependency. A lock made anew starts without node_modules, or npm leaves the other
// platforms' packages out: rm -rf node_modules */node_modules package-lock.json && npm install --package-lock-only
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const before = readFileSync(file, 'utf8');
const lock = JSON.parse(before);
const repairs = [];
const faults = [];

/** The folder that a folder's package resolves from next: `a/node_modules/b` from `a`, everything from the root. */
const parentOf = (path) => (path.includes('/node_modules/') ? path.slice(0, path.lastIndexOf('/node_modules/')) : '');

function resolves(name, from) {
  for (let path = from; ; path = parentOf(path)) {
    if (`${path && `${path}/`}node_modules/${name}` in lock.packages) return true;
    if (path === '') return false;
  }
}

/** Whether a workspace's package.json asks for what the lock says it asks for: `npm ci` refuses anything else. */
function inStep(path, entry) {
  const manifest = JSON.parse(readFileSync(new URL(`../${path && `${path}/`}package.json`, import.meta.url), 'utf8'));
  return ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].every((kind) => {
    const list = (of) => JSON.stringify(Object.entries(of[kind] ?? {}).sort());
    return list(manifest) === list(entry);
  });
}

for (const [path, entry] of Object.entries(lock.packages)) {
  if (entry.extraneous) {
    repairs.push(`${path}: nothing needs it, and npm ci never installs it`);
    delete lock.packages[path];
    continue;
  }
  // npm silently skips an optional package whose `engines` exclude the Node that runs npm, which here is
  // the machine's own. Hardhat's native part runs under the pinned one.
  if (path.startsWith('node_modules/@nomicfoundation/edr') && entry.engines) {
    repairs.push(`${path}: its engines would make npm skip it`);
    delete entry.engines;
  }
  if (/^https?:/.test(entry.resolved ?? '')) {
    repairs.push(`${path}: its address binds the lock to one registry`);
    delete entry.resolved;
  }
  if (!path.includes('node_modules/') && !inStep(path, entry)) {
    faults.push(`${path || '.'}: package.json asks for something else, run npm install`);
  }
  if (path.includes('node_modules/') && !entry.link && !entry.inBundle && !entry.integrity) {
    faults.push(`${path}: has no integrity hash`);
  }
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!resolves(name, path))
      faults.push(`${path || '.'}: its optional ${name}@${version} is absent, npm ci refuses that`);
  }
}

const after = `${JSON.stringify(lock, null, 2)}\n`;
for (const fault of faults) console.error(`package-lock.json: ${fault}`);
if (process.argv.includes('--check')) {
  for (const repair of repairs) console.error(`package-lock.json: ${repair}`);
  if (after !== before) console.error('package-lock.json: run `npm run lock`');
  process.exitCode = after !== before || faults.length > 0 ? 1 : 0;
} else {
  if (after !== before) writeFileSync(file, after);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
