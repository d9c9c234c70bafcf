import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openCircuit } from '../support/circuit-harness.ts';
import { boundFinalisation, boundStep } from '../support/claims.ts';
import { type ConstraintSystem, groupOf, withoutRow } from '../support/constraint-system.ts';
import { solve } from '../support/solver.ts';
import { finaliseInputs, finaliseWitness, stepInputs, stepWitness } from '../support/step-fixture.ts';

// The test of the tests: a circuit with one constraint left out must show as freedom of the prover.

const circuit = await openCircuit('linear-3x2-b2');
const { format: f } = circuit;
const bound = [
  boundStep(circuit, stepInputs(f, stepWitness(f))),
  boundFinalisation(circuit, finaliseInputs(f, finaliseWitness(f))),
];
const openWires = (system: ConstraintSystem): number[] =>
  bound.map((given) => solve(system, given).values.filter((value) => value === undefined).length);

/** The rows outside the hashes by what they speak of: `mode saltBefore`, `inside[][] pool[]`. */
function kindsOfRows({ constraints, names }: ConstraintSystem): Map<string, number[]> {
  const kinds = new Map<string, number[]>();
  constraints.forEach((row, r) => {
    const groups = new Set(row.flatMap(({ wires }) => [...wires].map((wire) => groupOf(names[wire] as string))));
    groups.delete('one');
    if ([...groups].every((group) => /\.hash|leaf\./.test(group))) return;
    const kind = [...groups].sort().join(' ');
    kinds.set(kind, [...(kinds.get(kind) ?? []), r]);
  });
  return kinds;
}

/** These refuse, but nothing needs them to be derived: edited witnesses show in other tests that they are there. */
const REFUSING_ONLY = [/^mode$/, /^mode multiplierBit\[\]$/, /batch\.level\[\]/];

describe('a forgotten constraint', () => {
  const all = openWires(circuit.system);
  for (const [kind, rows] of kindsOfRows(circuit.system)) {
    if (REFUSING_ONLY.some((pattern) => pattern.test(kind))) continue;
    it(`on ${kind} would leave the prover a choice (${rows.length} such)`, () => {
      for (const row of new Set([rows[0] as number, rows.at(-1) as number])) {
        const open = openWires(withoutRow(circuit.system, row));
        assert.ok(open.some((count, mode) => count > (all[mode] as number)));
      }
    });
  }
});
