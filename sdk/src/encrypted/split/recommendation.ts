// Which mode a network should be offered in. Encrypted to the end, nobody but the user sees anything; in split mode the creator
// sees a blurred intermediate. So that is for networks whose plan goes no further.
import { ProtocolError } from '../../errors/index.ts';
import { planOf } from '../plan.ts';
import type { Network, Plan, PlanOptions } from '../types.ts';

export type SplitRecommendation =
  | { readonly mode: 'encrypted'; readonly plan: Plan }
  | {
      readonly mode: 'split';
      /** Of the layers that workers evaluate: as many as can be, since deeper intermediates say less. */
      readonly plan: Plan;
      /** Why the whole network has no plan. */
      readonly why: string;
    };

/** The mode that shows least. PLAN_IMPOSSIBLE where not even the first layer can be evaluated. */
export function splitRecommendation(network: Network, options: Omit<PlanOptions, 'cut'> = {}): SplitRecommendation {
  try {
    return { mode: 'encrypted', plan: planOf(network, options) };
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.code !== 'PLAN_IMPOSSIBLE') throw error;
    for (let cut = network.layers.length - 1; cut >= 1; cut--) {
      const plan = planUpTo(network, { ...options, cut });
      if (plan) return { mode: 'split', plan, why: error.shortMessage };
    }
    throw error;
  }
}

function planUpTo(network: Network, options: PlanOptions): Plan | undefined {
  try {
    return planOf(network, options);
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 'PLAN_IMPOSSIBLE') return undefined;
    throw error;
  }
}
