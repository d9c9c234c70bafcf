import { FIELD_ORDER, toField } from '@tacit/sdk';
import { type R1cs, readR1cs, type Terms } from '../../sdk/src/node/keys/r1cs.ts';

/** A compiled circuit's constraints, with the names that its source gave to the wires. */
export interface ConstraintSystem extends R1cs {
  /** Every wire's first name in the source, without the leading `main.`. */
  readonly names: readonly string[];
  /** Wire by name, for all signals that survived the compiler's simplification. */
  readonly wireOf: ReadonlyMap<string, number>;
  /** For every wire, the rows that it stands in. */
  readonly rowsOf: readonly Uint32Array[];
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
  return { ...r1cs, names, wireOf, rowsOf: occurrences(r1cs) };
}

function occurrences(r1cs: R1cs): Uint32Array[] {
  const rows = Array.from({ length: r1cs.wires }, () => [] as number[]);
  r1cs.constraints.forEach((row, i) => {
    for (const wire of new Set(row.flatMap((terms) => [...terms.wires]))) rows[wire]?.push(i);
  });
  return rows.map((list) => Uint32Array.from(list));
}

export function evaluate(terms: Terms, witness: readonly bigint[]): bigint {
  let sum = 0n;
  terms.wires.forEach((wire, t) => {
    sum += (terms.coefficients[t] as bigint) * (witness[wire] as bigint);
  });
  return sum % FIELD_ORDER;
}

export const coefficientOf = (terms: Terms, wire: number): bigint => {
  const at = terms.wires.indexOf(wire);
  return at < 0 ? 0n : (terms.coefficients[at] as bigint);
};

/** The rows that a witness breaks: of all, or of those given. */
export function brokenRows(system: ConstraintSystem, witness: readonly bigint[], rows?: Iterable<number>): number[] {
  const broken: number[] = [];
  for (const i of rows ?? system.constraints.keys()) {
    const [a, b, c] = system.constraints[i] as R1cs['constraints'][number];
    if ((evaluate(a, witness) * evaluate(b, witness) - evaluate(c, witness)) % FIELD_ORDER !== 0n) broken.push(i);
  }
  return broken;
}

/** A signal's name with its indices left out: `pool[3]` and `pool[4]` are one group. */
export const groupOf = (name: string): string => name.replace(/\[\d+\]/g, '[]');

/** The signals that a row speaks of, as groups. */
export function signalsOf(system: ConstraintSystem, row: number): Set<string> {
  const terms = system.constraints[row] as R1cs['constraints'][number];
  return new Set(terms.flatMap(({ wires }) => [...wires].map((wire) => groupOf(system.names[wire] as string))));
}

export function invert(value: bigint): bigint {
  let [a, b, x, y] = [toField(value), FIELD_ORDER, 1n, 0n];
  if (a === 0n) throw new Error('zero has no inverse');
  while (b > 0n) {
    const quotient = a / b;
    [a, b, x, y] = [b, a - quotient * b, y, x - quotient * y];
  }
  return toField(x);
}
