import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { ProtocolError } from '@tacit/sdk';
import { memoryDocuments, type Vault, vaultOf } from '@tacit/sdk/browser';
import { runJob } from './run-job.ts';
import { untilLocked, watchVault } from './until-locked.ts';

const LONG_MS = 60_000;

async function openVault(): Promise<Vault> {
  const key = await crypto.subtle.importKey('raw', new Uint8Array(32), 'HKDF', false, ['deriveKey', 'deriveBits']);
  return vaultOf({ chainId: 1, account: '0x00000000000000000000000000000000000000aa', key }, memoryDocuments());
}

function stopClock({ mock }: TestContext) {
  mock.timers.enable({ apis: ['setInterval'] });
  return mock.timers;
}

/** Never answers. */
function silentWorker() {
  let ended = 0;
  const worker = { addEventListener: () => {}, postMessage: () => {}, terminate: () => ++ended };
  return { worker: worker as unknown as Worker, ended: () => ended };
}

describe('watching a vault', () => {
  it('aborts once the vault is closed, and not before', async (context) => {
    const clock = stopClock(context);
    const vault = await openVault();
    const { signal } = watchVault(vault);
    clock.tick(LONG_MS);
    assert.equal(signal.aborted, false);
    vault.lock();
    clock.tick(500);
    assert.equal((signal.reason as ProtocolError).code, 'VAULT_LOCKED');
  });

  it('aborts at once where the vault is closed already', async (context) => {
    stopClock(context);
    const vault = await openVault();
    vault.lock();
    assert.equal(watchVault(vault).signal.aborted, true);
  });

  it('ends when it is told to', async (context) => {
    const clock = stopClock(context);
    const vault = await openVault();
    const { signal, stop } = watchVault(vault);
    stop();
    vault.lock();
    clock.tick(LONG_MS);
    assert.equal(signal.aborted, false);
  });
});

describe('work until a vault is closed', () => {
  it('ends its worker with VAULT_LOCKED', async (context) => {
    const clock = stopClock(context);
    const vault = await openVault();
    const { worker, ended } = silentWorker();
    const job = untilLocked(vault, (signal) => runJob({ worker, order: vault.portable(), signal }));
    vault.lock();
    clock.tick(500);
    await assert.rejects(job, { code: 'VAULT_LOCKED' });
    assert.equal(ended(), 1);
  });

  it('ends for its own reason, too', async (context) => {
    stopClock(context);
    const [vault, stopping] = [await openVault(), new AbortController()];
    const reason = new ProtocolError('CANCELLED', 'enough');
    const { worker, ended } = silentWorker();
    const job = untilLocked(vault, (signal) => runJob({ worker, order: 'work', signal }), stopping.signal);
    stopping.abort(reason);
    await assert.rejects(job, (error) => error === reason);
    assert.equal(ended(), 1);
  });

  it('gives what came of it, and watches no longer', async (context) => {
    const clock = stopClock(context);
    const vault = await openVault();
    let seen: AbortSignal | undefined;
    const done = await untilLocked(vault, async (signal) => {
      seen = signal;
      return 42;
    });
    vault.lock();
    clock.tick(LONG_MS);
    assert.deepEqual([done, seen?.aborted], [42, false]);
  });

  it('posts no key of a vault that is closed', async (context) => {
    stopClock(context);
    const vault = await openVault();
    vault.lock();
    const { worker } = silentWorker();
    const work = async (signal: AbortSignal) => runJob({ worker, order: vault.portable(), signal });
    await assert.rejects(untilLocked(vault, work), { code: 'VAULT_LOCKED' });
  });
});
