import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveFormat, type Format, MEAN_FRACTION, parseShapeName, toField } from '@tacit/sdk';
import { defaultLocations, FILES, localArtifacts } from '@tacit/sdk/node';
import { brokenRows, type ConstraintSystem, readConstraintSystem } from './constraint-system.ts';
import { solve } from './solver.ts';
import { CLAIM, poolLayout, type StepInputs } from './step-fixture.ts';
import { type Inputs, type InputValue, Refused, witnessCalculator } from './witness-calculator.ts';

/** A compiled circuit on the bench: its own witness program, and its constraints taken by themselves. */
export interface Bench {
  readonly system: ConstraintSystem;
  /** All wires from inputs; throws `Refused` when a constraint breaks. */
  witness(inputs: Inputs): bigint[];
  /** The line of source that refuses inputs, or undefined when they are accepted. */
  refusal(inputs: Inputs): string | undefined;
}

export interface CircuitBench extends Bench {
  readonly name: string;
  readonly format: Format;
}

let sources: Map<string, readonly string[]> | undefined;

/** The lines of the file that declares a template. */
function sourceOf(template: string): readonly string[] {
  if (!sources) {
    sources = new Map();
    const { circuits } = defaultLocations();
    for (const name of readdirSync(circuits, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.circom') || name.startsWith('generated')) continue;
      const text = readFileSync(join(circuits, name), 'utf8');
      for (const [, declared] of text.matchAll(/^template (\w+)/gm)) sources.set(declared as string, text.split('\n'));
    }
  }
  return sources.get(template) ?? [];
}

export function openBench(directory: string): Bench {
  const read = (name: string) => new Uint8Array(readFileSync(join(directory, name)));
  const witness = witnessCalculator(read(FILES.wasm));
  return {
    system: readConstraintSystem(read(FILES.r1cs), readFileSync(join(directory, FILES.symbols), 'utf8')),
    witness,
    refusal(inputs) {
      try {
        witness(inputs);
        return undefined;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        const { template, line } = error.at;
        return sourceOf(template)[line - 1]?.trim() ?? `${template}, line ${line}`;
      }
    },
  };
}

/** Builds a shape by name (`linear-3x2-b2`) where the cache does not hold it yet. */
export async function openCircuit(name: string): Promise<CircuitBench> {
  const shape = parseShapeName(name);
  const { directory } = await localArtifacts().build(shape);
  return { name, format: deriveFormat(shape), ...openBench(directory) };
}

/** Wires and values of inputs by the names of the source; `missing` are those that the compiler eliminated. */
export function inputWires(
  system: ConstraintSystem,
  inputs: Inputs,
): { wires: Map<number, bigint>; missing: string[] } {
  const wires = new Map<number, bigint>();
  const missing: string[] = [];
  const put = (name: string, value: InputValue): void => {
    if (typeof value !== 'bigint') {
      value.forEach((part, i) => {
        put(`${name}[${i}]`, part);
      });
      return;
    }
    const wire = system.wireOf.get(name);
    if (wire === undefined) missing.push(name);
    else wires.set(wire, value);
  };
  for (const [name, value] of Object.entries(inputs)) put(name, value);
  return { wires, missing };
}

/** The numbers that a bit of the pool is part of, by name, with their values. */
function numbersWith({ format: f }: CircuitBench, { pool }: StepInputs, at: number): [string, bigint][] {
  const number = (from: number, bits: number) =>
    pool.slice(from, from + bits).reduce((sum, bit, k) => sum + (bit << BigInt(k)), 0n);
  const { forwardAt, lossAt } = poolLayout(f);
  const numbers: [string, bigint][] = [];
  const cell = Math.floor((at - forwardAt) / f.forwardBits);
  if (cell >= 0) {
    const name = `outputError[${Math.floor(cell / f.outputs)}][${cell % f.outputs}].unsigned`;
    numbers.push([name, number(forwardAt + cell * f.forwardBits, f.forwardBits)]);
  }
  if (at < lossAt) {
    const d = Math.floor(at / f.slotBits);
    const offset = 2n ** BigInt(f.slotBits - 1) + 2n ** BigInt(MEAN_FRACTION - 1);
    numbers.push([`scaledSum[${d}]`, number(d * f.slotBits, f.slotBits) - offset]);
  }
  return numbers;
}

/** The compiler may eliminate one bit of a number and keep the number: then that is what the bit's value says. */
function restoreNumber(bench: CircuitBench, inputs: StepInputs, bit: string, wires: Map<number, bigint>): void {
  const numbers = numbersWith(bench, inputs, Number(/^pool\[(\d+)\]$/.exec(bit)?.[1]));
  const kept = numbers.filter(([name]) => bench.system.wireOf.has(name));
  assert.ok(kept.length > 0, `${bit} has no wire, and nothing stands for it`);
  for (const [name, value] of kept) wires.set(bench.system.wireOf.get(name) as number, toField(value));
}

/** Every input of a step or finalisation as a wire, with what stands for those without one. */
export function stepWires(bench: CircuitBench, inputs: StepInputs): Map<number, bigint> {
  const { wires, missing } = inputWires(bench.system, inputs);
  for (const bit of missing) restoreNumber(bench, inputs, bit, wires);
  return wires;
}

/** Whether the constraints by themselves, whatever the witness program does, exclude the wires' values. */
export const excludes = ({ system }: Bench, wires: ReadonlyMap<number, bigint>): boolean =>
  solve(system, { known: wires }).contradictions.length > 0;

/** Refused by the witness program, at this line of the source. */
export function assertRefusedBySource(bench: CircuitBench, inputs: StepInputs, line: string): void {
  assert.equal(bench.refusal(inputs), line);
}

/** Refused twice: by the witness program, at this line of the source, and by the compiled constraints. */
export function assertRefused(bench: CircuitBench, inputs: StepInputs, line: string): void {
  assertRefusedBySource(bench, inputs, line);
  assert.ok(excludes(bench, stepWires(bench, inputs)), 'the compiled constraints accept what the source refuses');
}

/** Accepted by the witness program and by the compiled constraints, and the public signals are the claims. */
export function assertAccepted(bench: CircuitBench, inputs: StepInputs): void {
  const witness = bench.witness(inputs);
  const claims = CLAIM.flatMap((name) => inputs[name]);
  assert.deepEqual(witness.slice(1, 1 + claims.length), claims.map(toField));
  assert.deepEqual(brokenRows(bench.system, witness), []);
}

export const TINY = ['linear-3x2-b2', 'logistic-3x2-b2'] as const;
export const SHIPPED = ['linear-16x4-b8', 'logistic-4x3-b8'] as const;
export const isTiny = ({ name }: CircuitBench): boolean => (TINY as readonly string[]).includes(name);
export const openCircuits = (names: readonly string[]): Promise<CircuitBench[]> => Promise.all(names.map(openCircuit));
