import { errorCode } from '../errors/index.ts';

export interface RetryOptions {
  /** At most so often in all. */
  readonly attempts?: number;
  /** Before the second attempt; twice as long before each further one. */
  readonly pauseMs?: number;
}

export interface Stoppable {
  readonly signal: AbortSignal;
  stop(): void;
  /** Lets go of the signal that it follows. */
  release(): void;
}

/** Something that ends with `outer`, or before it by `stop`. */
export function stoppable(outer: AbortSignal | undefined): Stoppable {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const stop = (): void => controller.abort(outer?.aborted ? outer.reason : undefined);
  outer?.addEventListener('abort', stop, { once: true });
  return { signal: controller.signal, stop, release: () => outer?.removeEventListener('abort', stop) };
}

/** Resolves when the signal aborts, at once if it has. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

/** Waits, or rejects with the signal's reason as soon as it aborts. */
export async function pause(milliseconds: number, signal?: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  let wake = (): void => {};
  const waiting = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const timer = setTimeout(wake, milliseconds);
  signal?.addEventListener('abort', wake, { once: true });
  await waiting;
  clearTimeout(timer);
  signal?.removeEventListener('abort', wake);
  signal?.throwIfAborted();
}

/** Repeats what may be repeated as long as it fails for a reason that may pass. */
export async function withRetries<T>(
  act: () => Promise<T>,
  { attempts = 3, pauseMs = 300, signal }: RetryOptions & { readonly signal?: AbortSignal | undefined },
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (attempt >= attempts || errorCode(error) !== 'STORE_UNREACHABLE') throw error;
    }
    await pause(pauseMs * 2 ** (attempt - 1), signal);
  }
}
