import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkShape, type Shape, shapeName } from '../../numeric/index.ts';
import { circuitOf } from '../../proving/circuit.ts';
import { type CircuitsFile, readCircuitsFile } from './circuits-file.ts';
import type { Locations } from './locations.ts';
import { mainSource } from './main-source.ts';

const NOTICE = '// Generated from circuits/circuits.json by scripts/generate.ts. Do not edit.';
const MAINS = 'circuits/generated';

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

function signalsSource(file: CircuitsFile): string {
  return `${NOTICE}

/** Public signals that a verifier knows, in the order of the key's bases IC_1... */
export const STATEMENT_SIGNALS = [${quoted(file.publicSignals)}] as const;
export type StatementSignal = (typeof STATEMENT_SIGNALS)[number];

/** Signals under the commitment D, after the statement's; \`packedUpdate\` is a vector. */
export const COMMITTED_SIGNALS = [${quoted(file.committedSignals)}] as const;
`;
}

function circuitsSource(file: CircuitsFile): string {
  const entries = Object.entries(file.circuits).map(([name, shape]) => {
    const { format } = circuitOf(shape);
    const at = file.publicSignals.length;
    const loss = at + format.updateElements;
    return `  '${name}': {
    shape: { kind: '${shape.kind}', inputs: ${shape.inputs}, outputs: ${shape.outputs}, batch: ${shape.batch} },
    signals: { packedUpdate: ${at}, loss: ${loss}, blind: ${loss + 1}, count: ${loss + 2} },
  },`;
  });
  return `${NOTICE}

/** Every declared circuit: its shape, and where its committed signals stand among the public ones. */
export const CIRCUITS = {
${entries.join('\n')}
} as const;
export type CircuitName = keyof typeof CIRCUITS;
`;
}

/** Everything that follows from circuits.json, by path from the root: mains, shapes, signal indices. */
export function generatedFiles(file: CircuitsFile): Map<string, string> {
  const files = new Map([
    ['sdk/src/proving/generated/signals.ts', signalsSource(file)],
    ['sdk/src/proving/generated/circuits.ts', circuitsSource(file)],
  ]);
  for (const [name, shape] of Object.entries(file.circuits)) {
    files.set(`${MAINS}/${name}.circom`, mainSource(shape, file, '../sgd-step'));
  }
  return files;
}

/** Writes what is out of date and removes mains that nothing declares; returns the paths concerned. */
export function writeGeneratedFiles(locations: Locations, options: { check?: boolean } = {}): string[] {
  const wanted = generatedFiles(readCircuitsFile(join(locations.circuits, 'circuits.json')));
  const mains = join(locations.root, MAINS);
  mkdirSync(mains, { recursive: true });
  const stale: string[] = [];
  for (const name of readdirSync(mains)) {
    if (wanted.has(`${MAINS}/${name}`)) continue;
    stale.push(`${MAINS}/${name}`);
    if (!options.check) rmSync(join(mains, name));
  }
  for (const [path, text] of wanted) {
    const target = join(locations.root, path);
    if (readOrEmpty(target) === text) continue;
    stale.push(path);
    if (options.check) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return stale;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Adds a shape to circuits.json (unless it is there) and writes what follows from it. */
export function declareCircuit(locations: Locations, shape: Shape): void {
  const path = join(locations.circuits, 'circuits.json');
  const file = readCircuitsFile(path);
  const name = shapeName(checkShape(shape));
  circuitOf(shape);
  if (file.circuits[name]) return;
  const entries = Object.entries({ ...file.circuits, [name]: shape }).map(
    ([key, { kind, inputs, outputs, batch }]) =>
      `    "${key}": { "kind": "${kind}", "inputs": ${inputs}, "outputs": ${outputs}, "batch": ${batch} }`,
  );
  const list = (names: readonly string[]) => `[${names.map((signal) => `"${signal}"`).join(', ')}]`;
  writeFileSync(
    path,
    `{\n  "publicSignals": ${list(file.publicSignals)},\n  "committedSignals": ${list(file.committedSignals)},\n  "circuits": {\n${entries.join(',\n')}\n  }\n}\n`,
  );
  writeGeneratedFiles(locations);
}
