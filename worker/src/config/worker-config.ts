// What a worker can be told. Every setting has a default where one can be right for everybody.
import { LOG_LEVELS } from '../log.ts';
import { optional, readEntry, section, type Values } from './schema.ts';
import {
  address,
  amount,
  choice,
  flag,
  groups,
  hash,
  host,
  integer,
  list,
  origin,
  path,
  text,
  url,
  wordOr,
} from './settings.ts';

const GIB = 2 ** 30;
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const LOOPBACK = '127.0.0.1';
const MOST_BYTES = 2 ** 50;

const port = (about: string, otherwise: number) =>
  integer(`${about}; 0 lets the system choose`, 0, 65_535).otherwise(otherwise);

const health = section('How the worker is, and what it counted: /health, /live and /metrics', {
  host: host('Where it listens; others can read it if this is not the loopback').otherwise(LOOPBACK),
  port: port('Its port', 9464),
});

const chain = optional(
  section(
    'The chain that tasks are on',
    {
      url: url('The JSON-RPC address of a node'),
      chainId: integer('The number of the chain; that of the deployment when it is left out', 1, 2 ** 52).orNone(),
      training: address('The contract Training').orNone(),
      deployment: path('Instead of it, a file with addresses as deploy --json prints them').orNone(),
      finality: wordOr(
        'finalized',
        integer('From when on a block is taken for final: so many on top', 0, 10_000),
      ).otherwise('finalized'),
      fromBlock: integer('Where to begin to read: the block of the contract, or any before it', 0, 2 ** 52).otherwise(
        0,
      ),
      pollMs: integer('How long to wait before looking for a new block', 50, 600_000).otherwise(4 * SECOND),
    },
    ({ training, deployment, chainId }) => {
      if ((training === undefined) === (deployment === undefined)) return 'needs either training or deployment';
      return training !== undefined && chainId === undefined ? 'needs chainId beside training' : undefined;
    },
  ),
);

const wallet = optional(
  section('The account that signs transactions and uploads', {
    file: path('What keyholders wallet wrote'),
    passphraseFile: path('A file with its passphrase; TACIT_PASSPHRASE when it is left out').orNone(),
  }),
);

const storage = section('Where envelopes, sums and models are kept and found', {
  pinNodes: list('Pin nodes to write to and to read from', url('a pin node'), 16).otherwise([]),
  gateways: list('Trustless gateways to read from', url('a gateway'), 16).otherwise([]),
  kubo: optional(
    section("An endpoint with Kubo's interface", {
      url: url('Its address'),
      headersFile: path('A file with headers as a JSON object, readable for its owner alone').orNone(),
    }),
  ),
  pinningServices: groups(
    'Services that pin what others can fetch (IPFS Pinning Service API)',
    section('', { url: url('Its address'), tokenFile: path('A file with its token, readable for its owner alone') }),
  ).otherwise([]),
});

const pin = optional(
  section('A pin node: takes signed uploads, and serves what it has', {
    host: host('Where it listens').otherwise(LOOPBACK),
    port: port('Its port', 8590),
    audience: origin('Its public origin, which uploaders sign; where it listens when it is left out').orNone(),
    quotaBytes: integer('Bytes for each address', 1, MOST_BYTES).otherwise(GIB),
    capacityBytes: integer('Bytes for all', 1, MOST_BYTES).otherwise(10 * GIB),
    maxCarBytes: integer('Bytes of one upload', 1, GIB).otherwise(64 * 2 ** 20),
    uploaders: wordOr('any', list('Who may upload', address('an account'))).otherwise('any'),
    bitswap: optional(
      section('Gives blocks to IPFS nodes that dial in', {
        listen: text('Where', 'a multiaddress such as /ip4/127.0.0.1/tcp/8592/ws', /^(\/[\w.:-]+)+$/),
      }),
    ),
  }),
);

const tasks = wordOr('all', list('The tasks to work for', hash('the id of a task'))).otherwise('all');

const keyholder = optional(
  section('A member of committees: checks, complains, sums, finalises', {
    key: path('What keyholders keygen wrote'),
    passphraseFile: path('A file with its passphrase; TACIT_PASSPHRASE when it is left out').orNone(),
    releases: path('The folder that records what was released; beside the key when it is left out').orNone(),
    tasks,
    finalise: flag('Whether to finalise rounds for their reward').otherwise(true),
    beneficiary: address('Who gets that reward; the account itself when it is left out').orNone(),
    finaliseStaggerMs: integer('How long the next in turn waits with finalising', 0, HOUR).otherwise(20 * SECOND),
    staggerMs: integer('How long the next in turn waits with what anybody may do', 0, HOUR).otherwise(10 * SECOND),
    patienceMs: integer('How long bytes may be missing before they are demanded, for a bond', 0, 24 * HOUR).otherwise(
      60 * SECOND,
    ),
    housekeeping: flag('Whether to burn, settle and close what nobody else does').otherwise(true),
  }),
);

const relay = optional(
  section('Collects signed updates and sends them many at a time; nobody pays for it', {
    host: host('Where it listens').otherwise(LOOPBACK),
    port: port('Its port', 8591),
    tasks,
    maxBatch: integer('Updates in one transaction', 1, 64).otherwise(16),
    maxWaitSeconds: integer('How long an update waits for others', 0, 30 * 86_400).otherwise(600),
    flushBeforeEndSeconds: integer('How long before the end of training everything is sent', 10, 86_400).otherwise(300),
    cheapGasPriceWei: amount('At or below this price everything is sent at once').orNone(),
    maxGasPriceWei: amount('Above this price nothing is sent, until the end of training is near').orNone(),
    maxPending: integer('Updates that wait at one time', 1, 100_000).otherwise(2000),
    requestsPerMinute: integer('Requests that one address may make in a minute', 1, 100_000).otherwise(120),
  }),
);

export const WORKER = section(
  '',
  {
    state: path('The folder with all that the worker keeps').otherwise(''),
    log: choice('What is logged, on stderr', LOG_LEVELS).otherwise('info'),
    health,
    chain,
    wallet,
    storage,
    pin,
    keyholder,
    relay,
  },
  (config) => {
    if (config.state === '') return 'needs state, the folder with all that the worker keeps';
    if (!config.pin && !config.keyholder && !config.relay) return 'has none of pin, keyholder and relay: nothing to do';
    const role = config.keyholder ? 'keyholder' : config.relay ? 'relay' : undefined;
    if (role && !config.chain) return `needs chain, since ${role} works on one`;
    if (role && !config.wallet) return `needs wallet, since ${role} signs`;
    return undefined;
  },
);

export type WorkerConfig = Values<typeof WORKER.shape>;
export type ChainConfig = NonNullable<WorkerConfig['chain']>;
export type StorageConfig = WorkerConfig['storage'];
export type PinSettings = NonNullable<WorkerConfig['pin']>;
export type KeyholderSettings = NonNullable<WorkerConfig['keyholder']>;
export type RelaySettings = NonNullable<WorkerConfig['relay']>;

/** Relative paths count from `base`. CONFIG_INVALID for anything that is not exactly a configuration. */
export const parseWorkerConfig = (json: unknown, { base = process.cwd() }: { readonly base?: string } = {}) =>
  readEntry(WORKER, json ?? null, { path: [], base }) as WorkerConfig;
