// `npm run build`: the page as a static site.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ProtocolError } from '@tacit/sdk';
import { formatBytes, withProgress } from '@tacit/sdk/node';
import { UsageError } from './demo/options.ts';
import { buildPage } from './page/build-page.ts';
import { buildCircuits } from './page/circuits.ts';
import { parseSiteConfig, type SiteConfig, siteConfig } from './page/config.ts';
import { deployedNetwork } from './page/deployed-network.ts';
import { exportSite } from './page/export-site.ts';
import { pageError } from './page/page-error.ts';
import { HELP, readSiteOptions, type SiteOptions } from './page/site-options.ts';

async function readConfig({ source }: SiteOptions): Promise<SiteConfig> {
  if (!('config' in source)) return siteConfig([await deployedNetwork(source)]);
  const text = readFileSync(source.config, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw pageError('SITE_CONFIG_INVALID', `${source.config} is no JSON`);
  }
  return parseSiteConfig(json);
}

async function build(options: SiteOptions): Promise<void> {
  const say = (line: string): void => (options.json ? console.error(line) : console.log(line));
  const config = await readConfig(options);
  const circuits = await withProgress('setting up circuits and development keys', () =>
    buildCircuits(options.circuits),
  );
  const page = await buildPage();
  const site = exportSite({ page, config, circuits, out: resolve(options.out) });
  const names = circuits.map(({ name }) => name);
  say(`${site.files} files, ${formatBytes(site.bytes)}, in ${options.out}`);
  for (const { name, chainId, rpcUrl, pinNodes } of config.networks) {
    say(`  ${name}, chain ${chainId}: reads ${[rpcUrl, ...pinNodes].join(', ')}`);
    if (pinNodes.length === 0) say('  no pin node is named (--pin): the page cannot read models or upload anything');
  }
  say(`  circuits: ${names.join(', ') || 'none, so nobody can train here'}`);
  if (options.json) {
    const chains = config.networks.map(({ chainId }) => chainId);
    console.log(JSON.stringify({ ...site, page: page.hash, chains, circuits: names }));
  }
}

try {
  const options = readSiteOptions(process.argv.slice(2));
  if (options) await build(options);
  else console.log(HELP);
} catch (error) {
  const missingFile = (error as NodeJS.ErrnoException).code === 'ENOENT';
  if (!(error instanceof UsageError || error instanceof ProtocolError || missingFile)) throw error;
  console.error(`npm run build: ${(error as Error).message}`);
  process.exitCode = 2;
}
