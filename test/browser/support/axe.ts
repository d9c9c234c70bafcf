// Whether people who do not see, or use no mouse, can use a page: what axe finds, in both themes.
import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import type { ThemeName } from './open-page.ts';

export const THEMES: readonly ThemeName[] = ['light', 'dark'];

/** By the system's wish, which the page follows until somebody chooses otherwise; drawn when this returns. */
export async function useTheme(page: Page, theme: ThemeName): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    // Colours that are still on their way from one theme to the other are of neither.
    const changing = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.all(changing.map(({ finished }) => finished.catch(() => undefined)));
  });
}

/** Every violation, as one line that says where. */
export async function findViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const why = failureSummary?.split('\n').slice(1).join(';').replaceAll(/\s+/g, ' ').trim();
      return `${id}: ${help} (${target.join(' ')}) ${why}`;
    }),
  );
}

export async function assertAccessible(page: Page, themes: readonly ThemeName[] = THEMES): Promise<void> {
  for (const theme of themes) {
    await useTheme(page, theme);
    assert.deepEqual(await findViolations(page), [], `${theme}, ${page.url()}`);
  }
}
