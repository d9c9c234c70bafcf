// Whether a configuration would work: everything that a start would need is tried, and nothing is started.
import {
  addressOf,
  type ContractName,
  explained,
  formatAmount,
  ProtocolError,
  pinNodeStore,
  requireChain,
} from '@tacit/sdk';
import type { PassphraseSource } from '@tacit/sdk/node';
import { getBalance, getBlockNumber } from 'viem/actions';
import { checkChain } from './chain.ts';
import { checkSeal, checkStake } from './compute/check-compute.ts';
import type { WorkerConfig } from './config/worker-config.ts';
import { describeUrl } from './redact.ts';
import { openCreatorFiles, openKeys, openSurroundings, type Surroundings } from './roles.ts';
import { lockState } from './state-lock.ts';
import { openStores } from './stores.ts';

export interface CheckLine {
  readonly what: string;
  readonly ok: boolean;
  /** What was found, or why not. */
  readonly finding: string;
}

interface CheckOptions {
  readonly config: WorkerConfig;
  readonly passphrase: PassphraseSource | undefined;
}

const NO_LOG = { debug() {}, info() {}, warn() {}, error() {}, with: () => NO_LOG };
const ASK_MS = 10_000;

async function attempt(what: string, work: () => Promise<string>): Promise<CheckLine> {
  try {
    return { what, ok: true, finding: await work() };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { what, ok: false, finding: `${error.code}: ${error.shortMessage}` };
  }
}

async function checkAccess({ account, chain }: Surroundings): Promise<string> {
  if (!account || !chain) return '';
  await requireChain(chain.clients.publicClient, chain.chainId);
  const client = chain.clients.publicClient;
  const [block, balance] = await Promise.all([
    explained(() => getBlockNumber(client)),
    explained(() => getBalance(client, { address: account.address })),
  ]);
  return `chain ${chain.chainId} at block ${block}; ${account.address} has ${formatAmount(balance)}`;
}

async function checkContract({ chain }: Surroundings, name: ContractName): Promise<string> {
  if (!chain) return '';
  const contract = addressOf(chain.deployment, name);
  await checkChain(chain, contract);
  return contract;
}

/** Of the roles that are configured. */
const contractsOf = ({ keyholder, relay, compute, creator }: WorkerConfig): ContractName[] => [
  ...(keyholder || relay ? (['Training'] as const) : []),
  ...(compute || creator ? (['InferenceMarket'] as const) : []),
];

/** A pin node says who it is; that it takes our uploads only an upload would show. */
async function checkPinNode(url: string): Promise<string> {
  pinNodeStore({ url });
  const answer = await fetch(new URL('id', url.endsWith('/') ? url : `${url}/`), {
    redirect: 'manual',
    signal: AbortSignal.timeout(ASK_MS),
  }).catch(() => undefined);
  await answer?.body?.cancel();
  if (answer?.status === 200) return 'answers';
  const why = answer ? `answers with status ${answer.status}` : 'does not answer';
  throw new ProtocolError('STORE_UNREACHABLE', `${describeUrl(url)} ${why}`);
}

function checkRest({ config, passphrase }: CheckOptions): Promise<CheckLine>[] {
  const { keyholder, creator, storage, state } = config;
  const lines = [
    attempt('state', async () => {
      await (await lockState(state)).release();
      return state;
    }),
    ...storage.pinNodes.map((url) => attempt(`pin node ${describeUrl(url)}`, () => checkPinNode(url))),
    attempt('storage', async () => {
      await openStores({ config: storage, signer: undefined, ownPinNode: undefined, log: NO_LOG });
      return 'addresses and files are in order';
    }),
  ];
  if (keyholder) {
    const key = attempt('keyholder key', async () => {
      await openKeys(keyholder, passphrase);
      return keyholder.key;
    });
    lines.push(key);
  }
  if (creator) {
    const files = attempt('creator key and last layers', async () => {
      await openCreatorFiles(creator, passphrase);
      return `${creator.key}, ${creator.offers.length} offers`;
    });
    lines.push(files);
  }
  return lines;
}

/** Tries everything, and says of each what was found. */
export async function checkWorker(options: CheckOptions): Promise<CheckLine[]> {
  let surroundings: Surroundings | undefined;
  const lines: CheckLine[] = [];
  if (options.config.wallet) {
    const wallet = await attempt('wallet', async () => {
      surroundings = await openSurroundings(options);
      return String(surroundings.account?.address);
    });
    lines.push(wallet);
  }
  const opened = surroundings;
  const { compute } = options.config;
  if (opened?.chain) {
    lines.push(await attempt('chain', () => checkAccess(opened)));
    for (const name of contractsOf(options.config)) lines.push(await attempt(name, () => checkContract(opened, name)));
    if (compute) lines.push(await attempt('stake', () => checkStake(compute, opened)));
  }
  if (compute) lines.push(await attempt('SEAL', () => checkSeal(compute)));
  return lines.concat(await Promise.all(checkRest(options)));
}
