import { existsSync } from 'node:fs';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { createWalletClient, custom, getAddress, isAddress } from 'viem';
import { deploymentFolder, requireDeployment } from './deployments.ts';
import { passphraseFor } from './passphrase.ts';
import {
  addressOf,
  type Clients,
  type ContractName,
  errorCode,
  explained,
  explainFailure,
  hasCode,
  ProtocolError,
  type ReadClient,
  readWalletFile,
  requireChain,
} from './sdk.ts';
import { taskError } from './task-error.ts';

type Connection = Awaited<ReturnType<HardhatRuntimeEnvironment['network']['create']>>;
type Address = `0x${string}`;

export interface TaskNetwork {
  readonly name: string;
  readonly chainId: number;
  readonly connection: Connection;
  readonly publicClient: ReadClient;
}

/** Who is asked to sign, and which record is believed. */
export interface NetworkOptions {
  readonly from?: string | undefined;
  /** Opens the wallet, where `from` is a file. */
  readonly passphraseFile?: string | undefined;
  readonly deployment?: string | undefined;
}

/** Hardhat's own refusals of a connection are one sentence too, behind a number of Hardhat's. */
function explainConnection(error: unknown, name: string): unknown {
  const explanation = explainFailure(error);
  if (errorCode(explanation) === 'NETWORK_UNREACHABLE') {
    const where = name === 'localhost' ? ': start one with npx hardhat node, or say by TACIT_NODE where it is' : '';
    return new ProtocolError('NETWORK_UNREACHABLE', `no node answers on the network ${name}${where}`, { cause: error });
  }
  if (explanation instanceof ProtocolError || !(error instanceof Error)) return explanation;
  if (!/^HHE\d+: /.test(error.message)) return error;
  return new ProtocolError('NETWORK_UNREACHABLE', error.message.replace(/^HHE\d+: /, '').replaceAll(/\s+/g, ' '));
}

/** Connects to the network of `--network`. */
export async function connect(hre: HardhatRuntimeEnvironment): Promise<TaskNetwork> {
  const name = hre.globalOptions.network ?? 'default';
  if (hre.config.networks[name]?.type === 'edr-simulated') {
    const message = `the network ${name} ends with this command; start npx hardhat node and add --network localhost`;
    throw taskError('NETWORK_EPHEMERAL', message);
  }
  try {
    const connection = await hre.network.create();
    const publicClient = await connection.viem.getPublicClient();
    return { name, chainId: await publicClient.getChainId(), connection, publicClient };
  } catch (error) {
    throw explainConnection(error, name);
  }
}

export function readAddress(text: string, option: string): Address {
  if (isAddress(text)) return getAddress(text);
  throw taskError(
    'ADDRESS_INVALID',
    `--${option} must be 0x and 40 hex digits, with a right checksum if any is a capital`,
  );
}

/** Signs on this machine, with the key that is sealed in a file: the node has none of it. */
async function openWallet(
  { connection, publicClient }: TaskNetwork,
  path: string,
  passphraseFile: string | undefined,
): Promise<Clients & { readonly account: Address }> {
  const account = await readWalletFile(path, { passphrase: passphraseFor(path, passphraseFile) });
  const walletClient = createWalletClient({
    account,
    chain: publicClient.chain,
    transport: custom(connection.provider),
  });
  return { publicClient, walletClient, account: account.address };
}

/** The clients that sign as `--from`, an address or a wallet file, or as the network's first account. */
export async function connectAccount(
  network: TaskNetwork,
  { from, passphraseFile }: NetworkOptions,
): Promise<Clients & { readonly account: Address }> {
  const { connection, publicClient, name } = network;
  if (from !== undefined && !/^0x/i.test(from)) {
    if (existsSync(from)) return await openWallet(network, from, passphraseFile);
    const message =
      '--from must be 0x and 40 hex digits, or a file that keyholders wallet wrote; there is no such file';
    throw taskError('ADDRESS_INVALID', message);
  }
  const wallets = await explained(() => connection.viem.getWalletClients());
  const wanted = from === undefined ? undefined : readAddress(from, 'from');
  const walletClient = wallets.find(({ account }) => !wanted || getAddress(account.address) === wanted);
  if (walletClient) return { publicClient, walletClient, account: getAddress(walletClient.account.address) };
  const message = wanted ? `the network ${name} has no account ${wanted}` : `the network ${name} has no account`;
  throw taskError('ACCOUNT_UNKNOWN', message);
}

/**
 * The address of a contract: as given, or else from the record. A local node that was started anew has the record's chain
 * id and none of its contracts, so the address is looked at.
 */
export async function locate(
  hre: HardhatRuntimeEnvironment,
  { chainId, publicClient }: TaskNetwork,
  contract: ContractName,
  { given, deployment }: { readonly given?: string | undefined; readonly deployment?: string | undefined },
): Promise<Address> {
  await requireChain(publicClient, chainId);
  const address = given
    ? readAddress(given, 'address of the contract')
    : addressOf(await requireDeployment(hre, chainId, deployment), contract);
  if (await hasCode(publicClient, address)) return address;
  const folder = deploymentFolder(hre, chainId);
  const message = given
    ? `there is no contract at ${address} on chain ${chainId}`
    : `${contract} is recorded in ${folder} and not on this chain, as after a node's restart; run: npx hardhat deploy --reset`;
  throw taskError('DEPLOYMENT_STALE', message, { details: { contract, address } });
}
