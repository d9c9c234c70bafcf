import { requireField } from '../support/fields.ts';
import { readAddress } from '../support/network.ts';
import { taskError } from '../support/task-error.ts';

export interface TermsArguments {
  readonly task: string | undefined;
  readonly locker: string | undefined;
}

/** Names an acceptance: the terms of a task, and the contract that runs it. */
export function readTerms(options: TermsArguments): { terms: `0x${string}`; locker: `0x${string}` } {
  const terms = String(requireField(options, 'task')).toLowerCase();
  if (!/^0x[0-9a-f]{64}$/.test(terms)) {
    throw taskError('REQUEST_INVALID', "--task must be the hash of the task's terms: 0x and 64 hex digits");
  }
  return { terms: terms as `0x${string}`, locker: readAddress(String(requireField(options, 'locker')), 'locker') };
}
