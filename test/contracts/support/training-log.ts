import assert from 'node:assert/strict';
import {
  appendLog,
  emptyLog,
  type G1Affine,
  g1FromAffine,
  hashShares,
  type LogProof,
  type PublishedSubmission,
  type RoundScope,
} from '@tacit/sdk';
import { type Address, decodeFunctionData, type Hex, parseEventLogs } from 'viem';
import { readRound, scopeOf, type Task } from './training.ts';
import { word } from './training-updates.ts';

/* What everybody can read of a round: submissions from the data of the calls that brought them, in the log's order. */

interface SealingArgument {
  readonly ephemeral: G1Affine;
  readonly commitments: readonly G1Affine[];
  readonly proof: LogProof;
  readonly ctRoot: Hex;
  readonly cid: Hex;
}

type Proofs = readonly (readonly bigint[])[];

function submissionFrom(
  scope: RoundScope,
  trainer: Address,
  proofs: Proofs,
  sealing: SealingArgument,
): PublishedSubmission {
  return {
    deal: {
      scope,
      trainer,
      D: proofs.map((proof) => g1FromAffine({ x: proof[8] as bigint, y: proof[9] as bigint })),
      E: g1FromAffine(sealing.ephemeral),
      C: sealing.commitments.map((point) => g1FromAffine(point)),
    },
    proofOfE: sealing.proof,
    ctRoot: BigInt(sealing.ctRoot),
    cidDigest: BigInt(sealing.cid),
  };
}

/** The submissions of one call of `submitUpdate` or `submitUpdates`. */
function submissionsOf(task: Task, scope: RoundScope, from: Address, data: Hex): PublishedSubmission[] {
  const { functionName, args = [] } = decodeFunctionData({ abi: task.contracts.training.abi, data });
  if (functionName === 'submitUpdate') {
    const [, , proofs, sealing] = args as [Hex, unknown, Proofs, SealingArgument];
    return [submissionFrom(scope, from, proofs, sealing)];
  }
  const [, updates, , proofs] = args as [Hex, { trainer: Address; sealing: SealingArgument }[], unknown, Proofs];
  const { steps } = task.plan.work;
  return updates.map(({ trainer, sealing }, k) =>
    submissionFrom(scope, trainer, proofs.slice(k * steps, (k + 1) * steps), sealing),
  );
}

/** All submissions of a round in order. What does not make the contract's own log is refused. */
export async function readSubmissions(task: Task, round: number): Promise<PublishedSubmission[]> {
  const { client } = task.stage;
  const { address, abi } = task.contracts.training;
  const logs = parseEventLogs({
    abi,
    logs: await client.getLogs({ address, fromBlock: 0n }),
    eventName: 'UpdateSubmitted',
  }) as unknown as { transactionHash: Hex; args: { task: Hex; round: bigint; trainer: Address; sharesHash: Hex } }[];
  const own = logs.filter(({ args }) => args.task === task.id && args.round === BigInt(round));
  const scope = scopeOf(task, round);
  const submissions: PublishedSubmission[] = [];
  for (const hash of new Set(own.map(({ transactionHash }) => transactionHash))) {
    const { from, input } = await client.getTransaction({ hash });
    submissions.push(...submissionsOf(task, scope, from, input));
  }
  assert.deepEqual(
    own.map(({ args }) => [args.trainer.toLowerCase(), BigInt(args.sharesHash)]),
    submissions.map((one) => [one.deal.trainer.toLowerCase(), hashShares(one)]),
  );
  assert.equal(word(logOf(task, round, submissions)), (await readRound(task, round)).log);
  return submissions;
}

const logOf = (task: Task, round: number, submissions: readonly PublishedSubmission[]): bigint =>
  submissions.map(hashShares).reduce(appendLog, emptyLog(scopeOf(task, round)));

/** Where the submission with this position stands in the log: `LogPath` of TrainingTypes.sol. */
export const logPath = (task: Task, round: number, submissions: readonly PublishedSubmission[], position: number) => ({
  before: word(logOf(task, round, submissions.slice(0, position))),
  later: submissions.slice(position + 1).map((one) => word(hashShares(one))),
});
