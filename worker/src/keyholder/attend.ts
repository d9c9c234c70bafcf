// One task, looked at and attended to.
import { clientAt, explained } from '@tacit/sdk';
import { getBalance } from 'viem/actions';
import type { Log } from '../role.ts';
import type { Attempts } from '../watching/attempts.ts';
import { type Carried, carryOut, type Failure } from '../watching/carry-out.ts';
import { codeOf } from '../watching/failure-kind.ts';
import type { Heads } from '../watching/heads.ts';
import { perform } from './act.ts';
import { decide } from './decide.ts';
import { classify, keyholderError } from './errors.ts';
import { forgetRounds, type TaskMemory } from './memory.ts';
import { type ObservedTask, observeTask } from './observe.ts';
import type { Scene, Tools } from './parts.ts';
import type { Hex, Policy, State } from './state.ts';
import { toState } from './to-state.ts';
import type { Action, Wait } from './verdict.ts';
import type { EventFeed, TrainingEvent } from './watch.ts';

/** A task that this keyholder is in. */
export interface Followed {
  readonly task: Hex;
  /** Its place in the committee, from 1. */
  readonly index: number;
  readonly memory: TaskMemory;
  observed?: { readonly key: string; readonly observed: ObservedTask; readonly balance: bigint };
  conflict?: boolean;
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

/** Once for each time that it begins: it lasts until an operator has looked. */
function reportConflict({ metrics }: Tools, followed: Followed, log: Log): void {
  if (followed.conflict) return;
  followed.conflict = true;
  metrics.conflicts.add();
  log.error('release-refused', { code: 'RELEASE_CONFLICT' });
}

async function carryOutFor(
  { attempts }: Attendance,
  followed: Followed,
  scene: Scene,
  actions: readonly Action[],
): Promise<Carried> {
  const carried = await carryOut(actions, {
    perform: async (action) => {
      await perform(scene, action);
      return true;
    },
    nameOf: (action) => nameOf(scene.task, action),
    factsOf: (action) => ({ action: action.kind, ...('round' in action && { round: action.round }) }),
    classify,
    onError: (code) => scene.metrics.errors.add(1, { code }),
    ...{ attempts, signal: scene.signal, log: scene.log },
  });
  if (carried.failed.some(({ code }) => code === 'RELEASE_CONFLICT')) reportConflict(scene, followed, scene.log);
  return carried;
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
  const { failed, done, blocked } = await carryOutFor(attendance, followed, scene, actions);
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
