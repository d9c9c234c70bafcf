import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locations } from './locations.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const KEYS = join(HERE, '../keys');
/** What shapes artifacts beside the generator: the compiler's options, the field, the manifest's own form. */
const BUILDERS = ['compile.ts', 'build.ts', 'symbols.ts', '../../hashing/field.ts'].map((name) => join(HERE, name));
/** Packages whose arithmetic ends up in keys. */
const PACKAGES = ['ffjavascript', '@noble/curves', '@noble/hashes'];

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
 * compiler, circomlib and curve arithmetic, and the code that compiles and makes keys.
 */
export function fingerprint(locations: Locations, main: string): string {
  const hash = createHash('sha256');
  const versions = PACKAGES.map((name) => `${name} ${versionOf(join(locations.circomlib, '..', name))}`);
  hash.update(`${versions.join(' ')}\n`);
  hash.update(`circom2 ${versionOf(locations.compiler)} circomlib ${versionOf(locations.circomlib)}\n${main}`);
  const templates = filesUnder(join(locations.circuits, 'lib'), '.circom').concat(
    filesUnder(join(locations.circuits, 'sgd-step'), '.circom'),
  );
  const sources = templates.map((path) => [relative(locations.circuits, path), path] as const);
  const generator = [...filesUnder(KEYS, '.ts'), ...BUILDERS].map((path) => [relative(KEYS, path), path] as const);
  for (const [name, path] of [...sources, ...generator]) {
    const text = readFileSync(path);
    hash.update(`\n${name} ${text.length}\n`).update(text);
  }
  return hash.digest('hex').slice(0, 16);
}
