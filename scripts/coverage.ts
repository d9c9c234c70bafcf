// What of the contracts the Solidity tests run through: writes coverage/lcov.info and fails below the limits. Contracts
// that only tests use do not count. Tests in TypeScript run the same contracts, and are not counted either.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import config from '../hardhat.config.ts';
import { type FileCoverage, parseLcov, percentOf } from './support/lcov.ts';
import { ROOT } from './support/repository.ts';

const LEAST_OF_ALL = 95;
const LEAST_OF_A_FILE = 90;
const REPORT = join(ROOT, 'coverage/lcov.info');

const isCounted = ({ path }: FileCoverage): boolean =>
  path.startsWith('contracts/') && !path.startsWith('contracts/test/') && !path.endsWith('.t.sol');

/** An instrumented build lies apart, so that the tests find theirs as they left it. */
const paths = { artifacts: join(ROOT, 'build/coverage/artifacts'), cache: join(ROOT, 'build/coverage/cache') };
const hre = await createHardhatRuntimeEnvironment({ ...config, paths }, { coverage: true }, ROOT);
rmSync(REPORT, { force: true });
const result = await hre.tasks.getTask(['test', 'solidity']).run();
if (!result.success) {
  console.error('the Solidity tests fail when the contracts are instrumented');
  process.exit(1);
}
const files = parseLcov(readFileSync(REPORT, 'utf8')).filter(isCounted);
for (const { path, lines, hit, missed } of files.toSorted((a, b) => a.path.localeCompare(b.path))) {
  const note = missed.length === 0 ? '' : `  not reached: ${missed.join(', ')}`;
  console.log(`${((100 * hit) / lines).toFixed(1).padStart(6)} %  ${path}${note}`);
}
const low = files.filter((file) => percentOf([file]) < LEAST_OF_A_FILE);
const total = percentOf(files);
console.log(`${total.toFixed(1).padStart(6)} %  of ${files.reduce((sum, { lines }) => sum + lines, 0)} lines`);
if (files.length === 0 || total < LEAST_OF_ALL || low.length > 0) {
  console.error(`at least ${LEAST_OF_ALL} % of all lines, and ${LEAST_OF_A_FILE} % of each file's, must be reached`);
  process.exitCode = 1;
}
