// The page's own copy of a circuit: nobody's word is taken for a key.
import { queryOptions } from '@tanstack/react-query';
import { runJob } from '../../workers/run-job.ts';
import type { CircuitOrder, OwnCircuit } from '../../workers/tasks-circuit.worker.ts';
import type { Network } from '../network.ts';

/** ARTIFACT_MISSING where this page has no such circuit; MODEL_INVALID where the bytes are no model of it. */
export const readOwnCircuit = (
  { site }: Pick<Network, 'site'>,
  name: string,
  { model, signal }: { readonly model?: Uint8Array | undefined; readonly signal?: AbortSignal } = {},
): Promise<OwnCircuit> =>
  runJob<CircuitOrder, never, OwnCircuit>({
    worker: new Worker(new URL('../../workers/tasks-circuit.worker.ts', import.meta.url), { type: 'module' }),
    order: { circuits: site.circuits, name, ...(model && { model }) },
    ...(signal && { signal }),
  });

export const ownCircuit = (network: Network, name: string) =>
  queryOptions({
    queryKey: [network.chainId, 'own-circuit', name],
    queryFn: ({ signal }) => readOwnCircuit(network, name, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
