import {
  type Artifacts,
  type Claim,
  type ContextChoice,
  committedValues,
  type ProvenStep,
  proveStep,
  readProofRequest,
  snarkjsProver,
  statementValues,
  writeProofResponse,
} from '@tacit/sdk';
import { localArtifacts } from '@tacit/sdk/node';
import { exampleDocument } from './example-document.ts';
import { randomStepWitness, seededRandomness } from './random-step.ts';
import { type Document, documentOf } from './simulated-response.ts';

const source = localArtifacts();
const prover = snarkjsProver();

/** The real circuit with its development key, built when it is not in the cache. */
export const realArtifacts = (name: string): Promise<Artifacts> => source.load(name);
export const realProver = prover;
/** For `after`: snarkjs keeps threads, which keep the process. */
export const endProver = (): Promise<void> => prover.close();

export const CONTEXT_PARTS = { nonce: 2024n, step: 1, epoch: 2 };

/** One proven step on random data. */
export async function realStep(
  name: string,
  options: { seed?: number; context?: ContextChoice; artifacts?: Artifacts } = {},
): Promise<{ artifacts: Artifacts; proven: ProvenStep }> {
  const { seed = 1, context = CONTEXT_PARTS } = options;
  const artifacts = options.artifacts ?? (await realArtifacts(name));
  const { witness } = await randomStepWitness(artifacts.circuit.format, { random: seededRandomness(seed) });
  return { artifacts, proven: await proveStep({ artifacts, prover, witness, context }) };
}

/** A request of `zk example`, proven as `zk prove` does it. */
export async function realResponses(
  name: string,
): Promise<{ artifacts: Artifacts; plain: Document; compressed: Document }> {
  const artifacts = await realArtifacts(name);
  const { witness, expected, context } = readProofRequest(artifacts.circuit.format, await exampleDocument(name));
  const proven = await proveStep({ artifacts, prover, witness: { blind: 77n, ...witness }, context, expected });
  const write = (options: { compressed?: boolean; opening?: boolean }) =>
    documentOf(writeProofResponse({ artifacts, proven, context, totalMs: 1, ...options }));
  return { artifacts, plain: write({ opening: true }), compressed: write({ compressed: true }) };
}

export const claimOf = ({ proof, commitment, statement }: ProvenStep): Claim => ({ proof, commitment, statement });

/** Everything that is public to Circom, as snarkjs verifies it. */
export const allSignals = ({ statement, opening }: ProvenStep): string[] =>
  [...statementValues(statement), ...committedValues(opening)].map(String);
