export {
  type Batch,
  checkBatch,
  featureRange,
  quantiseFeature,
  quantiseTarget,
  targetRange,
} from './batch.ts';
export { computeFinalisation, type Finalisation, meanMultiplier } from './finalise.ts';
export {
  BATCH_INDEX_BITS,
  deriveFormat,
  ELEMENT_BITS,
  type Format,
  LOSS_BITS,
  MAX_BATCHES,
  MAX_STEP_MULTIPLIER,
  MEAN_FRACTION,
  MULTIPLIER_BITS,
  RATE_BITS,
  wallOf,
} from './format.ts';
export { packSlots, packUpdate, packWeights, unpackSlots, unpackUpdate } from './packing.ts';
export {
  checkMultiplier,
  learningRateOf,
  learningRates,
  multiplierOf,
  nearestLearningRate,
  rateUnit,
} from './rate.ts';
export { clamp, quantise, roundShift, roundShiftWide } from './rounding.ts';
export { checkShape, KINDS, type Kind, parseShapeName, type Shape, shapeName } from './shape.ts';
export { computeStep, meanLoss, predict, predictClass, roundWeight, type Step, wallSide } from './step.ts';
export { checkWeights, quantiseWeights, realWeights, weightRange, zeroWeights } from './weights.ts';
