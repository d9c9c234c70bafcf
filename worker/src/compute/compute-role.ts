// A worker: is drawn for jobs, evaluates their steps on ciphertexts, commits to what it got, and reveals it.
import { setTimeout as sleep } from 'node:timers/promises';
import { EVALUATION_VERSION, errorCode, inference, PARAMETER_NAMES } from '@tacit/sdk';
import { getAddress } from 'viem';
import { close, listen } from '../http.ts';
import type { Role, RoleContext } from '../role.ts';
import { type LookLoop, startLookLoop } from '../watching/look-loop.ts';
import { createApiServer, type JobProgress } from './api/server.ts';
import { type ComputeRoleConfig, type ListenConfig, openTools } from './config.ts';
import { workName } from './memory.ts';
import { seatOf } from './observe.ts';
import type { Tools } from './parts.ts';
import { openPass } from './pass.ts';
import type { Hex } from './state.ts';

export interface ComputeRole extends Role {
  readonly name: 'compute';
  /** Where its HTTP listens, if it does. */
  readonly url?: string;
}

/** How long a stop takes to give seats back, and to be drawn no more. */
const FAREWELL_MS = 8_000;

/** What the chain says of a job, and how far this worker is with it. */
async function progressOf(tools: Tools, id: Hex): Promise<JobProgress | undefined> {
  const { clients, market, account, memory, now } = tools;
  const client = clients.publicClient;
  const job = await inference.readJob(client, market, id).catch((error: unknown) => {
    if (errorCode(error) === 'JOB_UNKNOWN') return undefined;
    throw error;
  });
  if (!job) return undefined;
  const seat = seatOf(await inference.readPanel(client, market, id), account);
  const work = memory.jobs.get(id)?.works.get(workName(job));
  const { phase, outcome, step, until } = job;
  const document = {
    ...{ job: id, phase, outcome, step, until: Number(until), seat: seat?.status ?? 'none' },
    ...(work && { work: work.status, forSeconds: Math.round((now() - work.startedMs) / 1000) }),
    ...(work?.code !== undefined && { code: work.code }),
  };
  return { user: job.user, document };
}

const infoOf = (config: ComputeRoleConfig, listening: ListenConfig) => ({
  name: 'Tacit Compute',
  version: '1',
  address: getAddress(config.clients.walletClient.account.address),
  chainId: config.chainId,
  market: getAddress(config.market),
  evaluation: EVALUATION_VERSION,
  parameters: PARAMETER_NAMES,
  offers: config.offers,
  limits: {
    samples: config.mostSamples,
    jobSeconds: config.jobSeconds,
    leastFeePerSecondWei: config.leastFeePerSecond.toString(),
    blobBytes: listening.maxBlobBytes,
    quotaBytes: listening.quotaBytes,
  },
});

interface Api {
  readonly url: string;
  close(): Promise<void>;
}

/** Before the chain is looked at: whoever joins says where its HTTP is. */
async function startApi(
  config: ComputeRoleConfig,
  listening: ListenConfig,
  {
    log,
    metrics,
    signal,
    tools,
  }: RoleContext & { readonly signal: AbortSignal; readonly tools: () => Tools | undefined },
): Promise<Api> {
  const at = { origin: listening.audience ?? '' };
  const { quotaBytes, capacityBytes, maxBlobBytes, requestsPerMinute } = listening;
  const domains = (): string[] => [at.origin, ...listening.pages].map((origin) => new URL(origin).host);
  const { now = Date.now, chainId, store, fetchMs = 30_000 } = config;
  const server = createApiServer({
    rules: { domains, uri: () => at.origin, chainId, now },
    blobs: { store, storeMs: 2 * fetchMs, signal, quotaBytes, capacityBytes, maxBlobBytes },
    info: () => infoOf(config, listening),
    jobOf: async (job) => {
      const ready = tools();
      return ready && (await progressOf(ready, job));
    },
    requestsPerMinute,
    isStopping: () => signal.aborted,
    ...{ log, metrics },
  });
  const { host, port } = listening;
  const url = await listen(server, { host, port, what: 'the worker' });
  if (at.origin === '') at.origin = url;
  return { url, close: () => close(server) };
}

/** Whoever leaves a seat without a word pays for it: seats are given back, and no more are taken. */
async function sayFarewell(loop: LookLoop): Promise<void> {
  const end = performance.now() + FAREWELL_MS;
  const isOver = (): boolean => {
    const { leaving, quiet } = loop.health().facts;
    return (leaving === true && quiet === true) || performance.now() > end;
  };
  for (loop.wake(); !isOver(); await sleep(50)) loop.wake();
}

export async function startComputeRole(config: ComputeRoleConfig, context: RoleContext): Promise<ComputeRole> {
  const { log, metrics } = context;
  const stopping = new AbortController();
  const { signal } = stopping;
  const later: { tools?: Tools; wake: () => void; leaving: boolean } = { wake: () => {}, leaving: false };
  const api =
    config.listen && (await startApi(config, config.listen, { ...context, signal, tools: () => later.tools }));
  const url = config.listen?.audience ?? api?.url ?? '';
  const opening = { log, metrics, signal, url, wake: () => later.wake() };
  const { tools, pool } = await openTools(config, opening).catch(async (error: unknown) => {
    await api?.close();
    throw error;
  });
  later.tools = tools;
  const { now: wallClock = Date.now, finality, pollMs } = config;
  const look = openPass({ tools, finality, wallClock, isStopping: () => later.leaving });
  const onFailure = (code: string): void => tools.metrics.errors.add(1, { code });
  const loop = startLookLoop({ look, pollMs, stopping, log, onFailure });
  later.wake = loop.wake;
  log.info('compute-started', { market: config.market, account: tools.account, url: api?.url });
  return {
    name: 'compute',
    ...(api && { url: api.url }),
    health: loop.health,
    async stop() {
      later.leaving = true;
      await sayFarewell(loop);
      await Promise.all([loop.stop(), pool.close(), api?.close()]);
      const { commitments = 0 } = loop.health().facts;
      if (Number(commitments) > 0) {
        log.warn('commitments-left', { commitments, advice: 'start it again before they are to be revealed' });
      }
      log.info('compute-stopped');
    },
  };
}
