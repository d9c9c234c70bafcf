// What a copy of the page is told: `config.json` beside it. It also decides whom the page may speak to, so it is read strictly.
import { type Deployment, parseDeployment } from '@tacit/sdk';
import { pageError } from './page-error.ts';

export const SITE_FORMAT = 'tacit site 1';

export interface NetworkConfig {
  readonly name: string;
  readonly chainId: number;
  readonly rpcUrl: string;
  /** Null where there is none. */
  readonly explorer: string | null;
  readonly currency: string;
  readonly contracts: Deployment['addresses'];
  /** No event of ours is older. */
  readonly fromBlock: number;
  /** Blocks on top of one that is taken as final, or the chain's own word for it. */
  readonly finality: number | 'finalized';
  readonly pinNodes: readonly string[];
  readonly relays: readonly string[];
  /** False for a chain on which nothing is worth anything. */
  readonly live: boolean;
}

export interface SiteConfig {
  readonly format: typeof SITE_FORMAT;
  readonly networks: readonly NetworkConfig[];
  /** Where circuits and their keys lie, relative to the page. */
  readonly circuits: string;
}

type Fields = Readonly<Record<string, unknown>>;

const bad = (why: string) => pageError('SITE_CONFIG_INVALID', `this is no configuration of a site: ${why}`);

/** Exactly these fields: a misspelt one would be passed over in silence. */
function fieldsOf(value: unknown, names: readonly string[], what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`${what} is no JSON object`);
  const missing = names.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) throw bad(`${what} has no ${missing}`);
  if (Object.keys(value).length > names.length) throw bad(`${what} has other fields than ${names.join(', ')}`);
  return value as Fields;
}

function textOf(value: unknown, what: string, pattern: RegExp): string {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw bad(`${what} is no usable text`);
}

function countOf(value: unknown, what: string, most: number = Number.MAX_SAFE_INTEGER): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most) return value as number;
  throw bad(`${what} is no whole number from 0 to ${most}`);
}

function listOf<T>(value: unknown, what: string, read: (item: unknown) => T, most = 16): T[] {
  if (!Array.isArray(value) || value.length > most) throw bad(`${what} is no list of ${most} at most`);
  return value.map((item) => read(item));
}

/** Labels of letters, digits and hyphens: all that a content security policy takes for a host, and no wildcard or separator. */
const HOST = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const SPELLING = /^https?:\/\/[\x21-\x7e]{1,400}$/;

function urlOf(value: unknown, what: string): string {
  const text = textOf(value, what, SPELLING);
  const url = URL.parse(text);
  if (!url || !HOST.test(url.hostname)) throw bad(`${what} names no host that a page may be allowed to reach`);
  if (url.username !== '' || url.password !== '')
    throw bad(`${what} holds a password, and everybody can read this file`);
  if (url.hash !== '') throw bad(`${what} has a fragment`);
  return text;
}

const FOLDER = /^\.\/(?:[A-Za-z0-9][A-Za-z0-9._-]*\/)*$/;
const NAME = /^[^\p{C}\p{Z}](?:[^\p{C}\p{Zl}\p{Zp}]{0,58}[^\p{C}\p{Z}])?$/u;
const CURRENCY = /^[A-Za-z0-9]{1,11}$/;

const NETWORK_FIELDS = [
  ...['name', 'chainId', 'rpcUrl', 'explorer', 'currency', 'contracts'],
  ...['fromBlock', 'finality', 'pinNodes', 'relays', 'live'],
];

function readNetwork(value: unknown): NetworkConfig {
  const fields = fieldsOf(value, NETWORK_FIELDS, 'a network');
  const { chainId, addresses } = parseDeployment({ chainId: fields.chainId, addresses: fields.contracts });
  if (typeof fields.live !== 'boolean') throw bad('live is neither true nor false');
  const { finality } = fields;
  return {
    name: textOf(fields.name, 'a name', NAME),
    chainId,
    rpcUrl: urlOf(fields.rpcUrl, 'rpcUrl'),
    explorer: fields.explorer === null ? null : urlOf(fields.explorer, 'explorer'),
    currency: textOf(fields.currency, 'currency', CURRENCY),
    contracts: addresses,
    fromBlock: countOf(fields.fromBlock, 'fromBlock'),
    finality: finality === 'finalized' ? finality : countOf(finality, 'finality', 100_000),
    pinNodes: listOf(fields.pinNodes, 'pinNodes', (url) => urlOf(url, 'a pin node')),
    relays: listOf(fields.relays, 'relays', (url) => urlOf(url, 'a relay')),
    live: fields.live,
  };
}

/** Reads a configuration, and nothing that is not exactly one (SITE_CONFIG_INVALID, DEPLOYMENT_INVALID). */
export function parseSiteConfig(json: unknown): SiteConfig {
  const { format, networks, circuits } = fieldsOf(json, ['format', 'networks', 'circuits'], 'it');
  if (format !== SITE_FORMAT) throw bad(`its format is not "${SITE_FORMAT}"`);
  const read = listOf(networks, 'networks', readNetwork);
  if (read.length === 0) throw bad('it names no network');
  if (new Set(read.map(({ chainId }) => chainId)).size < read.length) throw bad('two networks are one chain');
  return { format, networks: read, circuits: textOf(circuits, 'circuits', FOLDER) };
}

/** The configuration of a site for these networks, with its circuits beside it. */
export const siteConfig = (networks: readonly NetworkConfig[]): SiteConfig =>
  parseSiteConfig({ format: SITE_FORMAT, networks, circuits: './circuits/' });

/** Of one chain that runs on this machine, for as long as this process does. */
export const localNetwork = ({
  chain,
  contracts,
  pinNodes,
  relays = [],
  finality = 0,
}: {
  readonly chain: { readonly url: string; readonly chainId: number };
  readonly contracts: Deployment['addresses'];
  readonly pinNodes: readonly string[];
  readonly relays?: readonly string[];
  readonly finality?: number;
}): NetworkConfig => ({
  name: 'This machine',
  chainId: chain.chainId,
  rpcUrl: chain.url,
  explorer: null,
  currency: 'ETH',
  contracts,
  fromBlock: 0,
  finality,
  pinNodes,
  relays,
  live: false,
});
