// Opens a vault that was handed over, or one under a passphrase, away from the page's own thread.
import { indexedDbStore, openVault, type PortableVault, type VaultPlace, vaultOf } from '@tacit/sdk/browser';

export type Order =
  | { readonly kind: 'read'; readonly portable: PortableVault; readonly name: string }
  | { readonly kind: 'open'; readonly place: VaultPlace; readonly passphrase: string };

export type Answer = { readonly text?: string; readonly portable?: PortableVault; readonly failure?: string };

async function obey(order: Order): Promise<Answer> {
  const documents = indexedDbStore();
  if (order.kind === 'open') {
    const { place, passphrase } = order;
    const vault = await openVault({ documents, ...place, secret: { kind: 'passphrase', passphrase } });
    return { portable: vault.portable() };
  }
  const bytes = await vaultOf(order.portable, documents).documents('notes').read(order.name);
  return { text: new TextDecoder().decode(bytes) };
}

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  void obey(data)
    .catch((error: { code?: string }): Answer => ({ failure: error.code ?? String(error) }))
    .then((answer) => postMessage(answer));
});
