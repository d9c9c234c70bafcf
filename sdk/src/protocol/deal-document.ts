// A planned update written down, with the proofs so far: all of a trainer's secrets of a round, for a sealed file alone.
import { g1FromAffine, g1ToAffine } from '../commitment/index.ts';
import { errorCode, roundError } from '../errors/index.ts';
import { FIELD_ORDER, fromWord, type Randomness, toWord } from '../hashing/index.ts';
import { decodeProof, encodeProof, PROOF_BYTES, type Proof, verifyBatch } from '../proving/index.ts';
import { fromHex, type Hex, hashHex, toHex } from './arguments.ts';
import {
  restorePlan,
  type UpdatePlan,
  type UpdateSecrets,
  type UpdateSource,
  type UpdateStart,
} from './plan-update.ts';
import { claimOf } from './prove-update.ts';
import { type Fields, strictReader } from './strict-json.ts';

const FORMAT = 'tacit deal 1';
export const MAX_DEAL_BYTES = 2 ** 26;
/** Far more than a task may have of each. */
const MOST = { steps: 256, members: 256, weights: 2 ** 22 };
const FIELDS = [
  ...['format', 'circuit', 'scope', 'trainer', 'task', 'enrolment', 'seed', 'threshold'],
  ...['publicKeys', 'model', 'secrets', 'sharesHash', 'roots', 'proofs'],
];

/** What a trainer goes on from after a crash. */
export interface KeptDeal {
  readonly plan: UpdatePlan;
  /** Of the first steps. */
  readonly proven: readonly Proof[];
}

export interface ParseDealOptions extends UpdateSource {
  /** For the check of the proofs. */
  readonly randomness: Randomness;
}

const bad = (why: string) => roundError('DEAL_INVALID', `this is no deal: ${why}`);
const { fieldsOf, listOf, wordOf, countOf, hashOf, bytesOf, addressOf, pointOf } = strictReader(bad);

const rowText = (row: readonly bigint[]): Hex => `0x${row.map((word) => toHex(toWord(word)).slice(2)).join('')}`;
const pointText = (point: Parameters<typeof g1ToAffine>[0]) => {
  const { x, y } = g1ToAffine(point);
  return { x: x.toString(), y: y.toString() };
};

/** As `parseDeal` reads it. */
export function formatDeal(circuit: string, { plan, proven }: KeptDeal): Uint8Array {
  const { start, secrets } = plan;
  const { chainId, contract, keyHash, task, round } = start.scope;
  const document = {
    format: FORMAT,
    circuit,
    scope: { chainId: `${chainId}`, contract, keyHash: hashHex(keyHash), task: hashHex(task), round: `${round}` },
    trainer: start.trainer,
    task: { root: `${start.task.root}`, steps: start.task.steps, multiplier: start.task.multiplier },
    enrolment: { dataRoot: `${start.enrolment.dataRoot}`, batches: start.enrolment.batches },
    seed: hashHex(start.seed),
    threshold: start.threshold,
    publicKeys: start.publicKeys.map(pointText),
    model: start.model,
    secrets: {
      salts: secrets.salts.map(String),
      blinds: secrets.blinds.map(String),
      ephemeralKey: `${secrets.ephemeralKey}`,
      coefficients: secrets.coefficients.map(rowText),
      proofOfE: { c: `${secrets.proofOfE.c}`, z: `${secrets.proofOfE.z}` },
    },
    sharesHash: hashHex(plan.sharesHash),
    // The one thing that follows from the salts alone.
    roots: plan.steps.map(({ advice }) => hashHex(advice.statement.rootAfter)),
    proofs: proven.map((proof) => toHex(encodeProof(proof))),
  };
  return new TextEncoder().encode(`${JSON.stringify(document)}\n`);
}

function readText(bytes: Uint8Array): unknown {
  if (bytes.length > MAX_DEAL_BYTES) throw bad(`it is larger than ${MAX_DEAL_BYTES} bytes`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    // What the parser says may quote secrets.
    throw bad('it is not JSON');
  }
}

