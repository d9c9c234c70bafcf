import { createRequire } from 'node:module';
import toolbox from '@nomicfoundation/hardhat-toolbox';
import { defineConfig } from 'hardhat/config';
import { tasks } from './tasks/index.ts';

// The compiler comes with the locked dependencies. Hardhat downloads one for any profile that has no `path`,
// and does not compare `version` with what it finds there: keep it in step with solc in package.json.
const solc = { version: '0.8.37', path: createRequire(import.meta.url).resolve('solc/soljson.js') };

export default defineConfig({
  plugins: [toolbox],
  tasks,
  solidity: {
    splitTestsCompilation: true,
    profiles: {
      default: solc,
      production: { ...solc, settings: { optimizer: { enabled: true, runs: 200 }, viaIR: true } },
    },
  },
  test: {
    solidity: {
      fuzz: { runs: 256 },
      invariant: { runs: 32, depth: 64, failOnRevert: true },
      fsPermissions: { readDirectory: ['./test/vectors'] },
    },
  },
});
