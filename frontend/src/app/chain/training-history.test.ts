import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { goOn, REREAD_BLOCKS, type TrainingEvent } from './training-history.ts';

const event = (block: number, name = 'RoundVoided'): TrainingEvent =>
  ({
    eventName: name,
    args: {},
    address: '0x00',
    blockNumber: BigInt(block),
    logIndex: 0,
    transactionHash: `0x${block.toString(16)}`,
  }) as unknown as TrainingEvent;

/** A chain of these events, whose newest block is `head`; keeps from where it was read. */
function chainOf(events: readonly TrainingEvent[], head: number) {
  const asked: bigint[] = [];
  const read = async (from: bigint) => {
    asked.push(from);
    return {
      events: events.filter(({ blockNumber }) => blockNumber >= from),
      cursor: { nextBlock: BigInt(head) + 1n },
    };
  };
  return { read, asked };
}

describe('goOn', () => {
  it('reads everything at first, and then only the newest blocks', async () => {
    const all = [event(3), event(900), event(990)];
    const { read, asked } = chainOf(all, 1000);
    const first = await goOn(read, 2n);
    const second = await goOn(read, 2n, first);
    assert.deepEqual(asked, [2n, 1001n - REREAD_BLOCKS]);
    assert.deepEqual(second.events, all);
  });

  it('gives the same list while nothing happens, and another one when something does', async () => {
    const first = await goOn(chainOf([event(5)], 10).read, 0n);
    const second = await goOn(chainOf([event(5)], 12).read, 0n, first);
    assert.equal(second.events, first.events);
    assert.equal(second.nextBlock, 13n);
    const third = await goOn(chainOf([event(5), event(14)], 14).read, 0n, second);
    assert.equal(third.events.length, 2);
  });

  it('forgets what the chain took back', async () => {
    const before = await goOn(chainOf([event(5), event(100, 'TaskEnded')], 100).read, 0n);
    const after = await goOn(chainOf([event(5), event(101)], 101).read, 0n, before);
    assert.deepEqual(
      after.events.map(({ blockNumber }) => blockNumber),
      [5n, 101n],
    );
  });

  it('never asks for blocks before the first', async () => {
    const { read, asked } = chainOf([], 7);
    await goOn(read, 6n, { events: [], nextBlock: 8n });
    assert.deepEqual(asked, [6n]);
  });
});
