import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { assertRejected } from '../../../test/support/refusals.ts';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import { createCreatorKey, readCreatorKey } from './creator-key.ts';
import { writeSealedFile } from './sealed-file.ts';
import { createWalletFile } from './wallet-file.ts';

const passphrase = 'only for tests';
const folder = temporaryFolder();
let count = 0;
const nextPath = () => join(folder, `creator-${count++}`);

describe("a creator's key file", () => {
  it('gives the key back, and shows nothing of it', async () => {
    const path = nextPath();
    const keys = await createCreatorKey(path, { passphrase });
    assert.deepEqual(await readCreatorKey(path, { passphrase }), keys);
    const bytes = readFileSync(path);
    assert.ok(![keys.secretKey, keys.publicKey].some((key) => bytes.includes(Buffer.from(key))));
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.notDeepEqual(await createCreatorKey(nextPath(), { passphrase }), keys);
  });

  it('is never written over', async () => {
    const path = nextPath();
    const keys = await createCreatorKey(path, { passphrase });
    await assertRejected('SEALED_FILE_EXISTS', createCreatorKey(path, { passphrase }));
    assert.deepEqual(await readCreatorKey(path, { passphrase }), keys);
  });

  it('does not open without its passphrase, damaged, absent, or as something else', async () => {
    const path = nextPath();
    await createCreatorKey(path, { passphrase });
    await assertRejected('SEALED_FILE_INVALID', readCreatorKey(path, { passphrase: 'another' }));
    await assertRejected('PASSPHRASE_MISSING', readCreatorKey(path));
    await assertRejected('SEALED_FILE_UNREADABLE', readCreatorKey(nextPath(), { passphrase }));
    const [cut, wallet, short, long] = [nextPath(), nextPath(), nextPath(), nextPath()];
    writeFileSync(cut, readFileSync(path).subarray(0, -1), { mode: 0o600 });
    await assertRejected('SEALED_FILE_INVALID', readCreatorKey(cut, { passphrase }));
    await createWalletFile(wallet, { passphrase });
    await assertRejected('SEALED_FILE_TOO_LARGE', readCreatorKey(wallet, { passphrase }));
    const options = { secret: { kind: 'passphrase', passphrase } as const, purpose: 'tacit creator key 1' };
    await writeSealedFile(short, new Uint8Array(31), options);
    await assertRejected('SECRET_KEY_INVALID', readCreatorKey(short, { passphrase }));
    await writeSealedFile(long, new Uint8Array(33), options);
    await assertRejected('SEALED_FILE_TOO_LARGE', readCreatorKey(long, { passphrase }));
    await writeSealedFile(nextPath(), new Uint8Array(32), { ...options, purpose: 'tacit wallet 1' });
    await assertRejected('SEALED_FILE_INVALID', readCreatorKey(join(folder, `creator-${count - 1}`), { passphrase }));
  });
});
