// Writes everything that follows from circuits/circuits.json and from the contracts; with --check, only says what is
// out of date.
import { defaultLocations, writeGeneratedFiles } from '@tacit/sdk/node';
import { writeContractAbis } from './support/contract-abis.ts';

const check = process.argv.includes('--check');
const stale = [...writeGeneratedFiles(defaultLocations(), { check }), ...writeContractAbis({ check })];
for (const path of stale) console.log(`${check ? 'out of date' : 'brought up to date'}: ${path}`);
if (check && stale.length > 0) {
  console.error('run: npm run generate');
  process.exitCode = 1;
}
