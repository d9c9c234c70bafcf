export { checkCiphertexts, ciphertextBytes, ciphertextsBytes } from './ciphertext-bytes.ts';
export { type CutNetwork, cutNetwork } from './cut.ts';
export { networkOfWeights } from './from-trained.ts';
export { checkEvaluationKeys, keyBytesOf } from './key-bytes.ts';
export { checkNetwork, checkSample, NETWORK_LIMITS, sizesOf } from './network.ts';
export { encodeNetwork, MAX_NETWORK_BYTES, parseNetwork } from './network-bytes.ts';
export { openEncryption } from './open.ts';
export {
  PARAMETER_NAMES,
  type ParameterName,
  type ParameterSet,
  parameterSet,
  rotationsOf,
  slotsOf,
} from './parameters.ts';
export { planOf } from './plan.ts';
export { evaluateNetwork } from './reference.ts';
export * from './split/index.ts';
export type {
  CiphertextShape,
  ConvolutionLayer,
  DenseLayer,
  Encryption,
  EncryptionOptions,
  Layer,
  LoadedKeys,
  Network,
  OperationCounts,
  Plan,
  PlanOptions,
  PlanStep,
  PolynomialLayer,
  PreparedPlan,
  SquareLayer,
  UserKeys,
} from './types.ts';
