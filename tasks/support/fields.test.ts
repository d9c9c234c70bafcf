import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { readFields, requireField } from './fields.ts';
import { errorCode } from './sdk.ts';
import type { TaskErrorCode } from './task-error.ts';

const NAMES = ['value', 'blinding'] as const;
const document = (json: unknown) => ({ input: '-', stdin: Readable.from([JSON.stringify(json)]) });
const refused = (code: TaskErrorCode) => (error: unknown) => errorCode(error) === code;

describe('readFields', () => {
  it('takes options, and ignores those of other names', async () => {
    const options = { value: '5', blinding: undefined, json: true };
    assert.deepEqual(await readFields(NAMES, options), { value: '5' });
  });

  it('takes the rest from the input', async () => {
    assert.deepEqual(await readFields(NAMES, { value: '5', ...document({ blinding: '6' }) }), {
      value: '5',
      blinding: '6',
    });
  });

  it('refuses a field given twice', async () => {
    await assert.rejects(readFields(NAMES, { value: '5', ...document({ value: '5' }) }), refused('FIELD_REPEATED'));
  });

  it('refuses unknown fields and everything that is no object', async () => {
    for (const json of [{ vaule: '5' }, [], null, 'value', 5, JSON.parse('{"__proto__": {"value": "5"}}')]) {
      await assert.rejects(readFields(NAMES, document(json)), refused('REQUEST_INVALID'));
    }
  });
});

describe('requireField', () => {
  it('gives the field or names the option that is missing', () => {
    assert.equal(requireField({ value: '5' }, 'value'), '5');
    assert.throws(() => requireField<'value' | 'blinding'>({ value: '5' }, 'blinding'), refused('FIELD_MISSING'));
  });
});
