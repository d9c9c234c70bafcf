import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProtocolError, readTable } from '@tacit/sdk';
import { placeText } from './csv-place.ts';

describe('the place of a fault', () => {
  it('is a line and a column of the file', async () => {
    const error = await readTable('a,b\n1,2\n3\n').catch((reason: unknown) => reason);
    assert.equal(placeText(error), 'Line 3, column 2.');
    const details = { row: 4, column: '"b"', value: '"x"' };
    assert.equal(
      placeText(new ProtocolError('CSV_VALUE_INVALID', '', { details })),
      'Line 4, column "b", where it says "x".',
    );
  });

  it('is not said where there is none', () => {
    assert.equal(placeText(new ProtocolError('CSV_EMPTY', '')), undefined);
    assert.equal(placeText(new Error('row 3')), undefined);
  });
});
