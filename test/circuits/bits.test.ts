import { describe, it } from 'node:test';
import { encodeBatch, type Format, hashVector } from '@tacit/sdk';
import {
  assertAccepted,
  assertRefused,
  type CircuitBench,
  openCircuits,
  SHIPPED,
  TINY,
} from '../support/circuit-harness.ts';
import {
  BATCH_INDEX,
  finaliseInputs,
  finaliseWitness,
  pathOf,
  poolLayout,
  type StepInputs,
  stepInputs,
  stepWitness,
} from '../support/step-fixture.ts';

const NO_BIT = 'bit[i] * (bit[i] - 1) === 0;';
const NO_MODE = 'mode * (mode - 1) === 0;';

/** Two more at one place and one less at the next: the same number, from something other than bits. */
function spread(bits: bigint[], at: number): void {
  bits[at] = (bits[at] as bigint) + 2n;
  bits[at + 1] = (bits[at + 1] as bigint) - 1n;
}

function bitsOfStep(f: Format): [string, (inputs: StepInputs) => void][] {
  const { featuresAt, targetsAt, forwardAt, stepEnd } = poolLayout(f);
  const inPool = (at: number) => (inputs: StepInputs) => spread(inputs.pool, at);
  return [
    ["a weight's lowest", inPool(0)],
    ["a weight's highest", inPool(f.weightBits - 2)],
    ["the last weight's", inPool(featuresAt - 2)],
    ["a feature's", inPool(featuresAt)],
    ["the last feature's", inPool(targetsAt - 2)],
    ["a forward value's dropped", inPool(forwardAt)],
    ["a forward value's rounding", inPool(forwardAt + f.roundBits - 1)],
    ["a window's", inPool(forwardAt + f.roundBits)],
    ["a saturation's", inPool(forwardAt + f.roundBits + f.clampBits)],
    ["the last forward value's sign", inPool(stepEnd - 2)],
    ["the batch index's", (inputs) => spread(inputs.indexBit, 3)],
    ["the multiplier's", (inputs) => spread(inputs.multiplierBit, 0)],
  ];
}

function testStep(circuit: CircuitBench): void {
  const f = circuit.format;
  const honest = stepInputs(f, stepWitness(f));
  for (const [what, edit] of bitsOfStep(f)) {
    it(`${what} bit that is none is refused, although the number stays the same`, () => {
      const inputs = structuredClone(honest);
      edit(inputs);
      assertRefused(circuit, inputs, NO_BIT);
    });
  }

  it('a target of something other than bits is refused, although leaf and root are made for it', () => {
    const { featuresAt, targetsAt } = poolLayout(f);
    const witness = stepWitness(f);
    const inputs = structuredClone(honest);
    inputs.pool[targetsAt] = 2n;
    const elements = encodeBatch(f, witness.batch);
    const [element, shift] = [Math.floor((targetsAt - featuresAt) / 253), (targetsAt - featuresAt) % 253];
    elements[element] = (elements[element] as bigint) + ((2n - (honest.pool[targetsAt] as bigint)) << BigInt(shift));
    const leaf = hashVector([witness.saltData, ...elements]);
    inputs.path = pathOf(leaf, BATCH_INDEX, (level, i) => witness.path[level]?.[i] as bigint);
    assertRefused(circuit, inputs, NO_BIT);
  });

  for (const mode of [2n, -1n]) {
    it(`mode ${mode} is refused, although params is made for it`, () => {
      const inputs = structuredClone(honest);
      inputs.params += mode;
      inputs.mode = mode;
      assertRefused(circuit, inputs, NO_MODE);
    });
  }
}

function testFinalisation(circuit: CircuitBench): void {
  const f = circuit.format;
  const honest = finaliseInputs(f, finaliseWitness(f));
  const { lossAt } = poolLayout(f);
  const places: [string, number][] = [
    ["a slot's lowest", 0],
    ["a slot's rounding", 15],
    ["a slot's highest", f.slotBits - 2],
    ["the last slot's", lossAt - 2],
    ["the loss's lowest", lossAt],
    ["the loss's highest", lossAt + 46],
  ];
  for (const [what, at] of places) {
    it(`${what} bit that is none is refused, although the number stays the same`, () => {
      const inputs = structuredClone(honest);
      spread(inputs.pool, at);
      assertRefused(circuit, inputs, NO_BIT);
    });
  }

  it("a multiplier's bit that is none is refused, although the number stays the same", () => {
    const inputs = structuredClone(honest);
    spread(inputs.multiplierBit, 4);
    assertRefused(circuit, inputs, NO_BIT);
  });
}

for (const circuit of await openCircuits([...TINY, ...SHIPPED])) {
  describe(`the bits of a step in ${circuit.name}`, () => testStep(circuit));
  describe(`the bits of a finalisation in ${circuit.name}`, () => testFinalisation(circuit));
}

for (const circuit of await openCircuits(TINY)) {
  it(`a pool bit that no step of ${circuit.name} reads may be either bit and nothing else`, () => {
    const inputs = stepInputs(circuit.format, stepWitness(circuit.format));
    const { stepEnd } = poolLayout(circuit.format);
    inputs.pool[stepEnd] = 1n;
    assertAccepted(circuit, inputs);
    inputs.pool[stepEnd] = 2n;
    assertRefused(circuit, inputs, NO_BIT);
  });
}
