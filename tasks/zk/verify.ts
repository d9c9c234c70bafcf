import { readJson } from '../support/json-io.ts';
import { EXIT, runTask } from '../support/run-task.ts';
import {
  checkProofResponse,
  circuitNamed,
  decodeCommitment,
  type G1Point,
  localArtifacts,
  readProofResponse,
  readResponseCircuit,
  STATEMENT_SIGNALS,
  type Verdict,
} from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';
import { buildProgress } from './build-progress.ts';

interface Arguments {
  readonly input: string | undefined;
  readonly sum: string | undefined;
  readonly json: boolean;
}

function describe(circuit: string, key: string, verdict: Verdict): string {
  if (!verdict.valid) return `invalid: ${verdict.reason}`;
  const warning = key === 'development' ? '\nThe key is a development key: anyone could have made this proof.' : '';
  const what =
    verdict.mode === 'step'
      ? `a step on batch ${verdict.batchIndex} with learning rate ${verdict.learningRate}`
      : `a finalisation with multiplier ${verdict.multiplier} and loss sum ${verdict.lossSum}`;
  return `valid: ${what} of ${circuit}${warning}`;
}

/** The caller's own sum of commitments, without which a finalisation shows nothing. */
function readSum(text: string | undefined): { sum?: G1Point } {
  if (text === undefined) return {};
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw taskError('REQUEST_INVALID', '--sum is no base64');
  return { sum: decodeCommitment(bytes) };
}

export default async function verifyTask(options: Arguments): Promise<void> {
  const building = buildProgress();
  await runTask(options, async () => {
    const json = await readJson({ input: options.input });
    const name = readResponseCircuit(json);
    // Read against the shape before any key is built: what is no proof at all should not cost a set-up.
    const response = readProofResponse(json, circuitNamed(name).statementSignals);
    const artifacts = await localArtifacts({ onProgress: building.onProgress }).load(name);
    const verdict = checkProofResponse(artifacts, response, readSum(options.sum));
    const key = artifacts.verificationKey.provenance.kind;
    return {
      json: {
        ...verdict,
        circuit: name,
        keyProvenance: key,
        statement: Object.fromEntries(STATEMENT_SIGNALS.map((signal, i) => [signal, response.publicInputs[i]])),
        context: response.context,
      },
      text: describe(name, key, verdict),
      exitCode: verdict.valid ? EXIT.ok : EXIT.negative,
    };
  });
  building.end();
}
