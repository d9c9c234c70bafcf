import type { CircuitInputs } from './advice.ts';
import type { Circuit } from './circuit.ts';
import type { Proof } from './proof.ts';
import type { VerificationKey } from './verification-key.ts';

/** What proving one circuit takes. Files are bytes, or paths where the environment has a file system. */
export interface Artifacts {
  readonly circuit: Circuit;
  readonly wasm: Uint8Array | string;
  readonly provingKey: Uint8Array | string;
  readonly verificationKey: VerificationKey;
  /** Non-linear constraints, as the compiler counts them. */
  readonly constraints: number;
}

/** Where artifacts come from: a cache on disk, a web server, IPFS. */
export interface ArtifactSource {
  load(circuitName: string): Promise<Artifacts>;
}

export interface ProverResult {
  readonly proof: Proof;
  /** All public signals to Circom, the committed ones included: secret, never to be published or logged. */
  readonly publicSignals: readonly bigint[];
  readonly witnessMs: number;
  readonly proveMs: number;
}

/** Makes a proof from a circuit's inputs. snarkjs is the reference; faster ones may stand in its place. */
export interface Prover {
  prove(artifacts: Artifacts, inputs: CircuitInputs): Promise<ProverResult>;
  /** Frees threads and memory; the prover may be used again afterwards. */
  close(): Promise<void>;
}
