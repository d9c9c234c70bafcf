import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryDocuments, vaultOf } from '@tacit/sdk/browser';
import { readAmount } from './amounts.ts';
import { keptNotes } from './kept-notes.ts';

const ACCOUNT = `0x${'01'.repeat(20)}` as const;
const TASK = `0x${'Ab'.repeat(32)}` as const;

async function openNotes(documents = memoryDocuments(), seed = 1) {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(32).fill(seed), 'HKDF', false, [
    'deriveBits',
    'deriveKey',
  ]);
  const vault = vaultOf({ chainId: 1, account: ACCOUNT, key }, documents);
  return { notes: keptNotes(vault), documents, vault };
}

describe('what is kept beside the key', () => {
  it('says nothing of where the key works before its owner does', async () => {
    const { notes, documents } = await openNotes();
    assert.equal(await notes.readWorkplace(), undefined);
    await notes.chooseWorkplace('page');
    const again = await openNotes(documents);
    assert.equal(await again.notes.readWorkplace(), 'page');
    await again.notes.chooseWorkplace('program');
    assert.equal(await notes.readWorkplace(), 'program');
    assert.equal(await notes.readWorksSince(), 0);
    await notes.chooseWorkplace('page', 1234);
    await notes.chooseWorkplace('page', 5678);
    assert.equal(await again.notes.readWorksSince(), 1234);
    await notes.chooseWorkplace('program');
  });

  it('takes nothing for a workplace that is none', async () => {
    const { notes, vault } = await openNotes();
    await vault.documents('keyholder-page').replace('workplace', new TextEncoder().encode('"everywhere"'));
    assert.equal(await notes.readWorkplace(), undefined);
  });

  it('keeps a signed acceptance until it is shown or taken back', async () => {
    const { notes } = await openNotes();
    assert.equal(await notes.readAcceptance(TASK), undefined);
    const acceptance = { deadline: '17', signature: '0x1234' } as const;
    await notes.keepAcceptance(TASK, acceptance);
    assert.deepEqual(await notes.readAcceptance(TASK.toLowerCase() as typeof TASK), acceptance);
    await notes.dropAcceptance(TASK);
    assert.equal(await notes.readAcceptance(TASK), undefined);
  });
});

describe('an amount as it is typed', () => {
  it('is read exactly, with a point or a comma', () => {
    assert.equal(readAmount('2'), 2n * 10n ** 18n);
    assert.equal(readAmount(' 0.5 '), 5n * 10n ** 17n);
    for (const text of ['0,5', '1,000']) assert.equal(readAmount(text), undefined, text);
    assert.equal(readAmount('0.000000000000000001'), 1n);
  });

  it('is above zero and nothing else', () => {
    for (const text of [
      '',
      '0',
      '0.0',
      '-1',
      '1e3',
      '0x10',
      '1.',
      '.5',
      '1,5,5',
      'Infinity',
      '0.0000000000000000001',
    ]) {
      assert.equal(readAmount(text), undefined, text);
    }
  });
});
