// An update as a file: public, all of it, and read strictly, since whoever relays it got it from somebody else.
import type { SealingArgument, StepProof, UpdateArguments } from '../chain/training/types.ts';
import type { G1Affine } from '../commitment/index.ts';
import { roundError } from '../errors/index.ts';
import type { Address } from '../sharing/index.ts';
import { type Hex, hashHex } from './arguments.ts';
import { strictReader } from './strict-json.ts';

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

const { fieldsOf, listOf, wordOf, hashOf, addressOf, pointOf } = strictReader(bad);

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
