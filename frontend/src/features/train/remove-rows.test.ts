import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DATASET, errorCode } from '@tacit/sdk';
import { memoryDocuments, trainerDocuments, vaultOf } from '@tacit/sdk/browser';
import { trainingName } from '../../workers/train-lock.ts';
import { removeRows } from './remove-rows.ts';
import { openJournal } from './training-documents.ts';

const account = `0x${'0a'.repeat(20)}` as const;
const place = { contract: `0x${'0B'.repeat(20)}`, task: `0x${'0c'.repeat(32)}` } as const;
const nameFor = (trainer: string): string => trainingName({ ...place, chainId: 5, trainer });

async function openKept() {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(32), 'HKDF', false, ['deriveBits', 'deriveKey']);
  const vault = vaultOf({ chainId: 5, account, key }, memoryDocuments());
  const state = trainerDocuments(vault, place);
  await state.create(DATASET, new Uint8Array(3));
  const remove = (acceptsRisk: boolean): Promise<string | undefined> =>
    removeRows(vault, place, { acceptsRisk }).then(() => undefined, errorCode);
  const ask = async () => (await openJournal(vault, place)).add({ kind: 'enrolling', deposit: 3n, batches: 2 });
  return { remove, ask, hasRows: async () => (await state.names()).includes(DATASET) };
}

describe('removing rows before an enrolment', () => {
  it('forgets rows that the wallet never heard of', async () => {
    const { remove, hasRows } = await openKept();
    assert.equal(await remove(false), undefined);
    assert.equal(await hasRows(), false);
  });

  it('waits for no other tab, and takes nothing from under it', async () => {
    const { remove, hasRows } = await openKept();
    await navigator.locks.request(nameFor(account), async () => {
      assert.equal(await remove(true), 'TRAINING_BUSY');
    });
    assert.equal(await hasRows(), true);
    await navigator.locks.request(nameFor(place.contract), async () => {
      assert.equal(await remove(true), undefined);
    });
    assert.equal(await hasRows(), false);
  });

  it('keeps rows that the wallet was asked to enrol with, until that is accepted', async () => {
    const { remove, ask, hasRows } = await openKept();
    await ask();
    assert.equal(await remove(false), 'ENROLMENT_ASKED');
    assert.equal(await hasRows(), true);
    assert.equal(await remove(true), undefined);
    assert.equal(await hasRows(), false);
  });
});
