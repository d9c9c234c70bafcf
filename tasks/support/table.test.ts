import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { table } from './table.ts';

describe('table', () => {
  it('makes columns as wide as they must be, and leaves no space at the end', () => {
    assert.equal(
      table([
        ['a', 'b', 'c'],
        ['long', '', 'longer'],
      ]),
      'a     b  c\nlong     longer',
    );
    assert.equal(table([['a'], ['b', 'c']]), 'a\nb  c');
    assert.equal(table([]), '');
  });
});
