// The page's own thread: hands work to a module worker, and measures how long it could not answer.
import type { Answer, Order } from './encryption-worker.ts';

const worker = new Worker(new URL('./encryption-worker.ts', import.meta.url), { type: 'module' });

let longestTask = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) longestTask = Math.max(longestTask, duration);
}).observe({ type: 'longtask', buffered: true });

let [longestGap, last] = [0, performance.now()];
setInterval(() => {
  const now = performance.now();
  longestGap = Math.max(longestGap, now - last);
  last = now;
}, 10);

/** One order at a time. */
function order(what: Order): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(`the worker failed: ${message}`));
    worker.postMessage(what);
  });
}

const blocked = () => ({ longestTask, longestGap });

Object.assign(window, { encrypted: { order, blocked } });
