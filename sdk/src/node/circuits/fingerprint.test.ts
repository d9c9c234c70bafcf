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

const PACKAGES = ['circomlib', 'ffjavascript', '@noble/curves', '@noble/hashes'];

/** Locations whose packages say these versions and hold nothing else. */
function withVersions(locations: Locations, versions: Record<string, string>): Locations {
  const folderOf = (name: string) => join(locations.root, 'packages', name);
  for (const name of [...PACKAGES, 'circom2']) {
    mkdirSync(folderOf(name), { recursive: true });
    writeFileSync(join(folderOf(name), 'package.json'), JSON.stringify({ version: versions[name] ?? '1.0.0' }));
  }
  return { ...locations, circomlib: folderOf('circomlib'), compiler: folderOf('circom2') };
}

describe('the fingerprint of a build', () => {
  it('is the same for the same sources, wherever they lie', () => {
    assert.equal(of(copiedCircuits()), of(defaultLocations()));
    assert.match(of(defaultLocations()), /^[0-9a-f]{16}$/);
  });

  it('changes with the main, a template, and the version of every package that artifacts follow from', () => {
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
    prints.push(of(withVersions(locations, {})));
    for (const name of [...PACKAGES, 'circom2']) prints.push(of(withVersions(locations, { [name]: '2.0.0' })));
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
