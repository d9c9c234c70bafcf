// One look at the chain, and what follows from it: the jobs that wait for this creator, the most urgent first.
import {
  type Answer,
  type CheckedOffer,
  checkOwnOffer,
  inference,
  makeAnswer,
  nameBlob,
  putBlob,
  requireChain,
  systemRandomness,
} from '@tacit/sdk';
import { formatEther } from 'viem';
import type { Fields, Log } from '../role.ts';
import { type Attempts, trackAttempts } from '../watching/attempts.ts';
import { codeOf } from '../watching/failure-kind.ts';
import { type Heads, readHeads } from '../watching/heads.ts';
import type { LookReport } from '../watching/look-loop.ts';
import { isUnderWay } from '../watching/under-way.ts';
import type { CreatorRoleConfig, Hex } from './config.ts';
import { classify } from './errors.ts';
import { handedOver, type JobFeed, openJobFeed } from './feed.ts';
import type { CreatorMetrics } from './metrics.ts';

export interface PassParts {
  readonly config: CreatorRoleConfig;
  readonly metrics: CreatorMetrics;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** A job that waits for an answer. */
export interface DueJob {
  readonly job: Hex;
  readonly state: inference.Job;
}

interface Memory {
  readonly feed: JobFeed;
  readonly attempts: Attempts;
  readonly offers: Map<Hex, CheckedOffer>;
  /** Jobs whose time was over before they were answered: told of once. */
  readonly late: Set<Hex>;
  /** Since when a transaction of an earlier start, or one that took too long, may still be mined. */
  pendingSinceMs: number | undefined;
}

const [RETRY_MS, FETCH_MS, PATIENCE_MS] = [1_000, 30_000, 120_000];
/** So that the chain is looked at again before it has gone far. */
const MOST_ANSWERS = 8;

/** What is due at a time, the most urgent first; a job is never answered after its last second. */
export const inOrder = (jobs: readonly DueJob[], time: number): DueJob[] =>
  jobs
    .filter(({ state }) => state.phase === 'answering' && BigInt(time) <= state.until)
    .toSorted((a, b) => Number(a.state.until - b.state.until));

/** Looks for bytes for so long and no longer. */
const limited = ({ config, signal }: PassParts): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(config.fetchMs ?? FETCH_MS)]);

/** Does something that failed before only when its time has come; says whether it was done. */
async function attempted(
  { log, metrics, signal }: PassParts,
  { attempts }: Memory,
  { name, about }: { readonly name: string; readonly about: Fields },
  act: () => Promise<void>,
): Promise<boolean> {
  if (!attempts.mayTry(name)) return false;
  try {
    await act();
    attempts.succeeded(name);
    return true;
  } catch (error) {
    signal.throwIfAborted();
    const [code, kind] = [codeOf(error), classify(error)];
    attempts.failed(name, kind);
    metrics.errors.add(1, { code });
    log[kind === 'lasting' ? 'error' : 'warn']('attempt-failed', { ...about, code, kind });
    return false;
  }
}

interface Ready extends DueJob {
  readonly answer: Answer;
}

const namingOf = (what: string, { job, state }: DueJob) => ({
  name: `${what} ${job} ${state.sealedCid}`,
  about: { job },
});

/** Answers that can be sent. Side by side: whoever hands over what no store has must not make others wait for it. */
async function prepare(parts: PassParts, memory: Memory, due: readonly DueJob[]): Promise<Ready[]> {
  const { chainId, contract, keys, store, randomness = systemRandomness } = parts.config;
  const tries = due.filter((one) => memory.attempts.mayTry(namingOf('prepare', one).name)).slice(0, MOST_ANSWERS);
  const ready: Ready[] = [];
  const each = async (one: DueJob): Promise<void> => {
    const offer = memory.offers.get(one.state.offer) as CheckedOffer;
    const place = { chainId, contract, offer, keys, reader: store, randomness };
    const answer = await makeAnswer({ ...one, ...place, signal: limited(parts) });
    // The bytes first: what the chain names must be there.
    await putBlob(store, answer.bytes, { signal: limited(parts) });
    ready.push({ ...one, answer });
  };
  await Promise.all(tries.map((one) => attempted(parts, memory, namingOf('prepare', one), () => each(one))));
  return inOrder(ready, 0) as Ready[];
}

async function send({ config, metrics, log }: PassParts, memory: Memory, { job, state, answer }: Ready): Promise<void> {
  const { kind, bytes, code } = answer;
  const { digest: answerCid } = await nameBlob(bytes);
  memory.pendingSinceMs = performance.now();
  const { hash } = await inference.answer(config.clients, config.contract, { job, answerCid });
  memory.pendingSinceMs = undefined;
  metrics.answers.add(1, { kind });
  if (kind === 'answered') metrics.samples.add(state.samples);
  metrics.earned.add(Number(formatEther(state.price)));
  const event = kind === 'answered' ? 'job-answered' : 'hand-over-refused';
  log.info(event, { job, samples: state.samples, transaction: hash, code });
}

