// Whether a configuration would work: everything that a start would need is tried, and nothing is started.
import { explained, formatAmount, ProtocolError, pinNodeStore } from '@tacit/sdk';
import type { PassphraseSource } from '@tacit/sdk/node';
import { getBalance, getBlockNumber } from 'viem/actions';
import { checkChain } from './chain.ts';
import type { WorkerConfig } from './config/worker-config.ts';
import { describeUrl } from './redact.ts';
import { openKeys, openSurroundings, type Surroundings } from './roles.ts';
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
  await checkChain(chain);
  const client = chain.clients.publicClient;
  const [block, balance] = await Promise.all([
    explained(() => getBlockNumber(client)),
    explained(() => getBalance(client, { address: account.address })),
  ]);
  return `chain ${chain.chainId} at block ${block}, ${chain.contract}; ${account.address} has ${formatAmount(balance)}`;
}

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
  const { keyholder, storage, state } = config;
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
  if (!keyholder) return lines;
  const key = attempt('keyholder key', async () => {
    await openKeys(keyholder, passphrase);
    return keyholder.key;
  });
  return [...lines, key];
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
  const { chain } = surroundings ?? {};
  if (surroundings && chain) lines.push(await attempt('chain', () => checkAccess(surroundings as Surroundings)));
  return lines.concat(await Promise.all(checkRest(options)));
}
