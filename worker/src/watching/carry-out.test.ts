import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { createLog } from '../log.ts';
import { trackAttempts } from './attempts.ts';
import { carryOut } from './carry-out.ts';
import type { FailureKind } from './failure-kind.ts';

const log = createLog({ level: 'error', output: { write: () => true } });

function optionsFor(perform: (action: string) => Promise<boolean>, kind: FailureKind, clock = { ms: 0 }) {
  const attempts = trackAttempts({ now: () => clock.ms, firstMs: 1000 });
  return {
    ...{ perform, attempts, log, signal: new AbortController().signal },
    nameOf: (action: string) => action,
    factsOf: () => ({}),
    classify: () => kind,
    isUrgent: (action: string) => action === 'reveal',
    onError: () => {},
  };
}

describe('carrying out what was decided', () => {
  it('looks again before a list of slow actions has taken a phase away', async () => {
    let ms = 0;
    const timer = mock.method(performance, 'now', () => ms);
    try {
      const done: string[] = [];
      const perform = async (action: string): Promise<boolean> => {
        done.push(action);
        // A block of the main network.
        ms += 12_000;
        return true;
      };
      const actions = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
      const carried = await carryOut(actions, optionsFor(perform, 'passing'));
      assert.deepEqual([done, carried.done, carried.blocked], [['a'], 1, true]);
    } finally {
      timer.mock.restore();
    }
  });

  it('tries again within seconds what costs a bond when it is late, however often it failed', async () => {
    for (const kind of ['passing', 'lasting'] as const) {
      const clock = { ms: 0 };
      const tried: string[] = [];
      const perform = (action: string): Promise<boolean> => {
        tried.push(action);
        return Promise.reject(new TypeError('the node takes nothing now'));
      };
      const options = optionsFor(perform, kind, clock);
      for (; clock.ms < 300_000; clock.ms += 1000) await carryOut(['reveal', 'claim'], options);
      assert.ok(tried.filter((action) => action === 'reveal').length >= 300 / 8, kind);
      assert.ok(tried.filter((action) => action === 'claim').length < 13, kind);
    }
  });
});
