import { FIELD_ORDER, toField } from '@tacit/sdk';
import { type Affine, addScaled, addTerm, affine, readBits } from './affine.ts';
import { type BitWires, findBits } from './bit-wires.ts';
import { type ConstraintSystem, invert, type Row, SIDES } from './constraint-system.ts';

export interface Solution {
  /** Every wire whose value follows from the given ones; `undefined` where it does not. */
  readonly values: readonly (bigint | undefined)[];
  /** Rows, or given equations (-1), that cannot hold whatever the open wires are; the first ends the search. */
  readonly contradictions: readonly number[];
}

export interface Given {
  readonly known: ReadonlyMap<number, bigint>;
  /** Further linear equations: each is zero. */
  readonly equations?: readonly Affine[];
}

const cache = new WeakMap<ConstraintSystem, BitWires>();

function bitWires(system: ConstraintSystem): BitWires {
  const found = cache.get(system) ?? findBits(system);
  cache.set(system, found);
  return found;
}

/**
 * Derives wires from wires. A row with a constant factor is a linear equation, which eliminates one wire; an
 * equation between bits alone gives them all if their weights are a binary number's. What is derived holds in
 * every witness with the given values, and a contradiction means that there is none: proofs, not samples.
 */
class Solver {
  readonly values: (bigint | undefined)[];
  readonly contradictions: number[] = [];
  private readonly system: ConstraintSystem;
  private readonly bits: BitWires['bits'];
  /** Eliminated wires in terms of the rest, and for each of the rest who refers to it. */
  private readonly eliminated = new Map<number, Affine>();
  private readonly users = new Map<number, Set<number>>();
  /** Open wires per place (row and side). */
  private readonly open: Uint16Array;
  private readonly done: Uint8Array;
  /** Rows that may be linear by now; those with a single open wire come first, which keeps equations short. */
  private readonly queue: number[] = [];
  private readonly urgent: number[] = [];
  /** Equations between bits that do not give them yet. */
  private readonly waiting: Affine[] = [];

  constructor(system: ConstraintSystem, { known, equations = [] }: Given) {
    this.system = system;
    const { bits, definitions } = bitWires(system);
    this.bits = bits;
    this.values = new Array<bigint | undefined>(system.wires + definitions.length).fill(undefined);
    this.open = new Uint16Array(SIDES * system.constraints.length);
    system.constraints.forEach((row, r) => {
      for (let side = 0; side < SIDES; side++) this.open[SIDES * r + side] = (row[side] as Row[number]).wires.length;
    });
    this.done = new Uint8Array(system.constraints.length);
    this.learn(0, 1n);
    for (const [wire, value] of known) this.learn(wire, toField(value));
    for (const equation of [...definitions, ...equations]) this.absorb(this.reduce(equation), -1);
    this.checkGiven();
    this.run();
  }

  /** Rows of nothing but given wires: the cheapest contradictions. */
  private checkGiven(): void {
    for (const row of this.system.constraints.keys()) if (this.openWires(row) === 0) this.process(row);
  }

  private openWires(row: number): number {
    const at = SIDES * row;
    return (this.open[at] as number) + (this.open[at + 1] as number) + (this.open[at + 2] as number);
  }

  private run(): void {
    for (let at = 0; at < this.queue.length || this.urgent.length > 0; ) {
      if (this.contradictions.length > 0) break;
      const row = this.urgent.pop() ?? this.queue[at++];
      this.process(row as number);
    }
    this.queue.length = 0;
  }

  private addWire(into: Affine, wire: number, coefficient: bigint): void {
    const value = this.values[wire];
    if (value !== undefined) {
      into.constant += coefficient * value;
      return;
    }
    const expression = this.eliminated.get(wire);
    if (expression) addScaled(into, expression, coefficient);
    else addTerm(into, wire, coefficient);
  }

  private addSide(into: Affine, { wires, coefficients }: Row[number], factor = 1n): void {
    for (let t = 0; t < wires.length; t++) {
      this.addWire(into, wires[t] as number, (coefficients[t] as bigint) * factor);
    }
    into.constant %= FIELD_ORDER;
  }

  private reduce(equation: Affine): Affine {
    const sum = affine(equation.constant);
    for (const [wire, coefficient] of equation.terms) this.addWire(sum, wire, coefficient);
    return sum;
  }

