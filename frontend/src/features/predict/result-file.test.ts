import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resultCsv, resultJson } from './result-file.ts';

const file = {
  job: '0xab' as const,
  document: {
    input: { names: ['age', '=cmd|"x"'], count: 2, minimum: 0, maximum: 1, scale: 1 },
    output: { count: 2, scale: 1, kind: 'classes' as const, labels: ['no', 'yes, rather'] },
  },
  samples: [
    [41, 0.5],
    [52, -1],
  ],
  readings: [
    { values: [0.25, -1], class: 0, label: 'no' },
    { values: [-2, 3], class: 1, label: 'yes, rather' },
  ],
};

describe('files of a result', () => {
  it('writes a row for each sample, and nothing that a spreadsheet runs', () => {
    assert.equal(
      resultCsv(file),
      `sample,age,"'=cmd|""x""",class,no,"yes, rather"\n1,41,0.5,no,0.25,-1\n2,52,-1,"yes, rather",-2,3\n`,
    );
  });

  it('writes everything as JSON', () => {
    const { job, predictions } = JSON.parse(resultJson(file));
    assert.equal(job, '0xab');
    assert.deepEqual(predictions[1], { class: 'yes, rather', outputs: [-2, 3], inputs: [52, -1] });
  });
});
