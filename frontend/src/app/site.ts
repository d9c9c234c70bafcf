// Which chain, contracts and stores this copy of the page is for: `config.json` beside it, written by whoever serves it.
import { browserError, type Deployment, parseDeployment } from '@tacit/sdk';

export interface SiteNetwork {
  readonly name: string;
  readonly chainId: number;
  readonly rpcUrl: string;
  /** Without a slash at the end; undefined where there is none. */
  readonly explorer: string | undefined;
  readonly currency: string;
  readonly deployment: Deployment;
  /** No event of ours is older. */
  readonly fromBlock: bigint;
  readonly finality: 'finalized' | number;
  readonly pinNodes: readonly string[];
  readonly relays: readonly string[];
  /** False for a chain that somebody runs for trying things out: nothing on it is worth anything. */
  readonly live: boolean;
}

export interface Site {
  readonly networks: readonly SiteNetwork[];
  /** Where circuits and their keys lie, absolute, with a slash at the end. */
  readonly circuits: string;
}

const bad = (why: string) => browserError('SITE_INVALID', `this page's config.json is unusable: ${why}`);

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`${what} is no object`);
  return value as Fields;
}

function textOf(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '' || value.length > 500) throw bad(`${what} is no text`);
  return value;
}

function urlOf(value: unknown, what: string, base?: string): string {
  const url = URL.parse(textOf(value, what), base);
  if (url && (url.protocol === 'https:' || url.protocol === 'http:')) return url.href.replace(/\/$/, '');
  throw bad(`${what} is no address of the web`);
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw bad(`${what} is no list`);
  return value;
}

const countOf = (value: unknown, what: string): number => {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw bad(`${what} is no whole number`);
};

function readNetwork(value: unknown): SiteNetwork {
  const fields = fieldsOf(value, 'a network');
  const { chainId, contracts, explorer, finality, live } = fields;
  return {
    name: textOf(fields.name, 'a name'),
    chainId: countOf(chainId, 'chainId'),
    rpcUrl: urlOf(fields.rpcUrl, 'rpcUrl'),
    explorer: explorer === null ? undefined : urlOf(explorer, 'explorer'),
    currency: textOf(fields.currency, 'currency'),
    deployment: parseDeployment({ chainId, addresses: contracts }),
    fromBlock: BigInt(countOf(fields.fromBlock, 'fromBlock')),
    finality: finality === 'finalized' ? finality : countOf(finality, 'finality'),
    pinNodes: listOf(fields.pinNodes, 'pinNodes').map((url) => urlOf(url, 'a pin node')),
    relays: listOf(fields.relays, 'relays').map((url) => urlOf(url, 'a relay')),
    live: live !== false,
  };
}

/** Reads a config that a server may have mangled; `base` is the page's own address. */
export function parseSite(json: unknown, base: string): Site {
  const fields = fieldsOf(json, 'it');
  if (fields.format !== 'tacit site 1') throw bad('its format is not "tacit site 1"');
  const networks = listOf(fields.networks, 'networks').map(readNetwork);
  if (networks.length === 0) throw bad('it names no network');
  if (new Set(networks.map(({ chainId }) => chainId)).size < networks.length) throw bad('two networks are one chain');
  return { networks, circuits: `${urlOf(fields.circuits, 'circuits', base)}/` };
}

export async function loadSite(base: string): Promise<Site> {
  const response = await fetch(new URL('./config.json', base), { cache: 'no-cache' });
  if (!response.ok) throw bad(`it cannot be had (status ${response.status})`);
  const json: unknown = await response.json().catch(() => {
    throw bad('it is no JSON');
  });
  return parseSite(json, base);
}
