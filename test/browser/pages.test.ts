// Every page, as it is for somebody who only looks and for somebody with a wallet: what axe finds, what the console says, and
// whether anything is too wide for a phone.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ROUTES } from '../../frontend/src/app/routes.ts';
import { assertAccessible } from './support/axe.ts';
import { DESKTOP, type OpenPage, PHONE } from './support/open-page.ts';
import { openStack, type Stack } from './support/stack.ts';

const WAIT = 15_000;

describe('every page', () => {
  let stack: Stack;
  let addresses: readonly string[];
  const opened: OpenPage[] = [];

  before(async () => {
    stack = await openStack();
    const places: Readonly<Record<string, string>> = { $task: stack.network.task.id };
    addresses = ROUTES.flatMap(({ path }) => {
      const parts = path.split('/').map((part) => (part.startsWith('$') ? places[part] : part));
      return parts.includes(undefined) ? [] : [parts.join('/')];
    });
    assert.ok(addresses.length > 12 && addresses.some((path) => path.includes('0x')), addresses.join());
  });
  after(async () => {
    for (const page of opened) await page.close();
    await stack?.stop();
  });

  for (const [who, viewport] of [
    ['visitor', DESKTOP],
    ['member', DESKTOP],
    ['member', PHONE],
  ] as const) {
    it(`is accessible in both themes, and as wide as its screen, for a ${who} at ${viewport.width} pixels`, async () => {
      const wallet = stack.walletOf(stack.network.guestAccount(0));
      const person = await stack.openPage({ viewport, ...(who === 'member' && { wallet, connected: true }) });
      opened.push(person);
      const { page } = person;
      for (const address of addresses) {
        await person.go(`#${address}`);
        await page.locator('main h1').first().waitFor({ timeout: WAIT });
        await page.locator('main .animate-pulse').first().waitFor({ state: 'detached', timeout: WAIT });
        await assertAccessible(page);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(overflow <= 0, `${address} is ${overflow} pixels too wide`);
      }
      assert.deepEqual(person.problems(), []);
    });
  }
});
