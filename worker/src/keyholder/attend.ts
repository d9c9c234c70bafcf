// One task, looked at and attended to.
import { clientAt, explained } from '@tacit/sdk';
import { getBalance } from 'viem/actions';
import type { Log } from '../role.ts';
import { perform } from './act.ts';
import type { Attempts } from './attempts.ts';
import { decide } from './decide.ts';
import { classify, codeOf, keyholderError } from './errors.ts';
import { forgetRounds, type TaskMemory } from './memory.ts';
import { type ObservedTask, observeTask } from './observe.ts';
import type { Scene, Tools } from './parts.ts';
import type { Hex, Policy, State } from './state.ts';
import { toState } from './to-state.ts';
import type { Action, Wait } from './verdict.ts';
import type { EventFeed, Heads, TrainingEvent } from './watch.ts';

/** So that the chain is looked at again before it has gone far. */
const MOST_ACTIONS = 8;

/** A task that this keyholder is in. */
export interface Followed {
  readonly task: Hex;
  /** Its place in the committee, from 1. */
  readonly index: number;
  readonly memory: TaskMemory;
  observed?: { readonly key: string; readonly observed: ObservedTask; readonly balance: bigint };
  conflict?: boolean;
}

export interface Failure {
  readonly code: string;
  readonly lasting: boolean;
}

/** What came of one look at one task. */
export interface Outcome {
  /** Undefined when it could not be looked at. */
  readonly state?: State;
  readonly waits: readonly Wait[];
  readonly done: number;
  /** Whether something is due that failed and waits for its next attempt. */
  readonly blocked: boolean;
  readonly failed: readonly Failure[];
}

export interface Attendance {
  readonly tools: Tools;
  readonly feed: EventFeed;
  readonly attempts: Attempts;
  readonly policy: Policy;
  readonly log: Log;
}

/** Urgent, it has a name of its own: what failed before must not make it wait until the phase is over. */
const nameOf = (task: Hex, action: Action): string => {
  const about = Object.entries(action).filter(([name]) => !['shares', 'members'].includes(name));
  return [task, ...about.map(([, value]) => String(value))].join(' ');
};

function tell(log: Log, action: Action, { code, kind }: { readonly code: string; readonly kind: string }): void {
  const fields = { action: action.kind, ...('round' in action && { round: action.round }), code };
  if (kind === 'lasting') log.error('action-failed', fields);
  else if (kind === 'passing') log.warn('action-failed', fields);
  else log.debug('action-not-needed', fields);
}

/** Once for each time that it begins: it lasts until an operator has looked. */
function reportConflict({ metrics }: Tools, followed: Followed, log: Log): void {
  if (followed.conflict) return;
  followed.conflict = true;
  metrics.conflicts.add();
  log.error('release-refused', { code: 'RELEASE_CONFLICT' });
}

/** What its failure means. Undefined if somebody was first, or the contract's clock is behind. */
function takeFailure(
  { tools, attempts }: Attendance,
  scene: Scene,
  action: Action,
  error: unknown,
): Failure | undefined {
  tools.signal.throwIfAborted();
  const [code, kind] = [codeOf(error), classify(error)];
  attempts.failed(nameOf(scene.task, action), kind);
  tell(scene.log, action, { code, kind });
  if (kind === 'done' || kind === 'early') return undefined;
  tools.metrics.errors.add(1, { code });
  return { code, lasting: kind === 'lasting' };
}

/** Does what is due, as long as it is not too much at once; one failure stops nothing else. */
async function carryOut(attendance: Attendance, followed: Followed, scene: Scene, actions: readonly Action[]) {
  const failed: Failure[] = [];
  let [done, tried] = [0, 0];
  for (const action of actions) {
    scene.signal.throwIfAborted();
    const name = nameOf(scene.task, action);
    if (tried >= MOST_ACTIONS || !attendance.attempts.mayTry(name)) continue;
    tried++;
    try {
      await perform(scene, action);
      attendance.attempts.succeeded(name);
      done++;
    } catch (error) {
      const failure = takeFailure(attendance, scene, action, error);
      if (failure) failed.push(failure);
      if (failure?.code === 'RELEASE_CONFLICT') reportConflict(scene, followed, scene.log);
    }
  }
  return { failed, done, blocked: done < actions.length };
}

/** The same blocks say the same: only the clock and what is remembered move on between two of them. */
async function observe({ tools, feed }: Attendance, followed: Followed, heads: Heads) {
  const key = `${heads.head.hash} ${heads.final?.hash}`;
  if (followed.observed?.key === key) return followed.observed;
  const { clients, chainId, contract, releases } = tools;
  const { task, index, memory } = followed;
  const client = clients.publicClient;
  const place = { client, chainId, contract, task, index, releases };
  const observed = await observeTask(place, { heads, events: feed.of(task), memory });
  const { address } = clients.walletClient.account;
  const balance = await explained(() => getBalance(clientAt(client, heads.head), { address }));
  const live = observed.rounds.map(({ scope }) => Number(scope.round));
  forgetRounds(memory, live);
  followed.observed = { key, observed, balance };
  return followed.observed;
}

/** The terms were consented to, by the task's id; what the node says of the task is its word alone. */
function requireAgreed(events: readonly TrainingEvent[], { threshold, members }: ObservedTask['task']): void {
  const created = events.find(({ eventName }) => eventName === 'TaskCreated');
  const terms = created?.eventName === 'TaskCreated' ? created.args.terms : undefined;
  if (terms?.threshold === threshold && terms.committee.length === members) return;
  throw keyholderError('TERMS_FOREIGN', 'the node says something else of the task than its terms do');
}

/** Undefined for a task that is over. */
async function attendTo(attendance: Attendance, followed: Followed, heads: Heads): Promise<Outcome | undefined> {
  const { tools, feed, policy, log } = attendance;
  const { observed, balance } = await observe(attendance, followed, heads);
  const { elements, keyHash, status } = observed.task;
  if (status === 'none' || status === 'closed') return undefined;
  const { task, index, memory } = followed;
  requireAgreed(feed.of(task), observed.task);
  const artifacts = await tools.artifactsOf({ keyHash: BigInt(keyHash), elements });
  const events = feed.of(task);
  const me = { index, balance };
  const state = toState({ heads, nowMs: tools.now(), task, observed, events, memory, me, policy });
  const scene: Scene = { ...tools, log: log.with({ task }), task, index, observed, events, memory, artifacts };
  const { actions, waits } = decide(state);
  if (waits.some(({ reason }) => reason === 'release-conflict')) reportConflict(tools, followed, scene.log);
  else followed.conflict = false;
  const { failed, done, blocked } = await carryOut(attendance, followed, scene, actions);
  // What lies on the disk may be another now.
  if (done > 0 || failed.length > 0) delete followed.observed;
  return { state, waits, failed, done, blocked };
}

/** What keeps it from one task keeps it from no other. */
export async function attend(attendance: Attendance, followed: Followed, heads: Heads): Promise<Outcome | undefined> {
  try {
    return await attendTo(attendance, followed, heads);
  } catch (error) {
    attendance.tools.signal.throwIfAborted();
    const [code, kind] = [codeOf(error), classify(error)];
    // Without a node there is no task to be looked at.
    if (code === 'NETWORK_UNREACHABLE') throw error;
    delete followed.observed;
    attendance.tools.metrics.errors.add(1, { code });
    attendance.log[kind === 'lasting' ? 'error' : 'warn']('task-not-read', { task: followed.task, code });
    return { waits: [], done: 0, blocked: true, failed: [{ code, lasting: kind === 'lasting' }] };
  }
}
