// Evaluations in threads that may be killed. What comes from others is checked here to the byte, before any thread sees it.
import { checkCiphertexts, checkEvaluationKeys, type ParameterName, parameterSet } from '@tacit/sdk';
import { computeError } from './errors.ts';
import { type Sound, startThread, type Thread } from './thread.ts';
import { type Hex, type PlanFacts, planName, type ThreadRequest } from './thread-messages.ts';

export interface PoolOptions {
  readonly threads: number;
  /** Of SEAL, in each thread. */
  readonly memoryBytes: number;
  /** How long one evaluation may take, loading included. */
  readonly jobSeconds: number;
  /** Evaluations that wait for a thread. */
  readonly mostQueued?: number;
  readonly onEvent?: (event: PoolEvent) => void;
  /** The thread's program. */
  readonly entry?: URL;
}

export type PoolEvent =
  | { readonly kind: 'cache'; readonly of: 'keys' | 'networks'; readonly outcome: 'hit' | 'miss' }
  | { readonly kind: 'started' | 'ended'; readonly parameters: ParameterName };

/** Bytes that are only asked for where a thread has not got them: they hash to their name. */
export interface Named {
  readonly name: Hex;
  readonly bytes: () => Promise<Uint8Array>;
}

export interface NetworkWork {
  readonly parameters: ParameterName;
  readonly network: Named;
  /** As the offer says it. */
  readonly stepSeconds: number;
}

export interface EvaluationWork extends NetworkWork {
  /** As `plan` gave it. */
  readonly plan: PlanFacts;
  readonly keys: Named;
  readonly step: number;
  readonly samples: number;
  readonly input: Uint8Array;
}

export interface ThreadPool {
  /** NETWORK_INVALID and PLAN_IMPOSSIBLE are the network's fault. */
  plan(work: NetworkWork, signal?: AbortSignal): Promise<PlanFacts>;
  /** KEYS_REFUSED and CIPHERTEXT_REFUSED before a thread sees a byte; EVALUATION_… and SEAL_FAILED where a thread failed. */
  evaluate(work: EvaluationWork, signal?: AbortSignal): Promise<Uint8Array>;
  /** Evaluations that wait or run. */
  load(): number;
  close(): Promise<void>;
}

const MOST_QUEUED = 64;
const ENTRY = new URL('./evaluate-thread.ts', import.meta.url);
/** Loaded keys are three times as long as they came. */
const KEY_CACHE_SHARE = 12;

interface Turn {
  readonly parameters: ParameterName;
  readonly start: (thread: Thread) => void;
  readonly refuse: (error: Error) => void;
}

/** Threads that nobody uses now. */
function openIdle({ threads: most, memoryBytes, entry = ENTRY, onEvent = () => {} }: PoolOptions) {
  const idle: Thread[] = [];
  const keyCacheBytes = Math.floor(memoryBytes / KEY_CACHE_SHARE);
  const end = async (thread: Thread): Promise<void> => {
    onEvent({ kind: 'ended', parameters: thread.settings.parameters });
    await thread.end();
  };
  const takeAt = (at: number): Thread => idle.splice(at, 1)[0] as Thread;
  return {
    /** One of its parameters if there is any; otherwise another gives its place up. */
    take(parameters: ParameterName, busy: number): Thread {
      for (const dead of idle.filter(({ alive }) => !alive)) void end(takeAt(idle.indexOf(dead)));
      const at = idle.findIndex((thread) => thread.settings.parameters === parameters);
      if (at >= 0) return takeAt(at);
      if (idle.length > 0 && busy + idle.length >= most) void end(takeAt(0));
      onEvent({ kind: 'started', parameters });
      return startThread(entry, { parameters, memoryBytes, keyCacheBytes });
    },
    async giveBack(thread: Thread): Promise<void> {
      if (thread.alive) idle.push(thread);
      else await end(thread);
    },
    close: async (): Promise<void> => void (await Promise.all(idle.splice(0).map(end))),
  };
}

