import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';

/** Keeps verifying keys. `developmentAllowed` admits keys whose trapdoor is public for tasks with stakes: only for tests. */
export default buildModule('CircuitRegistry', (m) => {
  const developmentAllowed = m.getParameter('developmentAllowed', false);
  return { circuitRegistry: m.contract('CircuitRegistry', [developmentAllowed]) };
});
