// What an offer will ask of its users, derived from its own bytes as they will derive it.
import {
  type Network as EvaluatedNetwork,
  inference,
  LEAST_NOISE_RATIO,
  planOf,
  splitRecommendation,
  termsOf,
} from '@tacit/sdk';
import type { Hex } from 'viem';
import type { Network } from '../../../app/network.ts';
import { type OfferSpec, prepareOffer } from '../offer-spec.ts';
import type { Source } from '../source.ts';

export interface Estimate {
  readonly parameters: string;
  readonly steps: number;
  /** For one sample, of all steps. */
  readonly seconds: number;
  readonly keyBytes: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly terms: inference.OfferTerms;
  readonly networkBytes: number;
  /** Rare inputs may lead beyond what ciphertexts hold. */
  readonly holdsAll: boolean;
  /** Split: the values that the creator sees, blurred; and the file that stays with it. */
  readonly width?: number;
  readonly tailBytes?: number;
}

/** A key that no offer is made with: lengths and plans do not depend on it. */
const SOME_KEY: Hex = `0x09${'0'.repeat(62)}`;

export async function estimateOffer(network: Network, source: Source, spec: OfferSpec): Promise<Estimate> {
  const { described, tail } = await prepareOffer(source, spec, SOME_KEY);
  const rules = await inference.readMarketRules(network.reader, network.contract('InferenceMarket'));
  const terms = termsOf(described, spec.conditions, rules);
  const { plan, document } = described;
  return {
    ...{ parameters: plan.parameters.name, steps: plan.steps.length, seconds: plan.seconds },
    ...{ keyBytes: plan.keyBytes, requestBytes: plan.requestBytes, responseBytes: plan.responseBytes },
    ...{ terms, networkBytes: described.network.length, holdsAll: plan.holdsAll },
    ...(document.split && { width: document.split.width }),
    ...(tail && { tailBytes: tail.length }),
  };
}

export interface ModeAdvice {
  readonly recommended: 'encrypted' | 'split';
  /** Why the whole network cannot be evaluated on ciphertexts. */
  readonly why?: string;
  /** Where it may be cut: after so many layers, with so many values between, and the least noise there. */
  readonly cuts: readonly { readonly layers: number; readonly width: number; readonly leastDeviation: number }[];
}

/** As `checkSplitOffer` has it: a decryption's error lies beyond so many of its deviations once in a billion values. */
const ERROR_REACH = 6;

/** How a network can be offered at all. PLAN_IMPOSSIBLE where not even its first layer can be. */
export async function adviseMode(network: EvaluatedNetwork): Promise<ModeAdvice> {
  const advice = splitRecommendation(network);
  const deepest = advice.mode === 'split' ? advice.plan.cut : network.layers.length - 1;
  const cuts: { layers: number; width: number; leastDeviation: number }[] = [];
  for (let cut = 1; cut <= deepest; cut++) {
    const plan = planOf(network, { cut });
    cuts.push({ layers: cut, width: plan.outputs, leastDeviation: LEAST_NOISE_RATIO * ERROR_REACH * plan.error });
  }
  return { recommended: advice.mode, cuts, ...(advice.mode === 'split' && { why: advice.why }) };
}
