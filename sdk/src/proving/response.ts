import { compressG1, encodeG1, G1_BYTES, G1_COMPRESSED_BYTES, type G1Point } from '../commitment/index.ts';
import { errorCode } from '../errors/index.ts';
import { COORDINATE_ORDER, FIELD_ORDER, fromWord, parseField, toWord } from '../hashing/index.ts';
import { learningRateOf } from '../numeric/index.ts';
import { commitUpdate } from './commitment.ts';
import { type ContextParts, standaloneContext } from './context.ts';
import {
  readArray,
  readBase64,
  readNumber,
  readObject,
  readText,
  readWord,
  requestError,
  writeBase64,
} from './json-reader.ts';
import { MODE_STEP, type Params, unpackParams } from './params.ts';
import {
  compressProof,
  decodeCommitment,
  decodeProof,
  encodeProof,
  PROOF_BYTES,
  PROOF_COMPRESSED_BYTES,
} from './proof.ts';
import type { ProvenStep } from './prove.ts';
import type { Artifacts } from './prover.ts';
import { readContext } from './request.ts';
import { type Committed, statementFrom, statementValues } from './statement.ts';
import { type Claim, verifyProof } from './verify.ts';

/** A proof as JSON. Nothing in it is secret unless the opening was asked for. */
export interface ProofResponse {
  readonly circuit: string;
  readonly proof: string;
  readonly publicInputs: readonly string[];
  readonly commitment: string;
  readonly context: string | { readonly nonce: string; readonly step: number; readonly epoch: number };
  readonly metadata: {
    readonly circuit: string;
    readonly keyHash: string;
    readonly keyProvenance: string;
    readonly constraints: number;
    readonly witnessMs: number;
    readonly proveMs: number;
    readonly totalMs: number;
  };
  readonly opening?: {
    readonly packedUpdate: readonly string[];
    readonly loss: string;
    readonly blind: string;
    readonly weights: readonly number[];
  };
}

const hexWord = (value: bigint): string => `0x${value.toString(16).padStart(64, '0')}`;

export function writeProofResponse(options: {
  artifacts: Artifacts;
  proven: ProvenStep;
  context: bigint | ContextParts;
  totalMs: number;
  compressed?: boolean;
  opening?: boolean;
}): ProofResponse {
  const { artifacts, proven, context, compressed = false } = options;
  const { circuit, verificationKey, constraints } = artifacts;
  return {
    circuit: circuit.name,
    proof: writeBase64(compressed ? compressProof(proven.proof) : encodeProof(proven.proof)),
    publicInputs: statementValues(proven.statement).map(String),
    commitment: writeBase64(compressed ? compressG1(proven.commitment) : encodeG1(proven.commitment)),
    context:
      typeof context === 'bigint'
        ? context.toString()
        : { nonce: context.nonce.toString(), step: context.step, epoch: context.epoch },
    metadata: {
      circuit: circuit.name,
      keyHash: hexWord(verificationKey.hash),
      keyProvenance: verificationKey.provenance.kind,
      constraints,
      witnessMs: Math.round(proven.witnessMs),
      proveMs: Math.round(proven.proveMs),
      totalMs: Math.round(options.totalMs),
    },
    ...(options.opening
      ? {
          opening: {
            packedUpdate: proven.opening.packedUpdate.map(String),
            loss: proven.opening.loss.toString(),
            blind: proven.opening.blind.toString(),
            weights: proven.after,
          },
        }
      : {}),
  };
}

/** A response with its encodings read but nothing about it believed. */
export interface ReadResponse {
  readonly circuit: string;
  readonly proof: Uint8Array;
  readonly commitment: Uint8Array;
  readonly publicInputs: readonly bigint[];
  readonly context: bigint | ContextParts;
  readonly keyHash?: bigint;
  readonly opening?: Committed;
}

/** The name alone, which is needed to find the key that the rest is read against. */
export function readResponseCircuit(value: unknown): string {
  const { circuit } = readObject(value, 'response', {
    required: ['circuit'],
    optional: ['proof', 'publicInputs', 'commitment', 'context', 'metadata', 'opening'],
  });
  return readText(circuit, 'circuit');
}

/** What the prover says of its own machine; only the key's hash is compared with anything. */
function readMetadata(value: unknown): { keyHash?: bigint } {
  if (value === undefined) return {};
  const texts = ['circuit', 'keyHash', 'keyProvenance'];
  const numbers = ['constraints', 'witnessMs', 'proveMs', 'totalMs'];
  const metadata = readObject(value, 'metadata', { required: [], optional: [...texts, ...numbers] });
  for (const name of texts) if (metadata[name] !== undefined) readText(metadata[name], `metadata.${name}`);
  for (const name of numbers) if (metadata[name] !== undefined) readNumber(metadata[name], `metadata.${name}`);
  return metadata.keyHash === undefined ? {} : { keyHash: readWord(metadata.keyHash, 'metadata.keyHash') };
}

function readOpening(value: unknown): { opening?: Committed } {
  if (value === undefined) return {};
  const fields = readObject(value, 'opening', { required: ['packedUpdate', 'loss', 'blind', 'weights'] });
  readArray(fields.weights, 'opening.weights').forEach((weight, i) => readNumber(weight, `opening.weights[${i}]`));
  const packedUpdate = readArray(fields.packedUpdate, 'opening.packedUpdate').map((element, j) =>
    parseField(element, `opening.packedUpdate[${j}]`),
  );
  const loss = parseField(fields.loss, 'opening.loss');
  return { opening: { packedUpdate, loss, blind: parseField(fields.blind, 'opening.blind') } };
}

