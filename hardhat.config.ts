import { createRequire } from 'node:module';
import toolbox from '@nomicfoundation/hardhat-toolbox';
import { configVariable, defineConfig } from 'hardhat/config';
import { tasks } from './tasks/index.ts';

// The compiler comes with the locked dependencies. Hardhat downloads one for any profile that has no `path`,
// and does not compare `version` with what it finds there: keep it in step with solc in package.json.
const solc = { version: '0.8.37', path: createRequire(import.meta.url).resolve('solc/soljson.js') };

export default defineConfig({
  plugins: [toolbox],
  tasks,
  networks: {
    // Tests run contracts as the compiler first writes them, which is what coverage and stack traces can read. Optimised,
    // as they are deployed, all of them fit: snapshots/gas.json holds their sizes.
    default: { type: 'edr-simulated', chainType: 'l1', allowUnlimitedContractSize: true },
    // What `npx hardhat node` starts. Phases of a round end by the time of blocks, so an idle chain makes some too.
    node: { type: 'edr-simulated', chainType: 'l1', mining: { auto: true, interval: 4000 } },
    // How tasks reach it; TACIT_NODE is for a node at another port.
    localhost: { type: 'http', chainType: 'l1', url: process.env.TACIT_NODE ?? 'http://127.0.0.1:8545' },
    sepolia: {
      type: 'http',
      chainType: 'l1',
      url: configVariable('SEPOLIA_RPC_URL'),
      accounts: [configVariable('SEPOLIA_PRIVATE_KEY')],
    },
  },
  solidity: {
    splitTestsCompilation: true,
    profiles: {
      default: solc,
      // One run of the compiler for all contracts: a third of the time that one run for each takes.
      production: { ...solc, isolated: false, settings: { optimizer: { enabled: true, runs: 200 }, viaIR: true } },
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
