import { spawn } from 'node:child_process';
import { join, parse } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { provingError } from '../../errors/index.ts';
import type { Locations } from './locations.ts';

/** Runs the circom compiler; returns what it printed. */
function runCompiler(locations: Locations, args: readonly string[], signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--no-warnings', join(locations.compiler, 'cli.js'), ...args], {
      // The compiler sees what lies under its working directory: from the repository's, a cache elsewhere could not
      // include the repository's templates.
      cwd: parse(locations.root).root,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => {
      // The compiler colours its output even into a pipe.
      const plain = stripVTControlCharacters(output).trim();
      if (code === 0) resolve(plain);
      else reject(provingError('BUILD_FAILED', `the circom compiler ended with ${code}: ${plain.slice(-2000)}`));
    });
  });
}

export interface CompiledCounts {
  readonly constraints: number;
  readonly linear: number;
  readonly publicInputs: number;
  readonly wires: number;
}

/** Compiles `<directory>/circuit.circom` into circuit.r1cs, circuit.sym and circuit_js/circuit.wasm beside it. */
export async function compileCircuit(
  locations: Locations,
  directory: string,
  signal?: AbortSignal,
): Promise<CompiledCounts> {
  const source = join(directory, 'circuit.circom');
  const output = await runCompiler(locations, [source, '--r1cs', '--wasm', '--sym', '--O2', '-o', directory], signal);
  const count = (label: string): number => {
    const match = new RegExp(`^${label}: (\\d+)`, 'm').exec(output);
    if (!match)
      throw provingError('BUILD_FAILED', `the circom compiler did not report its ${label}: ${output.slice(-500)}`);
    return Number(match[1]);
  };
  return {
    constraints: count('non-linear constraints'),
    linear: count('linear constraints'),
    publicInputs: count('public inputs'),
    wires: count('wires'),
  };
}
