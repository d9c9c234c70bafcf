import type { VerificationKey } from '@tacit/sdk';
import type { Address, Hex } from 'viem';
import type { Chain } from './chain.ts';
import { DEVELOPMENT, type KeyArgument, type Metadata, type ProvenanceArgument, type Words } from './encoding.ts';

/** Enough for a batch of eight; a point that is none takes most of what a call is given. */
const CALL_GAS = 4_000_000n;

/** `ICircuitRegistry.Circuit`. */
export interface RegisteredCircuit {
  readonly vk: Address;
  readonly committedSignals: number;
  readonly statementSignals: number;
  readonly maxSteps: number;
  readonly batch: number;
  readonly outputs: number;
  readonly errorFraction: number;
  readonly development: boolean;
  readonly keyHash: Hex;
  readonly committedBasesHash: Hex;
}

export const hexOf = (hash: VerificationKey['hash']): Hex => `0x${hash.toString(16).padStart(64, '0')}`;

type Call = (args: readonly unknown[], options?: object) => Promise<unknown>;
/** Without generated types of the contracts, names are looked up when the test runs. */
interface Loose {
  readonly read: Record<string, Call>;
  readonly write: Record<string, (args: readonly unknown[]) => Promise<Hex>>;
  readonly simulate: Record<string, (args: readonly unknown[]) => Promise<{ result: unknown }>>;
}

/** The registry as a client sees it. */
export async function deployRegistry({ viem }: Chain, developmentAllowed = false) {
  const contract = await viem.deployContract('CircuitRegistry', [developmentAllowed]);
  const { read, write, simulate } = contract as unknown as Loose;
  const call = <T>(name: string, ...args: unknown[]): Promise<T> => read[name]?.(args) as Promise<T>;
  return {
    contract,
    async register(
      key: KeyArgument,
      metadata: Metadata,
      provenance: ProvenanceArgument = DEVELOPMENT,
    ): Promise<{ id: Hex; gasUsed: bigint }> {
      const args = [key, metadata, provenance];
      const simulated = await simulate.register?.(args);
      const hash = (await write.register?.(args)) as Hex;
      const { gasUsed } = await (await viem.getPublicClient()).waitForTransactionReceipt({ hash });
      return { id: simulated?.result as Hex, gasUsed };
    },
    circuit: (id: Hex) => call<RegisteredCircuit>('circuit', id),
    requireUsable: (id: Hex, staked: boolean) => call<RegisteredCircuit>('requireUsable', id, staked),
    claimsOf: (id: Hex) => call<[name: string, provenance: ProvenanceArgument]>('claimsOf', id),
  };
}

/** `CommitGroth16` behind a contract. */
export async function deployVerifier({ viem }: Chain) {
  const contract = await viem.deployContract('CommitGroth16Harness');
  const { read } = contract as unknown as Loose;
  const batchArguments = (vk: Address, list: readonly Words[]) => [
    vk,
    list.map(({ proof }) => proof),
    list.flatMap(({ pubs }) => pubs),
  ];
  return {
    contract,
    verify: (vk: Address, { proof, pubs }: Words, gas = CALL_GAS) =>
      read.verify?.([vk, proof, pubs], { gas }) as Promise<boolean>,
    verifyBatch: (vk: Address, list: readonly Words[], gas = CALL_GAS) =>
      read.verifyBatch?.(batchArguments(vk, list), { gas }) as Promise<[boolean, bigint, bigint]>,
  };
}
