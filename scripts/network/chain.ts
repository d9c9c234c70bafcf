// A chain on this machine with funded accounts, whose clock can be moved: what `npx hardhat node` starts.
import { createServer } from 'node:net';
import type { Clients } from '@tacit/sdk';
import { network } from 'hardhat';
import {
  type Address,
  createTestClient,
  createWalletClient,
  type Hex,
  http,
  type LocalAccount,
  publicActions,
  toHex,
} from 'viem';
import { mnemonicToAccount } from 'viem/accounts';

/** Hardhat's own: known to everybody, and worth nothing anywhere else. */
const MNEMONIC = 'test test test test test test test test test test test junk';
export const LOCAL_CHAIN_ID = 31_337;
/** As `npx hardhat node` takes it, so that tasks find it by `--network localhost`. */
const DEFAULT_PORT = 8545;

export interface LocalAccountWithKey {
  readonly account: LocalAccount;
  readonly address: Address;
  readonly privateKey: Hex;
}

export function localAccount(index: number): LocalAccountWithKey {
  const account = mnemonicToAccount(MNEMONIC, { addressIndex: index });
  return { account, address: account.address, privateKey: toHex(account.getHdKey().privateKey as Uint8Array) };
}

const clientOf = (url: string) => createTestClient({ mode: 'hardhat', transport: http(url) }).extend(publicActions);

export interface LocalChain {
  readonly url: string;
  readonly chainId: number;
  readonly client: ReturnType<typeof clientOf>;
  clientsOf(index: number): Clients;
  /** The newest block's time, in seconds. */
  now(): Promise<number>;
  /** Makes a block of this time, or nothing if that time has passed. */
  moveTo(time: number): Promise<void>;
  mine(blocks: number): Promise<void>;
  stop(): Promise<void>;
}

/** Hardhat's server ends the process when its port is taken, so the port is tried beforehand. */
const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

/** At the usual port if that is free, or else at any; `port` 0 asks for any. */
export async function startLocalChain({
  accounts,
  port = DEFAULT_PORT,
  chainId = LOCAL_CHAIN_ID,
  optimised = true,
}: {
  readonly accounts: number;
  readonly port?: number;
  readonly chainId?: number;
  /** Without the optimiser contracts are longer than a chain takes. */
  readonly optimised?: boolean;
}): Promise<LocalChain> {
  const override = {
    accounts: { count: accounts, mnemonic: MNEMONIC },
    chainId,
    allowUnlimitedContractSize: !optimised,
  };
  const usable = port !== 0 && (await isFree(port)) ? port : 0;
  const server = await network.createServer({ network: 'default', override }, '127.0.0.1', usable);
  const listening = await server.listen();
  const url = `http://${listening.address}:${listening.port}`;
  const client = clientOf(url);
  const now = async (): Promise<number> => Number((await client.getBlock()).timestamp);
  return {
    url,
    chainId,
    client,
    clientsOf: (index) => ({
      publicClient: client,
      walletClient: createWalletClient({ account: localAccount(index).account, transport: http(url) }),
    }),
    now,
    async moveTo(time) {
      if (time <= (await now())) return;
      await client.setNextBlockTimestamp({ timestamp: BigInt(time) });
      await client.mine({ blocks: 1 });
    },
    mine: (blocks) => client.mine({ blocks }),
    stop: () => server.close(),
  };
}
