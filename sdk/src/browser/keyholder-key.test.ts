import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import { readKeyFile, writeKeyFile } from '../node/key-file.ts';
import { generateKeyPair } from '../sharing/index.ts';
import { formatKeyPair } from '../sharing/key-document.ts';
import { keyholderKeys, sealBytes } from './index.ts';
import { flip, heldAt, lies, openTestVault, refusal, utf8, walletOf } from './test-support.ts';

const pair = generateKeyPair(seededRandomness(5));
const passphrase = 'a long enough one';
const at = (time: number) => ({ now: () => time });

describe("a keyholder's key in a browser", () => {
  it('is made once, kept sealed, and not backed up until a backup was opened', async () => {
    const { vault, documents } = await openTestVault();
    const keys = keyholderKeys(vault, at(7));
    assert.equal(await keys.read(), undefined);
    assert.equal(await refusal(keys.exportBackup(passphrase)), 'KEYHOLDER_KEY_MISSING');
    const made = await keys.create();
    assert.equal(await refusal(keys.create()), 'KEYHOLDER_KEY_EXISTS');
    const kept = await keyholderKeys((await openTestVault(documents)).vault).read();
    assert.equal(kept?.secretKey, made.secretKey);
    assert.ok(kept?.publicKey.equals(made.publicKey));
    assert.deepEqual([kept?.made, kept?.recordsSince, kept?.backedUpAt], ['here', 7, undefined]);
    assert.ok(!lies(documents, utf8(made.secretKey.toString(16).slice(0, 16))));
    const file = await keys.exportBackup(passphrase);
    assert.equal((await keys.read())?.backedUpAt, undefined);
    assert.equal((await keyholderKeys(vault, at(9)).confirmBackup({ file, passphrase })).backedUpAt, 9);
    assert.equal((await keys.read())?.backedUpAt, 9);
    assert.notEqual(
      (await keyholderKeys((await openTestVault(documents, walletOf(2))).vault).create()).secretKey,
      made.secretKey,
    );
  });

  it("is backed up in a file that Node's programs read, and comes from theirs", async () => {
    const folder = temporaryFolder();
    const keys = keyholderKeys((await openTestVault()).vault, at(7));
    const { secretKey } = await keys.create();
    const ours = join(folder, 'ours.key');
    writeFileSync(ours, await keys.exportBackup(passphrase), { mode: 0o600 });
    assert.equal((await readKeyFile(ours, { passphrase })).secretKey, secretKey);

    const [sealed, plain] = ['sealed.key', 'plain.key'].map((name) => join(folder, name)) as [string, string];
    await writeKeyFile(sealed, pair, { passphrase });
    await writeKeyFile(plain, pair);
    const theirs = keyholderKeys((await openTestVault()).vault, at(8));
    const imported = await theirs.importBackup({ file: readFileSync(sealed), passphrase });
    assert.equal(imported.secretKey, pair.secretKey);
    assert.deepEqual([imported.made, imported.recordsSince, imported.backedUpAt], ['imported', 8, 8]);
    // The same again changes nothing, and another one does not take its place.
    assert.equal((await theirs.importBackup({ file: readFileSync(plain) })).recordsSince, 8);
    assert.equal(await refusal(keys.importBackup({ file: readFileSync(plain) })), 'KEYHOLDER_KEY_EXISTS');
    assert.equal((await keys.read())?.secretKey, secretKey);
  });

  it('is not taken from a file that is none, damaged, or under another passphrase', async () => {
    const keys = keyholderKeys((await openTestVault()).vault);
    await keys.create();
    const file = await keys.exportBackup(passphrase);
    const other = keyholderKeys((await openTestVault()).vault);
    const refused = (bytes: Uint8Array, secret: string | undefined = passphrase) =>
      refusal(other.importBackup({ file: bytes, passphrase: secret }));
    assert.equal(await refused(file, `${passphrase} `), 'SEALED_FILE_INVALID');
    assert.equal(await refusal(other.importBackup({ file })), 'PASSPHRASE_MISSING');
    for (const damaged of [file.subarray(0, -1), file.subarray(0, 60), file.with(70, (file[70] as number) ^ 1)]) {
      assert.equal(await refused(damaged), 'SEALED_FILE_INVALID');
    }
    const secret = { kind: 'passphrase', passphrase } as const;
    const wallet = await sealBytes(utf8('{}'), { secret, purpose: 'tacit wallet 1' });
    assert.equal(await refused(wallet), 'SEALED_FILE_INVALID');
    const empty = await sealBytes(utf8('{}'), { secret, purpose: 'tacit keyholder key 2' });
    assert.equal(await refused(empty), 'KEY_FILE_INVALID');
    const long = utf8(formatKeyPair(pair, 'tacit keyholder key 1').padEnd(5000));
    for (const bytes of [new Uint8Array(), utf8('{}'), utf8('null'), new Uint8Array(5000), long]) {
      assert.equal(await refused(bytes), 'KEY_FILE_INVALID');
    }
    assert.equal(await other.read(), undefined);
  });

  it('is not backed up by the backup of another key', async () => {
    const [keys, other] = [keyholderKeys((await openTestVault()).vault), keyholderKeys((await openTestVault()).vault)];
    await keys.create();
    await other.create();
    const file = await other.exportBackup(passphrase);
    assert.equal(await refusal(keys.confirmBackup({ file, passphrase })), 'BACKUP_DIFFERS');
    assert.equal((await keys.read())?.backedUpAt, undefined);
  });

  it('says so when what is kept is damaged, and comes back from its backup alone', async () => {
    const { vault, documents } = await openTestVault();
    const keys = keyholderKeys(vault, at(7));
    const { secretKey } = await keys.create();
    const file = await keys.exportBackup(passphrase);
    flip(documents, heldAt(documents, '/keyholder/key'), 40);
    assert.equal(await refusal(keys.read()), 'KEYHOLDER_KEY_INVALID');
    assert.equal(await refusal(keys.create()), 'KEYHOLDER_KEY_EXISTS');
    const again = await keyholderKeys(vault, at(9)).importBackup({ file, passphrase });
    assert.deepEqual([again.secretKey, again.made, again.recordsSince], [secretKey, 'imported', 9]);
    flip(documents, heldAt(documents, '/keyholder/backed-up'), 14);
    assert.equal(await refusal(keys.read()), 'KEYHOLDER_KEY_INVALID');
  });
});
