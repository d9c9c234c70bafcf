import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertRefused } from '../../../test/support/refusals.ts';
import { FIELD_ORDER } from '../hashing/index.ts';
import { committedValues, statementFrom, statementValues } from './statement.ts';

describe('statements', () => {
  it('are read and written in the order of circuits.json', () => {
    const statement = { rootBefore: 1n, rootAfter: 2n, dataRoot: 3n, params: 4n, context: 5n };
    assert.deepEqual(statementFrom([1n, 2n, 3n, 4n, 5n]), statement);
    assert.deepEqual(statementValues(statement), [1n, 2n, 3n, 4n, 5n]);
    assert.deepEqual(statementFrom(new Array(5).fill(FIELD_ORDER - 1n)).context, FIELD_ORDER - 1n);
  });

  it('are refused with any other number of signals', () => {
    for (const count of [0, 4, 6]) assertRefused('FIELD_INVALID', () => statementFrom(new Array(count).fill(0n)));
  });

  it('are refused with a value outside the field, at every place', () => {
    for (let at = 0; at < 5; at++) {
      for (const value of [-1n, FIELD_ORDER, FIELD_ORDER + 1n, 2n ** 256n - 1n]) {
        assertRefused('ENCODING_NOT_CANONICAL', () => statementFrom([1n, 2n, 3n, 4n, 5n].with(at, value)));
      }
    }
  });
});

describe('committedValues', () => {
  it('puts the update first, then loss and blind, as the key has its bases', () => {
    assert.deepEqual(committedValues({ packedUpdate: [1n, 2n], loss: 3n, blind: 4n }), [1n, 2n, 3n, 4n]);
  });
});
