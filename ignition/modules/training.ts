import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';
import circuitRegistry from './circuit-registry.ts';
import keyholders from './keyholders.ts';

/** Runs tasks. One contract is too small for it, so most of it lies in libraries, which anybody may call and nobody owns. */
export default buildModule('Training', (m) => {
  const { circuitRegistry: circuits } = m.useModule(circuitRegistry);
  const { keyholders: members } = m.useModule(keyholders);
  const libraries = {
    Tasks: m.library('Tasks'),
    Rounds: m.library('Rounds'),
    ShareDisputes: m.library('ShareDisputes'),
    SumDisputes: m.library('SumDisputes'),
  };
  return { training: m.contract('Training', [circuits, members], { libraries }) };
});
