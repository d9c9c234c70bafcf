import { buildModule } from '@nomicfoundation/hardhat-ignition/modules';
import modelRegistry from './model-registry.ts';

const WEEK = 7n * 24n * 3600n;
/** A place in the draw costs this much for as long as it is held: pools that nobody serves would cost little otherwise. */
const LEAST_STAKE = 10n ** 17n;

/** Keeps workers' stakes, users' escrow and jobs. What ends a job's phases lies in a library that nobody owns. */
export default buildModule('InferenceMarket', (m) => {
  const { modelRegistry: models } = m.useModule(modelRegistry);
  const leastStake = m.getParameter('leastStake', LEAST_STAKE);
  const unbondingDelay = m.getParameter('unbondingDelay', WEEK);
  const libraries = { JobSteps: m.library('JobSteps') };
  return { inferenceMarket: m.contract('InferenceMarket', [models, leastStake, unbondingDelay], { libraries }) };
});
