export {
  type Advice,
  adviseFinalisation,
  adviseStep,
  type CircuitInputs,
  circuitInputs,
  type FinaliseWitness,
  type StepWitness,
} from './advice.ts';
export { type AffineKey, affineKey } from './affine-key.ts';
export { type Circuit, circuitNamed, circuitOf } from './circuit.ts';
export { commitUpdate } from './commitment.ts';
export { type ContextParts, standaloneContext } from './context.ts';
export { exampleRequest } from './example.ts';
export { COMMITTED_SIGNALS, STATEMENT_SIGNALS, type StatementSignal } from './generated/signals.ts';
export { modelRoot } from './model-root.ts';
export { MODE_FINALISE, MODE_STEP, type Params, packParams, unpackParams } from './params.ts';
export {
  compressProof,
  decodeCommitment,
  decodeProof,
  encodeProof,
  PROOF_BYTES,
  PROOF_COMPRESSED_BYTES,
  type Proof,
} from './proof.ts';
export { type ContextChoice, type ProvenStep, proveFinalisation, proveStep } from './prove.ts';
export type { ArtifactSource, Artifacts, Prover, ProverResult } from './prover.ts';
export { type ProofRequest, readCircuitName, readProofRequest } from './request.ts';
export {
  checkProofResponse,
  type ProofResponse,
  type ReadResponse,
  readProofResponse,
  readResponseCircuit,
  type Verdict,
  writeProofResponse,
} from './response.ts';
export { fromSnarkjs, snarkjsProver, toSnarkjs } from './snarkjs-prover.ts';
export { type Committed, committedValues, type Statement, statementFrom, statementValues } from './statement.ts';
export { type Provenance, parseVerificationKey, type VerificationKey } from './verification-key.ts';
export { type Claim, verifyBatch, verifyProof } from './verify.ts';