  private process(row: number): void {
    if (this.done[row]) return;
    const [a, b, c] = this.system.constraints[row] as Row;
    let [factor, other] = [affine(), b];
    this.addSide(factor, a);
    if (factor.terms.size > 0) {
      [factor, other] = [affine(), a];
      this.addSide(factor, b);
      if (factor.terms.size > 0) return;
    }
    this.done[row] = 1;
    const equation = affine();
    if (toField(factor.constant) !== 0n) this.addSide(equation, other, factor.constant);
    this.addSide(equation, c, -1n);
    this.absorb(equation, row);
  }

  /** Takes up an equation: a contradiction, a wire less, all bits, or something to wait for. */
  private absorb(equation: Affine, row: number): void {
    const open = [...equation.terms.keys()];
    const others = open.filter((wire) => !this.bits.has(wire));
    if (open.length === 0) {
      if (toField(equation.constant) !== 0n) this.contradictions.push(row);
    } else if (others.length > 0 || open.length === 1) {
      this.eliminate(open.length === 1 ? (open[0] as number) : this.cheapest(others), equation);
    } else {
      const bits = readBits(equation);
      if (bits === 'none') this.contradictions.push(row);
      else if (bits === 'unclear') this.waiting.push(equation);
      else for (const [wire, value] of bits) this.learn(wire, value);
    }
  }

  /** The wire in the fewest places: eliminating it fills the fewest equations. */
  private cheapest(wires: readonly number[]): number {
    const places = (wire: number) => this.system.places[wire]?.length ?? 0;
    return wires.reduce((best, wire) => (places(wire) < places(best) ? wire : best));
  }

  private eliminate(wire: number, equation: Affine): void {
    const expression = affine();
    addScaled(expression, equation, -invert(equation.terms.get(wire) as bigint));
    expression.terms.delete(wire);
    if (expression.terms.size === 0) {
      this.learn(wire, toField(expression.constant));
      return;
    }
    this.eliminated.set(wire, expression);
    this.refer(wire, expression);
    this.substitute(wire, expression);
    // A factor may be constant although its wires are not.
    for (const place of this.system.places[wire] ?? []) {
      if (place % SIDES < 2) this.queue.push(Math.floor(place / SIDES));
    }
  }

  private refer(user: number, expression: Affine): void {
    for (const part of expression.terms.keys()) {
      const users = this.users.get(part);
      if (users) users.add(user);
      else this.users.set(part, new Set([user]));
    }
  }

  private learn(wire: number, value: bigint): void {
    if (this.values[wire] !== undefined) {
      if (this.values[wire] !== value) this.contradictions.push(-1);
      return;
    }
    if (this.bits.has(wire) && value > 1n) this.contradictions.push(-1);
    this.values[wire] = value;
    this.eliminated.delete(wire);
    for (const place of this.system.places[wire] ?? []) {
      const row = Math.floor(place / SIDES);
      this.open[place] = (this.open[place] as number) - 1;
      if (this.openWires(row) < 2) this.urgent.push(row);
      else if (this.open[place] === 0 && place % SIDES < 2) this.queue.push(row);
    }
    this.substitute(wire, affine(value));
  }

  /** Writes an expression for a wire into all expressions that refer to it. */
  private substitute(wire: number, expression: Affine): void {
    const users = this.users.get(wire);
    this.users.delete(wire);
    for (const user of users ?? []) {
      const target = this.eliminated.get(user);
      const coefficient = target?.terms.get(wire);
      if (!target || coefficient === undefined) continue;
      target.terms.delete(wire);
      addScaled(target, expression, coefficient);
      if (target.terms.size === 0) this.learn(user, toField(target.constant));
      else this.refer(user, expression);
    }
  }

  /** Whatever had to wait, once more with all that is known now, until nothing comes of it. */
  settle(): void {
    const progress = () => this.eliminated.size + this.values.filter((value) => value !== undefined).length;
    for (let before = -1, now = progress(); before !== now && this.contradictions.length === 0; ) {
      for (const equation of this.waiting.splice(0)) this.absorb(this.reduce(equation), -1);
      for (const row of this.system.constraints.keys()) this.queue.push(row);
      this.run();
      [before, now] = [now, progress()];
    }
  }
}

export function solve(system: ConstraintSystem, given: Given): Solution {
  const solver = new Solver(system, given);
  solver.settle();
  return { values: solver.values.slice(0, system.wires), contradictions: solver.contradictions };
}
