import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deriveFormat } from '../numeric/index.ts';
import { MAX_CATEGORIES, readTable, selectRows } from './index.ts';
import { assertRefused } from './test-support.ts';

const linear = deriveFormat({ kind: 'linear', inputs: 2, outputs: 1, batch: 2 });
const logistic = (outputs: number) => deriveFormat({ kind: 'logistic', inputs: 2, outputs, batch: 2 });
const gaps = await readTable('a,b,y\n1,2,3\n,4,5\n6,NA,7\n8,9,?\n11,12,13\n');

describe('features', () => {
  it('are numbers, in the order of the file', async () => {
    const table = await readTable('a,b,y\n1,2,3\n4,5,6\n');
    const rows = selectRows(linear, table, { target: 'y', features: ['b', 'a'] });
    assert.deepEqual(rows.inputs, [
      [2, 1],
      [5, 4],
    ]);
    assert.deepEqual(rows.targets, [[3], [6]]);
    assert.deepEqual(rows.featureNames, ['b', 'a']);
    assert.deepEqual(rows.targetNames, ['y']);
    assert.equal(rows.classes, undefined);
    assert.deepEqual(rows.report, { droppedForTarget: 0, droppedForFeatures: 0, filled: [0, 0] });
  });

  it('name column, row and value where a cell is no number', async () => {
    const table = await readTable('a,b,y\n\n1,2,3\n4,1e400,6\n');
    assert.throws(() => selectRows(linear, table, { target: 'y' }), {
      code: 'CSV_VALUE_INVALID',
      details: { column: '"b"', row: 4, value: '"1e400"' },
    });
  });

  it('may be left out of a table that holds texts', async () => {
    const table = await readTable('name,a,b,y\nx,1,2,3\n');
    assert.equal(selectRows(linear, table, { target: 'y', ignore: ['name'] }).inputs.length, 1);
  });
});

describe('missing values', () => {
  it('drop their rows, and are counted', () => {
    const rows = selectRows(linear, gaps, { target: 'y' });
    assert.deepEqual(rows.inputs, [
      [1, 2],
      [11, 12],
    ]);
    assert.deepEqual(rows.targets, [[3], [13]]);
    assert.deepEqual(rows.report, { droppedForTarget: 1, droppedForFeatures: 2, filled: [0, 0] });
  });

  it('become the mean of the rows that are used', () => {
    const rows = selectRows(linear, gaps, { target: 'y', missing: 'mean' });
    assert.deepEqual(rows.inputs, [
      [1, 2],
      [6, 4],
      [6, 6],
      [11, 12],
    ]);
    assert.deepEqual(rows.report, { droppedForTarget: 1, droppedForFeatures: 0, filled: [1, 1] });
  });

  it('do not change the table when they are filled', () => {
    selectRows(linear, gaps, { target: 'y', missing: 'mean' });
    assert.ok(Number.isNaN(gaps.columns[0]?.numbers[1]));
  });

  it('are an error that names row and column, when that is asked for', async () => {
    assert.throws(() => selectRows(linear, gaps, { target: 'y', missing: 'error' }), {
      code: 'CSV_VALUE_INVALID',
      details: { column: '"a"', row: 3 },
    });
    const table = await readTable('a,b,y\n1,2,red\n1,2,\n1,2,blue\n');
    assert.throws(() => selectRows(logistic(1), table, { target: 'y', missing: 'error' }), {
      details: { column: '"y"', row: 3 },
    });
  });

  it('are refused where they leave nothing', async () => {
    const empty = await readTable('a,b,y\n1,?,3\n4,?,6\n');
    for (const missing of ['drop', 'mean', 'error'] as const) {
      assertRefused('COLUMN_ROLE_INVALID', () => selectRows(linear, empty, { target: 'y', missing }));
    }
    const crossed = await readTable('a,b,y\n1,?,3\n?,1,6\n');
    assertRefused('TOO_FEW_ROWS', () => selectRows(linear, crossed, { target: 'y' }));
    const unfillable = await readTable('a,b,y\n1,2,?\n3,?,6\n');
    assertRefused('COLUMN_ROLE_INVALID', () => selectRows(linear, unfillable, { target: 'y', missing: 'mean' }));
  });
});

describe('the target of a linear model', () => {
  it('is one number an output', async () => {
    const format = deriveFormat({ kind: 'linear', inputs: 1, outputs: 2, batch: 1 });
    const table = await readTable('a,y,z\n1,2.5,-3\n4,5,\n');
    const rows = selectRows(format, table, { target: ['z', 'y'] });
    assert.deepEqual(rows.targets, [[-3, 2.5]]);
    assert.equal(rows.report.droppedForTarget, 1);
  });

  it('is not a text', async () => {
    const table = await readTable('a,b,y\n1,2,3\n4,5,x\n');
    assert.throws(() => selectRows(linear, table, { target: 'y' }), {
      code: 'CSV_VALUE_INVALID',
      details: { column: '"y"', row: 3, value: '"x"' },
    });
  });
});

