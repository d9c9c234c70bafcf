// A browser wallet for tests: keys, chains and decisions live in the test's process, and pages get what EIP-1193 and EIP-6963 promise.
import { randomUUID } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright-core';
import { hexToNumber, type LocalAccount, numberToHex } from 'viem';
import { installProvider } from './wallet-page.ts';
import { type RpcAnswer, refusal, signFor } from './wallet-signing.ts';

export interface WalletRequest {
  readonly origin: string;
  readonly method: string;
  readonly params: readonly unknown[];
}

export interface LoggedRequest extends WalletRequest {
  /** Undefined while the person has not decided. */
  decision: 'approve' | 'reject' | undefined;
}

/** What the person does when the wallet asks; a promise is somebody who takes time. */
export type Decide = (request: WalletRequest) => 'approve' | 'reject' | Promise<'approve' | 'reject'>;

export interface WalletOptions {
  /** The first one is the one in use. */
  readonly accounts: readonly LocalAccount[];
  /** Where chains that the wallet knows are reached. */
  readonly chains: Readonly<Record<number, string>>;
  /** Which chain it is on; the first that it knows, if this is left out. It may be one that it cannot reach. */
  readonly chainId?: number;
  readonly name?: string;
  readonly rdns?: string;
  /** Origins that its person has let see the account before. */
  readonly connectedTo?: readonly string[];
}

export interface TestWallet {
  readonly name: string;
  readonly rdns: string;
  readonly address: `0x${string}`;
  readonly chainId: number;
  /** Everything that a person was asked, the oldest first. */
  readonly log: readonly LoggedRequest[];
  decide: Decide;
  /** Methods that a person was asked about, and said yes to. */
  approved(): string[];
  /** As a person does in the wallet itself; pages hear of it. */
  useAccount(index: number): Promise<void>;
  useChain(chainId: number): Promise<void>;
  disconnect(): Promise<void>;
}

interface State {
  readonly options: WalletOptions;
  readonly chains: Map<number, string>;
  /** Origins that may see the account: it survives a reload, and closing the page. */
  readonly connected: Set<string>;
  readonly log: LoggedRequest[];
  readonly emit: (event: string, value: unknown) => Promise<void>;
  decide: Decide;
  chainId: number;
  account: LocalAccount;
  /** One transaction after the other: each takes the next nonce. */
  sending: Promise<unknown>;
}

async function ask(state: State, request: WalletRequest): Promise<boolean> {
  const entry: LoggedRequest = { ...request, decision: undefined };
  state.log.push(entry);
  entry.decision = await state.decide(request);
  return entry.decision === 'approve';
}

const rejected = (): RpcAnswer => refusal(4001, 'User rejected the request.');

async function moveTo(state: State, chainId: number): Promise<void> {
  if (state.chainId === chainId) return;
  state.chainId = chainId;
  await state.emit('chainChanged', numberToHex(chainId));
}

async function connect(state: State, request: WalletRequest): Promise<RpcAnswer> {
  const { connected, account } = state;
  if (!connected.has(request.origin)) {
    if (!(await ask(state, request))) return rejected();
    connected.add(request.origin);
    await state.emit('accountsChanged', [account.address]);
  }
  const caveats = [{ type: 'restrictReturnedAccounts', value: [account.address] }];
  const permissions = [{ parentCapability: 'eth_accounts', caveats }];
  return { result: request.method === 'eth_requestAccounts' ? [account.address] : permissions };
}

async function disconnect(state: State): Promise<RpcAnswer> {
  state.connected.clear();
  await state.emit('accountsChanged', []);
  return { result: null };
}

const chainOf = ({ params: [first] }: WalletRequest): number =>
  hexToNumber((first as { readonly chainId: `0x${string}` }).chainId);

async function switchChain(state: State, request: WalletRequest): Promise<RpcAnswer> {
  const chainId = chainOf(request);
  if (!state.chains.has(chainId)) return refusal(4902, 'Unrecognized chain ID.');
  if (state.chainId !== chainId && !(await ask(state, request))) return rejected();
  await moveTo(state, chainId);
  return { result: null };
}

/** Wallets in use go to the chain that was added, too. */
async function addChain(state: State, request: WalletRequest): Promise<RpcAnswer> {
  const [{ rpcUrls }] = request.params as readonly [{ readonly rpcUrls?: readonly string[] }];
  const url = rpcUrls?.[0];
  if (url === undefined) return refusal(-32602, 'Expected an array with at least one valid string URL.');
  if (!(await ask(state, request))) return rejected();
  state.chains.set(chainOf(request), url);
  await moveTo(state, chainOf(request));
  return { result: null };
}

