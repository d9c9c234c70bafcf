import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible, findViolations } from './axe.ts';
import { assertNeverBlocked, blockFor, forgetBlocked, longestTask } from './blocked.ts';
import type { OpenPage } from './open-page.ts';
import { openTrial, type Trial } from './trial.ts';

describe('a watched page', () => {
  let trial: Trial;
  let person: OpenPage;

  before(async () => {
    trial = await openTrial();
  });
  after(() => trial?.stop());

  /** What a page that does this is found to have done. */
  const problemsAfter = async (act: (page: Page) => Promise<unknown>): Promise<string[]> => {
    person = await trial.openPage();
    await person.page.waitForFunction(() => document.title === 'tacit site 1');
    assert.deepEqual(person.problems(), []);
    await act(person.page);
    await person.page.waitForTimeout(100);
    const problems = person.problems();
    await person.close();
    return problems;
  };

  const DEEDS: readonly [string, RegExp, (page: Page) => Promise<unknown>][] = [
    ['an error in the console', /^console error: spilt/, (page) => page.evaluate(() => console.error('spilt'))],
    ['a warning', /^console warning: nearly/, (page) => page.evaluate(() => console.warn('nearly'))],
    [
      'an error that nobody caught',
      /^uncaught: .*burst/,
      (page) => page.evaluate(() => void setTimeout(() => Promise.reject(new Error('burst')))),
    ],
    [
      'an error in a worker',
      /burst/,
      (page) =>
        page.evaluate(() => {
          const code = "setTimeout(() => { throw new Error('burst'); })";
          new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
        }),
    ],
    [
      'a request to a stranger',
      /^policy: connect-src http:\/\/127\.0\.0\.1:7/,
      (page) => page.evaluate(() => fetch('http://127.0.0.1:7/x').catch(() => undefined)),
    ],
    [
      'a script that is written into the page',
      /^policy: script-src-elem/,
      (page) =>
        page.evaluate(() => document.head.append(Object.assign(document.createElement('script'), { text: 'x()' }))),
    ],
    [
      'a style that is written into the page',
      /^policy: style-src-elem/,
      (page) =>
        page.evaluate(() =>
          document.head.append(Object.assign(document.createElement('style'), { textContent: 'a{}' })),
        ),
    ],
    ['a file that is not there', /^console error: Failed to load/, (page) => page.evaluate(() => fetch('./nothing'))],
  ];
  for (const [title, pattern, act] of DEEDS) {
    it(`is seen to have ${title}`, async () => {
      const problems = await problemsAfter(act);
      assert.ok(
        problems.some((problem) => pattern.test(problem)),
        JSON.stringify(problems),
      );
    });
  }

  it('has no problem where a story caused it on purpose', async () => {
    person = await trial.openPage();
    await person.page.evaluate(() => console.error('spilt'));
    await person.page.evaluate(() => console.error('broken'));
    await person.page.waitForTimeout(50);
    assert.deepEqual(person.problems([/spilt/, /broken/]), []);
    assert.equal(person.problems([/spilt/]).length, 1);
    await person.close();
  });

  it('is seen to go elsewhere with its whole window', async () => {
    const problems = await problemsAfter((page) =>
      page.evaluate(() => Object.assign(location, { href: 'http://127.0.0.1:7/' })).catch(() => undefined),
    );
    assert.ok(problems.some((problem) => problem.startsWith('request to a stranger: GET http://127.0.0.1:7/')));
  });

  it('is measured: how long it did not answer', async () => {
    person = await trial.openPage();
    const { page } = person;
    await forgetBlocked(page);
    assert.ok((await assertNeverBlocked(page)) < 100);
    await blockFor(page, 160);
    assert.ok((await longestTask(page)) >= 160);
    await assert.rejects(assertNeverBlocked(page), assert.AssertionError);
    await forgetBlocked(page);
    assert.ok((await longestTask(page)) < 160);
    await person.close();
  });

  it('is looked at by axe in both themes: what only one of them has is found', async () => {
    person = await trial.openPage();
    const { page } = person;
    await assertAccessible(page);
    await page.evaluate(() => {
      const dark = window.matchMedia('(prefers-color-scheme: dark)');
      const paint = (): unknown =>
        Object.assign(document.body.style, { color: dark.matches ? '#ccc' : '#000', background: '#fff' });
      dark.addEventListener('change', paint);
      paint();
    });
    await assertAccessible(page, ['light']);
    await assert.rejects(assertAccessible(page), /color-contrast/);
    await page.evaluate(() => document.body.append(document.createElement('button')));
    assert.ok((await findViolations(page)).some((violation) => violation.startsWith('button-name')));
    await person.close();
  });
});
