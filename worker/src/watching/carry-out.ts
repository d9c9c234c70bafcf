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
  /** Whether it costs a bond, or a fee, when it is late: then it is tried again sooner. */
  readonly isUrgent?: (action: Action) => boolean;
  readonly onError: (code: string) => void;
  readonly attempts: Attempts;
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** So that the chain is looked at again before it has gone far. */
const MOST_ACTIONS = 8;
/** Each may wait for its block: whoever makes a worker give eight seats back must not make it miss a phase of a minute. */
const MOST_MS = 10_000;

/** What a failure means. Undefined if somebody was first, or the contract's clock is behind. */
function takeFailure<Action>(
  { nameOf, factsOf, classify, isUrgent, onError, attempts, log }: CarryOptions<Action>,
  action: Action,
  error: unknown,
): Failure | undefined {
  const [code, kind] = [codeOf(error), classify(error)];
  attempts.failed(nameOf(action), kind, isUrgent?.(action));
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
  const started = performance.now();
  for (const action of actions) {
    signal.throwIfAborted();
    const name = nameOf(action);
    const enough = tried >= MOST_ACTIONS || performance.now() - started >= MOST_MS;
    if (enough || !attempts.mayTry(name)) continue;
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
