// A page as a person opens it, watched for everything that must not happen in it.
import type { Browser, BrowserContext, ConsoleMessage, Page, Request } from 'playwright-core';
import { installBlockedMeter } from './blocked.ts';
import { installWallet, type TestWallet, type WalletOptions } from './wallet.ts';

export type ThemeName = 'light' | 'dark';

export interface OpenPageOptions {
  /** One, or several at once. */
  readonly wallet?: WalletOptions | readonly WalletOptions[];
  /** As somebody who connected the first wallet in an earlier visit. */
  readonly connected?: boolean;
  readonly theme?: ThemeName;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Behind the page's address: `#/tasks`. */
  readonly path?: string;
  /** Before any page is opened: what a test wants to watch or to spoil. */
  readonly prepare?: (context: BrowserContext) => Promise<unknown>;
}

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly wallets: readonly TestWallet[];
  /** The first one. */
  readonly wallet: TestWallet;
  /** Another tab of the same person. */
  openTab(path?: string): Promise<Page>;
  /** As a person who types an address: without a new load where only the fragment differs. */
  go(path: string): Promise<void>;
  /** What went wrong so far, in any tab or worker, but what a story has caused on purpose. */
  problems(expected?: readonly RegExp[]): string[];
  close(): Promise<void>;
}

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

const WATCHED = 'reportPolicyViolation';

/** Runs in the page. */
function watchPolicy(binding: string): void {
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) => {
    const report = (window as unknown as Record<string, (text: string) => void>)[binding];
    report?.(`${violatedDirective} ${blockedURI} at ${sourceFile}:${lineNumber}`);
  });
}

const describeMessage = (message: ConsoleMessage): string => {
  const { url, lineNumber } = message.location();
  return `console ${message.type()}: ${message.text()} (${url}:${lineNumber})`;
};

/** Blobs and data are the page's own. */
const isOutside = (request: Request, allowed: ReadonlySet<string>): boolean => {
  const { protocol, origin } = new URL(request.url());
  return protocol !== 'blob:' && protocol !== 'data:' && !allowed.has(origin);
};

async function watch(context: BrowserContext, allowed: ReadonlySet<string>): Promise<string[]> {
  const problems: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(describeMessage(message));
  });
  context.on('weberror', (error) => problems.push(`uncaught: ${error.error().stack ?? error.error().message}`));
  context.on('request', (request) => {
    if (isOutside(request, allowed)) problems.push(`request to a stranger: ${request.method()} ${request.url()}`);
  });
  context.on('page', (page) => page.on('crash', () => problems.push('the page crashed')));
  await context.exposeBinding(WATCHED, (_source, text: string) => void problems.push(`policy: ${text}`));
  await context.addInitScript(watchPolicy, WATCHED);
  return problems;
}

const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] => {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
};

/** Where the page's library for wallets keeps which one was connected last. Runs in the page. */
function rememberWallet(rdns: string): void {
  // Other documents, such as those that axe opens, have no storage.
  if (location.protocol === 'http:') localStorage.setItem('tacit.recentConnectorId', JSON.stringify(rdns));
}

/** Opens a page in a context of its own: nothing is shared with another person's. */
export async function openPage(
  browser: Browser,
  { url, allowed }: { readonly url: string; readonly allowed: readonly string[] },
  options: OpenPageOptions = {},
): Promise<OpenPage> {
  const { theme = 'light', viewport = DESKTOP, path = '' } = options;
  const context = await browser.newContext({ viewport, colorScheme: theme, reducedMotion: 'reduce' });
  const origins = new Set([new URL(url).origin, ...allowed]);
  const problems = await watch(context, origins);
  await installBlockedMeter(context);
  const wallets: TestWallet[] = [];
  const connectedTo = options.connected ? [new URL(url).origin] : [];
  for (const wallet of listOf(options.wallet)) wallets.push(await installWallet(context, { connectedTo, ...wallet }));
  if (options.connected && wallets[0]) await context.addInitScript(rememberWallet, wallets[0].rdns);
  await options.prepare?.(context);
  const openTab = async (at = path): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${url}/${at}`, { waitUntil: 'load' });
    return page;
  };
  const page = await openTab();
  return {
    page,
    context,
    wallets,
    get wallet() {
      if (!wallets[0]) throw new Error('this page was opened without a wallet');
      return wallets[0];
    },
    openTab,
    go: async (at) => void (await page.goto(`${url}/${at}`)),
    problems: (expected = []) => problems.filter((text) => !expected.some((pattern) => pattern.test(text))),
    close: () => context.close(),
  };
}
