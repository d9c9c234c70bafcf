// The page's own copy of a circuit's key, checked as its reader must, and the root of the model that a task would start from.
// Both take pairings and hashes that would freeze the page.
import {
  circuitIdOf,
  circuitMetadata,
  circuitNamed,
  modelRoot,
  ProtocolError,
  parseModel,
  parseVerificationKey,
  provenanceArgument,
  zeroWeights,
} from '@tacit/sdk';
import { serveJob } from './serve-job.ts';

type Hex = `0x${string}`;

export interface CircuitOrder {
  /** Where circuits lie, with a slash at the end. */
  readonly circuits: string;
  readonly name: string;
  /** A model's bytes to start from; zeros where they are left out. */
  readonly model?: Uint8Array;
}

export interface OwnCircuit {
  /** What the registry calls a circuit with this key and these claims. */
  readonly id: Hex;
  readonly constraints: number;
  /** What whoever proves downloads once. */
  readonly downloadBytes: number;
  readonly initialRoot: bigint;
  /** SHA-256 of the model's bytes, where there are some. */
  readonly modelCid: Hex | undefined;
}

const missing = (url: string, cause?: unknown) =>
  new ProtocolError('ARTIFACT_MISSING', `${url} cannot be had`, cause === undefined ? {} : { cause });

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url).catch((cause: unknown) => {
    throw missing(url, cause);
  });
  if (!response.ok) throw missing(url);
  return await response.json().catch((cause: unknown) => {
    throw missing(url, cause);
  });
}

interface Manifest {
  readonly constraints?: unknown;
  readonly files?: Readonly<Record<string, unknown>>;
}

const countOf = (value: unknown): number => (Number.isSafeInteger(value) ? (value as number) : 0);

serveJob<CircuitOrder, never, OwnCircuit>(async ({ circuits, name, model }) => {
  const circuit = circuitNamed(name);
  const [json, manifest] = await Promise.all([
    fetchJson(`${circuits}${name}/verification-key.json`),
    fetchJson(`${circuits}${name}/manifest.json`) as Promise<Manifest>,
  ]);
  const key = parseVerificationKey(json, circuit.statementSignals);
  const id = circuitIdOf({
    keyHash: key.hash,
    statementSignals: circuit.statementSignals,
    metadata: circuitMetadata(circuit),
    provenance: provenanceArgument(key.provenance),
  });
  const { format } = circuit;
  const start = model
    ? parseModel(circuit, model)
    : { root: modelRoot(format, zeroWeights(format), 0n), cid: undefined };
  const files = ['circuit_js/circuit.wasm', 'proving-key.zkey'].map((path) => countOf(manifest.files?.[path]));
  return {
    id,
    constraints: countOf(manifest.constraints),
    downloadBytes: files.reduce((sum, size) => sum + size, 0),
    initialRoot: start.root,
    modelCid: start.cid,
  };
});
