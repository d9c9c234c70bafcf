export {
  type Blur,
  type BlurredValues,
  blurredValues,
  blurValues,
  checkBlur,
  checkNoise,
  gridOf,
  LEAST_NOISE_RATIO,
  reachOf,
} from './blur.ts';
export {
  answerBytes,
  blurIntermediate,
  type HandOverSize,
  handOverBytes,
  type Intermediate,
  type IntermediateOptions,
  type OpenAnswerOptions,
  type OpenHandOverOptions,
  openAnswer,
  openHandOver,
  REFUSED_ANSWER,
  type SealAnswerOptions,
  type SealHandOverOptions,
  sealAnswer,
  sealHandOver,
} from './hand-over.ts';
export { EFFORT, leastEffort, type Meter, type MeterOptions, meterOf } from './meter.ts';
export type { ImageShape } from './prior.ts';
export { type SplitRecommendation, splitRecommendation } from './recommendation.ts';
export {
  checkSealingKey,
  createSealingKeys,
  type JobScope,
  MOST_SEALED_BYTES,
  SEALING_KEY_BYTES,
  type SealingKeys,
  sealingKeysOf,
} from './sealing.ts';
