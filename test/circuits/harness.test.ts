import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseShapeName } from '@tacit/sdk';
import { FILES, localArtifacts } from '@tacit/sdk/node';
import { wtns } from 'snarkjs';
import { openCircuits, SHIPPED, stepWires, TINY } from '../support/circuit-harness.ts';
import { brokenRows } from '../support/constraint-system.ts';
import { solve } from '../support/solver.ts';
import { finaliseInputs, finaliseWitness, stepInputs, stepWitness } from '../support/step-fixture.ts';

// What the other tests of circuits stand on.

const artifacts = localArtifacts();

for (const circuit of await openCircuits([...TINY, ...SHIPPED])) {
  const f = circuit.format;
  const step = stepInputs(f, stepWitness(f));
  const final = finaliseInputs(f, finaliseWitness(f));

  describe(`the bench of ${circuit.name}`, () => {
    it('calculates the witness that snarkjs calculates', async () => {
      const { directory } = await artifacts.build(parseShapeName(circuit.name));
      const wasm = join(directory, FILES.wasm);
      for (const inputs of [step, final]) {
        const witness = { type: 'mem' as const };
        await wtns.calculate(inputs, wasm, witness);
        assert.deepEqual(circuit.witness(inputs), await wtns.exportJson(witness));
      }
    });

    it('finds the rows that an edited witness breaks', () => {
      const witness = circuit.witness(step);
      assert.deepEqual(brokenRows(circuit.system, witness), []);
      const loss = circuit.system.wireOf.get('loss') as number;
      assert.equal(brokenRows(circuit.system, witness.with(loss, 1n)).length, 1);
    });

    it('derives the honest witness from all inputs, in both modes', () => {
      for (const inputs of [step, final]) {
        const solution = solve(circuit.system, { known: stepWires(circuit, inputs) });
        assert.deepEqual(solution.contradictions, []);
        assert.deepEqual(solution.values, circuit.witness(inputs));
      }
    });

    it('does not take a wrong number of inputs for a refusal', () => {
      assert.throws(() => circuit.refusal({ ...step, other: 1n }), /inputs where the circuit takes/);
      assert.throws(() => circuit.refusal({ ...step, pool: [] }), /inputs where the circuit takes/);
    });
  });
}
