// The page as a folder that any host can give away: a built page, the policy and configuration of one site, and circuits.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type BuiltPage, fillPolicy } from './build-page.ts';
import type { PublishedCircuit } from './circuits.ts';
import { filesUnder } from './compress.ts';
import { SITE_FORMAT, type SiteConfig } from './config.ts';
import { pageError } from './page-error.ts';
import { contentPolicy, SECURITY_HEADERS } from './policy.ts';

export interface ExportedSite {
  readonly out: string;
  readonly files: number;
  readonly bytes: number;
}

export interface ExportOptions {
  readonly page: BuiltPage;
  readonly config: SiteConfig;
  readonly circuits: readonly PublishedCircuit[];
  readonly out: string;
}

/** As Netlify, Cloudflare Pages and others read it. */
function headersFile(config: SiteConfig): string {
  const policy = contentPolicy(config, 'header');
  const everywhere = Object.entries({ 'content-security-policy': policy, ...SECURITY_HEADERS });
  const lines = (headers: readonly (readonly [string, string])[]) =>
    headers.map(([name, value]) => `  ${name}: ${value}`);
  const assets = ['/assets/*', '  cache-control: public, max-age=31536000, immutable'];
  return `${['/*', ...lines(everywhere), '', ...assets].join('\n')}\n`;
}

/** Whether a folder is what an earlier build wrote: nothing else is ever overwritten. */
function isSite(folder: string): boolean {
  try {
    const { format } = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as { format?: unknown };
    return format === SITE_FORMAT && existsSync(join(folder, 'index.html'));
  } catch {
    return false;
  }
}

function checkPlace(out: string): void {
  if (!existsSync(out)) return;
  const usable = statSync(out).isDirectory() && (readdirSync(out).length === 0 || isSite(out));
  if (!usable) throw pageError('SITE_FOLDER_TAKEN', `${out} holds something else than a site; name another folder`);
}

function writeSite({ page, config, circuits, out }: ExportOptions): void {
  cpSync(page.site, out, { recursive: true });
  writeFileSync(join(out, 'index.html'), fillPolicy(page, contentPolicy(config, 'meta')));
  writeFileSync(join(out, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
  writeFileSync(join(out, '_headers'), headersFile(config));
  for (const { name, files } of circuits) {
    for (const [path, file] of Object.entries(files)) {
      const to = join(out, config.circuits, name, path);
      mkdirSync(dirname(to), { recursive: true });
      cpSync(file, to);
    }
  }
}

/** Whole, or not at all: an interrupted one leaves what was there. */
export function exportSite(options: ExportOptions): ExportedSite {
  const { out } = options;
  checkPlace(out);
  const part = `${out}.part-${process.pid}`;
  rmSync(part, { recursive: true, force: true });
  try {
    mkdirSync(part, { recursive: true });
    writeSite({ ...options, out: part });
    rmSync(out, { recursive: true, force: true });
    renameSync(part, out);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  const files = filesUnder(out);
  const bytes = files.reduce((sum, path) => sum + statSync(join(out, path)).size, 0);
  return { out, files: files.length, bytes };
}