/** Not for ever: other roles of the account may always have something on its way, and an answer too many costs gas alone. */
async function isAccountFree(
  { clients, patienceMs = PATIENCE_MS }: CreatorRoleConfig,
  memory: Memory,
): Promise<boolean> {
  if (memory.pendingSinceMs === undefined) return true;
  const isOver = performance.now() - memory.pendingSinceMs >= patienceMs;
  if (!isOver && (await isUnderWay(clients))) return false;
  memory.pendingSinceMs = undefined;
  return true;
}

async function claim({ config, metrics, log }: PassParts): Promise<void> {
  const { clients, contract, claimAbove } = config;
  const { address } = clients.walletClient.account;
  const claimable = await inference.readClaimable(clients.publicClient, contract, address);
  metrics.claimable.set(Number(formatEther(claimable)));
  if (claimAbove === undefined || claimable <= claimAbove) return;
  const { hash } = await inference.claim(clients, contract, address);
  metrics.claimable.set(0);
  log.info('earnings-claimed', { amount: claimable, transaction: hash });
}

async function readDue(parts: PassParts, memory: Memory, time: number): Promise<DueJob[]> {
  const { config, metrics, log } = parts;
  const jobs: DueJob[] = [];
  for (const job of handedOver(memory.feed, [...memory.offers.keys()])) {
    const state = await inference.readJob(config.clients.publicClient, config.contract, job);
    jobs.push({ job, state });
    if (state.phase !== 'answering' || BigInt(time) <= state.until || memory.late.has(job)) continue;
    memory.late.add(job);
    metrics.late.add();
    log.error('answer-late', { job, until: state.until });
  }
  return inOrder(jobs, time);
}

/** Opens what lasts from one look to the next, and gives the look itself. */
export function openPass(parts: PassParts): () => Promise<LookReport> {
  const { config, metrics, log, signal } = parts;
  const { clients, contract, chainId, offers, keys, store, fromBlock = 0n } = config;
  const client = clients.publicClient;
  const firstMs = config.retryMs ?? RETRY_MS;
  const memory: Memory = {
    feed: openJobFeed(client, { contract, fromBlock }),
    attempts: trackAttempts({ now: () => performance.now(), firstMs }),
    offers: new Map(),
    late: new Set(),
    pendingSinceMs: performance.now(),
  };

  async function look(): Promise<Heads> {
    await requireChain(client, chainId);
    const heads = await readHeads(client, config.finality, (config.now ?? Date.now)());
    if (await memory.feed.sync(heads)) {
      metrics.reorganisations.add();
      log.warn('chain-reorganised', { block: heads.head.number });
    }
    metrics.block.set(Number(heads.head.number));
    return heads;
  }

  async function checkOffers(): Promise<void> {
    const place = { contract, creator: clients.walletClient.account.address, keys, store };
    for (const own of offers) {
      if (memory.offers.has(own.offer)) continue;
      const naming = { name: `offer ${own.offer}`, about: { offer: own.offer } };
      await attempted(parts, memory, naming, async () => {
        memory.offers.set(own.offer, await checkOwnOffer(client, { ...place, ...own, signal: limited(parts) }));
      });
    }
  }

  /** Gives the number of jobs that were answered. */
  async function answerAll(due: readonly DueJob[]): Promise<number> {
    let done = 0;
    for (const one of await prepare(parts, memory, due)) {
      signal.throwIfAborted();
      if (memory.pendingSinceMs !== undefined) break;
      if (await attempted(parts, memory, namingOf('send', one), () => send(parts, memory, one))) done++;
    }
    return done;
  }

  return async () => {
    const heads = await look();
    await checkOffers();
    const due = await readDue(parts, memory, heads.time);
    metrics.waiting.set(due.length);
    // Whatever is on its way may be an answer that an earlier start sent.
    const isFree = await isAccountFree(config, memory);
    const done = isFree ? await answerAll(due) : 0;
    if (memory.pendingSinceMs === undefined)
      await attempted(parts, memory, { name: 'claim', about: {} }, () => claim(parts));
    const ready = memory.offers.size;
    return {
      ok: ready === offers.length && !memory.attempts.sick(),
      busy: done > 0,
      lastError: undefined,
      facts: { block: heads.head.number, offers: ready, waiting: due.length - done, idle: due.length === 0 },
    };
  };
}
