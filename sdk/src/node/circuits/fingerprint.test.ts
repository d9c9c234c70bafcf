import assert from 'node:assert/strict';
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { copiedCircuits } from '../../../../test/support/temporary.ts';
import { artifactDirectory } from './build.ts';
import { readCircuitsFile } from './circuits-file.ts';
import { fingerprint } from './fingerprint.ts';
import { defaultLocations, type Locations } from './locations.ts';

const of = (locations: Locations, main = 'main') => fingerprint(locations, main);

/** A package of this version and nothing else. */
function packageOf(locations: Locations, name: string, version: string): string {
  const folder = join(locations.root, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version }));
  return folder;
}

describe('the fingerprint of a build', () => {
  it('is the same for the same sources, wherever they lie', () => {
    assert.equal(of(copiedCircuits()), of(defaultLocations()));
    assert.match(of(defaultLocations()), /^[0-9a-f]{16}$/);
  });

  it('changes with the main, a template, and the versions of compiler and library', () => {
    const locations = copiedCircuits();
    const prints = [of(locations), of(locations, 'other')];
    for (const path of ['lib/boolean.circom', 'sgd-step/sgd-step.circom']) {
      writeFileSync(join(locations.circuits, path), ' ', { flag: 'a' });
      prints.push(of(locations));
    }
    renameSync(join(locations.circuits, 'lib/boolean.circom'), join(locations.circuits, 'lib/other.circom'));
    prints.push(of(locations));
    rmSync(join(locations.circuits, 'lib/other.circom'));
    prints.push(of(locations));
    prints.push(of({ ...locations, compiler: packageOf(locations, 'compiler', '0.0.1') }));
    prints.push(of({ ...locations, circomlib: packageOf(locations, 'library', '0.0.1') }));
    assert.equal(new Set(prints).size, prints.length);
  });

  it('does not change with what no artifact follows from', () => {
    const locations = copiedCircuits();
    const before = of(locations);
    writeFileSync(join(locations.circuits, 'README.md'), 'text');
    writeFileSync(join(locations.circuits, 'lib/notes.txt'), 'text');
    cpSync(join(locations.circuits, 'circuits.json'), join(locations.circuits, 'copy.json'));
    assert.equal(of(locations), before);
  });

  it('names the folder of a shape, another one for each', () => {
    const locations = defaultLocations();
    const file = readCircuitsFile(join(locations.circuits, 'circuits.json'));
    const folders = Object.values(file.circuits).map((shape) => artifactDirectory(locations, file, shape));
    assert.equal(new Set(folders.map((folder) => folder.slice(-16))).size, folders.length);
    const reordered = { ...file, publicSignals: file.publicSignals.toReversed() };
    const [first] = Object.values(file.circuits);
    assert.notEqual(artifactDirectory(locations, reordered, first as NonNullable<typeof first>), folders[0]);
  });
});
