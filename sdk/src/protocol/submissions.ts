// What was submitted to a round, read from the chain and checked against the round's own log.
import type { EventRange, ReadClient } from '../chain/index.ts';
import {
  type Candidates,
  type FoundUpdate,
  readAnswering,
  readSubmitting,
  submissionArgument,
  submittedPages,
} from '../chain/training/submitted.ts';
import type { LogPath } from '../chain/training/types.ts';
import { errorCode, roundError } from '../errors/index.ts';
import {
  type Address,
  appendLog,
  emptyLog,
  hashCiphertexts,
  hashShares,
  type PublishedSubmission,
  type RoundScope,
} from '../sharing/index.ts';
import { type Hex, hashHex, submissionFrom } from './arguments.ts';

/** One entry of a round's log. */
export interface LoggedSubmission {
  readonly trainer: Address;
  readonly sharesHash: bigint;
  /** The SHA-256 inside the envelope's CID, as the trainer announced it. */
  readonly cidDigest: bigint;
  readonly transactionHash: Hex;
  /** Hashes to `sharesHash`; undefined if it could not be found in the transaction. */
  readonly submission: PublishedSubmission | undefined;
}

/** What a candidate would have been submitted as, if it hashes to what the event says. */
function matching(
  scope: RoundScope,
  trainer: Address,
  sharesHash: bigint,
  candidate: FoundUpdate,
): PublishedSubmission | undefined {
  if (BigInt(candidate.task) !== scope.task) return undefined;
  if (candidate.trainer !== undefined && candidate.trainer.toLowerCase() !== trainer.toLowerCase()) return undefined;
  try {
    const submission = submissionFrom(scope, submissionArgument(trainer, candidate));
    return hashShares(submission) === sharesHash ? submission : undefined;
  } catch (error) {
    // No points, or lists that no deal has: whatever it is, it was not submitted.
    if (errorCode(error) !== undefined) return undefined;
    throw error;
  }
}

export interface ReadSubmissionsOptions {
  readonly scope: RoundScope;
  /** The round's log as the contract has it. */
  readonly log: bigint;
  /** From the block of the round's opening. */
  readonly range: EventRange;
  readonly onRead?: (count: number) => void;
}

/**
 * All submissions of a round in the order of its log. Their hashes are drawn into a log of one's own, which must become
 * the contract's: a node that leaves out or reorders events is found out (LOG_INCOMPLETE). Reading ends as soon as it
 * does.
 */
export async function readSubmissions(
  client: ReadClient,
  contract: Address,
  { scope, log, range, onRead }: ReadSubmissionsOptions,
): Promise<LoggedSubmission[]> {
  const found: LoggedSubmission[] = [];
  let walked = emptyLog(scope);
  let last: { hash: Hex; transaction: Candidates<FoundUpdate> } | undefined;
  if (walked === log) return found;
  const round = { task: hashHex(scope.task), round: scope.round };
  for await (const events of submittedPages(client, contract, round, range)) {
    for (const { args, transactionHash } of events) {
      const [sharesHash, cidDigest] = [BigInt(args.sharesHash), BigInt(args.cid)];
      if (last?.hash !== transactionHash) {
        last = { hash: transactionHash, transaction: await readSubmitting(client, contract, transactionHash) };
      }
      const submission = await last.transaction.find((candidate) =>
        matching(scope, args.trainer, sharesHash, candidate),
      );
      found.push({ trainer: args.trainer, sharesHash, cidDigest, transactionHash, submission });
      onRead?.(found.length);
      walked = appendLog(walked, sharesHash);
    }
    if (walked === log) return found;
  }
  throw roundError('LOG_INCOMPLETE', "the node's events do not make the round's log; ask again, or another node", {
    found: found.length,
  });
}

/** Where the submission at a position stands in the log, for disputes. */
export function logPathOf(
  scope: RoundScope,
  submissions: readonly Pick<LoggedSubmission, 'sharesHash'>[],
  position: number,
): LogPath {
  const hashes = submissions.map(({ sharesHash }) => sharesHash);
  return {
    before: hashHex(hashes.slice(0, position).reduce(appendLog, emptyLog(scope))),
    later: hashes.slice(position + 1).map(hashHex),
  };
}

/** The submission, or the refusal that names whose is missing. */
export function requireSubmission({ trainer, submission, transactionHash }: LoggedSubmission): PublishedSubmission {
  if (submission) return submission;
  const message = `what ${trainer} submitted is not to be found in transaction ${transactionHash}; ask a node that traces`;
  throw roundError('SUBMISSION_UNREADABLE', message, { trainer, transaction: transactionHash });
}

/**
 * The hashes of all ciphertexts of a submission, from the transaction that answered a demand about one of them; the list
 * is checked against what was submitted. Undefined if the node does not have it.
 */
export async function readShownHashes(
  client: ReadClient,
  contract: Address,
  { submission, transactionHash }: { readonly submission: PublishedSubmission; readonly transactionHash: Hex },
): Promise<readonly bigint[] | undefined> {
  const answer = await readAnswering(client, contract, transactionHash);
  return await answer.find(({ ctHashes }) => {
    const hashes = ctHashes.map(BigInt);
    return hashes.length > 0 && hashCiphertexts(hashes) === submission.ctRoot ? hashes : undefined;
  });
}
