import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { seededRandomness } from '../../../scripts/support/seeded-randomness.ts';
import { assertRejected } from '../../../test/support/refusals.ts';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import { formatCommitment } from '../commitment/index.ts';
import { FIELD_ORDER } from '../hashing/index.ts';
import { derivePublicKey, generateKeyPair } from '../sharing/index.ts';
import { readKeyFile, writeKeyFile } from './key-file.ts';
import { writeSealedFile } from './sealed-file.ts';
import { createWalletFile } from './wallet-file.ts';

const pair = generateKeyPair(seededRandomness(5));
const G = derivePublicKey(1n);

describe('a key file', () => {
  const folder = temporaryFolder();
  let count = 0;
  const nextPath = () => join(folder, `key-${count++}.json`);
  async function written() {
    const path = nextPath();
    await writeKeyFile(path, pair);
    return { path, fields: JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown> };
  }
  function changed(text: string): string {
    const path = nextPath();
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  }

  it('gives the key back, and is its owner’s alone', async () => {
    const { path } = await written();
    const { secretKey, publicKey } = await readKeyFile(path);
    assert.ok(secretKey === pair.secretKey && publicKey.equals(pair.publicKey));
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('is never written over', async () => {
    const { path } = await written();
    const before = readFileSync(path, 'utf8');
    await assertRejected('KEY_FILE_EXISTS', writeKeyFile(path, generateKeyPair(seededRandomness(6))));
    assert.equal(readFileSync(path, 'utf8'), before);
    const nowhere = join(folder, 'none', 'key.json');
    await assertRejected('KEY_FILE_UNREADABLE', writeKeyFile(nowhere, pair));
    assert.ok(!existsSync(nowhere));
  });

  it('is sealed under a passphrase, and opens under no other', async () => {
    const [path, passphrase] = [nextPath(), 'a long enough one'];
    await writeKeyFile(path, pair, { passphrase });
    const bytes = readFileSync(path);
    for (const part of [pair.secretKey.toString(16).slice(0, 16), 'keyholder', formatCommitment(pair.publicKey)]) {
      assert.ok(!bytes.includes(part));
    }
    assert.equal((await readKeyFile(path, { passphrase })).secretKey, pair.secretKey);
    assert.equal((await readKeyFile(path, { passphrase: async () => passphrase })).secretKey, pair.secretKey);
    await assertRejected('SEALED_FILE_INVALID', readKeyFile(path, { passphrase: `${passphrase} ` }));
    await assertRejected('PASSPHRASE_MISSING', readKeyFile(path));
    await assertRejected('PASSPHRASE_MISSING', readKeyFile(path, { passphrase: () => undefined }));
    await assertRejected('SEALING_SECRET_INVALID', writeKeyFile(nextPath(), pair, { passphrase: '' }));
    await assertRejected('KEY_FILE_EXISTS', writeKeyFile(path, pair, { passphrase }));
  });

  it('is opened in plain without asking for a passphrase', async () => {
    const { path } = await written();
    const passphrase = () => assert.fail('asked');
    assert.equal((await readKeyFile(path, { passphrase })).secretKey, pair.secretKey);
  });

  it('is refused when something else was sealed, or something sealed was damaged', async () => {
    const [passphrase, wallet] = ['a long enough one', nextPath()];
    await createWalletFile(wallet, { passphrase });
    await assertRejected('SEALED_FILE_INVALID', readKeyFile(wallet, { passphrase }));
    const path = nextPath();
    await writeKeyFile(path, pair, { passphrase });
    const bytes = readFileSync(path);
    for (const damaged of [bytes.subarray(0, -1), bytes.subarray(0, 60), Buffer.concat([bytes, bytes])]) {
      const file = nextPath();
      writeFileSync(file, damaged, { mode: 0o600 });
      await assertRejected('SEALED_FILE_INVALID', readKeyFile(file, { passphrase }));
    }
    const fields = { format: 'tacit keyholder key 1', secretKey: '0x1', publicKey: formatCommitment(G) };
    const older = nextPath();
    const secret = { kind: 'passphrase', passphrase } as const;
    const text = (format: string) => Buffer.from(JSON.stringify({ ...fields, format }));
    await writeSealedFile(older, text('tacit keyholder key 1'), { secret, purpose: 'tacit keyholder key 2' });
    await assertRejected('KEY_FILE_INVALID', readKeyFile(older, { passphrase }));
  });

  it('is not used while others may read it', async (t) => {
    if (process.platform === 'win32') return t.diagnostic('Windows has no such modes');
    const { path } = await written();
    for (const mode of [0o640, 0o604, 0o644, 0o660, 0o677]) {
      chmodSync(path, mode);
      await assertRejected('KEY_FILE_EXPOSED', readKeyFile(path));
    }
    chmodSync(path, 0o400);
    await readKeyFile(path);
  });

  it('is refused when it is none, without a word of what is in it', async () => {
    const { fields } = await written();
    const secret = String(fields.secretKey).slice(2, 20);
    const texts = [
      '',
      'null',
      '[]',
      secret,
      `{"secretKey": ${secret}`,
      ...[
        { ...fields, format: 'tacit keyholder key 2' },
        { ...fields, format: undefined },
        { ...fields, publicKey: undefined },
        { ...fields, publicKey: String(fields.publicKey).replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) },
        { ...fields, secretKey: '0x0' },
        { ...fields, secretKey: `0x${(pair.secretKey + FIELD_ORDER).toString(16)}` },
        { ...fields, secretKey: `0x${(FIELD_ORDER - pair.secretKey).toString(16)}` },
        { ...fields, secretKey: Number(pair.secretKey) },
        { ...fields, secretKey: `${fields.secretKey} ` },
        { ...fields, padding: ' '.repeat(5000) },
      ].map((each) => JSON.stringify(each)),
    ];
    for (const text of texts) {
      const { message } = await assertRejected('KEY_FILE_INVALID', readKeyFile(changed(text)));
      assert.ok(!message.includes(secret), text);
    }
    await assertRejected('KEY_FILE_UNREADABLE', readKeyFile(join(folder, 'none.json')));
    await assertRejected('KEY_FILE_UNREADABLE', readKeyFile(folder));
  });
});
