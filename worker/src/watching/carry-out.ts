// Does what was decided, one thing after the other.
import type { Fields, Log } from '../role.ts';
import type { Attempts } from './attempts.ts';
import { codeOf, type FailureKind } from './failure-kind.ts';

export interface Failure {
  readonly code: string;
  readonly lasting: boolean;
}

export interface Carried {
  readonly done: number;
  /** Whether something is due that waits for its next attempt. */
  readonly blocked: boolean;
  readonly failed: readonly Failure[];
}

export interface CarryOptions<Action> {
  /** False if it has to wait. */
  readonly perform: (action: Action) => Promise<boolean>;
  /** What was tried before goes by this name. */
  readonly nameOf: (action: Action) => string;
  readonly factsOf: (action: Action) => Fields;
  readonly classify: (error: unknown) => FailureKind;
  readonly onError: (code: string) => void;
  readonly attempts: Attempts;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** So that the chain is looked at again before it has gone far. */
const MOST_ACTIONS = 8;

/** What a failure means. Undefined if somebody was first, or the contract's clock is behind. */
function takeFailure<Action>(
  { nameOf, factsOf, classify, onError, attempts, log }: CarryOptions<Action>,
  action: Action,
  error: unknown,
): Failure | undefined {
  const [code, kind] = [codeOf(error), classify(error)];
  attempts.failed(nameOf(action), kind);
  const fields = { ...factsOf(action), code };
  if (kind === 'lasting') log.error('action-failed', fields);
  else if (kind === 'passing') log.warn('action-failed', fields);
  else log.debug('action-not-needed', fields);
  if (kind === 'done' || kind === 'early') return undefined;
  onError(code);
  return { code, lasting: kind === 'lasting' };
}

/** Does what is due, as long as it is not too much at once; one failure stops nothing else. */
export async function carryOut<Action>(actions: readonly Action[], options: CarryOptions<Action>): Promise<Carried> {
  const { perform, nameOf, attempts, signal } = options;
  const failed: Failure[] = [];
  let [done, tried] = [0, 0];
  for (const action of actions) {
    signal.throwIfAborted();
    const name = nameOf(action);
    if (tried >= MOST_ACTIONS || !attempts.mayTry(name)) continue;
    tried++;
    try {
      if (await perform(action)) done++;
      attempts.succeeded(name);
    } catch (error) {
      signal.throwIfAborted();
      const failure = takeFailure(options, action, error);
      if (failure) failed.push(failure);
    }
  }
  return { failed, done, blocked: done < actions.length };
}