/** Throws when this is no response at all: wrong fields, lengths or encodings. */
export function readProofResponse(value: unknown, statementSignals: number): ReadResponse {
  const top = readObject(value, 'response', {
    required: ['circuit', 'proof', 'publicInputs', 'commitment', 'context'],
    optional: ['metadata', 'opening'],
  });
  const proof = readBase64(top.proof, 'proof');
  if (proof.length !== PROOF_BYTES && proof.length !== PROOF_COMPRESSED_BYTES) {
    throw requestError(`proof has ${proof.length} bytes; ${PROOF_BYTES} or ${PROOF_COMPRESSED_BYTES} are needed`);
  }
  const commitment = readBase64(top.commitment, 'commitment');
  if (commitment.length !== G1_BYTES && commitment.length !== G1_COMPRESSED_BYTES) {
    throw requestError(`commitment has ${commitment.length} bytes; ${G1_BYTES} or ${G1_COMPRESSED_BYTES} are needed`);
  }
  const publicInputs = readArray(top.publicInputs, 'publicInputs', statementSignals);
  return {
    circuit: readText(top.circuit, 'circuit'),
    proof,
    commitment,
    publicInputs: publicInputs.map((input, i) => readWord(input, `publicInputs[${i}]`)),
    context: readContext(top.context),
    ...readMetadata(top.metadata),
    ...readOpening(top.opening),
  };
}

export type Verdict =
  | { readonly valid: true; readonly mode: 'step'; readonly batchIndex: number; readonly learningRate: number }
  | { readonly valid: true; readonly mode: 'finalise'; readonly multiplier: number; readonly lossSum: bigint }
  | { readonly valid: false; readonly reason: string };

const invalid = (reason: string): Verdict => ({ valid: false, reason });

/**
 * Checks a response against a key: the context from its parts and D, then the five pairings, then the opening
 * if there is one. What the statement says, and that the nonce is fresh, is for the caller to compare.
 * A finalisation shows nothing about a D of the prover's own choice: it needs `sum`, which the caller added up.
 */
export function checkProofResponse(
  artifacts: Artifacts,
  response: ReadResponse,
  options: { sum?: G1Point } = {},
): Verdict {
  const { verificationKey: key, circuit } = artifacts;
  if (response.keyHash !== undefined && response.keyHash !== key.hash) {
    return invalid('it was made with another key');
  }
  let claim: Claim;
  let params: Params;
  try {
    claim = {
      proof: decodeProof(response.proof),
      commitment: decodeCommitment(response.commitment),
      statement: statementFrom(response.publicInputs),
    };
    params = unpackParams(claim.statement.params);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    refuseAlias(artifacts, response, options);
    return invalid(`it holds values that no proof has (${code})`);
  }
  if (typeof response.context === 'bigint') {
    return invalid('its context is a bare value: nothing shows that it binds the commitment');
  }
  if (standaloneContext(key.hash, response.context, claim.commitment) !== claim.statement.context) {
    return invalid('its context does not follow from its parts and the commitment');
  }
  if (!verifyProof(key, claim)) return invalid('the pairing equation does not hold');
  const { opening } = response;
  if (opening && opening.packedUpdate.length !== circuit.format.updateElements) {
    return invalid('its opening has another length');
  }
  if (opening && !commitUpdate(key, opening).equals(claim.commitment)) {
    return invalid('its opening does not open the commitment');
  }
  const { batchIndex, multiplier, lossSum } = params;
  if (params.mode === MODE_STEP) {
    return { valid: true, mode: 'step', batchIndex, learningRate: learningRateOf(circuit.format, multiplier) };
  }
  if (!options.sum) return invalid('a finalisation is about a sum of commitments, which the verifier must supply');
  if (!options.sum.equals(claim.commitment)) return invalid('its commitment is not the sum that the verifier supplied');
  return { valid: true, mode: 'finalise', multiplier, lossSum };
}

/** Words of compressed encodings, by their lengths, whose top two bits are the sign of y. */
const SIGNED_WORDS: Readonly<Record<number, readonly number[]>> = {
  [PROOF_COMPRESSED_BYTES]: [0, 1, 3],
  [G1_COMPRESSED_BYTES]: [0],
};

function reduceWords(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += 32) {
    const word = fromWord(bytes, at);
    const sign = SIGNED_WORDS[bytes.length]?.includes(at / 32) ? (word >> 254n) << 254n : 0n;
    out.set(toWord(sign + ((word - sign) % COORDINATE_ORDER)), at);
  }
  return out;
}

/**
 * A valid proof written with a number at or above its modulus is no other claim but another spelling of the
 * same one: it is refused as input that is not canonical, where a number that means nothing is a bad proof.
 */
function refuseAlias(artifacts: Artifacts, response: ReadResponse, options: { sum?: G1Point }): void {
  const reduced: ReadResponse = {
    ...response,
    proof: reduceWords(response.proof),
    commitment: reduceWords(response.commitment),
    publicInputs: response.publicInputs.map((input) => input % FIELD_ORDER),
  };
  const changed =
    reduced.proof.some((byte, i) => byte !== response.proof[i]) ||
    reduced.commitment.some((byte, i) => byte !== response.commitment[i]) ||
    reduced.publicInputs.some((input, i) => input !== response.publicInputs[i]);
  if (changed && checkProofResponse(artifacts, reduced, options).valid) {
    throw requestError('a number is written at or above its modulus, which is not its canonical form');
  }
}
