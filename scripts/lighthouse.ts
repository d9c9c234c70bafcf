// `npm run lighthouse`: what Lighthouse says of a page that is being served. It comes by npx: nothing else needs its packages.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { paint } from '@tacit/sdk/node';
import { ROUTES } from '../frontend/src/app/routes.ts';
import { chromiumOptions } from './support/chromium.ts';

const LIGHTHOUSE = 'lighthouse@13.5.0';
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const;
const LEAST = 95;

const HELP = `npm run lighthouse -- [options] [path ...]

Runs Lighthouse (desktop) on a page that is being served, as by npm start, and fails where it gives less than ${LEAST}.
Paths are the page's own, such as /tasks; without any, all pages are looked at that need no id.

  --url URL   where the page is; http://127.0.0.1:8600 if it is left out
  --json      one line for scripts
  --help      show this`;

type Scores = Readonly<Record<(typeof CATEGORIES)[number], number>>;

/** Lighthouse in a process of its own, with the tests' Chromium. */
async function score(url: string): Promise<Scores> {
  const folder = mkdtempSync(join(tmpdir(), 'tacit-lighthouse-'));
  const output = join(folder, 'report.json');
  const { executablePath, env = process.env } = chromiumOptions();
  const flags = `--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage`;
  const only = `--only-categories=${CATEGORIES.join(',')}`;
  const args = ['--yes', LIGHTHOUSE, url, '--preset=desktop', '--quiet', only, flags];
  const run = spawn('npx', [...args, '--output=json', `--output-path=${output}`], {
    env: { ...process.env, ...env, ...(executablePath && { CHROME_PATH: executablePath }) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    let said = '';
    run.stderr.on('data', (text: Buffer) => {
      said = `${said}${text}`.slice(-4000);
    });
    const code = await new Promise<number | null>((resolve, reject) =>
      run.once('error', reject).once('close', resolve),
    );
    if (code !== 0) throw new Error(`${LIGHTHOUSE} ended with ${code}: ${said.trim()}`);
    const { categories } = JSON.parse(readFileSync(output, 'utf8')) as {
      categories: Record<string, { score: number | null }>;
    };
    return Object.fromEntries(
      CATEGORIES.map((name) => [name, Math.round((categories[name]?.score ?? 0) * 100)]),
    ) as unknown as Scores;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readOptions() {
  const options = { url: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const all = ROUTES.map(({ path }) => path as string).filter((path) => !path.includes('$'));
  return { ...values, paths: positionals.length > 0 ? positionals : all };
}

async function main(): Promise<void> {
  const { url = 'http://127.0.0.1:8600', json = false, help = false, paths } = readOptions();
  if (help) {
    console.log(HELP);
    return;
  }
  const results: (Scores & { readonly path: string })[] = [];
  for (const path of paths) {
    const scores = await score(`${url}/#${path}`);
    results.push({ path, ...scores });
    const parts = CATEGORIES.map((name) => paint(scores[name] < LEAST ? 'red' : 'green', `${name} ${scores[name]}`));
    if (!json) console.log(`${path.padEnd(12)} ${parts.join('  ')}`);
  }
  if (json) console.log(JSON.stringify(results));
  if (results.some((scores) => CATEGORIES.some((name) => scores[name] < LEAST))) process.exitCode = 1;
}

await main();
