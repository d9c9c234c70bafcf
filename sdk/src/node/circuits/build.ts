import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provingError } from '../../errors/index.ts';
import { type Shape, shapeName } from '../../numeric/index.ts';
import { circuitOf } from '../../proving/circuit.ts';
import type { CircuitsFile } from './circuits-file.ts';
import { type CompiledCounts, compileCircuit } from './compile.ts';
import { fingerprint } from './fingerprint.ts';
import type { Locations } from './locations.ts';
import { mainSource } from './main-source.ts';
import { checkSignalOrder } from './symbols.ts';

/** What one build left behind, and proof that it ended: written last. */
export interface Manifest extends CompiledCounts {
  readonly version: 1;
  readonly circuit: string;
  readonly fingerprint: string;
  readonly keyProvenance: 'development';
  /** Sizes of the files, so that a truncated one is noticed. */
  readonly files: Readonly<Record<string, number>>;
  readonly compileMs: number;
  readonly keyMs: number;
}

export interface BuildProgress {
  readonly circuit: string;
  readonly stage: 'compile' | 'key';
  /** 0 to 1 within the stage; undefined where the tool does not say. */
  readonly fraction?: number;
}

export const FILES = {
  wasm: 'circuit_js/circuit.wasm',
  r1cs: 'circuit.r1cs',
  symbols: 'circuit.sym',
  provingKey: 'proving-key.zkey',
  verificationKey: 'verification-key.json',
} as const;
const MANIFEST = 'manifest.json';
/** Begins the names of folders in which a build is under way, or was when its process ended. */
const PART = '.part-';

/** The folder of a shape's artifacts: a new one whenever anything that they follow from has changed. */
export function artifactDirectory(locations: Locations, file: CircuitsFile, shape: Shape): string {
  const main = mainSource(shape, file, 'circuits/sgd-step');
  return join(locations.cache, `${shapeName(shape)}-${fingerprint(locations, main)}`);
}

/** The manifest of a complete build, or undefined when there is none or one of its files is not whole. */
export function readManifest(directory: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(directory, MANIFEST), 'utf8')) as Manifest;
    const whole = Object.entries(manifest.files).every(([name, size]) => statSync(join(directory, name)).size === size);
    return whole && manifest.version === 1 ? manifest : undefined;
  } catch {
    return undefined;
  }
}

function makeKey(
  directory: string,
  circuit: string,
  statementSignals: number,
  onProgress: (fraction: number) => void,
): Promise<void> {
  const script = fileURLToPath(new URL('./key-process.ts', import.meta.url));
  const args = [FILES.r1cs, FILES.provingKey, FILES.verificationKey].map((name) => join(directory, name));
  return new Promise((resolve, reject) => {
    const child = fork(script, [...args, String(statementSignals), circuit], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
    });
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on('message', (fraction) => onProgress(Number(fraction)));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(provingError('BUILD_FAILED', `key generation ended with ${code}: ${errors.trim().slice(-2000)}`));
    });
  });
}

function sweepAbandoned(cache: string): void {
  const day = 24 * 3600 * 1000;
  for (const name of readdirSync(cache)) {
    if (!name.startsWith(PART)) continue;
    const path = join(cache, name);
    // Another process may end its build at any moment, and its folder with it.
    const touched = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - touched > day) rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Compiles a shape and makes its development key, in a folder that gets its name only when it is complete: an
 * interrupted build leaves nothing that could be taken for a key.
 */
export async function buildCircuit(options: {
  locations: Locations;
  file: CircuitsFile;
  shape: Shape;
  onProgress?: (progress: BuildProgress) => void;
}): Promise<{ directory: string; manifest: Manifest }> {
  const { locations, file, shape } = options;
  const circuit = circuitOf(shape);
  const { name, statementSignals } = circuit;
  const directory = artifactDirectory(locations, file, shape);
  const built = readManifest(directory);
  if (built) return { directory, manifest: built };

  mkdirSync(locations.cache, { recursive: true });
  sweepAbandoned(locations.cache);
  const part = join(locations.cache, `${PART}${name}-${randomUUID()}`);
  mkdirSync(part);
  try {
    const library = relative(part, join(locations.circuits, 'sgd-step')).replaceAll('\\', '/');
    writeFileSync(join(part, 'circuit.circom'), mainSource(shape, file, library));
    const start = performance.now();
    options.onProgress?.({ circuit: name, stage: 'compile' });
    const counts = await compileCircuit(locations, part);
    checkSignalOrder(join(part, FILES.symbols), circuit, file);
    const compiled = performance.now();
    await makeKey(part, name, statementSignals, (fraction) => {
      options.onProgress?.({ circuit: name, stage: 'key', fraction });
    });
    if (artifactDirectory(locations, file, shape) !== directory) {
      throw provingError('BUILD_FAILED', `the sources of ${name} changed while it was being built`);
    }
    const manifest: Manifest = {
      version: 1,
      circuit: name,
      fingerprint: fingerprint(locations, mainSource(shape, file, 'circuits/sgd-step')),
      keyProvenance: 'development',
      ...counts,
      files: Object.fromEntries(Object.values(FILES).map((path) => [path, statSync(join(part, path)).size])),
      compileMs: Math.round(compiled - start),
      keyMs: Math.round(performance.now() - compiled),
    };
    writeFileSync(join(part, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    publish(part, directory);
    return { directory, manifest };
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/**
 * A folder that is already there makes the rename fail: another process has built the same meanwhile (then ours
 * is dropped), or a broken one is in the way. That one is moved aside before it is deleted, so that a complete
 * one which takes its place is not deleted with it.
 */
function publish(part: string, directory: string): void {
  if (renamed(part, directory) || readManifest(directory)) return;
  const broken = `${part}-broken`;
  renamed(directory, broken);
  rmSync(broken, { recursive: true, force: true });
  if (!renamed(part, directory) && !readManifest(directory)) {
    throw provingError('BUILD_FAILED', `the build cannot be moved to ${directory}`);
  }
}

function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}
