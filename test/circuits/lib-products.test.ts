import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { randomField, toField } from '@tacit/sdk';
import { inputWires } from '../support/circuit-harness.ts';
import { seededRandomness } from '../support/random-step.ts';
import { solve } from '../support/solver.ts';
import { openTemplate } from '../support/template-harness.ts';

type Matrix = readonly (readonly bigint[])[];

const matrix = (rows: number, columns: number, value: () => bigint): bigint[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, value));
const transposed = (m: Matrix): bigint[][] => (m[0] ?? []).map((_, c) => m.map((row) => row[c] as bigint));
const times = (a: Matrix, b: Matrix): bigint[][] =>
  a.map((row) =>
    transposed(b).map((column) => toField(row.reduce((sum, v, k) => sum + v * (column[k] as bigint), 0n))),
  );

for (const [rows, inputs, outputs] of [
  [1, 1, 1],
  [2, 3, 2],
  [3, 2, 4],
] as const) {
  describe(`SharedProducts(${rows}, ${inputs}, ${outputs})`, async () => {
    const main = `SharedProducts(${rows}, ${inputs}, ${outputs})`;
    const bench = await openTemplate({ file: 'lib/shared-products.circom', main });
    const random = seededRandomness(13);
    const small = () => BigInt(Math.floor(random.next() * 256) - 128);
    const any = () => randomField(random);

    for (const [what, value] of [
      ['small', small],
      ['any', any],
    ] as const) {
      it(`gives both plain products for ${what} values, and the constraints derive them`, () => {
        for (let run = 0; run < 10; run++) {
          const given = {
            x: matrix(rows, inputs, value),
            w: matrix(inputs, outputs, value),
            s: matrix(rows, outputs, value),
          };
          const expected = [...times(given.x, given.w).flat(), ...times(transposed(given.x), given.s).flat()];
          assert.deepEqual(bench.witness(given).slice(1, 1 + expected.length), expected);
          const { values } = solve(bench.system, { known: inputWires(bench.system, given).wires });
          assert.deepEqual(values.slice(1, 1 + expected.length), expected);
        }
      });
    }

    it('takes one product per row, input and output, and one correction per output of each matrix', () => {
      assert.equal(bench.system.constraints.length, rows * inputs * outputs + rows * outputs + inputs * outputs);
    });
  });
}
