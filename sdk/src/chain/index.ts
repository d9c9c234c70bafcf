export { clientAt, type PinnedBlock } from './at-block.ts';
export {
  type CircuitClaims,
  type CircuitMetadata,
  type CircuitRegistered,
  type CircuitRegistration,
  circuitIdOf,
  circuitMetadata,
  type G2Argument,
  type KeyArgument,
  type KeyCoordinates,
  keyArgument,
  type ProvenanceArgument,
  provenanceArgument,
  type RegisteredCircuit,
  readCircuit,
  readCircuitClaims,
  readDevelopmentAllowed,
  registerCircuit,
} from './circuits.ts';
export type { Clients, ReadClient, SignClient } from './clients.ts';
export { addressOf, type Deployment, parseDeployment, parseIgnitionRecord } from './deployment.ts';
export {
  type ContractEvent,
  decodeEvents,
  type EventCursor,
  type EventPage,
  type EventRange,
  type EventSource,
  eventPages,
  findEvent,
  readEvents,
} from './events.ts';
export { explained, explainFailure, findRevertData } from './failure.ts';
export { circuitRegistryAbi } from './generated/circuit-registry.ts';
export { CONTRACT_ABIS, type ContractName } from './generated/contracts.ts';
export { CONTRACT_ERROR_CODES, type ContractErrorCode } from './generated/error-codes.ts';
export { inferenceMarketAbi } from './generated/inference-market.ts';
export { keyholdersAbi } from './generated/keyholders.ts';
export { modelRegistryAbi } from './generated/model-registry.ts';
export { pedersenBenchAbi } from './generated/pedersen-bench.ts';
export { proofDeskAbi } from './generated/proof-desk.ts';
export { trainingAbi } from './generated/training.ts';
export * as inference from './inference.ts';
export * as keyholders from './keyholders.ts';
export * as models from './models.ts';
export { hasCode, query, requireChain } from './read.ts';
export { type CallError, explainRevertData, isContractRefusal } from './revert.ts';
export { describeValue, formatAmount, formatTime, quoteForeign } from './text.ts';
export * as training from './training.ts';
export { type ContractCall, MAX_TRANSACTION_GAS, type SendOptions, type Sent, transact } from './write.ts';
