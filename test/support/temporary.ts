import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { defaultLocations, type Locations } from '@tacit/sdk/node';

/** A folder that goes when the surrounding suite, or file, ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tacit-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** This repository's circuits with an empty cache. */
export const emptyCache = (): Locations => ({ ...defaultLocations(), cache: join(temporaryFolder(), 'cache') });

/** A copy of what `declareCircuit` writes to, in a root of its own. */
export function copiedCircuits(): Locations {
  const root = temporaryFolder();
  const original = defaultLocations();
  cpSync(original.circuits, join(root, 'circuits'), { recursive: true });
  mkdirSync(join(root, 'sdk/src/proving'), { recursive: true });
  const generated = 'sdk/src/proving/generated';
  cpSync(join(original.root, generated), join(root, generated), { recursive: true });
  return { ...original, root, circuits: join(root, 'circuits'), cache: join(root, 'build') };
}
