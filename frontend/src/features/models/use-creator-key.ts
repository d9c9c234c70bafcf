// The creator key in the vault; what is known of it here is its public half, and whether there is a backup.
import type { Vault } from '@tacit/sdk/browser';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNetwork } from '../../app/network.ts';
import { saveFile } from '../../ui/save-file.ts';
import { askOwnWorker } from './ask-worker.ts';
import { creatorKeys } from './creator-keys.ts';
import { placeOf } from './place.ts';
import { useUnkept } from './use-unkept.ts';

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
  const place = placeOf(network);
  const open = async (kind: 'import-key' | 'confirm-key', { file, passphrase }: BackupFile): Promise<void> => {
    const backup = { place, passphrase, file: new Uint8Array(await file.arrayBuffer()) };
    await askOwnWorker<typeof kind>(vault, { kind, ...backup });
    await onSuccess();
  };
  return {
    kept,
    create: useMutation({ mutationFn: () => creatorKeys(vault).create(), onSuccess }),
    exporting: useUnkept(async (passphrase: string) => {
      saveFile(
        'tacit-creator-key.sealed',
        await askOwnWorker<'export-key'>(vault, { kind: 'export-key', place, passphrase }),
      );
    }),
    importing: useUnkept((backup: BackupFile) => open('import-key', backup)),
    confirming: useUnkept((backup: BackupFile) => open('confirm-key', backup)),
  };
}

export type CreatorKeyState = ReturnType<typeof useCreatorKey>;
