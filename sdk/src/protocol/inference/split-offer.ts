// What makes a split offer safe to ask for. Users check it before they pay; creators before they publish.
import { checkNoise, checkSealingKey, handOverBytes, type Plan } from '../../encrypted/index.ts';
import { fromHex } from '../arguments.ts';
import type { SplitDescription } from './types.ts';

/** A decryption's error lies beyond so many of its standard deviations once in a billion values. */
const ERROR_REACH = 6;

/** HANDOVER_REFUSED for a key that everybody can open, PLAN_IMPOSSIBLE for noise that hides too little of decryptions. */
export function checkSplitOffer({ creatorKey, blur }: SplitDescription, plan: Plan): void {
  checkSealingKey(fromHex(creatorKey));
  checkNoise(blur, ERROR_REACH * plan.error);
}

/** HANDOVER_REFUSED where a job could have more samples than a hand-over can. */
export const checkHandOverSize = ({ width }: SplitDescription, mostSamples: number): void =>
  void handOverBytes({ samples: mostSamples, width });
