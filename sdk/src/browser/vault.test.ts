import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { type Hex, hashTypedData } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { destroyVault, memoryDocuments, openVault, type VaultOwner, vaultExists, vaultKind, vaultOf } from './index.ts';
import { CHAIN_ID, flip, heldAt, lies, openTestVault, placeOf, refusal, utf8, walletOf } from './test-support.ts';

/** A right signature, and another one each time. */
async function signAtRandom(data: never): Promise<Hex> {
  const hash = Buffer.from(hashTypedData(data).slice(2), 'hex');
  const options = { prehash: false, extraEntropy: true, format: 'recovered' } as const;
  const [parity = 0, ...rs] = secp256k1.sign(hash, new Uint8Array(32).with(31, 1), options);
  return `0x${Buffer.from([...rs, 27 + parity]).toString('hex')}`;
}
const passphrase = (text: string) => ({ secret: { kind: 'passphrase', passphrase: text } }) as const;

describe('a vault', () => {
  it('gives back what it was given, also when it is opened again', async () => {
    const { vault, documents, wallet } = await openTestVault();
    const kept = vault.documents('notes');
    assert.equal(await kept.read('one'), undefined);
    assert.equal(await kept.create('one', utf8('first')), true);
    assert.equal(await kept.create('one', utf8('second')), false);
    assert.deepEqual(await kept.read('one'), utf8('first'));
    await kept.replace('one', utf8('third'));
    await kept.create('empty', new Uint8Array());
    const again = (await openTestVault(documents, wallet)).vault.documents('notes');
    assert.deepEqual(await again.read('one'), utf8('third'));
    assert.deepEqual(await again.read('empty'), new Uint8Array());
    assert.deepEqual([...(await again.names())].sort(), ['empty', 'one']);
    await again.remove('one');
    await again.remove('one');
    assert.equal(await kept.read('one'), undefined);
  });

  it('asks the wallet twice to be made, once to be opened, and never to say that it is there', async () => {
    const [documents, wallet] = [memoryDocuments(), walletOf(1)];
    assert.equal(await vaultExists(documents, placeOf(wallet)), false);
    assert.equal(await vaultKind(documents, placeOf(wallet)), undefined);
    assert.equal(wallet.asked.length, 0);
    await openTestVault(documents, wallet);
    assert.equal(wallet.asked.length, 2);
    await openTestVault(documents, wallet);
    assert.equal(wallet.asked.length, 3);
    assert.equal(await vaultExists(documents, placeOf(wallet)), true);
    assert.equal(await vaultKind(documents, placeOf(wallet)), 'wallet');
    assert.equal(wallet.asked.length, 3);
    assert.match(JSON.stringify(wallet.asked[0]), /Tacit Vault.*costs nothing/);
  });

  it('holds nothing in clear, and no two documents alike', async () => {
    const { vault, documents } = await openTestVault();
    const secret = utf8('a very secret row of a table');
    for (const name of ['one', 'two']) await vault.documents('notes').create(name, secret);
    assert.ok(!lies(documents, secret));
    const [one, two] = ['/one', '/two'].map((ending) => documents.held.get(heldAt(documents, ending)));
    assert.notDeepEqual(one?.subarray(0, 13), two?.subarray(0, 13));
    assert.notDeepEqual(one?.subarray(13), two?.subarray(13));
    const before = documents.held.get(heldAt(documents, '/one'));
    await vault.documents('notes').replace('one', secret);
    assert.notDeepEqual(documents.held.get(heldAt(documents, '/one')), before);
  });

  it('has documents that open under their own name, scope and account alone', async () => {
    const documents = memoryDocuments();
    const { vault } = await openTestVault(documents);
    const other = await openTestVault(documents, walletOf(2));
    for (const { documents: of } of [vault, other.vault]) {
      for (const scope of ['notes', 'others']) {
        for (const name of ['one', 'two']) await of(scope).create(name, utf8(`${scope} ${name}`));
      }
    }
    const own = heldAt(documents, `${vault.account}/documents/notes/one`);
    for (const ending of [
      `${vault.account}/documents/notes/two`,
      `${vault.account}/documents/others/one`,
      `${other.vault.account}/documents/notes/one`,
    ]) {
      documents.held.set(own, documents.held.get(heldAt(documents, ending)) as Uint8Array);
      assert.equal(await refusal(vault.documents('notes').read('one')), 'DOCUMENT_INVALID', ending);
    }
    assert.deepEqual(await other.vault.documents('notes').read('one'), utf8('notes one'));
  });

  it('has documents that do not open with any bit changed, a byte more or less', async () => {
    const { vault, documents } = await openTestVault();
    const kept = vault.documents('notes');
    await kept.create('one', utf8('a text'));
    const path = heldAt(documents, '/one');
    const bytes = documents.held.get(path) as Uint8Array;
    for (let i = 0; i < bytes.length; i++) {
      for (let bit = 0; bit < 8; bit++) {
        documents.held.set(path, bytes);
        flip(documents, path, i, bit);
        assert.equal(await refusal(kept.read('one')), 'DOCUMENT_INVALID', `byte ${i}, bit ${bit}`);
      }
      documents.held.set(path, bytes.subarray(0, i));
      assert.equal(await refusal(kept.read('one')), 'DOCUMENT_INVALID', `${i} bytes`);
    }
    documents.held.set(path, Uint8Array.of(...bytes, 0));
    assert.equal(await refusal(kept.read('one')), 'DOCUMENT_INVALID');
    documents.held.set(path, bytes);
    assert.deepEqual(await kept.read('one'), utf8('a text'));
  });

  it('keeps nothing under a name that is no name', async () => {
    const { vault } = await openTestVault();
    for (const name of ['', '../one', 'One', 'a/b', 'a b', '.a', '-a', 'ä', 'a'.repeat(251), 'a\n']) {
      await assert.rejects(async () => vault.documents('notes').create(name, utf8('x')), RangeError, name);
      await assert.rejects(async () => vault.documents('notes').read(name), RangeError, name);
    }
    for (const scope of ['', 'a/b', 'A', '1a', 'a.b']) assert.throws(() => vault.documents(scope), RangeError, scope);
  });

  it('forgets its key when it is locked', async () => {
    const { vault, documents, wallet } = await openTestVault();
    const kept = vault.documents('notes');
    await kept.create('one', utf8('x'));
    vault.lock();
    assert.equal(vault.isLocked, true);
    for (const act of [
      () => kept.read('one'),
      () => kept.read('none'),
      () => kept.create('two', utf8('y')),
      () => kept.replace('one', utf8('y')),
      () => vault.derive('x', 8),
      async () => vault.portable(),
    ]) {
      assert.equal(await refusal(act()), 'VAULT_LOCKED');
    }
    const again = await openTestVault(documents, wallet);
    assert.deepEqual(await again.vault.documents('notes').read('one'), utf8('x'));
  });

  it('can be handed to a worker, by a key that cannot be read out', async () => {
    const { vault, documents } = await openTestVault();
    await vault.documents('notes').create('one', utf8('x'));
    const posted = structuredClone(vault.portable());
    const there = vaultOf(posted, documents);
    assert.deepEqual(await there.documents('notes').read('one'), utf8('x'));
    assert.deepEqual(await there.derive('a', 16), await vault.derive('a', 16));
    assert.equal(posted.key.extractable, false);
    for (const format of ['raw', 'jwk', 'pkcs8'] as const) {
      await assert.rejects(crypto.subtle.exportKey(format as 'raw', posted.key));
    }
    const device = await documents.deviceKey();
    assert.equal(device.extractable, false);
    await assert.rejects(crypto.subtle.exportKey('raw', device));
  });

  it('derives bytes by purpose, and no others than of its own key', async () => {
    const { vault, documents } = await openTestVault();
    const other = await openTestVault(documents, walletOf(2));
    const all = await Promise.all([vault.derive('a', 32), vault.derive('b', 32), other.vault.derive('a', 32)]);
    assert.equal(new Set(all.map(String)).size, 3);
    assert.deepEqual(await vault.derive('a', 32), all[0]);
  });

  it('is removed with all that is in it, and with nothing of another', async () => {
    const documents = memoryDocuments();
    const { vault, wallet } = await openTestVault(documents);
    const other = await openTestVault(documents, walletOf(2));
    for (const each of [vault, other.vault]) await each.documents('notes').create('one', utf8('x'));
    await destroyVault(documents, placeOf(wallet));
    assert.deepEqual(await documents.keys(`${CHAIN_ID}-${vault.account}`), []);
    assert.deepEqual(await other.vault.documents('notes').read('one'), utf8('x'));
  });
});

