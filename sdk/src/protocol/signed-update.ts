// An update with its trainer's signature, as relays take it: read strictly, and verified as far as that costs no chain.
import { compactSignatureToSignature, getAddress, recoverAddress, serializeSignature } from 'viem';
import { submissionArgument } from '../chain/training/submitted.ts';
import { hashUpdate } from '../chain/training/typed-data.ts';
import type { CompactSignature, StepProof } from '../chain/training/types.ts';
import { errorCode, roundError } from '../errors/index.ts';
import { type Randomness, toWord } from '../hashing/index.ts';
import {
  type Claim,
  decodeCommitment,
  decodeProof,
  PROOF_BYTES,
  packParams,
  type VerificationKey,
  verifyBatch,
} from '../proving/index.ts';
import { batchIndex, hashShares, type PublishedSubmission, stepContext } from '../sharing/index.ts';
import { hashHex, submissionFrom } from './arguments.ts';
import { strictReader } from './strict-json.ts';
import { formatUpdate, parseUpdate, type UpdateDocument } from './update-json.ts';

export interface SignedUpdateDocument {
  readonly update: UpdateDocument;
  readonly signature: CompactSignature;
}

const { fieldsOf, hashOf } = strictReader((why) => roundError('UPDATE_INVALID', `this is no signed update: ${why}`));

/** What `training submit --sign` prints. Nothing of it is verified. */
export function parseSignedUpdate(json: unknown): SignedUpdateDocument {
  const { update, signature } = fieldsOf(json, 'the whole', ['update', 'signature']);
  const { r, vs } = fieldsOf(signature, 'signature', ['r', 'vs']);
  return { update: parseUpdate(update), signature: { r: hashOf(r, 'signature.r'), vs: hashOf(vs, 'signature.vs') } };
}

/** As `parseSignedUpdate` reads it. */
export const formatSignedUpdate = ({ update, signature }: SignedUpdateDocument) => ({
  update: formatUpdate(update),
  signature: { r: signature.r, vs: signature.vs },
});

/** Whether the trainer itself signed it. Contracts sign nothing for a relay. */
export async function isSignedByTrainer({ update, signature }: SignedUpdateDocument): Promise<boolean> {
  const { chainId, contract, task, round, sharesHash, trainer } = update;
  const hash = hashUpdate({ chainId, verifyingContract: contract }, { task, round, sharesHash });
  try {
    const { r, vs: yParityAndS } = signature;
    const whole = serializeSignature(compactSignatureToSignature({ r, yParityAndS }));
    return (await recoverAddress({ hash, signature: whole })) === getAddress(trainer);
  } catch {
    // r or s is no number that a signature has.
    return false;
  }
}

/** What the update publishes, if its sharesHash is of that; undefined if it is of something else. */
export function publishedBy(update: UpdateDocument, keyHash: bigint): PublishedSubmission | undefined {
  const { chainId, contract, task, round, trainer, sharesHash } = update;
  const scope = { chainId: BigInt(chainId), contract, keyHash, task: BigInt(task), round };
  const published = submissionFrom(scope, submissionArgument(trainer, update));
  return hashHex(hashShares(published)) === sharesHash ? published : undefined;
}

export interface UpdateTruths {
  readonly key: VerificationKey;
  /** Of the round: what the contract verifies against. */
  readonly root: bigint;
  readonly multiplier: number;
  readonly seed: bigint;
  readonly enrolment: { readonly dataRoot: bigint; readonly batches: number };
}

function claimsOf(update: UpdateDocument, published: PublishedSubmission, truths: UpdateTruths): Claim[] {
  const { root, multiplier, seed, enrolment } = truths;
  const { task, round } = published.deal.scope;
  return update.proofs.map((proof: StepProof, step) => {
    const choice = { seed, task, round, trainer: update.trainer, step, batches: enrolment.batches };
    const words = Uint8Array.from(proof.flatMap((word) => [...toWord(word)]));
    return {
      proof: decodeProof(words.subarray(0, PROOF_BYTES)),
      commitment: decodeCommitment(words.subarray(PROOF_BYTES)),
      statement: {
        rootBefore: step === 0 ? root : (update.roots[step - 1] as bigint),
        rootAfter: update.roots[step] as bigint,
        dataRoot: enrolment.dataRoot,
        params: packParams({ mode: 0, batchIndex: batchIndex(choice), multiplier, lossSum: 0n }),
        context: stepContext(published, step),
      },
    };
  });
}

/** Whether all of the update's proofs hold, as the contract would find: N + 4 pairings, and nothing is asked of a node. */
export function verifyUpdate(update: UpdateDocument, truths: UpdateTruths, randomness: Randomness): boolean {
  try {
    const published = publishedBy(update, truths.key.hash);
    return published !== undefined && verifyBatch(truths.key, claimsOf(update, published, truths), randomness);
  } catch (error) {
    // Points that are none, and numbers beyond their field.
    if (errorCode(error)) return false;
    throw error;
  }
}
