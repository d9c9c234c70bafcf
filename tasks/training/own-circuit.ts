// One's own copy of a task's circuit: nobody's word is taken for a key.

import {
  type Artifacts,
  declaredCircuits,
  defaultLocations,
  localArtifacts,
  provingError,
  readManifest,
  requireKey,
  type training,
} from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';
import { buildProgress } from '../zk/build-progress.ts';

export interface CircuitArguments {
  readonly circuit: string | undefined;
}

/** The artifacts of a circuit by name; built if they are not there. */
export async function loadArtifacts(name: string): Promise<Artifacts> {
  const building = buildProgress();
  try {
    return await localArtifacts({ onProgress: building.onProgress }).load(name);
  } finally {
    building.end();
  }
}

/** The circuit that `--circuit` names, or else the one among those that are built here whose key is the task's. */
export async function findArtifacts(
  task: Pick<training.Task, 'keyHash'>,
  { circuit }: CircuitArguments,
): Promise<Artifacts> {
  if (circuit !== undefined) {
    const artifacts = await loadArtifacts(circuit);
    requireKey({ task } as Parameters<typeof requireKey>[0], artifacts.verificationKey);
    return artifacts;
  }
  const { circuits } = declaredCircuits(defaultLocations());
  const source = localArtifacts();
  for (const [name, shape] of Object.entries(circuits)) {
    if (!readManifest(source.directoryOf(shape))) continue;
    const artifacts = await source.load(name);
    if (artifacts.verificationKey.hash === BigInt(task.keyHash)) return artifacts;
  }
  throw provingError('KEY_MISMATCH', "no circuit that is built here has the task's key; name it with --circuit");
}

/** Refuses a file that is of another circuit. */
export function requireCircuit(
  artifacts: Artifacts,
  name: unknown,
  code: 'MODEL_FILE_INVALID' | 'DATASET_FILE_INVALID',
) {
  if (name !== artifacts.circuit.name)
    throw taskError(code, `the file is of another circuit than ${artifacts.circuit.name}`);
}
