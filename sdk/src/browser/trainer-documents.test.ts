import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { trainerDocuments } from './index.ts';
import { heldAt, openTestVault, refusal, utf8, walletOf } from './test-support.ts';

const contract = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const task = `0x${'07'.repeat(32)}` as const;
const otherTask = `0x${'08'.repeat(32)}` as const;

describe("a trainer's documents", () => {
  it('are those of one task and trainer, however its contract is written', async () => {
    const { vault, documents } = await openTestVault();
    const state = trainerDocuments(vault, { contract, task });
    assert.equal(await state.create('deal-1', utf8('first')), true);
    assert.equal(await state.create('deal-1', utf8('second')), false);
    await state.create('dataset', utf8('rows'));
    const lower = contract.toLowerCase() as typeof contract;
    const again = trainerDocuments((await openTestVault(documents)).vault, { contract: lower, task });
    assert.deepEqual(await again.read('deal-1'), utf8('first'));
    assert.deepEqual([...(await again.names())].sort(), ['dataset', 'deal-1']);
    await again.replace('deal-1', utf8('third'));
    assert.deepEqual(await state.read('deal-1'), utf8('third'));
    await again.remove('deal-1');
    assert.equal(await state.read('deal-1'), undefined);
    const others = [
      trainerDocuments(vault, { contract, task: otherTask }),
      trainerDocuments(vault, { contract: vault.account, task }),
      trainerDocuments((await openTestVault(documents, walletOf(2))).vault, { contract, task }),
    ];
    for (const other of others) assert.deepEqual(await other.names(), []);
  });

  it('do not open where another task or round has put them', async () => {
    const { vault, documents } = await openTestVault();
    const [state, other] = [task, otherTask].map((each) => trainerDocuments(vault, { contract, task: each }));
    await state?.create('deal-1', utf8('first'));
    await state?.create('deal-2', utf8('second'));
    await other?.create('deal-1', utf8('theirs'));
    const path = heldAt(documents, `${task}-${vault.account}/deal-1`);
    for (const ending of [`${task}-${vault.account}/deal-2`, `${otherTask}-${vault.account}/deal-1`]) {
      documents.held.set(path, documents.held.get(heldAt(documents, ending)) as Uint8Array);
      assert.equal(await refusal(state?.read('deal-1') as Promise<unknown>), 'DOCUMENT_INVALID', ending);
    }
  });

  it('keep nothing under a name that is no name', async () => {
    const state = trainerDocuments((await openTestVault()).vault, { contract, task });
    for (const name of ['', '../deal-1', 'Deal', 'deal/1', 'deal-', 'deal-x', 'deal-12345678901', '.deal']) {
      await assert.rejects(async () => state.create(name, utf8('x')), RangeError, name);
    }
  });
});