describe('the target of a logistic model', () => {
  it('is one-hot over sorted classes', async () => {
    const table = await readTable('a,b,kind\n1,2,cat\n3,4,ant\n5,6,bee\n7,8,\n');
    const rows = selectRows(logistic(3), table, { target: 'kind' });
    assert.deepEqual(rows.classes, ['ant', 'bee', 'cat']);
    assert.deepEqual(rows.targets, [
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
    ]);
    assert.equal(rows.report.droppedForTarget, 1);
  });

  it('is 0 or 1 where two classes share an output', async () => {
    const table = await readTable('a,b,ok\n1,2,yes\n3,4,no\n');
    assert.deepEqual(selectRows(logistic(1), table, { target: 'ok' }).targets, [[1], [0]]);
    assert.deepEqual(selectRows(logistic(2), table, { target: 'ok' }).targets, [
      [0, 1],
      [1, 0],
    ]);
  });

  it('may be whole numbers, sorted as numbers', async () => {
    const table = await readTable('a,b,digit\n1,2,10\n3,4,9\n5,6,-1\n7,8,9.0\n');
    const rows = selectRows(logistic(3), table, { target: 'digit' });
    assert.deepEqual(rows.classes, ['-1', '9', '10']);
    assert.deepEqual(
      rows.targets.map((target) => target.indexOf(1)),
      [2, 1, 0, 1],
    );
  });

  it('is not a fraction, nor a number too large to be exact', async () => {
    const table = await readTable('a,b,y\n1,2,1\n3,4,0.5\n');
    assert.throws(() => selectRows(logistic(1), table, { target: 'y' }), {
      code: 'TARGET_INVALID',
      details: { column: '"y"', row: 3, value: 0.5 },
    });
    const large = await readTable('a,b,y\n1,2,1\n3,4,9007199254740993\n');
    assertRefused('TARGET_INVALID', () => selectRows(logistic(1), large, { target: 'y' }));
  });

  it('has as many classes as the circuit takes', async () => {
    const table = await readTable('a,b,y\n1,2,x\n3,4,y\n5,6,z\n');
    for (const outputs of [1, 2, 4]) {
      assert.throws(() => selectRows(logistic(outputs), table, { target: 'y' }), { code: 'TARGET_INVALID' });
    }
    const constant = await readTable('a,b,y\n1,2,x\n3,4,x\n');
    assertRefused('TARGET_INVALID', () => selectRows(logistic(1), constant, { target: 'y' }));
  });

  it('refuses a column of more distinct values than any circuit takes, only when it is used', async () => {
    const lines = Array.from({ length: MAX_CATEGORIES + 1 }, (_, i) => `${i},n${i},${i},${i % 2}`).join('\n');
    const table = await readTable(`a,name,number,y\n${lines}\n`);
    assert.equal(selectRows(logistic(1), table, { target: 'y', ignore: ['name'] }).inputs.length, MAX_CATEGORIES + 1);
    const features = ['a', 'y'];
    assertRefused('TARGET_INVALID', () => selectRows(logistic(1), table, { target: 'name', features }));
    assertRefused('TARGET_INVALID', () => selectRows(logistic(1), table, { target: 'number', features }));
  });

  it('follows classes agreed on beforehand, though the data lack some', async () => {
    const table = await readTable('a,b,y\n1,2,bee\n3,4,cat\n');
    const classes = ['cat', 'ant', 'bee'];
    const rows = selectRows(logistic(3), table, { target: 'y', classes });
    assert.deepEqual(rows.classes, classes);
    assert.deepEqual(rows.targets, [
      [0, 0, 1],
      [1, 0, 0],
    ]);
    assertRefused('CLASS_UNKNOWN', () => selectRows(logistic(2), table, { target: 'y', classes: ['cat', 'ant'] }));
    assertRefused('TARGET_INVALID', () =>
      selectRows(logistic(3), table, { target: 'y', classes: ['cat', 'bee', 'cat'] }),
    );
    assertRefused('TARGET_INVALID', () => selectRows(logistic(2), table, { target: 'y', classes }));
  });

  it('keeps hostile class names apart', async () => {
    const table = await readTable('a,b,y\n1,2,__proto__\n3,4,constructor\n');
    const rows = selectRows(logistic(1), table, { target: 'y' });
    assert.deepEqual(rows.classes, ['__proto__', 'constructor']);
    assert.deepEqual(rows.targets, [[0], [1]]);
  });
});
