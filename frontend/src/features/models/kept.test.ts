import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { toHex } from '@tacit/sdk';
import { memoryDocuments, type Vault, vaultOf } from '@tacit/sdk/browser';
import { createCreatorKey, readCreatorKey } from '@tacit/sdk/node';
import { creatorKeys } from './creator-keys.ts';
import { emptyDraft, readDraft } from './draft.ts';
import type { OfferSpec } from './offer-spec.ts';
import { NOT_BEGUN, type Publication, publications } from './publications.ts';
import type { Source } from './source.ts';

const ACCOUNT = '0x00000000000000000000000000000000000000aa';
const PASSPHRASE = 'seven quiet herons at dusk';

async function openVaultIn(documents = memoryDocuments()): Promise<Vault> {
  const key = await crypto.subtle.importKey('raw', crypto.getRandomValues(new Uint8Array(32)), 'HKDF', false, [
    'deriveKey',
    'deriveBits',
  ]);
  return vaultOf({ chainId: 1, account: ACCOUNT, key }, documents);
}

describe('a creator key in a vault', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tacit-creator-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is made once, and is another one in every vault', async () => {
    const keys = creatorKeys(await openVaultIn());
    assert.equal(await keys.read(), undefined);
    await assert.rejects(keys.secret(), { code: 'CREATOR_KEY_MISSING' });
    const made = await keys.create();
    assert.equal(made.backedUp, false);
    assert.deepEqual(await keys.create(), made);
    assert.notEqual((await creatorKeys(await openVaultIn()).create()).publicKey, made.publicKey);
  });

  it('has a backup that the command line reads, and counts as backed up once that was opened', async () => {
    const keys = creatorKeys(await openVaultIn());
    const { publicKey } = await keys.create();
    const file = await keys.exportBackup(PASSPHRASE);
    const path = join(folder, 'from-page.sealed');
    writeFileSync(path, file, { mode: 0o600 });
    assert.equal(toHex((await readCreatorKey(path, { passphrase: PASSPHRASE })).publicKey), publicKey);
    assert.equal((await keys.read())?.backedUp, false);
    await assert.rejects(keys.confirmBackup({ file, passphrase: 'another' }), { code: 'SEALED_FILE_INVALID' });
    const large = { file: new Uint8Array(1e6), passphrase: PASSPHRASE };
    await assert.rejects(keys.confirmBackup(large), { code: 'SEALED_FILE_INVALID' });
    assert.deepEqual(await keys.confirmBackup({ file, passphrase: PASSPHRASE }), { publicKey, backedUp: true });
  });

  it('comes from a file of the command line, unless there is another one', async () => {
    const path = join(folder, 'from-node.sealed');
    const { publicKey } = await createCreatorKey(path, { passphrase: PASSPHRASE });
    const backup = { file: new Uint8Array(readFileSync(path)), passphrase: PASSPHRASE };
    const keys = creatorKeys(await openVaultIn());
    assert.deepEqual(await keys.importBackup(backup), { publicKey: toHex(publicKey), backedUp: true });
    assert.deepEqual(await keys.importBackup(backup), { publicKey: toHex(publicKey), backedUp: true });
    const others = creatorKeys(await openVaultIn());
    const { publicKey: own } = await others.create();
    await assert.rejects(others.importBackup(backup), { code: 'CREATOR_KEY_EXISTS' });
    await assert.rejects(others.confirmBackup(backup), { code: 'BACKUP_DIFFERS' });
    assert.deepEqual(await others.read(), { publicKey: own, backedUp: false });
  });

  it('has last layers beside it, by the offer’s hash', async () => {
    const keys = creatorKeys(await openVaultIn());
    await keys.keepTail('0xAB', Uint8Array.of(1, 2));
    assert.deepEqual(await keys.readTail('0xab'), Uint8Array.of(1, 2));
    assert.equal(await keys.readTail('0xcd'), undefined);
  });
});

describe('a publication that is under way', () => {
  const source: Source = {
    ...{
      kind: 'network',
      bytes: Uint8Array.of(7, 8, 9),
      digest: '0x07',
      inputs: 2,
      outputs: 3,
      arithmetic: 'float',
      range: 4,
    },
    ...{ layers: ['a', 'b'], sizes: [5, 3], listed: { circuit: '0x01', root: 2n ** 200n } },
  };
  const spec = readDraft(source, emptyDraft(source)).spec as OfferSpec;
  const publication = (id: string, time: number): Publication => ({ id, title: `No ${id}`, time, source, spec });

  it('comes back as it was, amounts and all, with what was done of it', async () => {
    const kept = publications(await openVaultIn());
    await kept.save(publication('a1', 5));
    const read = await kept.read('a1');
    assert.deepEqual(read.source, source);
    assert.equal(read.spec.price, spec.price);
    assert.equal(read.spec.conditions.workerFee, spec.conditions.workerFee);
    assert.deepEqual(await kept.progress('a1'), NOT_BEGUN);
    await kept.note('a1', { uploaded: ['x'], model: '0x12' });
    assert.deepEqual(await kept.progress('a1'), { uploaded: ['x'], model: '0x12' });
  });

  it('is listed, the newest first, until it is removed', async () => {
    const kept = publications(await openVaultIn());
    await kept.save(publication('a1', 5));
    await kept.save(publication('b2', 9));
    assert.deepEqual(
      (await kept.list()).map(({ id }) => id),
      ['b2', 'a1'],
    );
    await kept.remove('b2');
    assert.deepEqual(
      (await kept.list()).map(({ id }) => id),
      ['a1'],
    );
    await assert.rejects(kept.read('b2'), { code: 'PUBLICATION_MISSING' });
  });

  it('is nothing that can be read in the storage', async () => {
    const documents = memoryDocuments();
    const kept = publications(await openVaultIn(documents));
    await kept.save(publication('a1', 5));
    for (const name of await documents.keys('')) {
      const bytes = Buffer.from((await documents.get(name)) as Uint8Array);
      assert.equal(bytes.includes('No a1'), false);
      assert.equal(bytes.includes(Buffer.from(source.bytes)), false);
    }
  });
});
