import { readFileSync } from 'node:fs';
import { ProtocolError, provingError } from '../../errors/index.ts';
import { checkShape, type Kind, type Shape, shapeName } from '../../numeric/index.ts';

/** circuits.json: the order of public signals, and every instance with its shape. */
export interface CircuitsFile {
  readonly publicSignals: readonly string[];
  readonly committedSignals: readonly string[];
  readonly circuits: Readonly<Record<string, Shape>>;
}

const refuse = (why: string, cause?: unknown) =>
  provingError('CIRCUITS_FILE_INVALID', `circuits.json: ${why}`, cause === undefined ? {} : { cause });

function readFields(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse(`${what} is no object`);
  return Object.assign(Object.create(null), value);
}

function readNames(value: unknown, key: string): string[] {
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string' && /^[a-z][A-Za-z]*$/.test(name))) {
    throw refuse(`${key} is no list of signal names`);
  }
  if (value.length === 0) throw refuse(`${key} is empty`);
  return value;
}

function readShape(name: string, value: unknown): Shape {
  const { kind, inputs, outputs, batch, ...rest } = readFields(value, `"${name}"`);
  if (Object.keys(rest).length > 0) throw refuse(`"${name}" has the unknown field "${Object.keys(rest)[0]}"`);
  let shape: Shape;
  try {
    shape = checkShape({
      kind: kind as Kind,
      inputs: inputs as number,
      outputs: outputs as number,
      batch: batch as number,
    });
  } catch (cause) {
    throw refuse(`"${name}": ${cause instanceof ProtocolError ? cause.shortMessage : 'its shape is unusable'}`, cause);
  }
  if (shapeName(shape) !== name) throw refuse(`"${name}" should be called "${shapeName(shape)}"`);
  return shape;
}

export function parseCircuitsFile(text: string): CircuitsFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refuse('it is no JSON', cause);
  }
  const file = readFields(json, 'the document');
  const publicSignals = readNames(file.publicSignals, 'publicSignals');
  const committedSignals = readNames(file.committedSignals, 'committedSignals');
  const signals = [...publicSignals, ...committedSignals];
  if (new Set(signals).size !== signals.length) throw refuse('a signal is listed twice');
  const declared = Object.entries(readFields(file.circuits, 'circuits'));
  const circuits = declared.map(([name, entry]) => [name, readShape(name, entry)] as const);
  // Without a prototype: "constructor" is no circuit's name.
  return {
    publicSignals,
    committedSignals,
    circuits: Object.assign(Object.create(null), Object.fromEntries(circuits)),
  };
}

export const readCircuitsFile = (path: string | URL): CircuitsFile => parseCircuitsFile(readFileSync(path, 'utf8'));
