import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recoverTypedDataAddress } from 'viem';
import { authoriseWith, parseAuthorization, uploadTypedData } from '../storage/index.ts';
import { memoryDocuments, uploadSigner } from './index.ts';
import { openTestVault, walletOf } from './test-support.ts';

const upload = {
  audience: 'https://pin.example',
  cid: 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy',
  size: 5,
  expires: 1_800_000_000,
};

describe("an uploader's key", () => {
  it('signs uploads without asking the wallet', async () => {
    const { vault, wallet } = await openTestVault();
    const before = wallet.asked.length;
    const signer = await uploadSigner(vault);
    const { address, signature } = parseAuthorization(await authoriseWith(signer)(upload));
    const recovered = await recoverTypedDataAddress({ ...uploadTypedData(upload), signature });
    assert.equal(recovered, signer.address);
    assert.equal(recovered.toLowerCase(), address);
    assert.equal(wallet.asked.length, before);
  });

  it('is the same for one vault, and another for every other, and not the account', async () => {
    const documents = memoryDocuments();
    const { vault } = await openTestVault(documents);
    const { address } = await uploadSigner(vault);
    assert.equal((await uploadSigner((await openTestVault(documents)).vault)).address, address);
    const other = await uploadSigner((await openTestVault(documents, walletOf(2))).vault);
    const elsewhere = await uploadSigner((await openTestVault()).vault);
    assert.equal(new Set([address, other.address, elsewhere.address, vault.account]).size, 4);
    assert.ok(!JSON.stringify(await uploadSigner(vault)).includes('privateKey'));
  });
});
