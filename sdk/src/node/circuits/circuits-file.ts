import { readFileSync } from 'node:fs';
import { provingError } from '../../errors/index.ts';
import { checkShape, type Kind, type Shape, shapeName } from '../../numeric/index.ts';

/** circuits.json: the order of public signals, and every instance with its shape. */
export interface CircuitsFile {
  readonly publicSignals: readonly string[];
  readonly committedSignals: readonly string[];
  readonly circuits: Readonly<Record<string, Shape>>;
}

const refuse = (why: string, cause?: unknown) =>
  provingError('CIRCUITS_FILE_INVALID', `circuits.json: ${why}`, cause === undefined ? {} : { cause });

function readNames(value: unknown, key: string): string[] {
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string' && /^[a-z][A-Za-z]*$/.test(name))) {
    throw refuse(`${key} is no list of signal names`);
  }
  return value;
}

export function parseCircuitsFile(text: string): CircuitsFile {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw refuse('it is no JSON', cause);
  }
  const entries = json.circuits;
  if (typeof entries !== 'object' || entries === null) throw refuse('it declares no circuits');
  const circuits = Object.entries(entries as Record<string, Record<string, unknown>>).map(([name, entry]) => {
    const shape = checkShape({
      kind: entry.kind as Kind,
      inputs: entry.inputs as number,
      outputs: entry.outputs as number,
      batch: entry.batch as number,
    });
    if (shapeName(shape) !== name) throw refuse(`"${name}" should be called "${shapeName(shape)}"`);
    return [name, shape] as const;
  });
  return {
    publicSignals: readNames(json.publicSignals, 'publicSignals'),
    committedSignals: readNames(json.committedSignals, 'committedSignals'),
    circuits: Object.fromEntries(circuits),
  };
}

export const readCircuitsFile = (path: string | URL): CircuitsFile => parseCircuitsFile(readFileSync(path, 'utf8'));
