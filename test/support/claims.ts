import { ELEMENT_BITS, toField } from '@tacit/sdk';
import { type Affine, addTerm, affine } from './affine.ts';
import { type CircuitBench, inputWires } from './circuit-harness.ts';
import { wireNamed } from './constraint-system.ts';
import { type Given, type Solution, solve } from './solver.ts';
import { poolLayout, type StepInputs } from './step-fixture.ts';

type Names = readonly (keyof StepInputs)[];

function wiresOf(bench: CircuitBench, inputs: StepInputs, names: Names): Map<number, bigint> {
  const chosen = Object.fromEntries(names.map((name) => [name, inputs[name] ?? 0n]));
  return inputWires(bench.system, chosen).wires;
}

/** What the leaf's hash fixes: the numbers that 253 data bits make, not the bits. */
function leafEquations({ system, format: f }: CircuitBench, inputs: StepInputs): Affine[] {
  const { featuresAt, forwardAt } = poolLayout(f);
  const equations: Affine[] = [];
  for (let at = featuresAt; at < forwardAt; at += ELEMENT_BITS) {
    const equation = affine();
    for (let k = 0; k < ELEMENT_BITS && at + k < forwardAt; k++) {
      addTerm(equation, wireNamed(system, `pool[${at + k}]`), 2n ** BigInt(k));
      equation.constant -= (inputs.pool[at + k] as bigint) << BigInt(k);
    }
    equation.constant = toField(equation.constant);
    equations.push(equation);
  }
  return equations;
}

/**
 * What binds a step from outside: params, and the preimages of roots and leaf, which nobody can exchange without
 * a collision of Poseidon. Neither rootAfter nor update nor loss is among it.
 */
export const boundStep = (bench: CircuitBench, inputs: StepInputs): Given => ({
  known: wiresOf(bench, inputs, [
    ...['mode', 'params', 'context', 'blind'],
    ...['weightsBefore', 'saltBefore', 'saltAfter', 'saltData', 'path'],
  ]),
  equations: leafEquations(bench, inputs),
});

/** What binds a finalisation: params, the weights before and the committed sum. */
export const boundFinalisation = (bench: CircuitBench, inputs: StepInputs): Given => ({
  known: wiresOf(bench, inputs, ['mode', 'params', 'context', 'blind', 'weightsBefore', 'packedUpdate']),
});

/** The same with further signals claimed. */
export const claiming = (bench: CircuitBench, given: Given, claims: Partial<StepInputs>): Given => ({
  ...given,
  known: new Map([...given.known, ...inputWires(bench.system, claims as StepInputs).wires]),
});

/** Inputs whose values do not follow, by name. */
export function openInputs(bench: CircuitBench, inputs: StepInputs, { values }: Solution): string[] {
  const { wires } = inputWires(bench.system, inputs);
  return [...wires.keys()]
    .filter((wire) => values[wire] === undefined)
    .map((wire) => bench.system.names[wire] as string);
}

/** Whether no advice at all proves claims, given what binds them. */
export const isImpossible = (bench: CircuitBench, given: Given): boolean =>
  solve(bench.system, given).contradictions.length > 0;
