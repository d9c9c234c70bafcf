// Does what was decided. Every action may be repeated, or come second: then the contract refuses it, and nothing is lost.
import { inference } from '@tacit/sdk';
import { searchAgain } from '../watching/search.ts';
import type { Action } from './decide.ts';
import { computeError } from './errors.ts';
import { jobMemory, type WorkMemory, workName } from './memory.ts';
import type { ObservedJob, ObservedMarket } from './observe.ts';
import type { Tools } from './parts.ts';
import type { Hex } from './state.ts';
import { type Served, serveStep } from './work.ts';

/** How long a transaction may take before something else is looked at. */
const SEND = { timeoutMs: 60_000 };

function jobIn({ jobs }: ObservedMarket, job: Hex): ObservedJob {
  const found = jobs.find(({ id }) => id === job);
  if (found) return found;
  throw computeError('JOB_GONE', `the job ${job} is gone`);
}

/** What came of it, as it is remembered. */
function remember(tools: Tools, work: WorkMemory, served: Served): void {
  const { nowMs, retryMs } = { nowMs: tools.now(), retryMs: tools.retryMs };
  if (served.kind === 'result') {
    Object.assign(work, { status: 'done', result: served.result });
  } else if (served.kind === 'refusal') {
    Object.assign(work, { status: 'done', result: tools.memory.rules?.refusal, code: served.code });
  } else if (served.kind === 'missing') {
    Object.assign(work, { status: 'missing', code: served.code, search: searchAgain(work.search, { nowMs, retryMs }) });
  } else {
    Object.assign(work, { status: 'hopeless', code: served.code });
  }
}

function tell({ log, metrics }: Tools, { id, job }: ObservedJob, served: Served): void {
  const facts = { job: id, step: job.step, samples: job.samples };
  if (served.kind === 'result') {
    log.info('step-evaluated', { ...facts, result: served.result, seconds: Math.round(served.seconds * 1000) / 1000 });
  } else if (served.kind === 'missing') log.info('step-waits', { ...facts, code: served.code });
  else
    log.warn(served.kind === 'refusal' ? 'request-malformed' : 'step-not-evaluated', { ...facts, code: served.code });
  if (served.kind !== 'missing') metrics.steps.add(1, { outcome: served.kind });
}

/** Begins, and does not wait: reveals of other jobs have their time, too. False while too much is under way. */
function startWork(tools: Tools, observed: ObservedJob): boolean {
  const { id, job, offer } = observed;
  const running = [...tools.memory.jobs.values()].flatMap(({ works }) => [...works.values()]);
  if (running.filter(({ status }) => status === 'running').length >= tools.mostWorks) return false;
  const { works } = jobMemory(tools.memory, id);
  const before = works.get(workName(job));
  const abort = new AbortController();
  const search = before?.search;
  const work: WorkMemory = { status: 'running', abort, startedMs: tools.now(), ...(search && { search }) };
  works.set(workName(job), work);
  const { step, user, samples, requestCid, input } = job;
  const target = { job: id, step, user, samples, requestCid, input, offer: job.offer, terms: offer.terms };
  const signal = AbortSignal.any([tools.signal, abort.signal]);
  void serveStep(tools.work, target, signal).then((served) => {
    // Given up meanwhile: what came of it is nobody's business any more.
    if (signal.aborted) return;
    remember(tools, work, served);
    tell(tools, observed, served);
    tools.wake();
  });
  return true;
}

async function commit(tools: Tools, { id, job: { step, input } }: ObservedJob, result: Hex): Promise<void> {
  const { clients, market, account, kept, saltOf, log } = tools;
  // First the disk, then the chain: who committed must be able to reveal.
  await kept.put({ job: id, step, input }, result);
  tools.signal.throwIfAborted();
  const commitment = inference.hashResult({ job: id, step, worker: account, result, salt: saltOf(id, step) });
  const { hash } = await inference.commit(clients, market, { job: id, commitment }, SEND);
  log.info('result-committed', { job: id, step, transaction: hash });
}

async function reveal(tools: Tools, { id, job: { step } }: ObservedJob, result: Hex): Promise<void> {
  const { clients, market, saltOf, log, metrics } = tools;
  const { hash } = await inference.reveal(clients, market, { job: id, result, salt: saltOf(id, step) }, SEND);
  metrics.steps.add(1, { outcome: 'revealed' });
  log.info('result-revealed', { job: id, step, result, transaction: hash });
}

async function decline(tools: Tools, { id, job }: ObservedJob, reason: string): Promise<void> {
  const { clients, market, memory, log, metrics } = tools;
  const work = jobMemory(memory, id).works.get(workName(job));
  const code = work?.code;
  work?.abort.abort();
  if (work) Object.assign(work, { status: 'hopeless', code: reason });
  const { hash } = await inference.decline(clients, market, id, SEND);
  metrics.steps.add(1, { outcome: 'declined' });
  log.warn('seat-given-back', { job: id, step: job.step, reason, code, transaction: hash });
}

async function contest({ clients, market, log, metrics }: Tools, job: Hex, deposit: bigint): Promise<void> {
  const { hash } = await inference.contest(clients, market, { job, deposit }, SEND);
  metrics.contests.add();
  log.warn('result-contested', { job, deposit, transaction: hash });
}

async function nudge({ clients, market, log, metrics }: Tools, kind: inference.JobNudge, job: Hex): Promise<void> {
  const call = { draw: inference.draw, tally: inference.tally, settle: inference.settle }[kind];
  const { hash } = await call(clients, market, job, SEND);
  metrics.nudges.add(1, { kind });
  log.info('job-moved-on', { job, kind, transaction: hash });
}

async function manage(
  tools: Tools,
  { me }: ObservedMarket,
  kind: 'join' | 'resume' | 'pause' | 'claim',
): Promise<void> {
  const { clients, market, account, url, policy, log } = tools;
  if (kind === 'join') {
    const stake = (policy.stake ?? 0n) - (me.worker?.stake ?? 0n);
    const { hash } = await inference.join(clients, market, { url, stake: stake > 0n ? stake : 0n }, SEND);
    log.info('joined', { stake: policy.stake, transaction: hash });
  } else if (kind === 'claim') {
    const { hash } = await inference.claim(clients, market, account, SEND);
    log.info('earnings-claimed', { amount: me.claimable, transaction: hash });
  } else {
    const { hash } = await (kind === 'pause' ? inference.pause : inference.resume)(clients, market, SEND);
    log.info(kind === 'pause' ? 'paused' : 'resumed', { transaction: hash });
  }
}

/** Performs one action; false if it has to wait. */
export async function perform(tools: Tools, market: ObservedMarket, action: Action): Promise<boolean> {
  switch (action.kind) {
    case 'work':
      return startWork(tools, jobIn(market, action.job));
    case 'commit':
      await commit(tools, jobIn(market, action.job), action.result);
      break;
    case 'reveal':
      await reveal(tools, jobIn(market, action.job), action.result);
      break;
    case 'decline':
      await decline(tools, jobIn(market, action.job), action.reason);
      break;
    case 'contest':
      await contest(tools, action.job, action.deposit);
      break;
    case 'draw':
    case 'tally':
    case 'settle':
      await nudge(tools, action.kind, action.job);
      break;
    default:
      await manage(tools, market, action.kind);
  }
  return true;
}
