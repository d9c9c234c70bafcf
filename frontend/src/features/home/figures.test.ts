import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TrainingEvent } from '../../app/chain/training-history.ts';
import { countTraining } from './figures.ts';

const event = (eventName: string, args: object): TrainingEvent => ({ eventName, args }) as unknown as TrainingEvent;

describe('countTraining', () => {
  it('counts a proof for each step, and one for each new model', () => {
    const events = [
      event('TaskCreated', { task: '0x01', terms: { work: { steps: 8 } } }),
      event('TaskCreated', { task: '0x02', terms: { work: { steps: 1 } } }),
      event('RoundOpened', { task: '0x01', round: 1n }),
      event('UpdateSubmitted', { task: '0x01', round: 1n }),
      event('UpdateSubmitted', { task: '0x01', round: 1n }),
      event('UpdateSubmitted', { task: '0x02', round: 1n }),
      event('RoundFinalised', { task: '0x01', round: 1n }),
      event('RoundVoided', { task: '0x02', round: 1n }),
    ];
    assert.deepEqual(countTraining(events), { tasks: 2, finalised: 1, proofs: 18 });
  });

  it('is all zero on a network without tasks', () => {
    assert.deepEqual(countTraining([]), { tasks: 0, finalised: 0, proofs: 0 });
  });
});
