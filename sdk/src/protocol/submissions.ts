// What was submitted to a round, read from the chain and checked against the round's own log.
import type { EventRange, ReadClient } from '../chain/index.ts';
import { readEnrolment } from '../chain/training/reads.ts';
import {
  type Candidates,
  type FoundUpdate,
  readAnswering,
  readSubmitting,
  submissionArgument,
  submittedPages,
} from '../chain/training/submitted.ts';
import type { LogPath, SubmissionArgument } from '../chain/training/types.ts';
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
import { type Hex, hashHex, submissionArgumentOf, submissionFrom } from './arguments.ts';

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
  /** What was read before, by sharesHash, on whatever fork: its transaction is not asked for again. */
  readonly known?: ReadonlyMap<bigint, LoggedSubmission>;
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
  { scope, log, range, known, onRead }: ReadSubmissionsOptions,
): Promise<LoggedSubmission[]> {
  const found: LoggedSubmission[] = [];
  let walked = emptyLog(scope);
  let last: { hash: Hex; transaction: Candidates<FoundUpdate> } | undefined;
  if (walked === log) return found;
  const round = { task: hashHex(scope.task), round: scope.round };
  for await (const events of submittedPages(client, contract, round, range)) {
    for (const { args, transactionHash } of events) {
      const [sharesHash, cidDigest] = [BigInt(args.sharesHash), BigInt(args.cid)];
      const before = known?.get(sharesHash)?.submission;
      if (before === undefined && last?.hash !== transactionHash) {
        last = { hash: transactionHash, transaction: await readSubmitting(client, contract, transactionHash) };
      }
      const submission =
        before ?? (await last?.transaction.find((candidate) => matching(scope, args.trainer, sharesHash, candidate)));
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

/** What every dispute about shares brings: a submission, with the hashes of its ciphertexts or without, and its place. */
export const shownSubmission = (
  scope: RoundScope,
  submissions: readonly LoggedSubmission[],
  position: number,
  ctHashes?: readonly bigint[],
): { readonly submission: SubmissionArgument; readonly path: LogPath } => ({
  submission: submissionArgumentOf(requireSubmission(submissions[position] as LoggedSubmission), ctHashes),
  path: logPathOf(scope, submissions, position),
});

/** Where each submission's trainer stands among the enrolled: which bit of the round's sets is its own. */
export const readIndices = (
  client: ReadClient,
  contract: Address,
  { scope, submissions }: { readonly scope: RoundScope; readonly submissions: readonly LoggedSubmission[] },
): Promise<number[]> =>
  Promise.all(
    submissions.map(async ({ trainer }) => {
      const { index } = await readEnrolment(client, contract, { task: hashHex(scope.task), trainer });
      return index;
    }),
  );

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

/**
 * A submission that is not to be found where it was submitted, from the transaction that answered a demand about it.
 * Undefined if the node does not have it.
 */
export async function readShownSubmission(
  client: ReadClient,
  contract: Address,
  { scope, logged, transactionHash }: ShownPlace,
): Promise<PublishedSubmission | undefined> {
  const answer = await readAnswering(client, contract, transactionHash);
  return await answer.find((shown) => {
    if (shown.trainer.toLowerCase() !== logged.trainer.toLowerCase()) return undefined;
    try {
      const submission = submissionFrom(scope, shown);
      return hashShares(submission) === logged.sharesHash ? submission : undefined;
    } catch (error) {
      if (errorCode(error) !== undefined) return undefined;
      throw error;
    }
  });
}

interface ShownPlace {
  readonly scope: RoundScope;
  readonly logged: LoggedSubmission;
  readonly transactionHash: Hex;
}
