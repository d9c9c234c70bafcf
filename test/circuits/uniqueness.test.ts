import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAX_STEP_MULTIPLIER } from '@tacit/sdk';
import { type CircuitBench, isTiny, openCircuits, SHIPPED, TINY } from '../support/circuit-harness.ts';
import { boundFinalisation, boundStep, claiming, isImpossible, openInputs } from '../support/claims.ts';
import { randomBatch, randomWeights, seededRandomness } from '../support/random-step.ts';
import { solve } from '../support/solver.ts';
import {
  finaliseInputs,
  finaliseWitness,
  poolLayout,
  type StepChoice,
  type StepInputs,
  stepInputs,
  stepWitness,
} from '../support/step-fixture.ts';

// A wire that the solver derives is the same in every witness of what binds it: what is open here is all that a
// prover may choose, in any combination of wires.

const LARGE = ['logistic-30x2-b32', 'logistic-64x10-b16'];

/** Derives a witness from what binds it and compares; returns the inputs that stayed open. */
function derive(circuit: CircuitBench, inputs: StepInputs, given: Parameters<typeof solve>[1]): string[] {
  const witness = circuit.witness(inputs);
  const solution = solve(circuit.system, given);
  assert.deepEqual(solution.contradictions, []);
  solution.values.forEach((value, wire) => {
    if (value !== undefined) assert.equal(value, witness[wire], circuit.system.names[wire]);
  });
  return openInputs(circuit, inputs, solution).sort();
}

/** The clamp's inverse where the high part is zero, and pool bits behind those of the mode. */
function freeInStep({ format: f, system }: CircuitBench, inputs: StepInputs): string[] {
  const free = inputs.inside.flatMap((row, b) => row.flatMap((bit, o) => (bit === 1n ? [`inverse[${b}][${o}]`] : [])));
  const { stepEnd } = poolLayout(f);
  for (let k = stepEnd; k < inputs.pool.length; k++) if (system.wireOf.has(`pool[${k}]`)) free.push(`pool[${k}]`);
  if (inputs.multiplierBit.every((bit) => bit === 0n)) free.push('multiplierInverse');
  return free.sort();
}

/** A finalisation reads no data: the path, its salt, and everything that follows from bits behind its own. */
function freeInFinalisation({ format: f, system }: CircuitBench, inputs: StepInputs): string[] {
  const free = ['saltData', ...inputs.path.flatMap((row, level) => row.map((_, i) => `path[${level}][${i}]`))];
  const { forwardAt, finaliseEnd } = poolLayout(f);
  for (let k = finaliseEnd; k < inputs.pool.length; k++) if (system.wireOf.has(`pool[${k}]`)) free.push(`pool[${k}]`);
  inputs.inside.forEach((row, b) => {
    row.forEach((bit, o) => {
      const unread = forwardAt + (b * f.outputs + o + 1) * f.forwardBits > finaliseEnd;
      if (unread) free.push(`inside[${b}][${o}]`);
      if (unread || bit === 1n) free.push(`inverse[${b}][${o}]`);
    });
  });
  return free.sort();
}

function choices(circuit: CircuitBench): StepChoice[] {
  const f = circuit.format;
  const random = seededRandomness(5);
  const far: StepChoice[] = (isTiny(circuit) ? [0, 1, MAX_STEP_MULTIPLIER] : [0]).map((multiplier) => ({
    weights: randomWeights(f, random.next, 1),
    batch: randomBatch(f, random.next),
    multiplier,
  }));
  return [{}, ...far];
}

for (const circuit of await openCircuits([...TINY, ...SHIPPED, ...LARGE])) {
  const f = circuit.format;
  const large = LARGE.includes(circuit.name);

  describe(`what a prover may choose in ${circuit.name}`, () => {
    it('params and preimages leave no choice in a step but hints that do not matter (INV-10)', () => {
      for (const choice of large ? [{}] : choices(circuit)) {
        const inputs = stepInputs(f, stepWitness(f, choice));
        assert.deepEqual(derive(circuit, inputs, boundStep(circuit, inputs)), freeInStep(circuit, inputs));
      }
    });

    it('params, base and sum leave no choice in a finalisation but what it does not read (INV-12)', () => {
      const inputs = finaliseInputs(f, finaliseWitness(f));
      assert.deepEqual(
        derive(circuit, inputs, boundFinalisation(circuit, inputs)),
        freeInFinalisation(circuit, inputs),
      );
    });
  });
}

for (const circuit of await openCircuits([...TINY, ...SHIPPED])) {
  const f = circuit.format;

  describe(`what no advice proves in ${circuit.name}`, () => {
    const step = stepInputs(f, stepWitness(f));
    const final = finaliseInputs(f, finaliseWitness(f));
    const impossible = (claims: Partial<StepInputs>) =>
      assert.ok(isImpossible(circuit, claiming(circuit, boundStep(circuit, step), claims)));
    const neverFinal = (claims: Partial<StepInputs>) =>
      assert.ok(isImpossible(circuit, claiming(circuit, boundFinalisation(circuit, final), claims)));

    it('a step under the params of the other mode, or in the other mode', () => {
      impossible({ mode: 1n });
      neverFinal({ mode: 0n });
      impossible({ params: final.params });
      neverFinal({ params: step.params });
      impossible({ mode: 1n, params: final.params });
    });

    it('a step with another loss, another root before or after, or another data root', () => {
      impossible({ loss: step.loss + 1n });
      impossible({ rootBefore: step.rootBefore + 1n });
      impossible({ rootAfter: step.rootAfter + 1n });
      impossible({ dataRoot: step.dataRoot + 1n });
    });

    it('a step with another committed update, in any element', () => {
      step.packedUpdate.forEach((element, j) => {
        for (const by of [1n, -1n]) impossible({ packedUpdate: step.packedUpdate.with(j, element + by) });
      });
    });

    it('a step with another batch index, or with another multiplier and the same root after it', () => {
      impossible({ params: step.params + 2n });
      impossible({ params: step.params + (1n << 13n), rootAfter: step.rootAfter });
    });

    it('a finalisation with another loss, root, data root or salt', () => {
      neverFinal({ loss: final.loss + 1n });
      neverFinal({ rootBefore: final.rootBefore + 1n });
      neverFinal({ rootAfter: final.rootAfter + 1n });
      neverFinal({ dataRoot: 1n });
      neverFinal({ saltBefore: 1n });
      neverFinal({ saltAfter: 1n });
    });

    it('a finalisation of a committed sum that no slots can spell', () => {
      neverFinal({ packedUpdate: final.packedUpdate.with(0, (final.packedUpdate[0] as bigint) + 2n ** 253n) });
    });
  });
}
