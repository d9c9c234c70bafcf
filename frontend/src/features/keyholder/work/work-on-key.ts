// The whole of a worker's job with the key: it stays in the vault and in this thread.
import { formatCommitment, g1ToAffine, ProtocolError, provePossession, systemRandomness } from '@tacit/sdk';
import { indexedDbStore, type KeptKey, keyholderKeys, vaultOf } from '@tacit/sdk/browser';
import type { Hex } from 'viem';
import type { KeyAnswer, KeyDeed, KeyOrder, KeySummary } from './key-order.ts';

const summaryOf = ({ publicKey, made, recordsSince, backedUpAt }: KeptKey): KeySummary => ({
  publicKey: formatCommitment(publicKey) as Hex,
  point: g1ToAffine(publicKey),
  ...{ made, recordsSince, backedUpAt },
});

/** Proves that whoever registers the key has it, for this contract and this account alone. */
function possess(key: KeptKey, { vault }: KeyOrder, deed: Extract<KeyDeed, { kind: 'possess' }>): KeyAnswer {
  if (key.backedUpAt === undefined) throw new ProtocolError('BACKUP_MISSING', 'the key was not backed up yet');
  const scope = { chainId: BigInt(deed.chainId), contract: deed.contract, owner: vault.account };
  const { c, z } = provePossession(key, scope, systemRandomness);
  return { kind: 'possession', possession: { key: g1ToAffine(key.publicKey), possession: { c, z } } };
}

export async function workOnKey(order: KeyOrder): Promise<KeyAnswer> {
  const { deed, now } = order;
  const keys = keyholderKeys(vaultOf(order.vault, indexedDbStore({ name: 'tacit' })), { now: () => now });
  if (deed.kind === 'create') return { kind: 'key', key: summaryOf(await keys.create()) };
  if (deed.kind === 'export') return { kind: 'file', file: await keys.exportBackup(deed.passphrase) };
  if (deed.kind === 'confirm') return { kind: 'key', key: summaryOf(await keys.confirmBackup(deed)) };
  if (deed.kind === 'import') return { kind: 'key', key: summaryOf(await keys.importBackup(deed)) };
  const kept = await keys.read();
  if (deed.kind !== 'possess') return { kind: 'key', key: kept && summaryOf(kept) };
  if (!kept) throw new ProtocolError('KEYHOLDER_KEY_MISSING', 'there is no key here: make one, or import a backup');
  return possess(kept, order, deed);
}
