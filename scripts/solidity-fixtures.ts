// Writes test/vectors/solidity, which the Solidity tests read: a key, real proofs under it, and attacks on them.
// Proofs are random and take a minute; they are kept while they verify. --check only says what is out of date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFixtures } from '../test/contracts/support/fixtures.ts';
import { endProver } from '../test/support/real-proofs.ts';
import { ROOT } from './support/repository.ts';

const check = process.argv.includes('--check');
const folder = join(ROOT, 'test/vectors/solidity');

function isCurrent(path: string, text: string): boolean {
  try {
    return readFileSync(path, 'utf8') === text;
  } catch {
    return false;
  }
}

mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(await makeFixtures(folder))) {
  const path = join(folder, name);
  if (isCurrent(path, text)) continue;
  console.log(`${check ? 'out of date' : 'written'}: test/vectors/solidity/${name}`);
  if (check) process.exitCode = 1;
  else writeFileSync(path, text);
}
if (process.exitCode === 1) console.error('run: node scripts/boot.mjs scripts/solidity-fixtures.ts');
await endProver();
