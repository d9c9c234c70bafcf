// What the user's own evaluation says of a job at a certain step.
import type { inference, ReExecution } from '../support/sdk.ts';

/**
 * `settled`: a step before the one under way has another result than it should, and is over: all workers will go on from there
 * to the same end, so that a contest is money for nothing, and the job's result is none.
 */
export type Verdict = 'right' | 'contestable' | 'settled';

export function judge({ wrongStep }: Pick<ReExecution, 'wrongStep'>, { step }: Pick<inference.Job, 'step'>): Verdict {
  if (wrongStep === undefined) return 'right';
  return wrongStep < step ? 'settled' : 'contestable';
}

/** Whether a job's result is another than its user's own, where the user evaluated all `count` steps. */
export const differs = (
  { steps }: Pick<ReExecution, 'steps'>,
  count: number,
  { result }: Pick<inference.Job, 'result'>,
): boolean => steps.length === count && steps.at(-1)?.own !== result;
