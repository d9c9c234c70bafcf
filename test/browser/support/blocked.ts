// How long a page could not answer: the longest task of its main thread, as the browser counts them.
import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';

declare global {
  interface Window {
    blockedMeter?: { longest: number; observer: PerformanceObserver };
  }
}

/** Runs in the page, before its own scripts. */
function startMeter(): void {
  const meter = { longest: 0, observer: undefined as unknown as PerformanceObserver };
  const take = (entries: readonly { readonly duration: number }[]): void => {
    for (const { duration } of entries) meter.longest = Math.max(meter.longest, duration);
  };
  meter.observer = new PerformanceObserver((list) => take(list.getEntries()));
  meter.observer.observe({ type: 'longtask', buffered: true });
  window.blockedMeter = meter;
}

export const installBlockedMeter = (context: BrowserContext): Promise<void> =>
  context.addInitScript(startMeter).then(() => undefined);

/** The browser tells of a task when it is over, and a moment later: a next one makes sure that it has. */
const settle = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise<void>((resolve) => setTimeout(() => requestAnimationFrame(() => resolve()), 50)));

/** In milliseconds since the page was opened, or since `forgetBlocked`; 0 when no task took 50. */
export async function longestTask(page: Page): Promise<number> {
  await settle(page);
  return await page.evaluate(() => {
    const meter = window.blockedMeter;
    if (!meter) throw new Error('this page was opened without a meter');
    for (const { duration } of meter.observer.takeRecords()) meter.longest = Math.max(meter.longest, duration);
    return meter.longest;
  });
}

/** What came before, such as the first drawing, does not count. */
export async function forgetBlocked(page: Page): Promise<void> {
  await longestTask(page);
  await page.evaluate(() => {
    if (window.blockedMeter) window.blockedMeter.longest = 0;
  });
}

/** Keeps the page busy in a task of its own: that blocking would be seen. */
export const blockFor = (page: Page, ms: number): Promise<void> =>
  page.evaluate(
    (busy) =>
      new Promise<void>((resolve) => {
        setTimeout(() => {
          const end = performance.now() + busy;
          while (performance.now() < end);
          resolve();
        });
      }),
    ms,
  );

/** Work in a worker leaves the page free; and a page that was not free would be noticed. */
export async function assertNeverBlocked(page: Page, mostMs = 100): Promise<number> {
  const longest = await longestTask(page);
  assert.ok(longest < mostMs, `the page did not answer for ${Math.round(longest)} ms`);
  await blockFor(page, mostMs + 50);
  assert.ok((await longestTask(page)) >= mostMs, 'the meter does not see a page that is kept busy');
  await forgetBlocked(page);
  return longest;
}