/** What is no business of the person's goes to the chain as it is. */
async function forward({ chains, chainId }: State, { method, params }: WalletRequest): Promise<RpcAnswer> {
  const url = chains.get(chainId);
  if (url === undefined) return refusal(-32603, `This wallet does not reach chain ${chainId}.`);
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const { result, error } = (await response.json()) as { result?: unknown; error?: RpcAnswer['error'] };
  return error ? { error } : { result };
}

async function sign(state: State, request: WalletRequest): Promise<RpcAnswer> {
  const { connected, account, chains, chainId } = state;
  if (!connected.has(request.origin)) return refusal(4100, 'The requested account has not been authorized.');
  if (!(await ask(state, request))) return rejected();
  const turn = state.sending.then(() => signFor({ account, chainId, url: chains.get(chainId) }, request));
  state.sending = turn.catch(() => undefined);
  return await turn;
}

type Handler = (state: State, request: WalletRequest) => Promise<RpcAnswer> | RpcAnswer;

const HANDLERS: Readonly<Record<string, Handler>> = {
  eth_chainId: ({ chainId }) => ({ result: numberToHex(chainId) }),
  net_version: ({ chainId }) => ({ result: String(chainId) }),
  eth_accounts: ({ connected, account }, { origin }) => ({ result: connected.has(origin) ? [account.address] : [] }),
  eth_requestAccounts: connect,
  wallet_requestPermissions: connect,
  wallet_getPermissions: ({ connected }, { origin }) => ({
    result: connected.has(origin) ? [{ parentCapability: 'eth_accounts' }] : [],
  }),
  wallet_revokePermissions: disconnect,
  wallet_switchEthereumChain: switchChain,
  wallet_addEthereumChain: addChain,
  personal_sign: sign,
  eth_signTypedData_v4: sign,
  eth_sendTransaction: sign,
};

async function answer(state: State, request: WalletRequest): Promise<RpcAnswer> {
  try {
    return await (HANDLERS[request.method] ?? forward)(state, request);
  } catch (error) {
    return refusal(-32603, (error as Error).message);
  }
}

const open = (page: Page): boolean => !page.isClosed();

function createState(options: WalletOptions, emit: State['emit']): State {
  const { accounts, chains } = options;
  const known = new Map(Object.entries(chains).map(([id, url]) => [Number(id), url]));
  const [account] = accounts;
  const chainId = options.chainId ?? known.keys().next().value;
  if (!account || chainId === undefined) throw new Error('a wallet has an account and a chain, one of each at least');
  const sending = Promise.resolve();
  const log: LoggedRequest[] = [];
  return {
    options,
    chains: known,
    connected: new Set(options.connectedTo),
    log,
    emit,
    decide: () => 'approve',
    chainId,
    account,
    sending,
  };
}

/** Puts a wallet into every page of a context, those that are opened later included. */
export async function installWallet(context: BrowserContext, options: WalletOptions): Promise<TestWallet> {
  const { name = 'Test wallet', rdns = 'test.wallet' } = options;
  const binding = `wallet_${rdns.replaceAll(/\W/g, '_')}`;
  const emit: State['emit'] = async (event, value) => {
    const told = context.pages().map((page) =>
      // A page on its way elsewhere misses it, as it would in a browser.
      page
        .evaluate(([key, type, detail]) => window.testWallets?.[key]?.emit(type, detail), [rdns, event, value] as const)
        .catch((error: unknown) => {
          if (open(page) && !/navigation|destroyed|closed/i.test(String(error))) throw error;
        }),
    );
    await Promise.all(told);
  };
  const state = createState(options, emit);
  await context.exposeBinding(binding, ({ frame }, { method, params = [] }: WalletRequest) =>
    answer(state, { origin: new URL(frame.url()).origin, method, params }),
  );
  await context.addInitScript(installProvider, { rdns, name, binding, uuid: randomUUID() });
  return {
    name,
    rdns,
    log: state.log,
    get address() {
      return state.account.address;
    },
    get chainId() {
      return state.chainId;
    },
    get decide() {
      return state.decide;
    },
    set decide(decide) {
      state.decide = decide;
    },
    approved: () => state.log.filter(({ decision }) => decision === 'approve').map(({ method }) => method),
    async useAccount(index) {
      const account = options.accounts[index];
      if (!account) throw new Error(`this wallet has no account ${index}`);
      state.account = account;
      if (state.connected.size > 0) await emit('accountsChanged', [account.address]);
    },
    useChain: (chainId) => moveTo(state, chainId),
    async disconnect() {
      await disconnect(state);
    },
  };
}
