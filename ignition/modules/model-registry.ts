import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';
import circuitRegistry from './circuit-registry.ts';
import training from './training.ts';

/** Keeps published models, and checks those that were trained here. */
export default buildModule('ModelRegistry', (m) => {
  const { circuitRegistry: circuits } = m.useModule(circuitRegistry);
  const { training: rounds } = m.useModule(training);
  return { modelRegistry: m.contract('ModelRegistry', [circuits, rounds]) };
});
