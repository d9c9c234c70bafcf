import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { encodeNetwork, type Network } from '@tacit/sdk';
import { createCreatorKey } from '@tacit/sdk/node';
import { assertRejected } from '../../../test/support/refusals.ts';
import { temporaryFolder } from '../../../test/support/temporary.ts';
import { parseWorkerConfig } from '../config/worker-config.ts';
import type { workerError } from '../worker-error.ts';
import { openOwnFiles } from './own-files.ts';

const folder = temporaryFolder();
const [key, tail] = [join(folder, 'creator'), join(folder, 'tail')];
const passphrase = 'only for tests';
const layer = { inputs: 2, outputs: 1, weights: Float64Array.of(1, 2), bias: Float64Array.of(3) };
const network: Network = { arithmetic: 'float', inputs: 2, range: 4, layers: [{ kind: 'dense', ...layer }] };
const keys = await createCreatorKey(key, { passphrase });
writeFileSync(tail, encodeNetwork(network));

const OFFER = `0x${'0a'.repeat(32)}`;
const CONTRACT = `0x${'11'.repeat(20)}`;
const whole = (creator: unknown) => ({
  state: 'state',
  chain: { url: 'http://127.0.0.1:8545', chainId: 31337, market: CONTRACT },
  wallet: { file: 'wallet' },
  creator,
});
const settings = { key, offers: [{ offer: OFFER, tail }] };
const parsed = (creator: unknown) => {
  const { creator: found } = parseWorkerConfig(whole(creator), { base: folder });
  return found ?? assert.fail('no creator');
};

describe('the files of a creator', () => {
  it('are its key and the last layers of each offer', async () => {
    const opened = await openOwnFiles(parsed(settings), passphrase);
    assert.deepEqual(opened, { keys, offers: [{ offer: OFFER, tail: network }] });
    assert.equal(parsed({ key: 'creator', offers: [] }).key, key);
  });

  it('are refused where they are something else, without a word of what is in them', async () => {
    await assertRejected('SEALED_FILE_INVALID', openOwnFiles(parsed(settings), 'another'));
    await assertRejected('PASSPHRASE_MISSING', openOwnFiles(parsed(settings), undefined));
    const [junk, there] = [join(folder, 'junk'), join(folder, 'folder')];
    writeFileSync(junk, 'a secret of somebody');
    mkdirSync(there);
    for (const path of [junk, there, key, join(folder, 'none')]) {
      const opening = openOwnFiles(parsed({ key, offers: [{ offer: OFFER, tail: path }] }), passphrase);
      const refused = await opening.then(
        () => assert.fail(path),
        (error: unknown) => error as ReturnType<typeof workerError>,
      );
      assert.equal(refused.code, 'CONFIG_UNREADABLE');
      assert.ok(!refused.message.includes('secret'));
    }
  });

  it('are named in a configuration that says where the market is', () => {
    const bad = [
      whole({ offers: [] }),
      whole({ key, offers: [{ offer: '0x12', tail }] }),
      whole({ key, offers: [{ offer: OFFER }] }),
      whole({ key, offers: new Array(65).fill({ offer: OFFER, tail }) }),
      whole({ ...settings, claimAboveWei: '-1' }),
      { ...whole(settings), wallet: undefined },
      { ...whole(settings), chain: undefined },
      { ...whole(settings), chain: { url: 'http://127.0.0.1:8545', chainId: 1, training: CONTRACT } },
    ];
    for (const config of bad) {
      assert.throws(() => parseWorkerConfig(config, { base: folder }), { code: 'CONFIG_INVALID' });
    }
  });
});
