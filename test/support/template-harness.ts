import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { defaultLocations } from '@tacit/sdk/node';
import { compileCircuit } from '../../sdk/src/node/circuits/compile.ts';
import { fingerprint } from '../../sdk/src/node/circuits/fingerprint.ts';
import { type Bench, openBench } from './circuit-harness.ts';

/** A main component of a single template, or of a few lines around one. */
export interface TemplateMain {
  /** The file under circuits/ that declares the template. */
  readonly file: string;
  /** `Clamp(2, 2)`: the main component. */
  readonly main: string;
  /** Templates declared on the spot. */
  readonly around?: string;
  /** Inputs that the compiler has to keep as wires. */
  readonly kept?: readonly string[];
}

/** Compiles a template by itself, once per state of the sources: the folder's name is their fingerprint. */
export async function openTemplate({ file, main, around = '', kept = [] }: TemplateMain): Promise<Bench> {
  const locations = defaultLocations();
  const parent = join(locations.cache, 'templates');
  const library = relative(join(parent, 'any'), locations.circuits).replaceAll('\\', '/');
  const source = [
    'pragma circom 2.1.9;',
    `include "${library}/lib/boolean.circom";`,
    `include "${library}/${file}";`,
    around,
    `component main ${kept.length > 0 ? `{ public [${kept.join(', ')}] } ` : ''}= ${main};`,
    '',
  ].join('\n');
  const directory = join(parent, `${main.replace(/\W+/g, '-')}${fingerprint(locations, source)}`);
  if (!existsSync(directory)) {
    const part = `${directory}.part-${process.pid}`;
    mkdirSync(part, { recursive: true });
    try {
      writeFileSync(join(part, 'circuit.circom'), source);
      await compileCircuit(locations, part);
      publish(part, directory);
    } finally {
      rmSync(part, { recursive: true, force: true });
    }
  }
  return openBench(directory);
}

/** Another process may have compiled the same meanwhile; then ours is dropped. */
function publish(part: string, directory: string): void {
  try {
    renameSync(part, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
  }
}
