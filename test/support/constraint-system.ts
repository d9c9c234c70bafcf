import { FIELD_ORDER, toField } from '@tacit/sdk';
import { type R1cs, readR1cs, type Terms } from '../../sdk/src/node/keys/r1cs.ts';

/** a * b = c, as three linear combinations of wires. */
export type Row = R1cs['constraints'][number];
export const SIDES = 3;

/** A compiled circuit's constraints, with the names that its source gave to the wires. */
export interface ConstraintSystem extends R1cs {
  /** Every wire's first name in the source, without the leading `main.`. */
  readonly names: readonly string[];
  /** Wire by name, for all signals that survived the compiler's simplification. */
  readonly wireOf: ReadonlyMap<string, number>;
  /** For every wire the places where it stands, as SIDES * row + side. */
  readonly places: readonly Uint32Array[];
}

/** Reads `circuit.r1cs` and `circuit.sym`, whose lines are `label,witness,component,name`. */
export function readConstraintSystem(file: Uint8Array, symbols: string): ConstraintSystem {
  const r1cs = readR1cs(file);
  const names = new Array<string>(r1cs.wires).fill('');
  const wireOf = new Map<string, number>();
  for (const line of symbols.split('\n')) {
    const [, wire, , name] = line.split(',');
    if (!name || Number(wire) < 0) continue;
    const short = name.replace(/^main\./, '');
    wireOf.set(short, Number(wire));
    if (names[Number(wire)] === '') names[Number(wire)] = short;
  }
  names[0] = 'one';
  return { ...r1cs, names, wireOf, places: placesOf(r1cs) };
}

export function wireNamed(system: ConstraintSystem, name: string): number {
  const wire = system.wireOf.get(name);
  if (wire === undefined) throw new Error(`the compiler kept no wire for ${name}`);
  return wire;
}

function placesOf(r1cs: R1cs): Uint32Array[] {
  const places = Array.from({ length: r1cs.wires }, () => [] as number[]);
  r1cs.constraints.forEach((row, r) => {
    row.forEach(({ wires }, side) => {
      for (const wire of wires) places[wire]?.push(SIDES * r + side);
    });
  });
  return places.map((list) => Uint32Array.from(list));
}

export function evaluate({ wires, coefficients }: Terms, witness: readonly bigint[]): bigint {
  let sum = 0n;
  for (let t = 0; t < wires.length; t++) sum += (coefficients[t] as bigint) * (witness[wires[t] as number] as bigint);
  return sum % FIELD_ORDER;
}

export function coefficientOf({ wires, coefficients }: Terms, wire: number): bigint {
  const at = wires.indexOf(wire);
  return at < 0 ? 0n : (coefficients[at] as bigint);
}

/** The rows that a witness breaks: of all, or of those given. */
export function brokenRows(system: ConstraintSystem, witness: readonly bigint[], rows?: Iterable<number>): number[] {
  return [...(rows ?? system.constraints.keys())].filter((row) => {
    const [a, b, c] = system.constraints[row] as Row;
    return (evaluate(a, witness) * evaluate(b, witness) - evaluate(c, witness)) % FIELD_ORDER !== 0n;
  });
}

/** The rows that a wire stands in. */
export const rowsWith = ({ places }: ConstraintSystem, wire: number): Set<number> =>
  new Set([...(places[wire] as Uint32Array)].map((place) => Math.floor(place / SIDES)));

/** A signal's name with its indices left out: `pool[3]` and `pool[4]` are one group. */
export const groupOf = (name: string): string => name.replace(/\[\d+\]/g, '[]');

export function invert(value: bigint): bigint {
  let [a, b, x, y] = [toField(value), FIELD_ORDER, 1n, 0n];
  if (a === 0n) throw new Error('zero has no inverse');
  while (b > 0n) {
    const quotient = a / b;
    [a, b, x, y] = [b, a - quotient * b, y, x - quotient * y];
  }
  return toField(x);
}

/** The same circuit with one row left out: what a forgotten constraint would be. */
export function withoutRow(system: ConstraintSystem, row: number): ConstraintSystem {
  const empty: Terms = { wires: new Uint32Array(), coefficients: [] };
  return {
    ...system,
    constraints: system.constraints.with(row, [empty, empty, empty]),
    places: system.places.map((places) => {
      const kept = places.filter((place) => Math.floor(place / SIDES) !== row);
      return kept.length === places.length ? places : kept;
    }),
  };
}
