// A model as bytes: public, with one spelling, so that it has one CID; and believed only under the root that a chain keeps.
import { errorCode, roundError } from '../errors/index.ts';
import { checkWeights } from '../numeric/index.ts';
import { type Circuit, modelRoot } from '../proving/index.ts';
import { type Hex, hashHex } from './arguments.ts';
import { digestSum } from './open-shares.ts';

const FORMAT = 'tacit model 1';
const FIELDS = ['format', 'circuit', 'weights'];
/** Far more than any circuit's weights take; as one block a model has less (1 MiB). */
export const MAX_MODEL_BYTES = 2 ** 24;

export interface ModelDocument {
  readonly weights: readonly number[];
  /** With salt 0, as the model at either end of a round. */
  readonly root: bigint;
  /** SHA-256 of the bytes: what the contract calls the model's CID (raw). */
  readonly cid: Hex;
}

export const formatModel = (circuit: string, weights: readonly number[]): string =>
  `${JSON.stringify({ format: FORMAT, circuit, weights })}\n`;

export const encodeModel = (circuit: string, weights: readonly number[]): Uint8Array =>
  new TextEncoder().encode(formatModel(circuit, weights));

const bad = (why: string) => roundError('MODEL_INVALID', `this is no model: ${why}`);

function fieldsOf(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  if (bytes.length > MAX_MODEL_BYTES) throw bad(`it is larger than ${MAX_MODEL_BYTES} bytes`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw bad('it is not JSON');
  }
  const fields: Record<string, unknown> = Object.assign(Object.create(null), typeof json === 'object' ? json : {});
  if (fields.format !== FORMAT || Object.keys(fields).join() !== FIELDS.join()) {
    throw bad(`it has not the fields ${FIELDS.join(', ')}, or is of another format`);
  }
  return fields;
}

/** Reads exactly what `encodeModel` writes: other spellings of the same weights would have other CIDs. */
export function parseModel({ name, format }: Pick<Circuit, 'name' | 'format'>, bytes: Uint8Array): ModelDocument {
  const { circuit, weights } = fieldsOf(bytes) as { circuit: unknown; weights: readonly number[] };
  if (circuit !== name) throw bad(`it is of another circuit than ${name}`);
  if (!Array.isArray(weights)) throw bad('its weights are no list');
  try {
    checkWeights(format, weights);
  } catch (error) {
    if (errorCode(error)) throw bad(`its weights are not ${format.weights} integers in range`);
    throw error;
  }
  const written = encodeModel(name, weights);
  if (written.length !== bytes.length || written.some((byte, i) => byte !== bytes[i])) {
    throw bad('it is not written as a model is, to the byte');
  }
  return { weights, root: modelRoot(format, weights, 0n), cid: hashHex(digestSum(bytes)) };
}

/** The model of these bytes, if it is the one behind a root. */
export function requireModel(circuit: Pick<Circuit, 'name' | 'format'>, bytes: Uint8Array, root: bigint) {
  const model = parseModel(circuit, bytes);
  if (model.root === root) return model;
  throw roundError('MODEL_MISMATCH', 'these bytes are a model, and not the one behind this root');
}
