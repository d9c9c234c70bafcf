// The creator key in the vault; what is known of it here is its public half, and whether there is a backup.
import type { Vault } from '@tacit/sdk/browser';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNetwork } from '../../app/network.ts';
import { saveFile } from '../../ui/save-file.ts';
import { askWorker } from './ask-worker.ts';
import { creatorKeys } from './creator-keys.ts';
import { placeOf } from './place.ts';

interface BackupFile {
  readonly file: File;
  readonly passphrase: string;
}

export function useCreatorKey(vault: Vault) {
  const network = useNetwork();
  const queries = useQueryClient();
  const queryKey = [network.chainId, 'models', 'creator-key', vault.account];
  const kept = useQuery({ queryKey, queryFn: async () => (await creatorKeys(vault).read()) ?? null });
  const onSuccess = () => queries.invalidateQueries({ queryKey });
  const base = { place: placeOf(network) };
  const bytesOf = async ({ file, passphrase }: BackupFile) => ({
    ...{ ...base, vault: vault.portable(), passphrase },
    file: new Uint8Array(await file.arrayBuffer()),
  });
  return {
    kept,
    create: useMutation({ mutationFn: () => creatorKeys(vault).create(), onSuccess }),
    exporting: useMutation({
      mutationFn: async (passphrase: string) => {
        const order = { kind: 'export-key', ...base, vault: vault.portable(), passphrase } as const;
        saveFile('tacit-creator-key.sealed', await askWorker<'export-key'>(order));
      },
    }),
    importing: useMutation({
      mutationFn: async (backup: BackupFile) =>
        await askWorker<'import-key'>({ kind: 'import-key', ...(await bytesOf(backup)) }),
      onSuccess,
    }),
    confirming: useMutation({
      mutationFn: async (backup: BackupFile) =>
        await askWorker<'confirm-key'>({ kind: 'confirm-key', ...(await bytesOf(backup)) }),
      onSuccess,
    }),
  };
}

export type CreatorKeyState = ReturnType<typeof useCreatorKey>;
