// What `training finalise` and `round finalise` have in common: from sums to a proof of the next model, and on chain.
import {
  type Artifacts,
  type FinalisedRound,
  finaliseRound,
  frozenLogOf,
  g1FromAffine,
  type IndexedShare,
  type Prover,
  type RoundView,
  recoverRound,
  requireSubmission,
  training,
  withProgress,
} from '../support/sdk.ts';
import { minedOutcome, sending } from '../support/sending.ts';
import { taskError } from '../support/task-error.ts';
import type { Hex, OpenAccount } from './contract.ts';
import { readRoundLog } from './shares.ts';

export function requireFrozen({ round, scope }: RoundView): void {
  if (round.status === 'frozen') return;
  throw taskError('ROUND_PHASE', `round ${scope.round} is ${round.status}: only a frozen round can be finalised`);
}

/** Sums that are wrong count here, and are passed over later. */
export function requireSums(sums: readonly IndexedShare[], threshold: number, place: string): void {
  if (sums.length >= threshold) return;
  const message = `${threshold} sums are needed, and ${sums.length} of those posted ${place}`;
  throw taskError('SUMS_MISSING', message, { details: { found: sums.length, needed: threshold } });
}

export interface Finalising {
  readonly opened: OpenAccount;
  readonly view: RoundView;
  readonly artifacts: Artifacts;
  readonly prover: Prover;
  readonly sums: readonly IndexedShare[];
  /** The task's present model. */
  readonly model: readonly number[];
  readonly beneficiary: Hex;
}

/**
 * Proves the next model and sends it. `keep` puts it somewhere, before it is sent: afterwards the old one is worth nothing, and
 * the new one is nowhere else; it gives the digest of its CID and where it is.
 */
export async function finaliseWith(
  { opened, view, artifacts, prover, sums, model, beneficiary }: Finalising,
  keep: (final: FinalisedRound) => Promise<{ readonly cid: Hex; readonly place: string }>,
) {
  const { contract, clients } = opened;
  const { included } = await readRoundLog(opened, view);
  const submissions = included.map(({ logged }) => requireSubmission(logged));
  const sumOfD = g1FromAffine(view.round.sum);
  const { steps, threshold, root } = view.task;
  const recovered = recoverRound({ artifacts, threshold, submissions, sumOfD, sums });
  const round = { artifacts, prover, scope: view.scope, root, model, recovered, included: included.length };
  const final = await withProgress('proving the new model', () =>
    finaliseRound({ ...round, steps, frozenLog: frozenLogOf(view), sumOfD, beneficiary }),
  );
  const { cid, place } = await keep(final);
  const task = `0x${view.scope.task.toString(16).padStart(64, '0')}` as const;
  const sent = await sending('sending the new model', (sendOptions) =>
    training.finalise(clients, contract, { ...final, task, cid }, sendOptions),
  );
  const facts = { task, round: view.scope.round, root: final.root, loss: final.loss, model: place, cid, beneficiary };
  return minedOutcome(sent, facts, [
    ['round', `${view.scope.round} is finalised, over ${included.length} trainers`],
    ['mean loss', final.loss.toFixed(4)],
    ['root', final.root.toString()],
    ['model', place],
    ['reward', `to ${beneficiary}`],
  ]);
}
