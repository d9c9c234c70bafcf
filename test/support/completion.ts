import { FIELD_ORDER, toField } from '@tacit/sdk';
import { type ConstraintSystem, coefficientOf, evaluate, invert } from './constraint-system.ts';
import { flatten, type Inputs, type InputValue } from './witness-calculator.ts';

/** A row that gives a wire its value once all other wires of the row have theirs. */
interface Definition {
  readonly row: number;
  readonly wire: number;
  /** Which of the row's three sides holds the wire. */
  readonly side: 0 | 1 | 2;
}

export interface Completion {
  /** All wires from inputs, as the constraints themselves define them: no assertion stops it. */
  complete(inputs: Inputs): bigint[];
  /** The rows that define no wire: they alone can be broken by inputs. */
  readonly checks: readonly number[];
}

/** Wires and values of inputs by their names in the source. */
export function inputWires(system: ConstraintSystem, inputs: Inputs): Map<number, bigint> {
  const wires = new Map<number, bigint>();
  const put = (name: string, value: InputValue): void => {
    if (typeof value !== 'bigint') return value.forEach((part, i) => put(`${name}[${i}]`, part));
    const wire = system.wireOf.get(name);
    if (wire === undefined) throw new Error(`the input ${name} has no wire`);
    wires.set(wire, toField(value));
  };
  for (const [name, value] of Object.entries(inputs)) put(name, value);
  return wires;
}

function unknownWire(system: ConstraintSystem, row: number, known: Uint8Array): number | undefined {
  let found: number | undefined;
  for (const { wires } of system.constraints[row] as (typeof system.constraints)[number]) {
    for (const wire of wires) {
      if (known[wire] || wire === found) continue;
      if (found !== undefined) return undefined;
      found = wire;
    }
  }
  return found;
}

/** Orders the rows so that each defines one new wire; what is left over checks. */
function order(system: ConstraintSystem, given: Iterable<number>): { definitions: Definition[]; checks: number[] } {
  const known = new Uint8Array(system.wires);
  known[0] = 1;
  for (const wire of given) known[wire] = 1;
  const definitions: Definition[] = [];
  const defining = new Set<number>();
  for (let before = -1; before !== definitions.length; ) {
    before = definitions.length;
    system.constraints.forEach((terms, row) => {
      const wire = defining.has(row) ? undefined : unknownWire(system, row, known);
      if (wire === undefined) return;
      const sides = ([0, 1, 2] as const).filter((side) => coefficientOf(terms[side], wire) !== 0n);
      if (sides.length !== 1) return;
      definitions.push({ row, wire, side: sides[0] as 0 | 1 | 2 });
      defining.add(row);
      known[wire] = 1;
    });
  }
  const missing = known.indexOf(0);
  if (missing >= 0) throw new Error(`no row defines ${system.names[missing]}`);
  return { definitions, checks: [...system.constraints.keys()].filter((row) => !defining.has(row)) };
}

function define(system: ConstraintSystem, { row, wire, side }: Definition, witness: bigint[]): bigint {
  const terms = system.constraints[row] as (typeof system.constraints)[number];
  witness[wire] = 0n;
  const [a, b, c] = terms.map((side) => evaluate(side, witness)) as [bigint, bigint, bigint];
  const coefficient = coefficientOf(terms[side], wire);
  if (side === 2) return toField((a * b - c) * invert(coefficient));
  // (rest + coefficient * wire) * other = c
  const [rest, other] = side === 0 ? [a, b] : [b, a];
  if (other === 0n) return 0n;
  return toField((c * invert(other) - rest) * invert(coefficient));
}

/** Prepares to fill in witnesses of one circuit from edited inputs, without its witness program. */
export function prepareCompletion(system: ConstraintSystem, sample: Inputs): Completion {
  const { definitions, checks } = order(system, inputWires(system, sample).keys());
  return {
    checks,
    complete(inputs) {
      const witness = new Array<bigint>(system.wires).fill(0n);
      witness[0] = 1n;
      for (const [wire, value] of inputWires(system, inputs)) witness[wire] = value;
      for (const definition of definitions) witness[definition.wire] = define(system, definition, witness);
      return witness;
    },
  };
}

export const countInputs = (inputs: Inputs): number => Object.values(inputs).flatMap(flatten).length;
export const isZero = (value: bigint): boolean => value % FIELD_ORDER === 0n;
