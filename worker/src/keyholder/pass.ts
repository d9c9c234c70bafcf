// One look at the chain, and what follows from it, for every task of this keyholder.
import { keyholders, requireChain, training } from '@tacit/sdk';
import type { Fields, Log } from '../role.ts';
import { trackAttempts } from '../watching/attempts.ts';
import type { Failure } from '../watching/carry-out.ts';
import { type Heads, readHeads } from '../watching/heads.ts';
import type { LookReport } from '../watching/look-loop.ts';
import { type Attendance, attend, type Followed, type Outcome } from './attend.ts';
import { type KeyholderRoleConfig, policyOf } from './config.ts';
import { keyholderError } from './errors.ts';
import { forgetFork, newTaskMemory } from './memory.ts';
import type { Tools } from './parts.ts';
import type { Hex } from './state.ts';
import type { Wait } from './verdict.ts';
import { openTrainingFeed, type TrainingEvent, tasksOf } from './watch.ts';

/** Waits of its own, and not for others or the chain. */
const OWN_WAITS: readonly Wait['reason'][] = ['turn', 'patience'];
/** Waits that an operator should know of. */
const SICK_WAITS: readonly Wait['reason'][] = ['release-conflict', 'funds'];

/**
 * This account's place in a task's committee, from 1; 0 if it has none, or has not consented: anybody may name it. `foreign`
 * if the terms do not make the task's id, which is all that was consented to: under another place or threshold right shares
 * look like bad ones, and complaints would publish what opens them.
 */
function placeIn(events: readonly TrainingEvent[], { clients, chainId, contract }: Tools): number | 'foreign' {
  const account = clients.walletClient.account.address.toLowerCase();
  const joined = events.some((one) => one.eventName === 'CommitteeJoined' && one.args.member.toLowerCase() === account);
  const created = events.find(({ eventName }) => eventName === 'TaskCreated');
  if (!joined || created?.eventName !== 'TaskCreated') return 0;
  const { task, terms } = created.args;
  if (training.computeTaskId({ ...created.args, chainId, contract }) !== task.toLowerCase()) return 'foreign';
  return terms.committee.findIndex((member) => member.toLowerCase() === account) + 1;
}

/** A key that is not the registered one opens nothing: better said at once than taken for bad shares of everybody. */
async function checkKey({ clients, contract, chainId, keys }: Tools): Promise<void> {
  await requireChain(clients.publicClient, chainId);
  const owner = clients.walletClient.account.address;
  const { keyholders: registry } = await training.readCollaborators(clients.publicClient, contract);
  const { key } = await keyholders.readMember(clients.publicClient, registry, owner);
  const { x, y } = keys.publicKey.toAffine();
  if (key.x === x && key.y === y) return;
  throw keyholderError('KEY_NOT_REGISTERED', `the key is not the one that ${owner} registered`);
}

function factsOf(outcomes: readonly Outcome[], heads: Heads, failed: readonly Failure[]): Fields {
  const newest = outcomes.findLast(({ state }) => state !== undefined)?.state;
  const round = newest?.rounds.at(-1);
  const reasons = outcomes.flatMap(({ waits }) => waits.map(({ reason }) => reason));
  const own = outcomes.some(({ blocked, done }) => blocked || done > 0) || failed.length > 0;
  return {
    block: heads.head.number,
    final: heads.final?.number,
    time: heads.time,
    tasks: outcomes.length,
    task: newest?.task.task,
    status: newest?.task.status,
    round: round?.round,
    phase: round?.phase,
    idle: !own && !reasons.some((reason) => OWN_WAITS.includes(reason)),
    waiting: [...new Set(reasons)].join(' '),
  };
}

/** All tasks whose committee this account is in, as far as it was asked to follow them. */
function follow(
  { tasks }: KeyholderRoleConfig,
  { tools, feed, log }: Attendance,
  { followed, foreign }: { readonly followed: Map<Hex, Followed>; readonly foreign: Set<Hex> },
): readonly Followed[] {
  for (const task of tasksOf(feed)) {
    if (followed.has(task) || (tasks !== 'all' && !tasks.some((one) => one.toLowerCase() === task))) continue;
    const index = placeIn(feed.of(task), tools);
    if (index === 'foreign') {
      if (!foreign.has(task)) log.error('terms-foreign', { task, code: 'TERMS_FOREIGN' });
      foreign.add(task);
    } else if (index > 0) followed.set(task, { task, index, memory: newTaskMemory() });
  }
  return [...followed.values()];
}

function report(outcomes: readonly Outcome[], heads: Heads, failing: boolean): LookReport {
  const failed = outcomes.flatMap((one) => one.failed);
  const sick = outcomes.some(({ waits }) => waits.some(({ reason }) => SICK_WAITS.includes(reason)));
  return {
    ok: !sick && !failing && !failed.some(({ lasting }) => lasting),
    busy: outcomes.some(({ done }) => done > 0),
    lastError: failed.at(-1)?.code,
    facts: factsOf(outcomes, heads, failed),
  };
}

/** Opens what lasts from one look to the next, and gives the look itself. */
export function openPass(config: KeyholderRoleConfig, tools: Tools, log: Log): () => Promise<LookReport> {
  const { clients, contract, fromBlock, metrics, signal } = tools;
  const client = clients.publicClient;
  const feed = openTrainingFeed({ client, contract, fromBlock });
  const attempts = trackAttempts({ now: tools.now, firstMs: tools.retryMs });
  const attendance: Attendance = { tools, feed, attempts, policy: policyOf(config), log };
  const followed = new Map<Hex, Followed>();
  const foreign = new Set<Hex>();
  let [keyChecked, finalityTold] = [false, false];

  async function look(): Promise<Heads> {
    const heads = await readHeads(client, config.finality, (config.now ?? Date.now)());
    if (!heads.final && !finalityTold && config.finality === 'finalized') {
      finalityTold = true;
      log.error('finality-unsupported', { code: 'FINALITY_UNSUPPORTED' });
    }
    if (await feed.sync(heads)) {
      metrics.reorganisations.add();
      log.warn('chain-reorganised', { block: heads.head.number });
      for (const one of followed.values()) {
        forgetFork(one.memory);
        delete one.observed;
      }
    }
    metrics.block.set(Number(heads.head.number));
    return heads;
  }

  return async () => {
    if (!keyChecked) await checkKey(tools);
    keyChecked = true;
    const heads = await look();
    const outcomes: Outcome[] = [];
    for (const one of follow(config, attendance, { followed, foreign })) {
      signal.throwIfAborted();
      const outcome = await attend(attendance, one, heads);
      if (outcome) outcomes.push(outcome);
    }
    metrics.tasks.set(outcomes.length);
    // Without finality nothing is ever released, and being absent costs stake.
    const blind = config.finality === 'finalized' && heads.final === undefined;
    return report(outcomes, heads, blind || attempts.sick());
  };
}
