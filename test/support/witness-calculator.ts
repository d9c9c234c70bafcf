import { FIELD_ORDER, toField } from '@tacit/sdk';

/** A circuit's inputs by signal name, vectors nested as they are declared. */
export type Inputs = { [name: string]: InputValue };
export type InputValue = bigint | readonly InputValue[];

/** Where a circuit refused its inputs: the innermost template and the line of its file. */
export interface RefusedAt {
  readonly template: string;
  readonly line: number;
}

/** Thrown for inputs that break a constraint, and for nothing else. */
export class Refused extends Error {
  readonly at: RefusedAt;
  constructor(at: RefusedAt) {
    super(`refused in ${at.template}, line ${at.line}`);
    this.at = at;
  }
}

/** What circom compiles a circuit to (iden3/circom, code_producers/src/wasm_elements). */
interface CircuitExports {
  init(sanityCheck: number): void;
  getInputSize(): number;
  getInputSignalSize(high: number, low: number): number;
  setInputSignal(high: number, low: number, index: number): void;
  writeSharedRWMemory(word: number, value: number): void;
  readSharedRWMemory(word: number): number;
  getWitnessSize(): number;
  getWitness(wire: number): void;
  getMessageChar(): number;
}

const WORDS = 8;
const CONSTRAINT_BROKEN = 4;

/** FNV-1a, 64 bits: circom finds input signals by it. */
function nameHash(name: string): readonly [number, number] {
  let hash = 0xcbf29ce484222325n;
  for (const character of name) {
    hash = ((hash ^ BigInt(character.charCodeAt(0))) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  return [Number(hash >> 32n), Number(hash & 0xffffffffn)];
}

export function flatten(value: InputValue): bigint[] {
  return typeof value === 'bigint' ? [value] : value.flatMap(flatten);
}

function instantiate(module: WebAssembly.Module): CircuitExports {
  let message = '';
  const read = (): string => {
    let text = '';
    for (let code = exports.getMessageChar(); code !== 0; code = exports.getMessageChar()) {
      text += String.fromCharCode(code);
    }
    return text;
  };
  const runtime = {
    exceptionHandler(code: number) {
      const place = /template (\w+)_\d+ line: (\d+)/.exec(message);
      if (code !== CONSTRAINT_BROKEN || !place) throw new Error(`the circuit ended with ${code}: ${message}`);
      throw new Refused({ template: place[1] as string, line: Number(place[2]) });
    },
    printErrorMessage() {
      message += `${read()}\n`;
    },
    writeBufferMessage: read,
    showSharedRWMemory() {},
  };
  const exports = new WebAssembly.Instance(module, { runtime }).exports as unknown as CircuitExports;
  return exports;
}

function writeInput(circuit: CircuitExports, name: string, values: readonly bigint[]): void {
  const [high, low] = nameHash(name);
  const size = circuit.getInputSignalSize(high, low);
  if (size !== values.length) throw new Error(`${name} takes ${size} values, not ${values.length}`);
  values.forEach((value, index) => {
    let rest = toField(value);
    for (let word = 0; word < WORDS; word++, rest >>= 32n) {
      circuit.writeSharedRWMemory(word, Number(rest & 0xffffffffn));
    }
    circuit.setInputSignal(high, low, index);
  });
}

function readWitness(circuit: CircuitExports): bigint[] {
  return Array.from({ length: circuit.getWitnessSize() }, (_, wire) => {
    circuit.getWitness(wire);
    let value = 0n;
    for (let word = WORDS - 1; word >= 0; word--) {
      value = (value << 32n) | BigInt(circuit.readSharedRWMemory(word) >>> 0);
    }
    return value % FIELD_ORDER;
  });
}

/**
 * Runs circom's own witness program, compiled once: snarkjs compiles it again for every witness, which takes
 * longer than the witness. Throws `Refused` for inputs that break a constraint.
 */
export function witnessCalculator(wasm: Uint8Array<ArrayBuffer>): (inputs: Inputs) => bigint[] {
  const module = new WebAssembly.Module(wasm);
  return (inputs) => {
    const circuit = instantiate(module);
    circuit.init(0);
    const values = Object.entries(inputs).map(([name, value]) => [name, flatten(value)] as const);
    const given = values.reduce((sum, [, list]) => sum + list.length, 0);
    if (given !== circuit.getInputSize())
      throw new Error(`${given} inputs where the circuit takes ${circuit.getInputSize()}`);
    for (const [name, list] of values) writeInput(circuit, name, list);
    return readWitness(circuit);
  };
}