describe('the key of a vault', () => {
  const open = (documents: ReturnType<typeof memoryDocuments>, owner: VaultOwner, wallet = walletOf(1)) =>
    openVault({ documents, ...placeOf(wallet), ...owner });

  it('opens for its own account, wallet and chain alone', async () => {
    const { documents, wallet } = await openTestVault();
    const place = placeOf(wallet);
    const [kept] = [...documents.held.values()] as [Uint8Array];
    assert.equal(await refusal(openVault({ documents, ...place, wallet: walletOf(2).client })), 'VAULT_FOREIGN');
    const elsewhere = walletOf(1, { chainId: 5 });
    assert.equal(await refusal(openVault({ documents, ...place, wallet: elsewhere.client })), 'CHAIN_MISMATCH');
    assert.equal(await refusal(open(documents, {})), 'VAULT_WALLET_MISSING');
    assert.equal(await refusal(open(documents, passphrase('a guess'))), 'VAULT_WALLET_MISSING');
    // Under another account's name, and on another chain.
    const stranger = walletOf(2);
    documents.held.set(`${CHAIN_ID}-${stranger.client.account.address.toLowerCase()}/key`, kept);
    assert.equal(await refusal(openTestVault(documents, stranger)), 'VAULT_INVALID');
    documents.held.set(`5-${wallet.client.account.address.toLowerCase()}/key`, kept);
    const there = openVault({ documents, ...placeOf(wallet, 5), wallet: elsewhere.client });
    assert.equal(await refusal(there), 'VAULT_INVALID');
  });

  it('does not open in another browser, though the wallet signs', async () => {
    const { documents, wallet } = await openTestVault();
    const stolen = memoryDocuments();
    for (const [name, bytes] of documents.held) stolen.held.set(name, bytes);
    assert.equal(await refusal(openTestVault(stolen, wallet)), 'VAULT_INVALID');
    assert.equal(await refusal(vaultKind(stolen, placeOf(wallet))), 'VAULT_INVALID');
  });

  it('does not open for another wallet that claims the account', async () => {
    const { documents } = await openTestVault();
    const account = privateKeyToAccount(`0x${'2'.padStart(64, '0')}`);
    const claims = walletOf(1, { sign: (data) => account.signTypedData(data) });
    assert.equal(await refusal(openTestVault(documents, claims)), 'WALLET_NOT_DETERMINISTIC');
  });

  it('does not open with any bit changed, a byte more or less, and stays as it is', async () => {
    const { documents, wallet } = await openTestVault();
    const path = heldAt(documents, '/key');
    const bytes = documents.held.get(path) as Uint8Array;
    for (let i = 0; i < bytes.length; i++) {
      documents.held.set(path, bytes);
      flip(documents, path, i, i % 8);
      assert.equal(await refusal(openTestVault(documents, wallet)), 'VAULT_INVALID', `byte ${i}`);
      documents.held.set(path, bytes.subarray(0, i));
      assert.equal(await refusal(openTestVault(documents, wallet)), 'VAULT_INVALID', `${i} bytes`);
    }
    documents.held.set(path, bytes);
    await openTestVault(documents, wallet);
  });

  it('is not made anew beside documents that have lost theirs', async () => {
    const { vault, documents, wallet } = await openTestVault();
    await vault.documents('notes').create('one', utf8('x'));
    documents.held.delete(heldAt(documents, '/key'));
    assert.equal(await refusal(openTestVault(documents, wallet)), 'VAULT_INVALID');
    await destroyVault(documents, placeOf(wallet));
    await openTestVault(documents, wallet);
  });

  it('is one, also when several pages make it at once', async () => {
    const [documents, wallet] = [memoryDocuments(), walletOf(1)];
    const vaults = await Promise.all([0, 1, 2].map(() => openTestVault(documents, wallet)));
    await vaults[0]?.vault.documents('notes').create('one', utf8('x'));
    for (const { vault } of vaults) assert.deepEqual(await vault.documents('notes').read('one'), utf8('x'));
  });

  it('opens under a passphrase, for whose wallet signs at random', async () => {
    const atRandom = walletOf(1, { sign: signAtRandom });
    const documents = memoryDocuments();
    assert.equal(await refusal(openTestVault(documents, atRandom)), 'WALLET_NOT_DETERMINISTIC');
    assert.equal(documents.held.size, 0);
    await (await open(documents, passphrase('right'))).documents('notes').create('one', utf8('x'));
    assert.equal(await vaultKind(documents, placeOf(atRandom)), 'passphrase');
    assert.equal(await refusal(open(documents, passphrase('wrong'))), 'VAULT_SECRET_WRONG');
    assert.equal(await refusal(open(documents, passphrase(''))), 'SEALING_SECRET_INVALID');
    assert.equal(await refusal(open(documents, { wallet: walletOf(1).client })), 'VAULT_SECRET_MISSING');
    const again = await open(documents, { ...passphrase('right'), wallet: atRandom.client });
    assert.deepEqual(await again.documents('notes').read('one'), utf8('x'));
    assert.equal(atRandom.asked.length, 2);
  });

  it('does not open for a wallet that has come to sign in another way', async () => {
    const { documents } = await openTestVault();
    const changed = walletOf(1, { sign: signAtRandom });
    assert.equal(await refusal(openTestVault(documents, changed)), 'VAULT_SECRET_WRONG');
    await openTestVault(documents);
  });

  it("is not made of a signature that is not the account's own", async () => {
    const account = privateKeyToAccount(`0x${'1'.padStart(64, '0')}`);
    const other = privateKeyToAccount(`0x${'2'.padStart(64, '0')}`);
    const signers: ((data: never) => Promise<Hex>)[] = [
      // A contract's wallet: its owner's signature, several of them, none in particular.
      (data) => other.signTypedData(data),
      async (data) => `${await account.signTypedData(data)}${(await other.signTypedData(data)).slice(2)}` as Hex,
      async () => '0x',
      async () => `0x${'00'.repeat(65)}`,
    ];
    for (const sign of signers) {
      const documents = memoryDocuments();
      assert.equal(await refusal(openTestVault(documents, walletOf(1, { sign }))), 'WALLET_NOT_DETERMINISTIC');
      assert.equal(documents.held.size, 0);
    }
  });

  it('is the same for both ways to write the last byte of a signature', async () => {
    const account = privateKeyToAccount(`0x${'1'.padStart(64, '0')}`);
    const { vault, documents } = await openTestVault();
    await vault.documents('notes').create('one', utf8('x'));
    const sign = async (data: never): Promise<Hex> => {
      const signature = await account.signTypedData(data);
      return `${signature.slice(0, -2)}${(Number.parseInt(signature.slice(-2), 16) - 27).toString(16).padStart(2, '0')}` as Hex;
    };
    const again = await openTestVault(documents, walletOf(1, { sign }));
    assert.deepEqual(await again.vault.documents('notes').read('one'), utf8('x'));
  });

  it('leaves nothing behind when there is no room, or the person declines', async () => {
    const full = memoryDocuments({ limit: 100 });
    assert.equal(await refusal(openTestVault(full)), 'STORAGE_FULL');
    assert.equal(full.held.size, 0);
    const documents = memoryDocuments();
    const declines = walletOf(1, {
      sign: async () => {
        throw Object.assign(new Error('User rejected the request.'), { code: 4001 });
      },
    });
    assert.equal(await refusal(openTestVault(documents, declines)), 'USER_REJECTED');
    assert.equal(documents.held.size, 0);
  });
});
