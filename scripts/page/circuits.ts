// Circuits and their keys as pages fetch them: from the local cache, by the circuit's name alone.
import { basename, join } from 'node:path';
import type { Shape } from '@tacit/sdk';
import { type CircuitsFile, declaredCircuits, defaultLocations, localArtifacts, readManifest } from '@tacit/sdk/node';
import { pageError } from './page-error.ts';

export interface PublishedCircuit {
  readonly name: string;
  /** Another one whenever anything that it follows from has changed. */
  readonly version: string;
  /** Where each file is, by its path under the circuit's name. */
  readonly files: Readonly<Record<string, string>>;
}

/** What `fetchedArtifacts` asks for, and nothing that only builds need. */
const PUBLISHED = ['manifest.json', 'circuit_js/circuit.wasm', 'proving-key.zkey', 'verification-key.json'] as const;

function publish(name: string, directory: string): PublishedCircuit {
  const files = Object.fromEntries(PUBLISHED.map((path) => [path, join(directory, path)]));
  return { name, version: basename(directory), files };
}

const shapeNamed = (file: CircuitsFile, name: string): Shape => {
  const shape = Object.hasOwn(file.circuits, name) ? file.circuits[name] : undefined;
  if (shape) return shape;
  const known = Object.keys(file.circuits).join(', ');
  throw pageError('CIRCUIT_NOT_BUILT', `there is no circuit "${name}"; there are ${known}`);
};

/** The declared circuits that have been built on this machine. */
export function builtCircuits(): PublishedCircuit[] {
  const file = declaredCircuits(defaultLocations());
  const { directoryOf } = localArtifacts({ file });
  return Object.entries(file.circuits).flatMap(([name, shape]) => {
    const directory = directoryOf(shape);
    return readManifest(directory) ? [publish(name, directory)] : [];
  });
}

/** Circuits by their names, built first if they have not been. */
export async function buildCircuits(
  names: readonly string[] = Object.keys(declaredCircuits(defaultLocations()).circuits),
): Promise<PublishedCircuit[]> {
  const file = declaredCircuits(defaultLocations());
  const source = localArtifacts({ file });
  const published: PublishedCircuit[] = [];
  for (const name of names) {
    const { directory } = await source.build(shapeNamed(file, name));
    published.push(publish(name, directory));
  }
  return published;
}
