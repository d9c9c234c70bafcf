// Pictures of every page, for people to look at.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { ROUTES } from '../../../frontend/src/app/routes.ts';
import { THEMES } from './axe.ts';
import { DESKTOP, type OpenPageOptions, openPage, PHONE, type ThemeName } from './open-page.ts';
import type { Stack } from './stack.ts';

/** What stands for `$task` and the like in addresses; a page whose part is missing here is left out. */
export type Places = Readonly<Record<string, string>>;

/** Who looks: somebody without a wallet, somebody with one, or somebody whose network is gone. */
export const LOOKERS = ['visitor', 'member', 'offline'] as const;
export type Looker = (typeof LOOKERS)[number];

export interface ScreenOptions {
  readonly folder: string;
  readonly places: Places;
  /** Of the local chain: whose wallet a member has. */
  readonly account: number;
  readonly lookers?: readonly Looker[];
  readonly themes?: readonly ThemeName[];
  /** Parts of routes; all of them, if this is left out. */
  readonly only?: readonly string[];
  readonly onShot?: (file: string) => void;
}

const WIDTHS = { desktop: DESKTOP, phone: PHONE } as const;
/** Until nothing moves and nothing is fetched; a page that polls is never quite still. */
const SETTLE_MS = 4000;

/** `/tasks/0x…/rounds/1` of `/tasks/$task/rounds/$round`; undefined where a part is not known. */
export function addressOf(path: string, places: Places): string | undefined {
  const parts = path.split('/').map((part) => (part.startsWith('$') ? places[part.slice(1)] : part));
  return parts.includes(undefined) ? undefined : parts.join('/');
}

export const fileOf = (path: string): string => path.slice(1).replaceAll('/', '-').replaceAll('$', '') || 'home';

async function settle(page: Page): Promise<void> {
  await page
    .locator('h1')
    .first()
    .waitFor({ timeout: SETTLE_MS })
    .catch(() => {});
  // Some parts are loaded when they come into sight.
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await page.waitForLoadState('networkidle', { timeout: SETTLE_MS }).catch(() => {});
  const loading = page.locator('main .animate-pulse');
  await loading
    .first()
    .waitFor({ state: 'detached', timeout: SETTLE_MS })
    .catch(() => {});
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

function openingOf(stack: Stack, looker: Looker, account: number): OpenPageOptions {
  if (looker === 'visitor') return {};
  if (looker === 'member') return { wallet: stack.walletOf(account), connected: true };
  const gone = stack.config.networks.flatMap(({ rpcUrl, pinNodes }) => [rpcUrl, ...pinNodes]);
  return {
    prepare: (context) =>
      context.route(
        (url) => gone.some((origin) => url.origin === new URL(origin).origin),
        (route) => route.abort(),
      ),
  };
}

/** Files by themselves: `tasks--member-dark-phone.png`. */
export async function takeScreens(stack: Stack, options: ScreenOptions): Promise<string[]> {
  const { folder, places, account, lookers = LOOKERS, themes = THEMES, only = [''], onShot = () => {} } = options;
  mkdirSync(folder, { recursive: true });
  const wanted = ROUTES.filter(({ path }) => only.some((part) => path.includes(part)));
  const files: string[] = [];
  for (const looker of lookers) {
    for (const theme of themes) {
      for (const [width, viewport] of Object.entries(WIDTHS)) {
        const allowed = stack.config.networks.flatMap(({ rpcUrl, pinNodes }) => [rpcUrl, ...pinNodes]);
        const opening = { ...openingOf(stack, looker, account), theme, viewport };
        const person = await openPage(stack.browser, { url: stack.site.url, allowed }, opening);
        for (const { path } of wanted) {
          const address = addressOf(path, places);
          if (address === undefined) continue;
          await person.go(`#${address}`);
          await settle(person.page);
          const file = join(folder, `${fileOf(path)}--${looker}-${theme}-${width}.png`);
          await person.page.screenshot({ path: file, fullPage: true });
          files.push(file);
          onShot(file);
        }
        await person.close();
      }
    }
  }
  return files;
}
