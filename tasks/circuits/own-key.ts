// A key that is on this machine, with the id that it has on every chain.

import { readJson } from '../support/json-io.ts';
import {
  type Circuit,
  type CircuitClaims,
  circuitIdOf,
  circuitMetadata,
  circuitNamed,
  errorCode,
  localArtifacts,
  parseVerificationKey,
  provenanceArgument,
  provingError,
  type ReadClient,
  type RegisteredCircuit,
  readCircuit,
  type VerificationKey,
} from '../support/sdk.ts';
import { buildProgress } from '../zk/build-progress.ts';

export interface OwnKey extends CircuitClaims {
  readonly id: `0x${string}`;
  readonly circuit: Circuit;
  readonly key: VerificationKey;
}

/** The claims are made of what is here; nobody's word is taken for them. */
export function describeKey(circuit: Circuit, key: VerificationKey): OwnKey {
  const claims = {
    keyHash: key.hash,
    statementSignals: circuit.statementSignals,
    metadata: circuitMetadata(circuit),
    provenance: provenanceArgument(key.provenance),
  };
  return { ...claims, id: circuitIdOf(claims), circuit, key };
}

async function readKey(circuit: Circuit, file: string): Promise<VerificationKey> {
  const key = parseVerificationKey(await readJson({ input: file }), circuit.statementSignals);
  if (key.circuit === circuit.name && key.committedBases.length === circuit.committedSignals) return key;
  throw provingError('KEY_MISMATCH', `the key in ${file} is not one of circuit ${circuit.name}`);
}

/** The key in a file, or else the local development key, which is made if there is none. */
export async function loadOwnKey(name: string, file: string | undefined): Promise<OwnKey> {
  if (file !== undefined) {
    const circuit = circuitNamed(name);
    return describeKey(circuit, await readKey(circuit, file));
  }
  const building = buildProgress();
  try {
    const { circuit, verificationKey } = await localArtifacts({ onProgress: building.onProgress }).load(name);
    return describeKey(circuit, verificationKey);
  } finally {
    building.end();
  }
}

/** What is registered under an id, or undefined. */
export async function findCircuit(
  client: ReadClient,
  registry: `0x${string}`,
  id: `0x${string}`,
): Promise<RegisteredCircuit | undefined> {
  try {
    return await readCircuit(client, registry, id);
  } catch (error) {
    if (errorCode(error) === 'CIRCUIT_NOT_REGISTERED') return undefined;
    throw error;
  }
}
