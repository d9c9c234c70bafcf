import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorCode } from '../../errors/index.ts';
import { declaredCircuits } from './declared.ts';
import { defaultLocations } from './locations.ts';

const locations = defaultLocations();
const namesOf = (further: string): string[] => Object.keys(declaredCircuits(locations, further).circuits).sort();

describe('declared circuits', () => {
  it('are those of circuits.json, and shapes that are named besides', () => {
    const own = namesOf('');
    assert.ok(own.includes('logistic-4x3-b8'));
    assert.deepEqual(namesOf(' linear-3x1-b8, ,logistic-4x3-b8'), [...own, 'linear-3x1-b8'].sort());
    const { circuits } = declaredCircuits(locations, 'linear-3x1-b8');
    assert.equal(circuits.constructor, undefined);
    assert.deepEqual(circuits['linear-3x1-b8'], { kind: 'linear', inputs: 3, outputs: 1, batch: 8 });
  });

  it('refuses names that are no shapes', () => {
    for (const name of ['linear', 'linear-3x1', 'linear-3x1-b0', 'mlp-3x1-b8', '../linear-3x1-b8', 'linear-03x1-b8']) {
      assert.throws(
        () => namesOf(name),
        (error) => errorCode(error) === 'SHAPE_INVALID',
        name,
      );
    }
  });
});
