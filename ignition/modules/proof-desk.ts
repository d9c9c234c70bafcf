import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';
import circuitRegistry from './circuit-registry.ts';

/** Verifies single proofs for whoever asks. */
export default buildModule('ProofDesk', (m) => {
  const { circuitRegistry: circuits } = m.useModule(circuitRegistry);
  return { proofDesk: m.contract('ProofDesk', [circuits]) };
});
