// How long a page's main thread worked without a pause, in its own time: what other programs take away of a shared machine's
// does not count, and a page that computes where it must not is found all the same.
import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Of the thread itself, in microseconds. */
  readonly tdur?: number;
  readonly dur?: number;
}

const MARK = 'the thread that is measured';
/** Tasks of a thread, and marks that tell which thread it is. */
const CATEGORIES = ['disabled-by-default-devtools.timeline', 'blink.user_timing'];

const mark = (page: Page): Promise<unknown> => page.evaluate((name) => performance.mark(name).name, MARK);

export interface Busiest {
  /** The longest task of the main thread by its own time, and by the clock on the wall, in milliseconds. */
  readonly workMs: number;
  readonly wallMs: number;
}

/** One at a time in a browser. The page must not be left or loaded anew before it is asked for. */
export async function measureBusy(browser: Browser, page: Page): Promise<() => Promise<Busiest>> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await mark(page);
  return async () => {
    await mark(page);
    const trace = JSON.parse((await browser.stopTracing()).toString()) as {
      readonly traceEvents: readonly TraceEvent[];
    };
    const marked = trace.traceEvents.find(({ name }) => name === MARK);
    if (!marked) throw new Error('the trace does not show the page');
    const tasks = trace.traceEvents.filter(
      ({ name, ph, pid, tid }) => name === 'RunTask' && ph === 'X' && pid === marked.pid && tid === marked.tid,
    );
    if (tasks.length === 0) throw new Error('the trace has no task of the page');
    const longest = (of: 'tdur' | 'dur'): number =>
      tasks.reduce((most, task) => Math.max(most, task[of] ?? 0), 0) / 1000;
    return { workMs: longest('tdur'), wallMs: longest('dur') };
  };
}
