// One evaluating thread, asked one thing at a time. Whoever is in doubt about it ends it.
import { Worker } from 'node:worker_threads';
import { ProtocolError } from '@tacit/sdk';
import { computeError } from './errors.ts';
import type { ThreadCache, ThreadReply, ThreadRequest, ThreadSettings } from './thread-messages.ts';

export interface AskLimits {
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

export interface Thread {
  readonly settings: ThreadSettings;
  readonly cache: ThreadCache;
  /** False once it has ended or must not be asked again. */
  readonly alive: boolean;
  /** Failures that are no fault of what was asked end the thread, and so do time and signal. */
  ask(request: ThreadRequest, limits: AskLimits): Promise<Sound>;
  end(): Promise<void>;
}

export type Sound = Exclude<ThreadReply, { kind: 'failed' }>;

/** Of JavaScript's own; SEAL's is bounded apart. */
const HEAP_MIB = 512;

const crashed = (error?: unknown) => {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? computeError('EVALUATION_MEMORY_EXCEEDED', 'the evaluation needed more memory than it may have')
    : computeError('EVALUATION_CRASHED', 'the evaluating thread ended before it had a result');
};

const tooSlow = (milliseconds: number) =>
  computeError('EVALUATION_TOO_SLOW', `the evaluation took longer than ${milliseconds / 1000} s`);

/** One question and its answer, or why there is none. */
function exchange(worker: Worker, request: ThreadRequest, { milliseconds, signal }: AskLimits): Promise<ThreadReply> {
  const { promise, resolve, reject } = Promise.withResolvers<ThreadReply>();
  const timer = setTimeout(() => reject(tooSlow(milliseconds)), milliseconds);
  const stop = (): void => reject(computeError('COMPUTE_STOPPING', 'the worker is being stopped'));
  const fail = (error?: unknown): void => reject(crashed(error));
  const exit = (): void => reject(crashed());
  signal.addEventListener('abort', stop, { once: true });
  worker.on('message', resolve).on('error', fail).on('exit', exit).on('messageerror', fail);
  if (signal.aborted) stop();
  else worker.postMessage(request);
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    worker.off('message', resolve).off('error', fail).off('exit', exit).off('messageerror', fail);
  });
}

export function startThread(entry: URL, settings: ThreadSettings): Thread {
  const worker = new Worker(entry, {
    workerData: settings,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    // It has no use for what the process was told.
    env: {},
    stdin: false,
  });
  let cache: ThreadCache = { keys: [], networks: [] };
  let alive = true;
  const end = async (): Promise<void> => {
    alive = false;
    await worker.terminate();
  };
  // Between two questions nobody listens, and an error that nobody hears would end the process.
  worker.on('error', () => {
    alive = false;
  });
  worker.on('exit', () => {
    alive = false;
  });
  worker.unref();

  return {
    settings,
    get cache() {
      return cache;
    },
    get alive() {
      return alive;
    },
    end,
    async ask(request, limits) {
      const reply = await exchange(worker, request, limits).catch(async (error: unknown) => {
        await end();
        throw error;
      });
      cache = reply.cache;
      if (reply.kind !== 'failed') return reply;
      if (!reply.sound) await end();
      throw new ProtocolError(reply.code, reply.message);
    },
  };
}
