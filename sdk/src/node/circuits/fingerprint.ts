import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locations } from './locations.ts';

const KEYS = join(dirname(fileURLToPath(import.meta.url)), '../keys');

function filesUnder(directory: string, ending: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.endsWith('.test.ts'))
    .map((name) => join(directory, name))
    .sort();
}

const versionOf = (directory: string): string =>
  JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')).version;

/**
 * A name for everything that a circuit's artifacts follow from: its main, all templates, the versions of
 * compiler and circomlib, and the key generator's own code.
 */
export function fingerprint(locations: Locations, main: string): string {
  const hash = createHash('sha256');
  hash.update(`circom2 ${versionOf(locations.compiler)} circomlib ${versionOf(locations.circomlib)}\n${main}`);
  const templates = filesUnder(join(locations.circuits, 'lib'), '.circom').concat(
    filesUnder(join(locations.circuits, 'sgd-step'), '.circom'),
  );
  const sources = templates.map((path) => [relative(locations.circuits, path), path] as const);
  const generator = filesUnder(KEYS, '.ts').map((path) => [relative(KEYS, path), path] as const);
  for (const [name, path] of [...sources, ...generator]) {
    const text = readFileSync(path);
    hash.update(`\n${name} ${text.length}\n`).update(text);
  }
  return hash.digest('hex').slice(0, 16);
}
