import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { provingError } from '../../errors/index.ts';
import { type Shape, shapeName } from '../../numeric/index.ts';
import { circuitOf } from '../../proving/circuit.ts';
import type { ArtifactSource, Artifacts } from '../../proving/prover.ts';
import { parseVerificationKey } from '../../proving/verification-key.ts';
import { artifactDirectory, type BuildProgress, buildCircuit, FILES, type Manifest } from './build.ts';
import type { CircuitsFile } from './circuits-file.ts';
import { declaredCircuits } from './declared.ts';
import { defaultLocations, type Locations } from './locations.ts';

function readJson(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw provingError('KEY_INVALID', `${path} is no JSON`, { cause });
  }
}

/** Loads a complete build from its folder. The proving key stays a path: snarkjs reads what it needs. */
export function loadArtifacts(directory: string, manifest: Manifest, shape: Shape): Artifacts {
  const circuit = circuitOf(shape);
  const verificationKey = parseVerificationKey(
    readJson(join(directory, FILES.verificationKey)),
    circuit.statementSignals,
  );
  if (verificationKey.circuit !== circuit.name || verificationKey.committedBases.length !== circuit.committedSignals) {
    throw provingError('KEY_MISMATCH', `the key in ${directory} is not one for ${circuit.name}`);
  }
  return {
    circuit,
    wasm: new Uint8Array(readFileSync(join(directory, FILES.wasm))),
    provingKey: join(directory, FILES.provingKey),
    verificationKey,
    constraints: manifest.constraints,
  };
}

/** Artifacts built on demand into the cache, by name: declared in circuits.json, or any shape's own name. */
export function localArtifacts(
  options: { locations?: Locations; file?: CircuitsFile; onProgress?: (progress: BuildProgress) => void } = {},
): ArtifactSource & {
  build(shape: Shape): Promise<{ directory: string; manifest: Manifest }>;
  directoryOf(shape: Shape): string;
} {
  const locations = options.locations ?? defaultLocations();
  const file = options.file ?? declaredCircuits(locations);
  const build = (shape: Shape) =>
    buildCircuit({ locations, file, shape, ...(options.onProgress ? { onProgress: options.onProgress } : {}) });
  const loaded = new Map<string, Promise<Artifacts>>();
  return {
    build,
    directoryOf: (shape) => artifactDirectory(locations, file, shape),
    load(name) {
      const shape = file.circuits[name];
      if (!shape) {
        const known = Object.keys(file.circuits).join(', ');
        throw provingError(
          'CIRCUIT_UNKNOWN',
          `circuit "${name}" is not declared in circuits.json (there are ${known})`,
        );
      }
      const key = shapeName(shape);
      let promise = loaded.get(key);
      if (!promise) {
        promise = build(shape).then(({ directory, manifest }) => loadArtifacts(directory, manifest, shape));
        promise.catch(() => loaded.delete(key));
        loaded.set(key, promise);
      }
      return promise;
    },
  };
}
