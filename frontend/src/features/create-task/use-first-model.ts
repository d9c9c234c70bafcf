import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { RegisteredShape } from '../../app/chain/circuits.ts';
import { ownCircuit, readOwnCircuit } from '../../app/chain/own-circuit.ts';
import { useNetwork } from '../../app/network.ts';

const MOST_BYTES = 2 ** 24;

/** Where the task starts from: zeros, or a model that somebody has as a file. */
export function useFirstModel(circuit: RegisteredShape | undefined) {
  const network = useNetwork();
  const name = circuit?.shape ? circuit.name : undefined;
  const own = useQuery({ ...ownCircuit(network, name ?? ''), enabled: name !== undefined });
  const { mutate, reset, ...file } = useMutation({
    mutationFn: async (chosen: File) => {
      const bytes = new Uint8Array(await chosen.slice(0, MOST_BYTES + 1).arrayBuffer());
      const model = await readOwnCircuit(network, name ?? '', { model: bytes });
      return { bytes, fileName: chosen.name, initialRoot: model.initialRoot, modelCid: model.modelCid };
    },
  });
  // A model is of one circuit.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change that forgets it
  useEffect(() => reset(), [name, reset]);
  return {
    own,
    /** The registered key is the page's own, as far as is known. */
    matches: own.data && circuit ? own.data.id === circuit.id : undefined,
    chosen: file.data,
    choosing: file.isPending,
    error: file.error,
    choose: (chosen: File): void => {
      if (name !== undefined) mutate(chosen);
    },
    forget: reset,
    usable: name !== undefined,
  };
}

export type FirstModelState = ReturnType<typeof useFirstModel>;
