import { describe, it } from 'node:test';
import { computeStep, type Format, modelRoot, packUpdate, type StepWitness, toField, wallOf } from '@tacit/sdk';
import {
  assertAccepted,
  assertRefused,
  type CircuitBench,
  isTiny,
  openCircuits,
  SHIPPED,
  TINY,
} from '../support/circuit-harness.ts';
import { forgeStep } from '../support/forge.ts';
import { uncentred } from '../support/step-cases.ts';
import { stepInputs, stepWitness } from '../support/step-fixture.ts';

const NOT_ROOT_AFTER = 'after.out === rootAfter;';
const NOT_COMMITTED = 'factor * packedUpdate[j] === packedDelta.out[j] + sumPart[j];';
const NOT_THE_LOSS = 'squares - mode * squares + statement.finalLoss === loss;';

function testCommitment(circuit: CircuitBench): void {
  const f = circuit.format;
  const witness = stepWitness(f);
  const honest = stepInputs(f, witness);

  it('one more or one less is refused in every element of the committed update', () => {
    for (let j = 0; j < f.updateElements; j++) {
      for (const by of [1n, -1n]) {
        const packedUpdate = honest.packedUpdate.with(j, (honest.packedUpdate[j] as bigint) + by);
        assertRefused(circuit, { ...honest, packedUpdate }, NOT_COMMITTED);
      }
    }
  });

  it('a committed update that is not the one in rootAfter is refused', () => {
    const forged = forgeStep(f, witness, { update: (update) => 2 * update });
    assertRefused(circuit, { ...honest, packedUpdate: forged.packedUpdate }, NOT_COMMITTED);
    assertRefused(circuit, { ...honest, rootAfter: forged.rootAfter }, NOT_ROOT_AFTER);
  });

  it('the loss may not be one more, one less or zero', () => {
    for (const loss of [honest.loss + 1n, honest.loss - 1n, 0n]) {
      assertRefused(circuit, { ...honest, loss }, NOT_THE_LOSS);
    }
  });

  it('context and blind are free: the key binds them, not the constraints', () => {
    assertAccepted(circuit, { ...honest, context: 7n, blind: 8n });
  });
}

function testUpdate(circuit: CircuitBench): void {
  const f = circuit.format;
  const witness = stepWitness(f);
  const tiny = isTiny(circuit);
  const weights = tiny ? witness.weights.map((_, d) => d) : [0, f.weights - 1];

  it('one more in one weight is refused, although commitment and rootAfter agree', () => {
    for (const d of weights) {
      const inputs = forgeStep(f, witness, { update: (update, at) => (at === d ? update + 1 : update) });
      assertRefused(circuit, inputs, NOT_ROOT_AFTER);
    }
  });

  const lies: [string, (update: number, d: number) => number][] = [
    ['no update at all', () => 0],
    ['the update of half the learning rate', (update) => Math.trunc(update / 2)],
    ['a step uphill', (update) => -update],
    ['the largest update', () => f.maxDelta],
  ];
  for (const [what, update] of lies) {
    it(`${what} is refused, although commitment and rootAfter agree`, () => {
      assertRefused(circuit, forgeStep(f, witness, { update }), NOT_ROOT_AFTER);
    });
  }

  it('the updates of two weights may not be exchanged', () => {
    const step = computeStep(f, witness.weights, witness.batch, witness.multiplier);
    const exchanged = (update: number, d: number) => (d < 2 ? (step.update[1 - d] as number) : update);
    assertRefused(circuit, forgeStep(f, witness, { update: exchanged }), NOT_ROOT_AFTER);
  });

  it('a learning rate of zero proves an unchanged model, and nothing else', () => {
    const still = stepWitness(f, { multiplier: 0 });
    assertAccepted(circuit, stepInputs(f, still));
    const inputs = forgeStep(f, still, { update: (update, d) => (d === 0 ? update + 1 : update) });
    assertRefused(circuit, inputs, NOT_ROOT_AFTER);
  });
}

/** The first weight at a distance from the middle of the range. */
function witnessAt(f: Format, distance: number): StepWitness {
  const { weights } = stepWitness(f);
  return stepWitness(f, { weights: weights.with(0, uncentred(f, distance)) });
}

function testWall(circuit: CircuitBench): void {
  const f = circuit.format;
  const wall = wallOf(f);
  const places: [string, number, number][] = [
    ['just beyond the wall above', wall, 1],
    ['just inside the wall above', wall - 1, 0],
    ['just inside the wall below', -wall, 0],
    ['just beyond the wall below', -wall - 1, -1],
    ['at the upper end of the range', 2 * wall - 1, 1],
    ['at the lower end of the range', -2 * wall, -1],
  ];
  for (const [where, shifted, side] of places) {
    it(`a weight ${where} is pulled by ${-side}, and by nothing else`, () => {
      const witness = witnessAt(f, shifted);
      assertAccepted(circuit, stepInputs(f, witness));
      for (const claimed of [-1, 0, 1]) {
        if (claimed === side) continue;
        const inputs = forgeStep(f, witness, { wall: (honest, d) => (d === 0 ? claimed : honest) });
        assertRefused(circuit, inputs, NOT_ROOT_AFTER);
      }
    });
  }

  it('the pull may not be left out of the commitment alone', () => {
    const witness = witnessAt(f, wall);
    const { update } = computeStep(f, witness.weights, witness.batch, witness.multiplier);
    const without = update.with(0, (update[0] as number) + f.maxGradient);
    const packedUpdate = packUpdate(f, without).map(toField);
    assertRefused(circuit, { ...stepInputs(f, witness), packedUpdate }, NOT_COMMITTED);
  });

  it('the pull may not be left out of rootAfter alone', () => {
    const witness = witnessAt(f, wall);
    const { after } = computeStep(f, witness.weights, witness.batch, witness.multiplier);
    const rootAfter = modelRoot(f, after.with(0, (after[0] as number) + f.maxGradient), witness.saltAfter);
    assertRefused(circuit, { ...stepInputs(f, witness), rootAfter }, NOT_ROOT_AFTER);
  });
}

for (const circuit of await openCircuits([...TINY, ...SHIPPED])) {
  describe(`what a step of ${circuit.name} commits to`, () => testCommitment(circuit));
  describe(`the update of a step in ${circuit.name}`, () => testUpdate(circuit));
  describe(`the wall in ${circuit.name}`, () => testWall(circuit));
}
