import { readJson } from '../support/json-io.ts';
import { runTask } from '../support/run-task.ts';
import {
  localArtifacts,
  proveStep,
  randomField,
  readCircuitName,
  readProofRequest,
  snarkjsProver,
  startProgress,
  systemRandomness,
  writeProofResponse,
} from '../support/sdk.ts';
import { buildProgress } from './build-progress.ts';

interface Arguments {
  readonly input: string | undefined;
  readonly compressed: boolean;
  readonly opening: boolean;
}

export default async function proveTask({ input, compressed, opening }: Arguments): Promise<void> {
  const building = buildProgress();
  const prover = snarkjsProver();
  await runTask({ json: true }, async () => {
    const json = await readJson({ input });
    const artifacts = await localArtifacts({ onProgress: building.onProgress }).load(readCircuitName(json));
    const request = readProofRequest(artifacts.circuit.format, json);
    const progress = startProgress(`proving ${request.circuit}`);
    const start = performance.now();
    const proven = await proveStep({
      artifacts,
      prover,
      witness: { blind: randomField(systemRandomness), ...request.witness },
      context: request.context,
      expected: request.expected,
    }).finally(() => progress.end());
    const totalMs = performance.now() - start;
    return {
      json: writeProofResponse({ artifacts, proven, context: request.context, totalMs, compressed, opening }),
      text: '',
    };
  });
  building.end();
  await prover.close();
}
