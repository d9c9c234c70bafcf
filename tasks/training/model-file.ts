// A model's weights as a file: public, and named by the SHA-256 of its bytes.
import { readBytes } from '../support/files.ts';
import {
  type Artifacts,
  digestSum,
  errorCode,
  hashHex,
  MAX_MODEL_BYTES,
  modelRoot,
  type ProtocolError,
  parseModel,
  zeroWeights,
} from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';
import type { Hex } from './contract.ts';

export interface ModelFile {
  readonly weights: readonly number[];
  readonly root: bigint;
  /** SHA-256 of the file; undefined for the model of zeros, which needs none. */
  readonly cid: Hex | undefined;
}

export const digestOf = (content: string | Uint8Array): Hex =>
  hashHex(digestSum(typeof content === 'string' ? new TextEncoder().encode(content) : content));

/** The model in a file, or the one of zeros when none is named. */
export async function readModel({ circuit }: Artifacts, path: string | undefined): Promise<ModelFile> {
  if (path === undefined) {
    const weights = zeroWeights(circuit.format);
    return { weights, root: modelRoot(circuit.format, weights, 0n), cid: undefined };
  }
  const bytes = await readBytes(path, MAX_MODEL_BYTES);
  try {
    return parseModel(circuit, bytes);
  } catch (error) {
    if (errorCode(error) !== 'MODEL_INVALID') throw error;
    const why = (error as ProtocolError).shortMessage.replace(/^this is no model: /, '');
    throw taskError('MODEL_FILE_INVALID', `${path} is no model: ${why}`);
  }
}
