// What a creator offers, as bytes that the market knows by their SHA-256.
import type { Moments } from '../../data/index.ts';
import { PARAMETER_NAMES, type ParameterName } from '../../encrypted/index.ts';
import { MAX_NETWORK_BYTES } from '../../encrypted/network-bytes.ts';
import { inferenceError } from '../../errors/index.ts';
import { type StrictReader, strictReader } from '../strict-json.ts';
import { readInput, readNumber, readOutput } from './descriptions.ts';
import { decodeDocument, encodeDocument, requireSpelling } from './document-bytes.ts';
import {
  EVALUATION_VERSION,
  type InputDescription,
  type OfferDocument,
  type OutputDescription,
  type SplitDescription,
} from './types.ts';

const FORMAT = 'tacit offer 1';
const FIELDS = [
  'format',
  'evaluation',
  'parameters',
  'network',
  'networkBytes',
  'stepSeconds',
  'input',
  'output',
] as const;
/** One block, and room for a name of each of a thousand inputs. */
export const MAX_OFFER_BYTES = 2 ** 18;
const MAX_WIDTH = 2 ** 16;

const bad = (why: string) => inferenceError('OFFER_INVALID', `this is no offer: ${why}`);
const reader: StrictReader = strictReader(bad);

const writeMoments = (columns: readonly Moments[]) => columns.map(({ mean, deviation }) => ({ mean, deviation }));

function writeInput({ count, minimum, maximum, scale, names, features, mean }: InputDescription) {
  return {
    ...{ count, minimum, maximum, scale },
    ...(names && { names }),
    ...(features && { features: writeMoments(features) }),
    ...(mean && { mean }),
  };
}

function writeOutput({ count, scale, kind, labels, targets }: OutputDescription) {
  return { count, scale, kind, ...(labels && { labels }), ...(targets && { targets: writeMoments(targets) }) };
}

function writeSplit({ creatorKey, width, blur }: SplitDescription) {
  return { creatorKey, width, blur: { clip: blur.clip, deviation: blur.deviation } };
}

/** The document's bytes; the same document always has the same. */
export function encodeOffer(document: OfferDocument): Uint8Array {
  const { evaluation, parameters, network, networkBytes, stepSeconds, input, output, split } = document;
  return encodeDocument({
    ...{ format: FORMAT, evaluation, parameters, network, networkBytes, stepSeconds },
    input: writeInput(input),
    output: writeOutput(output),
    ...(split && { split: writeSplit(split) }),
  });
}

function readPositive(value: unknown, what: string): number {
  const number = readNumber(value, what, bad);
  if (number > 0 && number <= 2 ** 64) return number;
  throw bad(`${what} is not above zero, or larger than 2^64`);
}

function readSplit(value: unknown): SplitDescription {
  const { creatorKey, width, blur } = reader.fieldsOf(value, 'split', ['creatorKey', 'width', 'blur']);
  const { clip, deviation } = reader.fieldsOf(blur, 'split.blur', ['clip', 'deviation']);
  const values = reader.countOf(width, 'split.width', MAX_WIDTH);
  if (values === 0) throw bad('split.width is zero');
  return {
    creatorKey: reader.hashOf(creatorKey, 'split.creatorKey'),
    width: values,
    blur: { clip: readPositive(clip, 'split.blur.clip'), deviation: readPositive(deviation, 'split.blur.deviation') },
  };
}

function readParameters(value: unknown): ParameterName {
  const known = PARAMETER_NAMES.find((name) => name === value);
  if (known) return known;
  throw bad('its parameters are none that are known here');
}

export interface Description {
  readonly input: InputDescription;
  readonly output: OutputDescription;
}

/** How a network is read, out of JSON that somebody wrote by hand: as strictly as in an offer, in any order. */
export function parseDescription(json: unknown): Description {
  const { input, output } = reader.fieldsOf(json, 'its description', ['input', 'output']);
  return { input: readInput(input, reader, bad), output: readOutput(output, reader, bad) };
}

/** Reads exactly what `encodeOffer` writes. */
export function parseOffer(bytes: Uint8Array): OfferDocument {
  const json = decodeDocument(bytes, MAX_OFFER_BYTES, bad);
  const isSplit = Object.hasOwn(Object(json), 'split');
  const fields = reader.fieldsOf(json, 'it', isSplit ? [...FIELDS, 'split'] : FIELDS);
  if (fields.format !== FORMAT) throw bad('it is of another format');
  if (fields.evaluation !== EVALUATION_VERSION) {
    const message = 'this offer is for another version of the evaluation, which has other results';
    throw inferenceError('EVALUATION_UNKNOWN', message, { known: EVALUATION_VERSION });
  }
  const networkBytes = reader.countOf(fields.networkBytes, 'networkBytes', MAX_NETWORK_BYTES);
  const document: OfferDocument = {
    evaluation: EVALUATION_VERSION,
    parameters: readParameters(fields.parameters),
    network: reader.hashOf(fields.network, 'network'),
    networkBytes,
    stepSeconds: readPositive(fields.stepSeconds, 'stepSeconds'),
    input: readInput(fields.input, reader, bad),
    output: readOutput(fields.output, reader, bad),
    ...(isSplit && { split: readSplit(fields.split) }),
  };
  requireSpelling(bytes, encodeOffer(document), bad);
  return document;
}
