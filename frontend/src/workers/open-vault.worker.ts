// A passphrase takes a second of stretching, which would freeze the page.
import { indexedDbStore, openVault, type PortableVault, type VaultPlace } from '@tacit/sdk/browser';
import { serveJob } from './serve-job.ts';

export interface OpenVaultOrder extends VaultPlace {
  readonly passphrase: string;
}

serveJob<OpenVaultOrder, never, PortableVault>(async ({ passphrase, ...place }) => {
  const documents = indexedDbStore({ name: 'tacit' });
  const vault = await openVault({ documents, ...place, secret: { kind: 'passphrase', passphrase } });
  return vault.portable();
});
