// An update with its proofs, out of the transaction that brought it: whatever is found there must hash to what the log has.
import {
  errorCode,
  hashShares,
  type LoggedSubmission,
  type PublishedSubmission,
  type RoundScope,
  submissionFrom,
  training,
} from '@tacit/sdk';
import { sameText } from './judge.ts';
import { contractOf, type VerifyPlace } from './place.ts';

export interface FoundUpdate {
  readonly published: PublishedSubmission;
  readonly roots: readonly bigint[];
  readonly proofs: readonly training.StepProof[];
}

export function readUpdate(
  scope: RoundScope,
  trainer: `0x${string}`,
  update: Pick<training.FoundUpdate, 'roots' | 'proofs' | 'sealing'>,
): FoundUpdate | undefined {
  try {
    const published = submissionFrom(scope, training.submissionArgument(trainer, update));
    return { published, roots: update.roots, proofs: update.proofs };
  } catch (error) {
    // No points: not what anybody submitted.
    if (errorCode(error) !== undefined) return undefined;
    throw error;
  }
}

export async function findUpdate(
  place: VerifyPlace,
  scope: RoundScope,
  { trainer, sharesHash, transactionHash }: LoggedSubmission,
): Promise<FoundUpdate | undefined> {
  const contract = contractOf(place, 'Training');
  const candidates = await training.readSubmitting(place.client, contract, transactionHash);
  return await candidates.find((candidate) => {
    if (BigInt(candidate.task) !== scope.task) return undefined;
    if (candidate.trainer !== undefined && !sameText(candidate.trainer, trainer)) return undefined;
    const found = readUpdate(scope, trainer, candidate);
    return found && hashShares(found.published) === sharesHash ? found : undefined;
  });
}
