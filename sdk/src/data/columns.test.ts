import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deriveFormat } from '../numeric/index.ts';
import { assignRoles, readTable } from './index.ts';
import { assertRefused } from './test-support.ts';

const linear = deriveFormat({ kind: 'linear', inputs: 2, outputs: 1, batch: 2 });
const wide = deriveFormat({ kind: 'linear', inputs: 2, outputs: 2, batch: 2 });
const logistic = deriveFormat({ kind: 'logistic', inputs: 2, outputs: 1, batch: 2 });
const table = await readTable('id,a,b,c\n1,2,3,4\n5,6,7,8\n');

describe('assignRoles', () => {
  it('takes all columns but the target and the ignored for features', () => {
    assert.deepEqual(assignRoles(linear, table, { target: 'c', ignore: ['id'] }), { features: [1, 2], targets: [3] });
    assert.deepEqual(assignRoles(linear, table, { target: 3, ignore: [0] }), { features: [1, 2], targets: [3] });
  });

  it('keeps the order of features and targets that are named', () => {
    const roles = assignRoles(wide, table, { target: ['c', 'id'], features: ['b', 1] });
    assert.deepEqual(roles, { features: [2, 1], targets: [3, 0] });
  });

  it('knows no column by a wrong name or position', () => {
    for (const target of ['d', 'C', '', '__proto__', '1', -1, 4, 0.5, Number.NaN]) {
      assertRefused('COLUMN_UNKNOWN', () => assignRoles(linear, table, { target }));
    }
    assertRefused('COLUMN_UNKNOWN', () => assignRoles(linear, table, { target: 'c', ignore: ['nobody'] }));
  });

  it('finds columns with hostile names', async () => {
    const hostile = await readTable('__proto__,constructor,y\n1,2,3\n');
    const options = { target: 'y', features: ['constructor', '__proto__'] };
    assert.deepEqual(assignRoles(linear, hostile, options), { features: [1, 0], targets: [2] });
  });

  it('gives no column two roles', () => {
    const refused = [
      { target: 'c', features: ['a', 'c'] },
      { target: 'c', features: ['a', 3] },
      { target: 'c', features: ['a', 'a'] },
      { target: 'c', features: ['a', 'b'], ignore: ['b'] },
      { target: 'c', ignore: ['c'] },
      { target: ['c', 3] },
    ];
    for (const options of refused) {
      assertRefused('COLUMN_ROLE_INVALID', () => assignRoles(linear, table, options));
    }
  });

  it('says how many features it found and how many the circuit takes', () => {
    assert.throws(() => assignRoles(linear, table, { target: 'c' }), {
      code: 'FEATURES_MISMATCH',
      details: { found: 3, expected: 2 },
    });
    assertRefused('FEATURES_MISMATCH', () => assignRoles(linear, table, { target: 'c', features: [] }));
  });

  it('takes one target an output for linear, and one in all for logistic', () => {
    const ignore = ['id'];
    assertRefused('TARGET_INVALID', () => assignRoles(linear, table, { target: ['b', 'c'], ignore }));
    assertRefused('TARGET_INVALID', () => assignRoles(wide, table, { target: 'c', ignore }));
    assertRefused('TARGET_INVALID', () => assignRoles(logistic, table, { target: ['b', 'c'], ignore }));
    assertRefused('TARGET_INVALID', () => assignRoles(linear, table, { target: [] }));
  });
});
