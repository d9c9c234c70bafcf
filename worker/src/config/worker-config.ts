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

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const LOOPBACK = '127.0.0.1';
const LOOPBACKS: readonly string[] = [LOOPBACK, '::1', 'localhost'];
const MOST_BYTES = 2 ** 50;

const port = (about: string, otherwise: number) =>
  integer(`${about}; 0 lets the system choose`, 0, 65_535).otherwise(otherwise);

const health = section('How the worker is, and what it counted: /health, /live and /metrics', {
  host: host('Where it listens; others can read it if this is not the loopback').otherwise(LOOPBACK),
  port: port('Its port', 9464),
});

const chain = optional(
  section(
    'The chain that tasks and jobs are on',
    {
      url: url('The JSON-RPC address of a node'),
      chainId: integer('The number of the chain; that of the deployment when it is left out', 1, 2 ** 52).orNone(),
      training: address('The contract Training').orNone(),
      market: address('The contract InferenceMarket').orNone(),
      deployment: path('Instead of them, a file with addresses as deploy --json prints them').orNone(),
      finality: wordOr(
        'finalized',
        integer('From when on a block is taken for final: so many on top', 0, 10_000),
      ).otherwise('finalized'),
      fromBlock: integer('Where to begin to read: the block of the contract, or any before it', 0, 2 ** 52).otherwise(
        0,
      ),
      pollMs: integer('How long to wait before looking for a new block', 50, 600_000).otherwise(4 * SECOND),
    },
    ({ training, market, deployment, chainId }) => {
      const named = training !== undefined || market !== undefined;
      if (named === (deployment !== undefined)) return 'needs either deployment or addresses of contracts';
      return named && chainId === undefined ? 'needs chainId beside addresses' : undefined;
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

const compute = optional(
  section('Evaluates models on ciphertexts, for fees', {
    offers: wordOr('all', list('The offers to work for', hash('the id of an offer'))).otherwise('all'),
    threads: integer('Evaluations at one time', 1, 64).otherwise(1),
    memoryBytes: integer('Memory of one evaluation', 128 * MIB, 4 * GIB).otherwise(GIB),
    jobSeconds: integer('How long one evaluation may take before it is ended', 1, 600).otherwise(60),
    mostSamples: integer('Samples of one job', 1, 65_535).otherwise(64),
    leastFeePerSecondWei: amount('The fee for an estimated second below which seats are given back').otherwise(0n),
    mostBondWei: amount('The largest bond to lock for one seat; any when it is left out').orNone(),
    mostBondSeconds: integer('How long one seat may lock a bond', 180, 30 * 86_400).otherwise(86_400),
    patienceMs: integer('How long bytes may be missing before the seat is given back', 0, HOUR).otherwise(30 * SECOND),
    staggerMs: integer('How long the next in turn waits with what anybody may do', 0, HOUR).otherwise(10 * SECOND),
    housekeeping: flag('Whether to draw, tally and settle for jobs of others').otherwise(true),
    stakeWei: amount('Joins with this stake by itself; compute join does it otherwise').orNone(),
    resume: flag('Whether to be drawn again after having been paused').otherwise(true),
    mostDepositWei: amount('The largest deposit to contest a result with; never contests when it is left out').orNone(),
    claimAboveWei: amount('Takes earnings out above this; compute claim does it otherwise').orNone(),
    cacheBytes: integer('Disk for what was fetched', 16 * MIB, MOST_BYTES).otherwise(4 * GIB),
    listen: optional(
      section(
        'An HTTP interface for users: progress of their jobs, and large uploads',
        {
          host: host('Where it listens').otherwise(LOOPBACK),
          port: port('Its port', 8593),
          audience: origin('Its public origin, which users sign in to; where it listens when it is left out').orNone(),
          pages: list('Origins of the pages that users may sign in from', origin('an origin'), 64).otherwise([]),
          quotaBytes: integer('Bytes for each user in a day', 1, MOST_BYTES).otherwise(256 * MIB),
          capacityBytes: integer('Bytes for all in a day', 1, MOST_BYTES).otherwise(8 * GIB),
          maxBlobBytes: integer('Bytes of one upload', 1, GIB).otherwise(64 * MIB),
          requestsPerMinute: integer('Requests that one address may make in a minute', 1, 100_000).otherwise(240),
        },
        ({ host: at, audience }) =>
          audience === undefined && !LOOPBACKS.includes(at) ? 'needs audience where others can reach it' : undefined,
      ),
    ),
  }),
);

const creator = optional(
  section('Evaluates the last layers of split models on what their users hand over', {
    key: path('What creator keygen wrote'),
    passphraseFile: path('A file with its passphrase; TACIT_PASSPHRASE when it is left out').orNone(),
    offers: groups(
      'The offers to answer for',
      section('', { offer: hash('the id of an offer'), tail: path('The network file of its last layers') }),
      64,
    ),
    claimAboveWei: amount('Takes earnings out above this; compute claim does it otherwise').orNone(),
  }),
);

/** All roles, in the order in which they start. */
export const ROLE_NAMES = ['pin', 'keyholder', 'relay', 'compute', 'creator'] as const;
type RoleName = (typeof ROLE_NAMES)[number];
const ON_MARKET: readonly RoleName[] = ['compute', 'creator'];

/** What a deployment has is seen when it is read. */
function contractFault(
  chain: { training?: string | undefined; market?: string | undefined; deployment?: string | undefined } | undefined,
  roles: readonly RoleName[],
): string | undefined {
  if (!chain || chain.deployment !== undefined) return undefined;
  const onMarket = roles.find((name) => ON_MARKET.includes(name));
  const onTraining = roles.find((name) => !ON_MARKET.includes(name));
  if (onMarket && chain.market === undefined) return `needs chain.market, since ${onMarket} works there`;
  return onTraining && chain.training === undefined
    ? `needs chain.training, since ${onTraining} works there`
    : undefined;
}

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
    compute,
    creator,
  },
  (config) => {
    if (config.state === '') return 'needs state, the folder with all that the worker keeps';
    const roles = ROLE_NAMES.filter((name) => config[name]);
    if (roles.length === 0) return `has none of ${ROLE_NAMES.join(', ')}: nothing to do`;
    const onChain = roles.filter((name) => name !== 'pin');
    const [role] = onChain;
    if (role && !config.chain) return `needs chain, since ${role} works on one`;
    if (role && !config.wallet) return `needs wallet, since ${role} signs`;
    return contractFault(config.chain, onChain);
  },
);

export type WorkerConfig = Values<typeof WORKER.shape>;
export type ChainConfig = NonNullable<WorkerConfig['chain']>;
export type StorageConfig = WorkerConfig['storage'];
export type PinSettings = NonNullable<WorkerConfig['pin']>;
export type KeyholderSettings = NonNullable<WorkerConfig['keyholder']>;
export type RelaySettings = NonNullable<WorkerConfig['relay']>;
export type ComputeSettings = NonNullable<WorkerConfig['compute']>;
export type CreatorSettings = NonNullable<WorkerConfig['creator']>;

/** Relative paths count from `base`. CONFIG_INVALID for anything that is not exactly a configuration. */
export const parseWorkerConfig = (json: unknown, { base = process.cwd() }: { readonly base?: string } = {}) =>
  readEntry(WORKER, json ?? null, { path: [], base }) as WorkerConfig;
