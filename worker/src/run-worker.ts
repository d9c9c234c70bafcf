// A worker's life: lock, roles, health, and an orderly end.
import type { PassphraseSource } from '@tacit/sdk/node';
import type { WorkerConfig } from './config/worker-config.ts';
import { type HealthServer, startHealthServer } from './health-server.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { redactor } from './redact.ts';
import type { Log, Role } from './role.ts';
import { openSurroundings, type Started, startRoles } from './roles.ts';
import { lockState, type StateLock } from './state-lock.ts';

export interface WorkerOptions {
  /** For sealed files whose passphrase the configuration names no file for. */
  readonly passphrase?: PassphraseSource | undefined;
  /** By default lines on stderr, as the configuration says. */
  readonly log?: Log;
  /** How long each role may take to stop. */
  readonly stopMs?: number;
}

export interface Worker {
  /** By `health` and the names of roles. */
  readonly urls: Readonly<Record<string, string>>;
  /** The account that it signs with. */
  readonly account: string | undefined;
  readonly roles: readonly Role[];
  /** Ends everything; false if something had to be abandoned. */
  stop(): Promise<boolean>;
}

const STOP_MS = 20_000;

/** A node's address often has a key in its path. */
function concealedIn({ chain }: WorkerConfig): string[] {
  if (!chain) return [];
  const { pathname, search, username, password } = new URL(chain.url);
  return [`${pathname}${search}`, pathname, search, username, password].filter((text) => text.length > 1);
}

async function stopRole(role: Role, { log, stopMs }: { log: Log; stopMs: number }): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), stopMs);
  });
  try {
    const stopped = await Promise.race([role.stop().then(() => true), late]);
    if (!stopped) log.error('role-abandoned', { role: role.name, afterMs: stopMs });
    return stopped;
  } catch (error) {
    log.error('role-stopped-badly', { role: role.name, failure: error instanceof Error ? error.name : 'unknown' });
    return false;
  } finally {
    clearTimeout(timer);
  }
}

interface Running {
  readonly started: Started[];
  ready: boolean;
  health?: HealthServer;
  stopping?: Promise<boolean>;
}

async function stopAll(running: Running, lock: StateLock, at: { log: Log; stopMs: number }): Promise<boolean> {
  running.ready = false;
  let inTime = true;
  // The last that came may use those before it.
  for (const { role } of running.started.toReversed()) inTime = (await stopRole(role, at)) && inTime;
  await running.health?.close();
  // Whatever was abandoned still has the folder.
  if (inTime) await lock.release();
  at.log.info('worker-stopped', { inTime });
  return inTime;
}

/** Starts everything that is configured, or nothing: a failure stops what was started. */
export async function startWorker(config: WorkerConfig, options: WorkerOptions = {}): Promise<Worker> {
  const redact = redactor(concealedIn(config));
  const { log = createLog({ level: config.log, redact }), stopMs = STOP_MS, passphrase } = options;
  const lock = await lockState(config.state);
  const running: Running = { started: [], ready: false };
  const stop = (): Promise<boolean> => {
    running.stopping ??= stopAll(running, lock, { log, stopMs });
    return running.stopping;
  };
  try {
    const metrics = createMetrics();
    const surroundings = await openSurroundings({ config, passphrase });
    const health = await startHealthServer({
      ...config.health,
      roles: () => running.started.map(({ role }) => role),
      ready: () => running.ready,
      metrics,
      redact,
    });
    running.health = health;
    const context = { log, metrics };
    await startRoles({ config, passphrase, context }, surroundings, (one) => running.started.push(one));
    const listening = running.started.flatMap(({ role, url }) => (url === undefined ? [] : [[role.name, url]]));
    const urls: Record<string, string> = { health: health.url, ...Object.fromEntries(listening) };
    const account = surroundings.account?.address;
    await lock.announce({ ...urls, ...(account && { account }) });
    running.ready = true;
    log.info('worker-ready', { ...urls, account });
    return { urls, account, roles: running.started.map(({ role }) => role), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs until the signal: resolves when everything has ended, false if something had to be abandoned. */
export async function runWorker(
  config: WorkerConfig,
  {
    signal,
    onReady,
    ...options
  }: WorkerOptions & { readonly signal: AbortSignal; readonly onReady?: (worker: Worker) => void },
): Promise<boolean> {
  const worker = await startWorker(config, options);
  onReady?.(worker);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return await worker.stop();
}
