// Real processes, as they run across machines: started, watched, killed and started again.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ROOT } from '../support/repository.ts';

const STOP_TIMEOUT_MS = 15_000;
const READY_TIMEOUT_MS = 60_000;

export interface RunningProcess {
  readonly name: string;
  readonly child: ChildProcess;
  /** Stdout and stderr of this process and of those before it. */
  readonly log: string;
  /** Resolves with the exit code; with null after a signal. */
  readonly exited: Promise<number | null>;
  isRunning(): boolean;
  /** Asks it to end, and waits; kills it if it takes too long. */
  stop(): Promise<void>;
  /** As a power failure would. */
  kill(): Promise<void>;
}

export interface StartOptions {
  readonly name: string;
  /** Its log is kept here. */
  readonly folder: string;
  /** A script of this repository, and what it is given. */
  readonly script: string;
  readonly args: readonly string[];
  readonly onMessage?: (message: unknown) => void;
}

/** Nothing of the environment but what Node needs: a worker's settings come from its configuration. */
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'TACIT_CACHE', 'TACIT_CIRCUITS', 'NODE_OPTIONS', 'SYSTEMROOT'].flatMap((name) =>
      process.env[name] === undefined ? [] : [[name, process.env[name]]],
    ),
  );

export function startProcess({ name, folder, script, args, onMessage }: StartOptions): RunningProcess {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = join(folder, 'log');
  const output = openSync(log, 'a', 0o600);
  const stdio = ['ignore', output, output, 'ipc'] as const;
  const child = spawn(process.execPath, [join(ROOT, script), ...args], {
    cwd: ROOT,
    env: environment(),
    stdio: [...stdio],
  });
  closeSync(output);
  if (onMessage) child.on('message', onMessage);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (!isRunning()) return;
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(late);
  };
  return { name, child, log, exited, isRunning, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** The end of what a process said, for the message about its failure. */
export function lastWords({ log }: RunningProcess, lines = 12): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

/** Asks until there is an answer, and gives up when the process has ended. */
export async function whenReady<T>(running: RunningProcess, ask: () => Promise<T | undefined>): Promise<T> {
  const until = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    if (!running.isRunning() || performance.now() > until) {
      throw new Error(`${running.name} did not start; its last words:\n${lastWords(running)}`);
    }
    await wait(50);
  }
}

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
