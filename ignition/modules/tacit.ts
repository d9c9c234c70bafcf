import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';
import circuitRegistry from './circuit-registry.ts';
import inferenceMarket from './inference-market.ts';
import keyholders from './keyholders.ts';
import modelRegistry from './model-registry.ts';
import pedersenBench from './pedersen-bench.ts';
import proofDesk from './proof-desk.ts';
import training from './training.ts';

/** Everything that is deployed so far. None of it has an owner. */
export default buildModule('Tacit', (m) => ({
  ...m.useModule(circuitRegistry),
  ...m.useModule(proofDesk),
  ...m.useModule(keyholders),
  ...m.useModule(training),
  ...m.useModule(modelRegistry),
  ...m.useModule(inferenceMarket),
  ...m.useModule(pedersenBench),
}));
