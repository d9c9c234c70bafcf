import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryDocuments, type Release, type ReleaseRecords, releaseRecords } from './index.ts';
import { flip, heldAt, openTestVault, refusal, walletOf } from './test-support.ts';

const word = (digit: string) => `0x${digit.repeat(64)}` as const;
const round = { contract: `0x${'Ab'.repeat(20)}`, task: word('7'), round: 3n } as const;
const release: Release = { frozenLog: word('1'), digest: word('2') };
const answer = (records: ReleaseRecords, of: Parameters<ReleaseRecords['record']>[0], what: Release) =>
  records.record(of, what).catch((error: { code?: string }) => error.code ?? assert.fail(String(error)));

describe("the record of what a keyholder released, in a browser's vault", () => {
  it('takes one release of a round, and the same again, also in another page', async () => {
    const { vault, documents } = await openTestVault();
    const records = releaseRecords(vault);
    assert.equal(await records.read(round), undefined);
    assert.equal(await records.record(round, release), 'new');
    assert.equal(await records.record(round, release), 'again');
    const lower = round.contract.toLowerCase() as typeof round.contract;
    const elsewhere = releaseRecords((await openTestVault(documents)).vault);
    assert.equal(await elsewhere.record({ ...round, contract: lower }, release), 'again');
    assert.deepEqual(await elsewhere.read(round), release);
  });

  it('refuses another set or another sum of that round, and no other round or account', async () => {
    const { vault, documents } = await openTestVault();
    const records = releaseRecords(vault);
    await records.record(round, release);
    assert.equal(await answer(records, round, { ...release, frozenLog: word('3') }), 'RELEASE_CONFLICT');
    assert.equal(await answer(records, round, { ...release, digest: word('3') }), 'RELEASE_CONFLICT');
    assert.deepEqual(await records.read(round), release);
    assert.equal(await answer(records, { ...round, round: 4n }, { ...release, digest: word('3') }), 'new');
    assert.equal(await answer(records, { ...round, task: word('8') }, { ...release, digest: word('3') }), 'new');
    const other = releaseRecords((await openTestVault(documents, walletOf(2))).vault);
    assert.equal(await answer(other, round, { ...release, digest: word('3') }), 'new');
  });

  it('lets one of many pages at once come first', async () => {
    const documents = memoryDocuments();
    const vaults = await Promise.all([0, 1, 2, 3].map(() => openTestVault(documents)));
    const answers = await Promise.all(
      vaults.map(({ vault }, i) => answer(releaseRecords(vault), round, { ...release, digest: word(String(i)) })),
    );
    assert.deepEqual(answers.toSorted(), ['RELEASE_CONFLICT', 'RELEASE_CONFLICT', 'RELEASE_CONFLICT', 'new']);
  });

  it('refuses everything behind a record that is damaged or of another round', async () => {
    const { vault, documents } = await openTestVault();
    const records = releaseRecords(vault);
    await records.record(round, release);
    await records.record({ ...round, round: 4n }, release);
    const path = heldAt(documents, '-3');
    flip(documents, path, 30);
    assert.equal(await answer(records, round, release), 'RELEASE_RECORD_INVALID');
    assert.equal(await refusal(records.read(round)), 'RELEASE_RECORD_INVALID');
    documents.held.set(path, documents.held.get(heldAt(documents, '-4')) as Uint8Array);
    assert.equal(await answer(records, round, release), 'RELEASE_RECORD_INVALID');
  });

  it('records nothing when there is no room, so that nothing is released', async () => {
    const documents = memoryDocuments({ limit: 300 });
    const records = releaseRecords((await openTestVault(documents)).vault);
    assert.equal(await answer(records, round, release), 'STORAGE_FULL');
    assert.equal(await records.read(round), undefined);
  });
});
