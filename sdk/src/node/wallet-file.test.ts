import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { recoverMessageAddress } from 'viem';
import { assertRejected } from '../../../test/support/refusals.ts';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import { readPassphraseFile } from './passphrase.ts';
import { writeSealedFile } from './sealed-file.ts';
import { createWalletFile, readWalletFile } from './wallet-file.ts';

const passphrase = 'only for tests';
const folder = temporaryFolder();
let count = 0;
const nextPath = () => join(folder, `file-${count++}`);

describe('a wallet file', () => {
  it('gives back an account that signs, and shows nothing of its key', async () => {
    const [path, privateKey] = [nextPath(), `0x${'01'.repeat(32)}`];
    const { address } = await createWalletFile(path, { passphrase, privateKey });
    assert.equal(address, '0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1');
    const account = await readWalletFile(path, { passphrase });
    const signature = await account.signMessage({ message: 'hello' });
    assert.equal(await recoverMessageAddress({ message: 'hello', signature }), address);
    const bytes = readFileSync(path);
    assert.ok(!bytes.includes('0101') && !bytes.includes(Buffer.alloc(8, 1)) && !bytes.includes('privateKey'));
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('draws a key of its own each time', async () => {
    const [one, two] = await Promise.all([1, 2].map(() => createWalletFile(nextPath(), { passphrase })));
    assert.notEqual(one?.address, two?.address);
  });

  it('is never written over, and never made of what is no key', async () => {
    const path = nextPath();
    const { address } = await createWalletFile(path, { passphrase });
    await assertRejected('SEALED_FILE_EXISTS', createWalletFile(path, { passphrase }));
    assert.equal((await readWalletFile(path, { passphrase })).address, address);
    const order = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141';
    const bad = ['', '0x', `0x${'00'.repeat(32)}`, `0x${order}`, 'ab'.repeat(32), `0x${'AB'.repeat(32)}`];
    for (const privateKey of bad) {
      const none = nextPath();
      const { message } = await assertRejected(
        'WALLET_FILE_INVALID',
        createWalletFile(none, { passphrase, privateKey }),
      );
      assert.ok(!existsSync(none) && (privateKey.length < 9 || !message.includes(privateKey.slice(2))));
    }
  });

  it('does not open without its passphrase, damaged, exposed or absent', async () => {
    const path = nextPath();
    await createWalletFile(path, { passphrase });
    await assertRejected('SEALED_FILE_INVALID', readWalletFile(path, { passphrase: 'another' }));
    await assertRejected('PASSPHRASE_MISSING', readWalletFile(path));
    await assertRejected('SEALED_FILE_UNREADABLE', readWalletFile(nextPath(), { passphrase }));
    const cut = nextPath();
    writeFileSync(cut, readFileSync(path).subarray(1), { mode: 0o600 });
    await assertRejected('SEALED_FILE_INVALID', readWalletFile(cut, { passphrase }));
    if (process.platform === 'win32') return;
    chmodSync(path, 0o644);
    await assertRejected('SEALED_FILE_EXPOSED', readWalletFile(path, { passphrase }));
  });

  it('is refused when what was sealed is no wallet', async () => {
    const privateKey = `0x${'01'.repeat(32)}`;
    const address = '0x1a642f0E3c3aF545E7AcBD38b07251B3990914F1';
    const fields = { format: 'tacit wallet 1', address, privateKey };
    const texts = ['', 'null', '[]', '7'].concat(
      [
        { ...fields, format: 'tacit wallet 2' },
        { ...fields, address: address.toLowerCase() },
        { ...fields, privateKey: `0x${'02'.repeat(32)}` },
        { ...fields, privateKey: undefined },
        { ...fields, privateKey: 1 },
      ].map((each) => JSON.stringify(each)),
    );
    const secret = { kind: 'passphrase', passphrase } as const;
    for (const text of texts) {
      const path = nextPath();
      await writeSealedFile(path, Buffer.from(text), { secret, purpose: 'tacit wallet 1' });
      await assertRejected('WALLET_FILE_INVALID', readWalletFile(path, { passphrase }));
    }
  });
});

describe('a passphrase file', () => {
  const written = (content: string | Uint8Array, mode = 0o600) => {
    const path = nextPath();
    writeFileSync(path, content, { mode });
    return path;
  };

  it('holds one line, with a line break at its end or without', async () => {
    for (const text of ['two words', 'two words\n', 'two words\r\n']) {
      assert.equal(await readPassphraseFile(written(text)), 'two words');
    }
    assert.equal(await readPassphraseFile(written(' spaces stay \n')), ' spaces stay ');
  });

  it('is refused when it is empty, longer, no text, absent or exposed', async () => {
    const paths = ['', '\n', 'two\nlines\n', 'a\u0000', 'x'.repeat(5000), Uint8Array.of(0xff, 0xfe)].map((content) =>
      written(content),
    );
    paths.push(nextPath(), folder);
    if (process.platform !== 'win32') paths.push(written('two words', 0o644));
    for (const path of paths) {
      const { message } = await assertRejected('PASSPHRASE_FILE_INVALID', readPassphraseFile(path));
      assert.ok(!message.includes('two words'));
    }
  });
});
