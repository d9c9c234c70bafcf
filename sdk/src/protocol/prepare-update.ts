// A trainer's part of a round in one go: steps, commitments, shares, contexts, proofs, in this order.
import type { Prover } from '../proving/index.ts';
import { type PlanUpdateOptions, planUpdate, type UpdatePlan } from './plan-update.ts';
import { type PreparedUpdate, proveUpdate } from './prove-update.ts';

export interface PrepareUpdateOptions extends PlanUpdateOptions {
  readonly prover: Prover;
  /**
   * Called when everything is fixed and nothing is proven yet. Whoever stores the plan here (`formatDeal`) can go on with
   * the same submission later; a second one, of the same round, is another.
   */
  readonly onFixed?: (plan: UpdatePlan) => void | Promise<void>;
  readonly onProven?: (proven: number, steps: number) => void;
}

/**
 * Makes an update for the contract: everything is fixed before the first proof, since each proof's context binds all of
 * it. Every call draws new secrets, so two calls give two updates, of which a round takes one.
 */
export async function prepareUpdate(options: PrepareUpdateOptions): Promise<PreparedUpdate> {
  const { artifacts, prover, onFixed, onProven } = options;
  const plan = planUpdate(options);
  await onFixed?.(plan);
  return await proveUpdate(plan, {
    artifacts,
    prover,
    onProven: (proven, steps) => onProven?.(proven.length, steps),
  });
}
