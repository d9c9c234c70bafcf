// How long it will take on this machine: measured, not guessed.
import { availableParallelism } from 'node:os';
import {
  type Artifacts,
  exampleRequest,
  proveStep,
  readProofRequest,
  snarkjsProver,
  systemRandomness,
} from '@tacit/sdk';
import { formatDuration } from '@tacit/sdk/node';
import type { DemoOptions } from './options.ts';

/** Chain, shares and phases of a round, beside its proofs. */
const ROUND_MS = 5000;

/** Proves a step on random data, the second of two: the first one warms up. */
async function measureProof(artifacts: Artifacts): Promise<number> {
  const prover = snarkjsProver();
  try {
    let milliseconds = 0;
    for (let i = 0; i < 2; i++) {
      const document = await exampleRequest(artifacts.circuit.format, { floats: false, randomness: systemRandomness });
      const text = JSON.stringify(document, (_, value) => (typeof value === 'bigint' ? value.toString() : value));
      const { witness, context } = readProofRequest(artifacts.circuit.format, JSON.parse(text));
      const start = performance.now();
      await proveStep({ artifacts, prover, witness: { blind: 1n, ...witness }, context });
      milliseconds = performance.now() - start;
    }
    return milliseconds;
  } finally {
    await prover.close();
  }
}

/** One sentence, before anybody has to wait. */
export async function estimate(artifacts: Artifacts, { trainers, rounds, steps }: DemoOptions): Promise<string> {
  const each = await measureProof(artifacts);
  const proofs = trainers * rounds * steps + rounds;
  const whole = formatDuration(proofs * each + rounds * ROUND_MS);
  const cores = availableParallelism();
  return `  time      about ${whole}: ${proofs} proofs of ${formatDuration(each)} each, as just measured on ${cores} cores`;
}
