// The end of a round: from t keyholders' sums to the sum of all updates, and the proof of the next model.
import type { FinalisationArguments } from '../chain/training/types.ts';
import { decodeSigned, type G1Point } from '../commitment/index.ts';
import { roundError } from '../errors/index.ts';
import { meanLoss, meanMultiplier, unpackUpdate } from '../numeric/index.ts';
import { type Artifacts, modelRoot, type Prover, proveFinalisation } from '../proving/index.ts';
import {
  type Address,
  finalContext,
  type IndexedShare,
  type PublishedSubmission,
  type RoundScope,
  recoverSum,
  sumCommitments,
  totalCommitment,
} from '../sharing/index.ts';
import { finalProofWords } from './arguments.ts';

export interface RecoveredSum {
  /** The sum of all updates, weight by weight. */
  readonly update: readonly number[];
  readonly lossSum: bigint;
  /** The sum of all blinds: it opens the contract's own sum of commitments, and nobody's alone. */
  readonly blind: bigint;
}

export interface RecoverRoundOptions {
  readonly artifacts: Artifacts;
  readonly threshold: number;
  /** Of exactly the included trainers. */
  readonly submissions: readonly PublishedSubmission[];
  /** The contract's own sum of commitments. */
  readonly sumOfD: G1Point;
  readonly sums: readonly IndexedShare[];
}

/** S from whatever sums there are, as long as t of them are right; wrong ones are passed over. */
export function recoverRound({ artifacts, threshold, submissions, sumOfD, sums }: RecoverRoundOptions): RecoveredSum {
  const { format } = artifacts.circuit;
  const bases = artifacts.verificationKey.committedBases;
  const commitments = sumCommitments(submissions.map(({ deal }) => ({ D: totalCommitment(deal), C: deal.C })));
  if (!commitments.sumOfD.equals(sumOfD)) {
    throw roundError('LOG_INCOMPLETE', "these submissions do not add up to the contract's sum of commitments");
  }
  const values = recoverSum({ bases, threshold, ...commitments }, sums);
  const packed = values.slice(0, format.updateElements).map(decodeSigned);
  const [lossSum, blind] = values.slice(format.updateElements) as [bigint, bigint];
  return { update: unpackUpdate(format, packed), lossSum, blind };
}

export interface FinaliseRoundOptions {
  readonly artifacts: Artifacts;
  readonly prover: Prover;
  readonly scope: RoundScope;
  /** The task's present root, and the weights behind it. */
  readonly root: bigint;
  readonly model: readonly number[];
  readonly recovered: RecoveredSum;
  /** How many trainers are included, and the steps of each. */
  readonly included: number;
  readonly steps: number;
  readonly frozenLog: bigint;
  readonly sumOfD: G1Point;
  /** Who gets the reward: nobody can take the proof and put another in. */
  readonly beneficiary: Address;
}

export interface FinalisedRound extends Omit<FinalisationArguments, 'cid'> {
  readonly model: readonly number[];
  /** The mean loss of the round's steps. */
  readonly loss: number;
}

/** Proves the next model against the contract's own sum. */
export async function finaliseRound(options: FinaliseRoundOptions): Promise<FinalisedRound> {
  const { artifacts, prover, scope, model, recovered, included, frozenLog, sumOfD, beneficiary } = options;
  const { format } = artifacts.circuit;
  if (modelRoot(format, model, 0n) !== options.root) {
    throw roundError('MODEL_MISMATCH', "these weights are not the task's present model; fetch those of the last round");
  }
  const { update: sum, lossSum, blind } = recovered;
  const proven = await proveFinalisation({
    artifacts,
    prover,
    witness: { weights: model, sum, multiplier: meanMultiplier(included), lossSum, blind },
    context: finalContext({ scope, frozenLog, sumOfD, beneficiary }),
  });
  return {
    root: proven.statement.rootAfter,
    lossSum,
    abc: finalProofWords(proven.proof),
    beneficiary,
    model: proven.after,
    loss: meanLoss(format, Number(lossSum), included * options.steps),
  };
}
