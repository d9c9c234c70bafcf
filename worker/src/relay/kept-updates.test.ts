import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { errorCode, g1FromAffine, g1ToAffine, type SignedUpdateDocument } from '@tacit/sdk';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import { recorder } from '../keyholder/test-support.ts';
import { type KeptUpdate, openKeptUpdates, parseKept } from './kept-updates.ts';

const G = g1ToAffine(g1FromAffine({ x: 1n, y: 2n }));
const word = (digit: string) => `0x${digit.repeat(64)}` as const;
const signed: SignedUpdateDocument = {
  update: {
    chainId: 5,
    contract: `0x${'11'.repeat(20)}`,
    task: word('2'),
    round: 3n,
    trainer: `0x${'44'.repeat(20)}`,
    sharesHash: word('5'),
    roots: [6n],
    proofs: [[1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n]],
    sealing: { ephemeral: G, commitments: [G], proof: { c: 1n, z: 2n }, ctRoot: word('7'), cid: word('8') },
  },
  signature: { r: word('9'), vs: word('a') },
};
const kept: KeptUpdate = { ...signed, state: 'pending', receivedAt: 1000, changedAt: 2000 };

describe('the updates that a relay keeps', () => {
  const { context } = recorder();

  it('are there again after a restart, for the process alone', async () => {
    const folder = join(temporaryFolder(), 'updates');
    const first = await openKeptUpdates(folder, context.log);
    await first.put(kept);
    await first.put({ ...kept, state: 'included', transaction: word('b'), changedAt: 3000 });
    const [name] = readdirSync(folder) as [string];
    assert.equal(name, `${signed.update.sharesHash}.json`);
    if (process.platform !== 'win32') assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
    const second = await openKeptUpdates(folder, context.log);
    assert.deepEqual(second.all(), [{ ...kept, state: 'included', transaction: word('b'), changedAt: 3000 }]);
    assert.deepEqual(second.get(signed.update.sharesHash), second.all()[0]);
  });

  it('are forgotten some time after they ended, and never before', async () => {
    const folder = temporaryFolder();
    const updates = await openKeptUpdates(folder, context.log);
    const states = ['pending', 'sending', 'included', 'refused', 'missed', 'superseded'] as const;
    for (const [i, state] of states.entries()) {
      await updates.put({ ...kept, state, update: { ...signed.update, sharesHash: word(String(i)) } });
    }
    await updates.prune(2000);
    assert.equal(updates.all().length, 6);
    await updates.prune(2001);
    assert.deepEqual(
      updates.all().map(({ state }) => state),
      ['pending', 'sending'],
    );
    assert.equal(readdirSync(folder).length, 2);
  });

  it('are set aside when a file is none, or is named for another', async () => {
    const folder = temporaryFolder();
    const updates = await openKeptUpdates(folder, context.log);
    await updates.put(kept);
    const text = readFileSync(join(folder, `${signed.update.sharesHash}.json`), 'utf8');
    writeFileSync(join(folder, `${word('c')}.json`), text);
    writeFileSync(join(folder, `${word('d')}.json`), text.slice(0, -20));
    writeFileSync(join(folder, `${word('e')}.json`), ' '.repeat(2 ** 21));
    writeFileSync(join(folder, 'notes.txt'), 'not ours');
    const again = await openKeptUpdates(folder, context.log);
    assert.equal(again.all().length, 1);
    assert.equal(readdirSync(folder).filter((name) => name.endsWith('.damaged')).length, 3);
    assert.ok(readdirSync(folder).includes('notes.txt'));
  });

  it('are read strictly', async () => {
    const folder = temporaryFolder();
    await (await openKeptUpdates(folder, context.log)).put(kept);
    const [name] = readdirSync(folder) as [string];
    const fields = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    assert.deepEqual(parseKept(JSON.stringify(fields)), kept);
    const bad = [
      null,
      [],
      7,
      {},
      { ...fields, format: 'tacit relayed update 2' },
      { ...fields, state: 'done' },
      { ...fields, receivedAt: '1000' },
      { ...fields, changedAt: 0 },
      { ...fields, code: 'a b' },
      { ...fields, transaction: '0x12' },
      { ...fields, more: 1 },
      { ...fields, update: undefined },
      { ...fields, update: { ...fields.update, round: '03' } },
      { ...fields, signature: { ...fields.signature, r: `${fields.signature.r}0` } },
    ].map((one) => JSON.stringify(one));
    for (const text of ['', '{', ...bad]) {
      assert.throws(
        () => parseKept(text),
        (error) => errorCode(error) === 'UPDATE_INVALID',
        text.slice(0, 120),
      );
    }
  });
});
