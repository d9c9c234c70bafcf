// The circuits that are registered: which shapes of model can be trained, and where their keys say that they come from.
import { circuitRegistryAbi, ProtocolError, parseShapeName, readEvents, type Shape } from '@tacit/sdk';
import { queryOptions } from '@tanstack/react-query';
import type { Hex } from 'viem';
import type { Network } from '../network.ts';

export interface RegisteredShape {
  readonly id: Hex;
  /** As its registrant calls it. */
  readonly name: string;
  /** What the name means, if it is one of ours. */
  readonly shape: Shape | undefined;
  readonly keyHash: Hex;
  /** Its trapdoor is public: anybody can forge its proofs. */
  readonly development: boolean;
  readonly transcriptHash: Hex;
}

export function shapeNamed(name: string): Shape | undefined {
  try {
    return parseShapeName(name);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** A model in a few words. Names come from whoever registered the circuit, so a strange one is cut. */
export function shapeText({ shape, name }: Pick<RegisteredShape, 'shape' | 'name'>): string {
  if (!shape) return `unknown model “${name.slice(0, 32)}”`;
  const { kind, inputs, outputs } = shape;
  const features = `${inputs} feature${inputs === 1 ? '' : 's'}`;
  if (kind === 'linear') return `${features} to ${outputs} number${outputs === 1 ? '' : 's'}`;
  return `${features} to ${outputs === 1 ? 'yes or no' : `${outputs} classes`}`;
}

export const KIND_TEXT = {
  linear: 'Linear regression: predicts numbers, such as a blood value',
  logistic: 'Logistic regression: predicts classes, such as a diagnosis',
} as const;

export const registeredCircuits = (network: Network) =>
  queryOptions({
    queryKey: [network.chainId, 'circuits'],
    queryFn: async (): Promise<readonly RegisteredShape[]> => {
      const source = { abi: circuitRegistryAbi, address: network.contract('CircuitRegistry') };
      const { events } = await readEvents(network.reader, source, { fromBlock: network.fromBlock });
      return events.flatMap((event) => {
        if (event.eventName !== 'CircuitRegistered') return [];
        const { id, name, keyHash, provenance } = event.args;
        const { development, transcriptHash } = provenance;
        return [{ id, name, shape: shapeNamed(name), keyHash, development, transcriptHash }];
      });
    },
    staleTime: 30_000,
  });
