import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DocumentStore, memoryDocuments, vaultOf } from '@tacit/sdk/browser';
import { keepSetup, keptTasks, openJournal, readJournal, readSetup } from './training-documents.ts';

const account = `0x${'0a'.repeat(20)}` as const;
const place = { contract: `0x${'0B'.repeat(20)}`, task: `0x${'0c'.repeat(32)}` } as const;

async function vaultIn(documents: DocumentStore) {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(32), 'HKDF', false, ['deriveBits', 'deriveKey']);
  return vaultOf({ chainId: 5, account, key }, documents);
}

describe('what a page keeps of a training', () => {
  it('is there for the next visit, in order', async () => {
    const vault = await vaultIn(memoryDocuments());
    assert.deepEqual(await readJournal(vault, place), []);
    const journal = await openJournal(vault, place);
    const added = [1, 2, 3].map((proven) => journal.add({ kind: 'proven', round: 1n, proven, steps: 3, ms: 1 }));
    await Promise.all(added);
    const kept = await readJournal(vault, place);
    assert.deepEqual(
      kept.map((event) => event.kind === 'proven' && event.proven),
      [1, 2, 3],
    );
  });

  it('names the tasks of one contract', async () => {
    const vault = await vaultIn(memoryDocuments());
    const setup = { policy: { minTrainers: 2, maxDeposit: 10n ** 18n }, admission: [place.task] };
    await keepSetup(vault, place, setup);
    await keepSetup(vault, { ...place, contract: account }, setup);
    assert.deepEqual(await readSetup(vault, place), setup);
    assert.equal(await readSetup(vault, { ...place, task: `0x${'0d'.repeat(32)}` }), undefined);
    assert.deepEqual(await keptTasks(vault, place.contract), [place.task]);
  });
});
