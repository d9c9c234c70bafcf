// What a plan asks of its user, as a person reads it before anything is sent or paid.
import {
  formatAmount,
  formatBytes,
  formatDuration,
  type InferenceCost,
  type inference,
  type Plan,
} from '../support/sdk.ts';

export const planFacts = (plan: Plan) => ({
  parameters: plan.parameters.name,
  arithmetic: plan.network.arithmetic,
  inputs: plan.network.inputs,
  outputs: plan.outputs,
  steps: plan.steps.length,
  keyBytes: plan.keyBytes,
  requestBytes: plan.requestBytes,
  responseBytes: plan.responseBytes,
  seconds: plan.seconds,
});

/** Estimates say that they are. */
const estimate = (seconds: number): string => `about ${formatDuration(1000 * seconds)} of one worker (an estimate)`;

export function planRows(plan: Plan): [string, string][] {
  const { network, parameters, steps, keyBytes, requestBytes, responseBytes, seconds } = plan;
  return [
    [
      'inputs',
      `${network.inputs}, and ${plan.outputs} outputs, ${network.arithmetic === 'integer' ? 'exact' : 'approximate'}`,
    ],
    ['parameters', `${parameters.name}, ${steps.length === 1 ? '1 step' : `${steps.length} steps`}`],
    ['keys', `${formatBytes(keyBytes)}, sent once`],
    ['a sample', `${formatBytes(requestBytes)} up, ${formatBytes(responseBytes)} down`],
    ['time', `${estimate(seconds)} for a sample`],
  ];
}

export function costRows(cost: InferenceCost, { workers, agreeing }: inference.Trust): [string, string][] {
  return [
    ['up', `${formatBytes(cost.requestBytes)}; ${formatBytes(cost.keyBytes)} of keys, once`],
    ['down', formatBytes(cost.responseBytes)],
    ['time', estimate(cost.seconds)],
    ['trust', workers === 1 ? 'one worker' : `${agreeing} equal results of ${workers} workers`],
    ['price', `${formatAmount(cost.price)} to the creator, ${formatAmount(cost.fees)} to workers`],
    ['to pay', formatAmount(cost.wei)],
  ];
}
