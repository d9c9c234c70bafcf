const SLICE_MS = 12;

/**
 * Lets the event loop turn once. A message, not a timer: browsers slow the timers of a page in the background
 * down to one a minute, and hashing a dataset there must still end.
 */
function turnLoop(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const arrive = () => {
      port1.close();
      resolve();
    };
    port1.addEventListener('message', arrive, { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
}

/** A function to await between pieces of work: it yields once a slice is used up, and throws when aborted. */
export function createPace(signal?: AbortSignal, sliceMs = SLICE_MS): () => Promise<void> {
  let sliceStart = performance.now();
  return async () => {
    signal?.throwIfAborted();
    if (performance.now() - sliceStart < sliceMs) return;
    await turnLoop();
    sliceStart = performance.now();
    signal?.throwIfAborted();
  };
}

/** The promise's outcome, or the signal's reason as soon as it aborts: a stalled source never hangs its reader. */
export function untilAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
