// A model's weights as a file: public, and named by the SHA-256 of its bytes.
import { readBytes } from '../support/files.ts';
import {
  type Artifacts,
  checkWeights,
  digestSum,
  errorCode,
  type Format,
  hashHex,
  modelRoot,
  zeroWeights,
} from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';
import type { Hex } from './contract.ts';
import { requireCircuit } from './own-circuit.ts';

const FORMAT = 'tacit model 1';
const LIMIT = 2 ** 24;

export interface ModelFile {
  readonly weights: readonly number[];
  readonly root: bigint;
  /** SHA-256 of the file; undefined for the model of zeros, which needs none. */
  readonly cid: Hex | undefined;
}

export const formatModel = (circuit: string, weights: readonly number[]): string =>
  `${JSON.stringify({ format: FORMAT, circuit, weights })}\n`;

export const digestOf = (content: string | Uint8Array): Hex =>
  hashHex(digestSum(typeof content === 'string' ? new TextEncoder().encode(content) : content));

function parseModel(artifacts: Artifacts, bytes: Uint8Array, path: string): readonly number[] {
  const bad = (why: string) => taskError('MODEL_FILE_INVALID', `${path} is no model: ${why}`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw bad('it is not JSON');
  }
  const fields: Record<string, unknown> = Object.assign(Object.create(null), typeof json === 'object' ? json : {});
  const known = ['format', 'circuit', 'weights'];
  if (fields.format !== FORMAT || Object.keys(fields).some((name) => !known.includes(name))) {
    throw bad(`it has not the fields ${known.join(', ')}, or is of another format`);
  }
  requireCircuit(artifacts, fields.circuit, 'MODEL_FILE_INVALID');
  if (!Array.isArray(fields.weights)) throw bad('its weights are no list');
  const weights = fields.weights as readonly number[];
  try {
    checkWeights(artifacts.circuit.format, weights);
  } catch (error) {
    if (errorCode(error)) throw bad(`its weights are not ${artifacts.circuit.format.weights} integers in range`);
    throw error;
  }
  return weights;
}

const withRoot = (format: Format, weights: readonly number[], cid: Hex | undefined): ModelFile => ({
  weights,
  root: modelRoot(format, weights, 0n),
  cid,
});

/** The model in a file, or the one of zeros when none is named. */
export async function readModel(artifacts: Artifacts, path: string | undefined): Promise<ModelFile> {
  const { format } = artifacts.circuit;
  if (path === undefined) return withRoot(format, zeroWeights(format), undefined);
  const bytes = await readBytes(path, LIMIT);
  return withRoot(format, parseModel(artifacts, bytes, path), digestOf(bytes));
}
