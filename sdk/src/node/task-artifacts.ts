// One's own copy of a task's circuit, found by the key that the task is under: nobody's word is taken for a key.
import { provingError } from '../errors/index.ts';
import type { Shape } from '../numeric/index.ts';
import { circuitOf } from '../proving/circuit.ts';
import type { Artifacts } from '../proving/prover.ts';
import { localArtifacts } from './circuits/artifacts.ts';
import { type BuildProgress, readManifest } from './circuits/build.ts';
import { declaredCircuits } from './circuits/declared.ts';
import { defaultLocations, type Locations } from './circuits/locations.ts';

export interface FindTaskArtifactsOptions {
  readonly locations?: Locations;
  readonly onProgress?: (progress: BuildProgress) => void;
}

/**
 * Among the declared circuits, the one with the task's key: those that are built already come first, and the others are
 * built if they have as many elements as the task says.
 */
export async function findTaskArtifacts(
  { keyHash, elements }: { readonly keyHash: bigint; readonly elements: number },
  { locations = defaultLocations(), onProgress }: FindTaskArtifactsOptions = {},
): Promise<Artifacts> {
  const file = declaredCircuits(locations);
  const source = localArtifacts({ locations, file, ...(onProgress && { onProgress }) });
  const isBuilt = (shape: Shape): boolean => readManifest(source.directoryOf(shape)) !== undefined;
  const fitting = Object.entries(file.circuits).filter(([, shape]) => circuitOf(shape).committedSignals === elements);
  const [built, others] = [
    fitting.filter(([, shape]) => isBuilt(shape)),
    fitting.filter(([, shape]) => !isBuilt(shape)),
  ];
  for (const [name] of [...built, ...others]) {
    const artifacts = await source.load(name);
    if (artifacts.verificationKey.hash === keyHash) return artifacts;
  }
  throw provingError('KEY_MISMATCH', "no circuit that is declared here has the task's key");
}
