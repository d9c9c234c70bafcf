import {
  circuitNamed,
  exampleRequest,
  proveStep,
  randomField,
  readProofRequest,
  snarkjsProver,
  systemRandomness,
  verifyProof,
  writeProofResponse,
} from '@tacit/sdk';
import { fetchedArtifacts } from '@tacit/sdk/browser';

/** What the test calls from outside: a whole proof in the page, and its check there. */
async function prove(name: string): Promise<{ response: unknown; valid: boolean; received: number }> {
  let received = 0;
  const source = fetchedArtifacts({
    baseUrl: '/artifacts',
    onProgress: (progress) => {
      received = progress.received;
    },
  });
  const artifacts = await source.load(name);
  const { format } = circuitNamed(name);
  const example = await exampleRequest(format, { randomness: systemRandomness });
  // As any other program would send it: through JSON.
  const request = readProofRequest(
    format,
    JSON.parse(JSON.stringify(example, (_key, value) => (typeof value === 'bigint' ? value.toString() : value))),
  );
  const start = performance.now();
  const proven = await proveStep({
    artifacts,
    prover: snarkjsProver(),
    witness: { blind: randomField(systemRandomness), ...request.witness },
    context: request.context,
    expected: request.expected,
  });
  const totalMs = performance.now() - start;
  return {
    response: writeProofResponse({ artifacts, proven, context: request.context, totalMs }),
    valid: verifyProof(artifacts.verificationKey, proven),
    received,
  };
}

async function failure(name: string): Promise<string> {
  try {
    await fetchedArtifacts({ baseUrl: '/artifacts' }).load(name);
    return 'loaded';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

Object.assign(window, { tacit: { prove, failure } });
