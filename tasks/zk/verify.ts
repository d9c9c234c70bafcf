import { readJson } from '../support/json-io.ts';
import { EXIT, runTask } from '../support/run-task.ts';
import {
  checkProofResponse,
  circuitNamed,
  localArtifacts,
  readProofResponse,
  readResponseCircuit,
  type Verdict,
} from '../support/sdk.ts';
import { buildProgress } from './build-progress.ts';

interface Arguments {
  readonly input: string | undefined;
  readonly json: boolean;
}

function describe(circuit: string, key: string, verdict: Verdict): string {
  if (!verdict.valid) return `invalid: ${verdict.reason}`;
  const warning = key === 'development' ? '\nThe key is a development key: anyone could have made this proof.' : '';
  const what =
    verdict.mode === 'step'
      ? `a step on batch ${verdict.batchIndex} with learning rate ${verdict.learningRate}`
      : 'a finalisation';
  return `valid: ${what} of ${circuit}${warning}`;
}

export default async function verifyTask(options: Arguments): Promise<void> {
  const building = buildProgress();
  await runTask(options, async () => {
    const json = await readJson({ input: options.input });
    const name = readResponseCircuit(json);
    // Read against the shape before any key is built: what is no proof at all should not cost a set-up.
    const response = readProofResponse(json, circuitNamed(name).statementSignals);
    const artifacts = await localArtifacts({ onProgress: building.onProgress }).load(name);
    const verdict = checkProofResponse(artifacts, response);
    const key = artifacts.verificationKey.provenance.kind;
    return {
      json: { ...verdict, circuit: name, keyProvenance: key },
      text: describe(name, key, verdict),
      exitCode: verdict.valid ? EXIT.ok : EXIT.negative,
    };
  });
  building.end();
}
