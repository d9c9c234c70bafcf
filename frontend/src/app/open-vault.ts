// Opening what this browser keeps for an account: by its wallet, or by a passphrase where the wallet cannot give a key.
import type { SignClient } from '@tacit/sdk';
import {
  indexedDbStore,
  openVault,
  type PortableVault,
  type Vault,
  type VaultPlace,
  vaultOf,
} from '@tacit/sdk/browser';
import type { OpenVaultOrder } from '../workers/open-vault.worker.ts';
import { runJob } from '../workers/run-job.ts';

/** The name of the page's database in this browser. */
const DATABASE = 'tacit';

export const pageDocuments = () => indexedDbStore({ name: DATABASE });

export async function openByPassphrase(place: VaultPlace, passphrase: string): Promise<Vault> {
  const worker = new Worker(new URL('../workers/open-vault.worker.ts', import.meta.url), { type: 'module' });
  const order: OpenVaultOrder = { ...place, passphrase };
  return vaultOf(await runJob<OpenVaultOrder, never, PortableVault>({ worker, order }), pageDocuments());
}

export const openByWallet = (place: VaultPlace, wallet: SignClient): Promise<Vault> =>
  openVault({ documents: pageDocuments(), ...place, wallet });
