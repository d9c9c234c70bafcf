// What `npm run build` is told.
import { parseArgs } from 'node:util';
import { UsageError } from '../demo/options.ts';

/** A network whose contracts were deployed from this checkout, or whose addresses somebody sent as a file. */
export interface DeployedSource {
  readonly rpcUrl: string;
  /** As `deploy --json` prints it; Ignition's own record if this is left out. */
  readonly deployment?: string;
  readonly pinNodes: readonly string[];
  readonly relays: readonly string[];
  readonly name?: string;
  readonly explorer?: string;
  readonly currency?: string;
  readonly fromBlock?: number;
  readonly finality?: number | 'finalized';
  /** Nothing on it is worth anything. */
  readonly trial: boolean;
}

export interface SiteOptions {
  readonly source: { readonly config: string } | DeployedSource;
  readonly out: string;
  /** Undefined for all that are declared. */
  readonly circuits?: readonly string[];
  readonly json: boolean;
}

export const HELP = `npm run build -- (--config FILE | --rpc URL) [options]

Writes the page as files that any host and any IPFS gateway can give, from any folder: every address in it is relative.
Its content security policy lets it speak to the named nodes and to nobody else, so another network takes another build.

  --config FILE      which networks the site is for, as its config.json says it:
                       { "format": "tacit site 1", "circuits": "./circuits/", "networks": [ {
                         "name": "Sepolia", "chainId": 11155111, "rpcUrl": "https://…", "explorer": "https://…" or null,
                         "currency": "ETH", "contracts": { "Training": "0x…", … }, "fromBlock": 1, "finality": "finalized",
                         "pinNodes": ["https://…"], "relays": [], "live": true } ] }

or one network, asked for the rest:

  --rpc URL          its node; the addresses are those that "npx hardhat deploy" recorded for its chain
  --deployment FILE  … or those in this file, as "deploy --json" prints it
  --pin URL[,URL]    pin nodes: the first one takes what is uploaded
  --relay URL[,URL]  relays, which pay for trainers' updates
  --name NAME        what people call it                     ("This machine", or "Chain" and its number)
  --explorer URL     where transactions can be looked at     (none)
  --currency SYMBOL                                          (ETH)
  --from-block N     no event of the contracts is older      (the first block of the recorded deployment, or 0)
  --finality N       blocks after which one is final, or "finalized" for the chain's own word
                                                             (finalized; 0 on this machine)
  --trial            nothing on this network is worth anything; the page says so (as it does of a node on this machine)

  --out DIR          a new folder, or one that an earlier build wrote   (build/site)
  --circuits A,B     circuits that people can prove by, with their keys; "none" leaves all out
                                                             (all that circuits/circuits.json declares)
  --json             what was written, as one line on stdout
  --help

A host that reads _headers sends the policy as a header too. Where none does, the page's own copy of it holds, but anybody may
put the page into a frame of theirs. Serve .wasm as application/wasm, and everything compressed.
`;

const TEXTS = [
  ...['config', 'rpc', 'deployment', 'pin', 'relay', 'name', 'explorer', 'currency', 'from-block', 'finality'],
  ...['out', 'circuits'],
] as const;
const FLAGS = ['trial', 'json', 'help'] as const;

type Values = Readonly<Record<string, string | boolean | undefined>>;

function parse(args: readonly string[]): Values {
  const options = Object.fromEntries([
    ...TEXTS.map((name) => [name, { type: 'string' }] as const),
    ...FLAGS.map((name) => [name, { type: 'boolean' }] as const),
  ]);
  try {
    return parseArgs({ args: [...args], options }).values as Values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split('\n')[0]} (see --help)`);
  }
}

const textOf = <Name extends string>(values: Values, name: string, as: Name): { readonly [K in Name]?: string } =>
  (values[name] === undefined ? {} : { [as]: String(values[name]) }) as { readonly [K in Name]?: string };

const listOf = (value: string | boolean | undefined): string[] =>
  value === undefined
    ? []
    : String(value)
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');

function countOf(values: Values, name: string): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(String(text))) return Number(text);
  throw new UsageError(`--${name} must be a whole number`);
}

function readDeployed(values: Values): DeployedSource {
  const fromBlock = countOf(values, 'from-block');
  const finality = values.finality === 'finalized' ? values.finality : countOf(values, 'finality');
  return {
    rpcUrl: String(values.rpc),
    pinNodes: listOf(values.pin),
    relays: listOf(values.relay),
    trial: values.trial === true,
    ...textOf(values, 'deployment', 'deployment'),
    ...textOf(values, 'name', 'name'),
    ...textOf(values, 'explorer', 'explorer'),
    ...textOf(values, 'currency', 'currency'),
    ...(fromBlock === undefined ? {} : { fromBlock }),
    ...(finality === undefined ? {} : { finality }),
  };
}

const OF_DEPLOYED = TEXTS.filter((name) => !['config', 'rpc', 'out', 'circuits'].includes(name));

function readSource(values: Values): SiteOptions['source'] {
  if (values.config === undefined && values.rpc === undefined) {
    throw new UsageError('say which network the site is for: --config FILE, or --rpc URL (see --help)');
  }
  if (values.config === undefined) return readDeployed(values);
  const other = ['rpc', 'trial', ...OF_DEPLOYED].find((name) => values[name] !== undefined);
  if (other !== undefined) throw new UsageError(`--${other} goes with --rpc; with --config the file says it`);
  return { config: String(values.config) };
}

/** Undefined when help was asked for. */
export function readSiteOptions(args: readonly string[]): SiteOptions | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  return {
    source: readSource(values),
    out: values.out === undefined ? 'build/site' : String(values.out),
    ...(values.circuits === undefined ? {} : { circuits: listOf(values.circuits === 'none' ? '' : values.circuits) }),
    json: values.json === true,
  };
}
