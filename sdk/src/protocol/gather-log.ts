// A dispute about sums needs the sums of all commitments on chain first: brought in parts that fit into transactions.
import type { SubmissionArgument } from '../chain/training/types.ts';
import { appendLog, emptyLog, type RoundScope } from '../sharing/index.ts';
import { type Hex, hashHex, submissionArgumentOf } from './arguments.ts';
import { type LoggedSubmission, requireSubmission } from './submissions.ts';

/** Some 60,000 gas for each, mostly calldata. */
const AT_ONCE = 64;

/** One call of `gather`. */
export interface GatherPart {
  readonly next: readonly SubmissionArgument[];
  readonly later: readonly Hex[];
}

/** What is still to be gathered: goes on where somebody stopped, which stands in the round as a log. */
export function gatherParts(
  scope: RoundScope,
  logged: readonly LoggedSubmission[],
  gatheredLog: Hex,
  atOnce = AT_ONCE,
): GatherPart[] {
  const gathered = BigInt(gatheredLog);
  let [walked, start] = [emptyLog(scope), 0];
  for (const [position, { sharesHash }] of logged.entries()) {
    walked = appendLog(walked, sharesHash);
    if (walked === gathered) start = position + 1;
  }
  const parts: GatherPart[] = [];
  for (let next = start; next < logged.length; next += atOnce) {
    parts.push({
      next: logged.slice(next, next + atOnce).map((one) => submissionArgumentOf(requireSubmission(one))),
      later: logged.slice(next + atOnce).map(({ sharesHash }) => hashHex(sharesHash)),
    });
  }
  return parts;
}
