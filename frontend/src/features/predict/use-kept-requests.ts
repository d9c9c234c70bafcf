// The requests in this browser's vault, without their megabytes.
import { type KeptRequestSummary, requestDocuments, type Vault } from '@tacit/sdk/browser';
import { useEffect, useState } from 'react';
import { useVault } from '../../app/vault-context.ts';
import type { Hex } from './orders.ts';

export interface KeptList {
  /** Undefined while the vault is closed or is being read. */
  readonly requests?: readonly KeptRequestSummary[];
  readonly damaged: readonly Hex[];
  readonly isOpen: boolean;
  readonly error?: unknown;
}

export function useKeptRequests(): KeptList {
  const { vault } = useVault();
  const [list, setList] = useState<Omit<KeptList, 'isOpen'> & { readonly of?: Vault }>({ damaged: [] });
  useEffect(() => {
    let isCurrent = true;
    const set = (next: Omit<KeptList, 'isOpen'>): void => {
      if (isCurrent && vault) setList({ ...next, of: vault });
    };
    if (vault) {
      const documents = requestDocuments(vault);
      const read = async (): Promise<void> => {
        await documents.sweep();
        const { kept, damaged } = await documents.list();
        set({ requests: kept, damaged });
      };
      read().catch((error: unknown) => set({ damaged: [], error }));
    }
    return () => {
      isCurrent = false;
    };
  }, [vault]);
  const { of, ...found } = list;
  return vault && of === vault ? { ...found, isOpen: true } : { damaged: [], isOpen: vault !== undefined };
}
