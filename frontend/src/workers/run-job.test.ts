import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProtocolError } from '@tacit/sdk';
import { type FromWorker, postableError, revivedError, type ToWorker } from './protocol.ts';
import { runJob } from './run-job.ts';

type Said = FromWorker<string, number>;

/** A worker that answers what the test says; messages are cloned as they are when they are posted. */
function makeWorker(answer: (message: ToWorker<string>, say: (message: Said) => void) => void) {
  const events = new EventTarget();
  let ended = 0;
  const say = (data: Said) =>
    queueMicrotask(() => events.dispatchEvent(new MessageEvent('message', { data: structuredClone(data) })));
  const worker = {
    addEventListener: events.addEventListener.bind(events),
    postMessage: (message: ToWorker<string>) => answer(structuredClone(message), say),
    terminate: () => {
      ended += 1;
    },
  };
  return { worker: worker as unknown as Worker, events, ended: () => ended };
}

describe('a job in a worker', () => {
  it('gives notes and its answer, and ends the worker', async () => {
    const notes: string[] = [];
    const { worker, ended } = makeWorker((message, say) => {
      assert.deepEqual(message, { kind: 'order', order: 'work' });
      say({ kind: 'note', note: 'half' });
      say({ kind: 'done', answer: 42 });
    });
    const answer = await runJob<string, string, number>({ worker, order: 'work', onNote: (note) => notes.push(note) });
    assert.deepEqual([answer, notes, ended()], [42, ['half'], 1]);
  });

  it('passes what it asks of the wallet on, and what the wallet says back', async () => {
    const heard: unknown[] = [];
    const { worker } = makeWorker((message, say) => {
      if (message.kind === 'order') say({ kind: 'wallet', id: 7, method: 'eth_x', params: [1] });
      else {
        heard.push(message);
        if (heard.length === 1) say({ kind: 'wallet', id: 8, method: 'eth_y', params: [] });
        else say({ kind: 'done', answer: 1 });
      }
    });
    const askWallet = async ({ method }: { method: string }) => {
      if (method === 'eth_x') return '0x1';
      throw Object.assign(new Error('no'), { code: 4001 });
    };
    await runJob<string, string, number>({ worker, order: 'work', askWallet });
    assert.deepEqual(heard, [
      { kind: 'signed', id: 7, result: '0x1' },
      { kind: 'refused', id: 8, error: { message: 'no', walletCode: 4001 } },
    ]);
  });

  it('rejects with the code of what failed, ends a broken worker, and stops at once when told to', async () => {
    const failing = makeWorker((_, say) =>
      say({ kind: 'failed', error: postableError(new ProtocolError('STORE_LIED', 'x')) }),
    );
    await assert.rejects(runJob({ worker: failing.worker, order: 'work' }), { code: 'STORE_LIED' });
    const broken = makeWorker(() => broken.events.dispatchEvent(new Event('error')));
    await assert.rejects(runJob({ worker: broken.worker, order: 'work' }), Error);
    const silent = makeWorker(() => {});
    const stop = new AbortController();
    const stopped = runJob({ worker: silent.worker, order: 'work', signal: stop.signal });
    stop.abort(new Error('enough'));
    await assert.rejects(stopped, /enough/);
    await assert.rejects(runJob({ worker: silent.worker, order: 'work', signal: AbortSignal.abort() }));
    assert.deepEqual([failing.ended(), broken.ended(), silent.ended()], [1, 1, 2]);
  });

  it('posts failures so that they come out as they went in', () => {
    const own = new ProtocolError('QUOTA_EXCEEDED', 'full', { details: { bytes: 5 } });
    const revived = revivedError(structuredClone(postableError(own))) as ProtocolError;
    assert.deepEqual([revived.code, revived.shortMessage, revived.details], ['QUOTA_EXCEEDED', 'full', { bytes: 5 }]);
    assert.equal((revivedError(postableError('thrown')) as Error).message, 'thrown');
  });
});
