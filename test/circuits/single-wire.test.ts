import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CircuitBench, openCircuits, SHIPPED, TINY } from '../support/circuit-harness.ts';
import { brokenRows, rowsWith } from '../support/constraint-system.ts';
import { singleWireFreedom } from '../support/single-wire.ts';
import {
  finaliseInputs,
  finaliseWitness,
  poolLayout,
  type StepInputs,
  stepInputs,
  stepWitness,
} from '../support/step-fixture.ts';

/** Bound by the key's own rows for public signals, not by constraints. */
const BOUND_BY_THE_KEY = ['context', 'blind'];

function freeWires(circuit: CircuitBench, inputs: StepInputs): string[] {
  const witness = circuit.witness(inputs);
  assert.deepEqual(brokenRows(circuit.system, witness), []);
  const free: string[] = [];
  singleWireFreedom(circuit.system, witness).forEach((freedom, wire) => {
    if (freedom === 'none') return;
    free.push(circuit.system.names[wire] as string);
    const changed = freedom === 'all' ? (witness[wire] as bigint) + 1n : freedom;
    const edited = witness.with(wire, changed);
    assert.deepEqual(brokenRows(circuit.system, edited, rowsWith(circuit.system, wire)), []);
  });
  return free.sort();
}

/** The inverse of a high part that is zero, and pool bits behind the step's own. */
function freeInStep({ format: f, system }: CircuitBench, inputs: StepInputs): string[] {
  const free = inputs.inside.flatMap((row, b) => row.flatMap((bit, o) => (bit === 1n ? [`inverse[${b}][${o}]`] : [])));
  for (let k = poolLayout(f).stepEnd; k < inputs.pool.length; k++) {
    if (system.wireOf.has(`pool[${k}]`)) free.push(`pool[${k}]`);
  }
  return [...BOUND_BY_THE_KEY, ...free].sort();
}

/**
 * Pool bits behind the finalisation's own that nothing derived depends on: the dropped bits of forward values, and
 * the window's where the value counts as saturated. Where the compiler put the number in place of one of them, it
 * is the number that may change.
 */
function freeInFinalisation({ format: f, system }: CircuitBench, inputs: StepInputs): string[] {
  const { forwardAt, finaliseEnd } = poolLayout(f);
  const free: string[] = [];
  inputs.inside.flat().forEach((inside, cell) => {
    const at = forwardAt + cell * f.forwardBits;
    const idle = f.roundBits + (inside === 0n ? f.clampBits : 0);
    const bits = Array.from({ length: f.forwardBits }, (_, k) => `pool[${at + k}]`);
    const missing = bits.findIndex((name) => !system.wireOf.has(name));
    const unread = bits.slice(0, idle).filter((_, k) => at + k >= finaliseEnd);
    if (missing < 0) free.push(...unread);
    else if (missing < idle) free.push(`outputError[${Math.floor(cell / f.outputs)}][${cell % f.outputs}].unsigned`);
  });
  if (inputs.pool.length > poolLayout(f).stepEnd) return BOUND_BY_THE_KEY.toSorted();
  return [...BOUND_BY_THE_KEY, ...free].sort();
}

for (const circuit of await openCircuits([...TINY, ...SHIPPED])) {
  const f = circuit.format;
  describe(`single wires of ${circuit.name}`, () => {
    it('in a step, only idle hints and what the key binds can change alone', () => {
      const inputs = stepInputs(f, stepWitness(f));
      assert.deepEqual(freeWires(circuit, inputs), freeInStep(circuit, inputs));
    });

    it('in a step of rate zero, the inverse of the multiplier can change as well', () => {
      const inputs = stepInputs(f, stepWitness(f, { multiplier: 0 }));
      assert.deepEqual(freeWires(circuit, inputs), [...freeInStep(circuit, inputs), 'multiplierInverse'].sort());
    });

    it('in a finalisation, only bits that it does not read and what the key binds can change alone', () => {
      const inputs = finaliseInputs(f, finaliseWitness(f));
      assert.deepEqual(freeWires(circuit, inputs), freeInFinalisation(circuit, inputs));
    });
  });
}
