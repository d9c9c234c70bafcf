// The page as browsers get it: built once for what it is made from, and kept under build/page in a folder of that name.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { startProgress } from '@tacit/sdk/node';
import { isTestFile } from '../support/import-rules.ts';
import { ROOT, repositoryFiles } from '../support/repository.ts';
import { compressFiles } from './compress.ts';
import { pageError } from './page-error.ts';
import { POLICY_PLACE } from './policy.ts';

export interface BuiltPage {
  /** Where index.html lies, with the place of the policy still open. */
  readonly site: string;
  /** The same paths, with `.br` and `.gz` behind them, of the files that become smaller. */
  readonly compressed: string;
  /** Of all that it was made from. */
  readonly hash: string;
}

export interface BuildOptions {
  /** Of Vite; the page's own unless a test has another one. */
  readonly root?: string;
  /** Where builds are kept. */
  readonly into?: string;
  readonly quiet?: boolean;
}

/** Builds of this many versions are kept. Whoever serves one has read it, and does not miss it. */
const KEPT = 8;
/** Somebody who edits the page while it is built gets it anew; to somebody who never stops it is given as it came. */
const ATTEMPTS = 2;

const SDK = 'sdk/src';
const FILES = ['package-lock.json', 'sdk/package.json', 'scripts/page/build-page.ts', 'scripts/page/compress.ts'];

/** Everything that a build follows from: the page, the SDK, the locked packages, and how it is built. */
function sourceHash(root: string): string {
  const hash = createHash('sha256');
  const add = (folder: string, path: string): void => {
    const bytes = readFileSync(join(folder, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  };
  for (const folder of [root, join(ROOT, SDK)]) {
    for (const path of repositoryFiles(join(folder, '/'))) if (!isTestFile(path)) add(folder, path);
  }
  for (const path of FILES) add(ROOT, path);
  return hash.digest('hex').slice(0, 16);
}

/** Vite takes `NODE_ENV` as its own, and leaves it behind for the whole process. */
async function withProductionEnvironment<T>(work: () => Promise<T>): Promise<T> {
  const { NODE_ENV: before } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

async function runVite(root: string, outDir: string, onModules: (count: number) => void): Promise<void> {
  // It and its compilers take half a second to load, which whoever has a build already need not wait.
  const { build } = await import('vite');
  let count = 0;
  const counter = { name: 'tacit-progress', moduleParsed: () => onModules(++count) };
  const configFile = join(root, 'vite.config.ts');
  await withProductionEnvironment(() =>
    build({
      root,
      base: './',
      mode: 'production',
      logLevel: 'error',
      configFile: existsSync(configFile) ? configFile : false,
      plugins: [counter],
      build: { outDir, emptyOutDir: true, reportCompressedSize: false },
    }),
  );
}

/** A page whose policy has no place, or that loads something by an absolute address, would be served wrongly. */
function checkSite(site: string): void {
  const index = readFileSync(join(site, 'index.html'), 'utf8');
  if (index.split(POLICY_PLACE).length !== 2) {
    throw pageError('PAGE_INCOMPLETE', `index.html has no place, or more than one, for the policy (${POLICY_PLACE})`);
  }
  const absolute = /\s(?:src|href)="(?:\/|[a-z]+:)[^"]*"/i.exec(index)?.[0];
  if (absolute) throw pageError('PAGE_INCOMPLETE', `index.html is bound to one place by${absolute}`);
}

/** The page's index with the policy of one configuration in it. */
export const fillPolicy = ({ site }: Pick<BuiltPage, 'site'>, policy: string): string =>
  readFileSync(join(site, 'index.html'), 'utf8').replace(POLICY_PLACE, () => policy);

function forgetOld(into: string): void {
  const ages = readdirSync(into).flatMap((name) => {
    const age = statSync(join(into, name), { throwIfNoEntry: false })?.mtimeMs;
    return age === undefined ? [] : [{ name, age }];
  });
  for (const { name } of ages.sort((a, b) => b.age - a.age).slice(KEPT)) {
    rmSync(join(into, name), { recursive: true, force: true });
  }
}

/** Moves a finished build to its name; another process may have been first. */
function keep(part: string, folder: string): void {
  try {
    renameSync(part, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(part, { recursive: true, force: true });
  }
}

/** Its messages are coloured, and several lines long; what to look at is in the first of them. */
function explain(error: unknown): never {
  const lines = stripVTControlCharacters(String((error as Error).message)).split('\n');
  const first = lines.filter((line) => line.trim() !== '' && !/^Build failed/.test(line)).slice(0, 1);
  throw pageError('PAGE_NOT_BUILT', `the page cannot be built: ${first.join(' ').trim().slice(0, 300)}`);
}

async function buildInto(folder: string, root: string, note: (text: string) => void): Promise<string> {
  const part = `${folder}.${process.pid}-${Date.now()}`;
  const site = join(part, 'site');
  mkdirSync(site, { recursive: true });
  try {
    await runVite(root, site, (count) => note(`${count} modules`)).catch(explain);
    checkSite(site);
    note('compressing');
    await compressFiles(site, join(part, 'compressed'));
    return part;
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  }
}

/** The page, from the folder of its hash if it has been built before. */
export async function buildPage(options: BuildOptions = {}): Promise<BuiltPage> {
  const { root = join(ROOT, 'frontend'), into = join(ROOT, 'build/page'), quiet = false } = options;
  const found = (folder: string): BuiltPage => {
    const now = new Date();
    utimesSync(folder, now, now);
    return { site: join(folder, 'site'), compressed: join(folder, 'compressed'), hash: basename(folder) };
  };
  const progress = startProgress('building the page (once)', { patience: quiet ? 20_000 : 1000 });
  try {
    for (let attempt = 1; ; attempt++) {
      const hash = sourceHash(root);
      const folder = join(into, hash);
      if (existsSync(folder)) return found(folder);
      const part = await buildInto(folder, root, (text) => progress.update(undefined, text));
      if (sourceHash(root) === hash) {
        keep(part, folder);
        forgetOld(into);
        return found(folder);
      }
      // What was edited meanwhile is in the build or is not: it is used, and nobody finds it again.
      if (attempt === ATTEMPTS) return found(part);
      rmSync(part, { recursive: true, force: true });
    }
  } finally {
    progress.end();
  }
}