function startOf(fields: Fields): UpdateStart {
  const scope = fieldsOf(fields.scope, 'scope', ['chainId', 'contract', 'keyHash', 'task', 'round']);
  const task = fieldsOf(fields.task, 'task', ['root', 'steps', 'multiplier']);
  const enrolment = fieldsOf(fields.enrolment, 'enrolment', ['dataRoot', 'batches']);
  return {
    scope: {
      chainId: wordOf(scope.chainId, 'scope.chainId'),
      contract: addressOf(scope.contract, 'scope.contract'),
      keyHash: BigInt(hashOf(scope.keyHash, 'scope.keyHash')),
      task: BigInt(hashOf(scope.task, 'scope.task')),
      round: wordOf(scope.round, 'scope.round'),
    },
    trainer: addressOf(fields.trainer, 'trainer'),
    task: {
      root: wordOf(task.root, 'task.root'),
      steps: countOf(task.steps, 'task.steps', MOST.steps),
      multiplier: countOf(task.multiplier, 'task.multiplier', 15),
    },
    enrolment: {
      dataRoot: wordOf(enrolment.dataRoot, 'enrolment.dataRoot'),
      batches: countOf(enrolment.batches, 'enrolment.batches', 4096),
    },
    seed: BigInt(hashOf(fields.seed, 'seed')),
    model: listOf(fields.model, 'model', MOST.weights, weightOf),
    publicKeys: listOf(fields.publicKeys, 'publicKeys', MOST.members, pointOf).map(g1FromAffine),
    threshold: countOf(fields.threshold, 'threshold', MOST.members),
  };
}

function weightOf(value: unknown, what: string): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw bad(`${what} is no whole number`);
}

/** Below r: the same salt plus r would have the same hashes. */
function elementOf(value: unknown, what: string): bigint {
  const element = wordOf(value, what);
  if (element < FIELD_ORDER) return element;
  throw bad(`${what} is r or more`);
}

function secretsOf(value: unknown, length: number): UpdateSecrets {
  const fields = fieldsOf(value, 'secrets', ['salts', 'blinds', 'ephemeralKey', 'coefficients', 'proofOfE']);
  const { c, z } = fieldsOf(fields.proofOfE, 'secrets.proofOfE', ['c', 'z']);
  const rowOf = (row: unknown, what: string): bigint[] => {
    const bytes = fromHex(bytesOf(row, what, 32 * length));
    return Array.from({ length }, (_, l) => fromWord(bytes, 32 * l));
  };
  return {
    salts: listOf(fields.salts, 'secrets.salts', MOST.steps, elementOf),
    blinds: listOf(fields.blinds, 'secrets.blinds', MOST.steps, elementOf),
    ephemeralKey: wordOf(fields.ephemeralKey, 'secrets.ephemeralKey'),
    coefficients: listOf(fields.coefficients, 'secrets.coefficients', MOST.members, rowOf),
    proofOfE: { c: wordOf(c, 'secrets.proofOfE.c'), z: wordOf(z, 'secrets.proofOfE.z') },
  };
}

/** Everything that follows is computed anew, and must be what was written: no field is believed. */
function restore(options: ParseDealOptions, bytes: Uint8Array): KeptDeal {
  const { artifacts, randomness } = options;
  const { verificationKey, circuit } = artifacts;
  const fields = fieldsOf(readText(bytes), 'the whole', FIELDS);
  if (fields.format !== FORMAT) throw bad('it is of another format');
  if (fields.circuit !== circuit.name) throw bad(`it is of another circuit than ${circuit.name}`);
  const start = startOf(fields);
  if (start.scope.keyHash !== verificationKey.hash) throw bad('it is under another key');
  const secrets = secretsOf(fields.secrets, verificationKey.committedBases.length);
  const plan = restorePlan({ ...options, ...start }, secrets);
  if (fields.sharesHash !== hashHex(plan.sharesHash)) throw bad('its parts do not make its submission');
  const readProof = (proof: unknown, what: string) => decodeProof(fromHex(bytesOf(proof, what, PROOF_BYTES)));
  const proven = listOf(fields.proofs, 'proofs', start.task.steps, readProof);
  const claims = proven.map((proof, step) => claimOf(plan, step, proof));
  if (claims.length > 0 && !verifyBatch(verificationKey, claims, randomness)) throw bad('a proof in it is wrong');
  return { plan, proven };
}

/**
 * The deal that was written, and no other: contexts, sharesHash and envelope come out the same to the byte, the values
 * open D, and the proofs in it prove the steps. Refuses other spellings, and data that are not those of the deal.
 */
export function parseDeal(options: ParseDealOptions, bytes: Uint8Array): KeptDeal {
  let kept: KeptDeal;
  try {
    kept = restore(options, bytes);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined || code === 'DEAL_INVALID' || code === 'DATASET_MISMATCH') throw error;
    throw bad(`its parts do not fit each other (${code})`);
  }
  const written = formatDeal(options.artifacts.circuit.name, kept);
  if (written.length !== bytes.length || written.some((byte, i) => byte !== bytes[i])) {
    throw bad('it is not written as a deal is, to the byte');
  }
  return kept;
}
