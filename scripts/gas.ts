// Writes snapshots/gas-verifier.json and snapshots/gas.json: what contracts cost, measured on whole transactions with the
// optimiser on. --check compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeSizes } from './gas/chain.ts';
import { measureDisputes } from './gas/disputes.ts';
import { measureInference } from './gas/inference.ts';
import { measureUpdates } from './gas/updates.ts';
import { measureProofs } from './gas/verifier.ts';
import { ROOT } from './support/repository.ts';

async function measureOthers(): Promise<Record<string, number>> {
  const sizes = (await codeSizes()).map(([name, size]): [string, number] => [`code.${name}`, size]);
  const training = { ...(await measureUpdates()), ...(await measureDisputes()) };
  return { ...training, ...(await measureInference()), ...Object.fromEntries(sizes) };
}

const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim().replace(/,$/, ''));

/** Lines that the other text does not have, for whoever looks at the difference. */
const missingFrom = (text: string, other: string): string[] => {
  const there = new Set(linesOf(other));
  return linesOf(text).filter((line) => !there.has(line));
};

function readCurrent(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

const check = process.argv.includes('--check');
const files = { 'gas-verifier.json': await measureProofs(), 'gas.json': await measureOthers() };
for (const [name, figures] of Object.entries(files)) {
  const path = join(ROOT, 'snapshots', name);
  const text = `${JSON.stringify(figures, null, 2)}\n`;
  const current = readCurrent(path);
  if (!check) {
    writeFileSync(path, text);
    console.log(`written: snapshots/${name}`);
  } else if (current !== text) {
    console.error(`snapshots/${name} is out of date; look at the difference and run scripts/gas.ts`);
    for (const line of missingFrom(current, text)) console.error(`  - ${line}`);
    for (const line of missingFrom(text, current)) console.error(`  + ${line}`);
    process.exitCode = 1;
  }
}
