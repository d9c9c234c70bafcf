import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';

const WEEK = 7n * 24n * 3600n;

/** Keeps the stakes and keys of committee members. */
export default buildModule('Keyholders', (m) => {
  const unbondingDelay = m.getParameter('unbondingDelay', WEEK);
  return { keyholders: m.contract('Keyholders', [unbondingDelay]) };
});
