import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { circuitNamed, errorCode, hashHex, parseDataset } from '@tacit/sdk';
import type { ColumnChoice } from './column-choice.ts';
import { prepareDataset } from './prepare-dataset.ts';

const circuit = circuitNamed('logistic-2x3-b2');
const CHOICE: ColumnChoice = { inputs: [1, 0], answers: [2], classes: ['c', 'a', 'b'], gaps: 'drop', scaling: 'none' };
const CSV = 'x,y,kind\n1,2,a\n2,1,b\n1,1,c\n2,,a\n1,2,\n2,2,c\n1,1.5,b\n';
const prepare = (choice: Partial<ColumnChoice> = {}, source = CSV) =>
  prepareDataset({ circuit, source, choice: { ...CHOICE, ...choice } });

const codeOf = async (work: Promise<unknown>): Promise<string | undefined> => {
  try {
    await work;
    return undefined;
  } catch (error) {
    return errorCode(error);
  }
};

describe('rows on their way to a commitment', () => {
  it('come to what they will be enrolled with, and say what was left out', async () => {
    const { bytes, report } = await prepare();
    const { data, batches } = await parseDataset(circuit, bytes);
    assert.equal(hashHex(data.root), report.dataRoot);
    assert.deepEqual([report.batches, report.used, report.leftOver], [2, 4, 1]);
    assert.deepEqual([report.withoutAnswer, report.withGaps, report.filled, report.saturated], [1, 1, 0, 0]);
    assert.deepEqual(
      report.inputs.map(({ name }) => name),
      ['y', 'x'],
    );
    const one = 2 ** circuit.format.xFraction;
    const rows = batches.flatMap((batch) => batch.inputs.map((input, at) => [input, batch.targets[at]]));
    // The class that stands first has the first output, whatever the alphabet says.
    const c = rows.filter(([, target]) => target?.[0] !== 0).map(([input]) => input);
    for (const input of c)
      assert.ok(
        [
          [one, one],
          [2 * one, 2 * one],
        ].some((each) => String(each) === String(input)),
      );
  });

  it('are salted anew each time', async () => {
    const [first, second] = await Promise.all([prepare(), prepare()]);
    assert.notEqual(first.report.dataRoot, second.report.dataRoot);
  });

  it('are filled, standardised and counted as was asked', async () => {
    const { report } = await prepare({ gaps: 'mean', scaling: 'standard' });
    assert.deepEqual([report.withGaps, report.filled, report.used], [0, 1, 6]);
    assert.ok(Math.abs((report.inputs[1]?.mean ?? 0) - 1.5) < 1e-12);
  });

  it('tell how far the commitment is', async () => {
    const seen: number[] = [];
    await prepareDataset({
      circuit,
      source: CSV,
      choice: CHOICE,
      onProgress: ({ done, total }) => seen.push(done / total),
    });
    assert.equal(seen.at(-1), 1);
  });

  it('are refused by code where they cannot be used', async () => {
    assert.equal(await codeOf(prepare({ classes: ['a', 'b', 'd'] })), 'CLASS_UNKNOWN');
    assert.equal(await codeOf(prepare({}, 'x,y,kind\n1,2\n')), 'CSV_MALFORMED');
    assert.equal(await codeOf(prepare({}, 'x,y,kind\n1,no,a\n2,1,b\n')), 'CSV_VALUE_INVALID');
    assert.equal(await codeOf(prepare({}, 'x,y,kind\n1,2,a\n')), 'TOO_FEW_ROWS');
  });
});