/** Hands out threads, each to one work at a time. */
function openThreads(options: PoolOptions, signal: AbortSignal) {
  const { threads: most, mostQueued = MOST_QUEUED } = options;
  const idle = openIdle(options);
  const queue: Turn[] = [];
  let busy = 0;
  const stopping = () => computeError('COMPUTE_STOPPING', 'the worker is being stopped');

  function serve(): void {
    while (busy < most && queue.length > 0) {
      const { parameters, start } = queue.shift() as Turn;
      start(idle.take(parameters, busy++));
    }
  }

  return {
    load: () => busy + queue.length,
    async withThread<Result>(parameters: ParameterName, use: (thread: Thread) => Promise<Result>): Promise<Result> {
      if (signal.aborted) throw stopping();
      if (queue.length >= mostQueued) throw computeError('COMPUTE_BUSY', 'too many evaluations wait already');
      const { promise, resolve, reject } = Promise.withResolvers<Thread>();
      queue.push({ parameters, start: resolve, refuse: reject });
      serve();
      const thread = await promise;
      try {
        return await use(thread);
      } finally {
        busy--;
        await idle.giveBack(thread);
        serve();
      }
    },
    async close(): Promise<void> {
      for (const { refuse } of queue.splice(0)) refuse(stopping());
      await idle.close();
    },
  };
}

async function keyBytesFor({ keys, parameters }: EvaluationWork): Promise<Uint8Array> {
  const bytes = await keys.bytes();
  checkEvaluationKeys(parameterSet(parameters), bytes);
  return bytes;
}

function shapeOf({ plan, step }: EvaluationWork) {
  const found = plan.steps[step];
  if (found) return found.input;
  throw computeError('PLAN_DIFFERS', 'the plan has no such step', { step });
}

/** No thread runs until there is something to do. */
export function openThreadPool(options: PoolOptions): ThreadPool {
  const closing = new AbortController();
  const threads = openThreads(options, closing.signal);
  const { onEvent = () => {} } = options;
  const milliseconds = options.jobSeconds * 1000;
  const limitsWith = (signal: AbortSignal | undefined) => ({
    milliseconds,
    signal: signal ? AbortSignal.any([signal, closing.signal]) : closing.signal,
  });
  const note = (of: 'keys' | 'networks', hit: boolean): void =>
    onEvent({ kind: 'cache', of, outcome: hit ? 'hit' : 'miss' });

  async function requestFor(thread: Thread, work: EvaluationWork): Promise<ThreadRequest> {
    const { network, stepSeconds, keys, step, input } = work;
    const hasNetwork = thread.cache.networks.includes(planName({ network: network.name, stepSeconds }));
    const hasKeys = thread.cache.keys.includes(keys.name);
    note('networks', hasNetwork);
    note('keys', hasKeys);
    const networkBytes = hasNetwork ? {} : { networkBytes: await network.bytes() };
    const keyBytes = hasKeys ? {} : { keyBytes: await keyBytesFor(work) };
    const named = { network: network.name, stepSeconds, ...networkBytes, keys: keys.name, ...keyBytes };
    return { kind: 'evaluate', ...named, step, input };
  }

  const expect = <Kind extends Sound['kind']>(reply: Sound, kind: Kind): Extract<Sound, { kind: Kind }> => {
    if (reply.kind === kind) return reply as Extract<Sound, { kind: Kind }>;
    throw computeError('EVALUATION_CRASHED', 'the thread answers something else than it was asked');
  };

  return {
    load: threads.load,
    plan: ({ parameters, network, stepSeconds }, signal) =>
      threads.withThread(parameters, async (thread) => {
        const request = {
          kind: 'plan',
          network: network.name,
          stepSeconds,
          networkBytes: await network.bytes(),
        } as const;
        return expect(await thread.ask(request, limitsWith(signal)), 'planned').plan;
      }),
    async evaluate(work, signal) {
      checkCiphertexts(parameterSet(work.parameters), shapeOf(work), work.samples, work.input);
      return await threads.withThread(work.parameters, async (thread) => {
        const request = await requestFor(thread, work);
        return expect(await thread.ask(request, limitsWith(signal)), 'evaluated').result;
      });
    },
    async close() {
      closing.abort();
      await threads.close();
    },
  };
}
