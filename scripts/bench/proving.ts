import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Artifacts,
  adviseStep,
  type Claim,
  circuitInputs,
  committedValues,
  proveStep,
  type StepWitness,
  snarkjsProver,
  standaloneContext,
  statementValues,
  systemRandomness,
  toSnarkjs,
  verifyBatch,
  verifyProof,
} from '@tacit/sdk';
import { FILES, localArtifacts, readCircuitsFile } from '@tacit/sdk/node';
import { groth16 } from 'snarkjs';
import { randomStepWitness, seededRandomness } from '../../test/support/random-step.ts';
import { interleave, median, range } from './measure.ts';

export interface CircuitTimes {
  readonly name: string;
  readonly constraints: number;
  readonly ours: number;
  readonly fullProve: number;
  readonly spread: string;
  readonly witness: number;
  readonly prove: number;
  readonly provingKeyBytes: number;
  readonly compileMs: number;
  readonly keyMs: number;
}

const context = { nonce: 1n, step: 0, epoch: 0 };

async function witnessFor(artifacts: Artifacts): Promise<StepWitness> {
  const random = seededRandomness(1);
  return (await randomStepWitness(artifacts.circuit.format, { random })).witness;
}

/** Our whole path (checks, advice, commitment, witness, proof, points decoded) beside snarkjs' fullProve. */
export async function timeCircuits(
  runsOf: (name: string) => number,
  onCircuit: (name: string) => void,
): Promise<CircuitTimes[]> {
  const file = readCircuitsFile(join(import.meta.dirname, '../../circuits/circuits.json'));
  const source = localArtifacts({ file });
  const prover = snarkjsProver();
  const results: CircuitTimes[] = [];
  for (const [name, shape] of Object.entries(file.circuits)) {
    onCircuit(name);
    const artifacts = await source.load(name);
    const { directory, manifest } = await source.build(shape);
    const witness = await witnessFor(artifacts);
    const advice = adviseStep(artifacts.circuit.format, witness);
    const inputs = circuitInputs(advice, 1n);
    const parts = { witness: [] as number[], prove: [] as number[] };
    const times = await interleave(
      {
        ours: async () => {
          const proven = await proveStep({ artifacts, prover, witness, context });
          parts.witness.push(proven.witnessMs);
          parts.prove.push(proven.proveMs);
        },
        fullProve: () => groth16.fullProve(inputs, join(directory, FILES.wasm), join(directory, FILES.provingKey)),
      },
      runsOf(name),
    );
    results.push({
      name,
      constraints: manifest.constraints,
      ours: median(times.ours),
      fullProve: median(times.fullProve),
      spread: range(times.ours),
      witness: median(parts.witness),
      prove: median(parts.prove),
      provingKeyBytes: manifest.files[FILES.provingKey] ?? 0,
      compileMs: manifest.compileMs,
      keyMs: manifest.keyMs,
    });
  }
  await prover.close();
  return results;
}

export interface VerifierTimes {
  readonly single: number;
  readonly snarkjs: number;
  readonly batches: readonly { readonly proofs: number; readonly perProof: number }[];
}

/** The five-pairing check beside snarkjs' own four, and batches. */
export async function timeVerifier(runs: number): Promise<VerifierTimes> {
  const source = localArtifacts();
  const artifacts = await source.load('linear-16x4-b8');
  const prover = snarkjsProver();
  const witness = await witnessFor(artifacts);
  const proven = await proveStep({ artifacts, prover, witness, context });
  const key = artifacts.verificationKey;
  if (proven.statement.context !== standaloneContext(key.hash, context, proven.commitment))
    throw new Error('wrong context');
  const claim: Claim = proven;
  const json: unknown = JSON.parse(
    readFileSync(join(source.directoryOf(artifacts.circuit.format), FILES.verificationKey), 'utf8'),
  );
  const signals = [...statementValues(proven.statement), ...committedValues(proven.opening)].map(String);
  const check = async (ok: boolean | Promise<boolean>) => {
    if (!(await ok)) throw new Error('a proof did not verify');
  };
  const sizes = [2, 8, 32];
  const times = await interleave(
    {
      single: () => check(verifyProof(key, claim)),
      snarkjs: () => check(groth16.verify(json, signals, toSnarkjs(proven.proof))),
    },
    runs,
  );
  const batches = [];
  for (const size of sizes) {
    const claims = Array.from({ length: size }, () => claim);
    const { batch } = await interleave(
      { batch: () => check(verifyBatch(key, claims, systemRandomness)) },
      Math.max(3, runs / 4),
    );
    batches.push({ proofs: size, perProof: median(batch) / size });
  }
  await prover.close();
  return { single: median(times.single), snarkjs: median(times.snarkjs), batches };
}
