// An update as a file: public, all of it, and read strictly, since whoever relays it got it from somebody else.
import type { SealingArgument, StepProof, UpdateArguments } from '../chain/training/types.ts';
import { type G1Affine, g1FromAffine } from '../commitment/index.ts';
import { roundError } from '../errors/index.ts';
import type { Address } from '../sharing/index.ts';
import { type Hex, hashHex } from './arguments.ts';

/** What `training submit` takes: the update, and the round that it was made for. */
export interface UpdateDocument extends UpdateArguments {
  readonly chainId: number;
  readonly contract: Address;
  readonly task: Hex;
  readonly round: bigint;
  readonly trainer: Address;
  readonly sharesHash: Hex;
}

const WORDS = 10;
/** Far more than a task may have of each. */
const MOST = { steps: 256, members: 256 };

const bad = (why: string) => roundError('UPDATE_INVALID', `this is no update: ${why}`);

function fieldsOf(value: unknown, what: string, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`${what} is no JSON object`);
  if (Object.keys(value).length !== names.length || !names.every((name) => Object.hasOwn(value, name))) {
    throw bad(`${what} has not exactly the fields ${names.join(', ')}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function listOf<T>(value: unknown, what: string, most: number, read: (each: unknown, what: string) => T): T[] {
  if (!Array.isArray(value) || value.length > most) throw bad(`${what} is no list of at most ${most}`);
  return value.map((each, i) => read(each, `${what}[${i}]`));
}

/** Decimal, without leading zeros. */
function wordOf(value: unknown, what: string): bigint {
  const word = typeof value === 'string' && /^(0|[1-9][0-9]{0,77})$/.test(value) ? BigInt(value) : -1n;
  if (word >= 0n && word < 1n << 256n) return word;
  throw bad(`${what} is no decimal string of 256 bits`);
}

function hashOf(value: unknown, what: string): Hex {
  if (typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value)) return value as Hex;
  throw bad(`${what} is not 0x and 64 lower-case hex digits`);
}

function addressOf(value: unknown, what: string): Address {
  if (typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value)) return value as Address;
  throw bad(`${what} is no address`);
}

function pointOf(value: unknown, what: string): G1Affine {
  const { x, y } = fieldsOf(value, what, ['x', 'y']);
  const point = { x: wordOf(x, `${what}.x`), y: wordOf(y, `${what}.y`) };
  g1FromAffine(point);
  return point;
}

function proofOf(value: unknown, what: string): StepProof {
  const words = listOf(value, what, WORDS, wordOf);
  if (words.length !== WORDS) throw bad(`${what} has not ${WORDS} words`);
  return words as unknown as StepProof;
}

function sealingOf(value: unknown): SealingArgument {
  const fields = fieldsOf(value, 'sealing', ['ephemeral', 'commitments', 'proof', 'ctRoot', 'cid']);
  const { c, z } = fieldsOf(fields.proof, 'sealing.proof', ['c', 'z']);
  return {
    ephemeral: pointOf(fields.ephemeral, 'sealing.ephemeral'),
    commitments: listOf(fields.commitments, 'sealing.commitments', MOST.members, pointOf),
    proof: { c: wordOf(c, 'sealing.proof.c'), z: wordOf(z, 'sealing.proof.z') },
    ctRoot: hashOf(fields.ctRoot, 'sealing.ctRoot'),
    cid: hashOf(fields.cid, 'sealing.cid'),
  };
}

function chainOf(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw bad('chainId is no whole number above 0');
}

const FIELDS = ['chainId', 'contract', 'task', 'round', 'trainer', 'sharesHash', 'roots', 'proofs', 'sealing'] as const;

/** Nothing of it is verified: the contract does that. */
export function parseUpdate(json: unknown): UpdateDocument {
  const fields = fieldsOf(json, 'the whole', FIELDS);
  const update = {
    chainId: chainOf(fields.chainId),
    contract: addressOf(fields.contract, 'contract'),
    task: hashOf(fields.task, 'task'),
    round: wordOf(fields.round, 'round'),
    trainer: addressOf(fields.trainer, 'trainer'),
    sharesHash: hashOf(fields.sharesHash, 'sharesHash'),
    roots: listOf(fields.roots, 'roots', MOST.steps, wordOf),
    proofs: listOf(fields.proofs, 'proofs', MOST.steps, proofOf),
    sealing: sealingOf(fields.sealing),
  };
  if (update.roots.length !== update.proofs.length) throw bad('it has not a root for each proof');
  return update;
}

const pointText = ({ x, y }: G1Affine) => ({ x: x.toString(), y: y.toString() });

/** As `parseUpdate` reads it. */
export const formatUpdate = (update: UpdateDocument): Record<string, unknown> => ({
  chainId: update.chainId,
  contract: update.contract,
  task: hashHex(BigInt(update.task)),
  round: update.round.toString(),
  trainer: update.trainer,
  sharesHash: update.sharesHash,
  roots: update.roots.map(String),
  proofs: update.proofs.map((proof) => proof.map(String)),
  sealing: {
    ephemeral: pointText(update.sealing.ephemeral),
    commitments: update.sealing.commitments.map(pointText),
    proof: { c: update.sealing.proof.c.toString(), z: update.sealing.proof.z.toString() },
    ctRoot: update.sealing.ctRoot,
    cid: update.sealing.cid,
  },
});
