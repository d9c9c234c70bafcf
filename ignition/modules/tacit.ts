import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';
import circuitRegistry from './circuit-registry.ts';
import keyholders from './keyholders.ts';
import pedersenBench from './pedersen-bench.ts';

/** Everything that is deployed so far. None of it depends on another, and none has an owner. */
export default buildModule('Tacit', (m) => ({
  ...m.useModule(circuitRegistry),
  ...m.useModule(keyholders),
  ...m.useModule(pedersenBench),
}));
