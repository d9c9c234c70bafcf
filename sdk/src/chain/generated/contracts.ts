// Generated from the contracts by scripts/generate.ts. Do not edit.
import { circuitRegistryAbi } from './circuit-registry.ts';
import { inferenceMarketAbi } from './inference-market.ts';
import { keyholdersAbi } from './keyholders.ts';
import { modelRegistryAbi } from './model-registry.ts';
import { pedersenBenchAbi } from './pedersen-bench.ts';
import { proofDeskAbi } from './proof-desk.ts';
import { trainingAbi } from './training.ts';

/** The ABI of every contract that is deployed. */
export const CONTRACT_ABIS = {
  CircuitRegistry: circuitRegistryAbi,
  Keyholders: keyholdersAbi,
  Training: trainingAbi,
  ModelRegistry: modelRegistryAbi,
  InferenceMarket: inferenceMarketAbi,
  ProofDesk: proofDeskAbi,
  PedersenBench: pedersenBenchAbi,
} as const;
export type ContractName = keyof typeof CONTRACT_ABIS;
