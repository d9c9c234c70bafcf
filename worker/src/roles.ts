// How each role is started from the configuration: the one place that knows all of them.
import { join } from 'node:path';
import { addressOf, type BlobStore } from '@tacit/sdk';
import { type PassphraseSource, readKeyFile, readPassphraseFile, readWalletFile } from '@tacit/sdk/node';
import type { LocalAccount } from 'viem';
import { type ChainAccess, openChain } from './chain.ts';
import { startComputeRole } from './compute/index.ts';
import type { WorkerConfig } from './config/worker-config.ts';
import { startCreatorRole } from './creator/creator-role.ts';
import { openOwnFiles } from './creator/own-files.ts';
import { startKeyholderRole } from './keyholder/index.ts';
import { startPinRole } from './pin/index.ts';
import { startRelayRole } from './relay/relay-role.ts';
import type { Role, RoleContext } from './role.ts';
import { openStores } from './stores.ts';
import { workerError } from './worker-error.ts';

export interface StartOptions {
  readonly config: WorkerConfig;
  /** For sealed files whose passphrase no file has. */
  readonly passphrase: PassphraseSource | undefined;
  readonly context: RoleContext;
}

/** What the roles of one process have in common. */
export interface Surroundings {
  readonly account: LocalAccount | undefined;
  readonly chain: ChainAccess | undefined;
}

/** A file that the configuration names comes first. */
export const passphraseOf = (file: string | undefined, otherwise: PassphraseSource | undefined) =>
  file === undefined ? otherwise : () => readPassphraseFile(file);

export const openKeys = ({ key, passphraseFile }: NonNullable<WorkerConfig['keyholder']>, given?: PassphraseSource) =>
  readKeyFile(key, { passphrase: passphraseOf(passphraseFile, given) });

export async function openSurroundings({ config, passphrase }: Omit<StartOptions, 'context'>): Promise<Surroundings> {
  const { wallet, chain } = config;
  const options = { passphrase: passphraseOf(wallet?.passphraseFile, passphrase) };
  const account = wallet && (await readWalletFile(wallet.file, options));
  return { account, chain: chain && account && (await openChain(chain, account)) };
}

/** The parser has seen to it that roles which sign have both. */
function requireSigning({ account, chain }: Surroundings) {
  if (account && chain) return { account, chain };
  throw workerError('CONFIG_INVALID', 'this role needs chain and wallet');
}

async function startPin({ config, context }: StartOptions) {
  const { audience, bitswap, ...settings } = config.pin as NonNullable<WorkerConfig['pin']>;
  const state = join(config.state, 'pin');
  const pin = { ...settings, state, ...(audience !== undefined && { audience }), ...(bitswap && { bitswap }) };
  return await startPinRole(pin, { ...context, log: context.log.with({ role: 'pin' }) });
}

/** Of one key wherever it is used: the tasks that are run by hand look there too. */
const releasesOf = ({ key, releases }: NonNullable<WorkerConfig['keyholder']>): string => releases ?? `${key}.released`;

async function startKeyholder({ config, passphrase, context }: StartOptions, at: Surroundings, store: BlobStore) {
  const settings = config.keyholder as NonNullable<WorkerConfig['keyholder']>;
  const { tasks, finalise, housekeeping, finaliseStaggerMs, staggerMs, patienceMs } = settings;
  const { account, chain } = requireSigning(at);
  const { finality, pollMs, fromBlock } = config.chain as NonNullable<WorkerConfig['chain']>;
  const role = {
    ...{ tasks, finalise, housekeeping, finaliseStaggerMs, staggerMs, patienceMs, finality, pollMs, store },
    clients: chain.clients,
    chainId: chain.chainId,
    contract: addressOf(chain.deployment, 'Training'),
    fromBlock: BigInt(fromBlock),
    keys: await openKeys(settings, passphrase),
    releases: releasesOf(settings),
    state: join(config.state, 'keyholder'),
    beneficiary: settings.beneficiary ?? account.address,
  };
  return await startKeyholderRole(role, { ...context, log: context.log.with({ role: 'keyholder' }) });
}

async function startRelay({ config, context }: StartOptions, at: Surroundings) {
  const { chain } = requireSigning(at);
  const settings = config.relay as NonNullable<WorkerConfig['relay']>;
  const { pollMs } = config.chain as NonNullable<WorkerConfig['chain']>;
  const { chainId, clients } = chain;
  const contract = addressOf(chain.deployment, 'Training');
  const relay = { ...settings, chainId, clients, contract, pollMs, state: join(config.state, 'relay') };
  return await startRelayRole(relay, { ...context, log: context.log.with({ role: 'relay' }) });
}

async function startCompute({ config, context }: StartOptions, at: Surroundings, store: BlobStore) {
  const { chain } = requireSigning(at);
  const { leastFeePerSecondWei, mostBondWei, stakeWei, mostDepositWei, claimAboveWei, ...settings } =
    config.compute as NonNullable<WorkerConfig['compute']>;
  const { finality, pollMs, fromBlock } = config.chain as NonNullable<WorkerConfig['chain']>;
  const role = {
    ...{ ...settings, finality, pollMs, store },
    leastFeePerSecond: leastFeePerSecondWei,
    mostBond: mostBondWei,
    stake: stakeWei,
    mostDeposit: mostDepositWei,
    claimAbove: claimAboveWei,
    clients: chain.clients,
    chainId: chain.chainId,
    market: addressOf(chain.deployment, 'InferenceMarket'),
    fromBlock: BigInt(fromBlock),
    state: join(config.state, 'compute'),
  };
  return await startComputeRole(role, { ...context, log: context.log.with({ role: 'compute' }) });
}

export const openCreatorFiles = (settings: NonNullable<WorkerConfig['creator']>, given?: PassphraseSource) =>
  openOwnFiles(settings, passphraseOf(settings.passphraseFile, given));

async function startCreator({ config, passphrase, context }: StartOptions, at: Surroundings, store: BlobStore) {
  const { chain } = requireSigning(at);
  const settings = config.creator as NonNullable<WorkerConfig['creator']>;
  const { finality, pollMs, fromBlock } = config.chain as NonNullable<WorkerConfig['chain']>;
  const role = {
    ...(await openCreatorFiles(settings, passphrase)),
    ...{ finality, pollMs, store },
    claimAbove: settings.claimAboveWei,
    clients: chain.clients,
    chainId: chain.chainId,
    contract: addressOf(chain.deployment, 'InferenceMarket'),
    fromBlock: BigInt(fromBlock),
  };
  return startCreatorRole(role, { ...context, log: context.log.with({ role: 'creator' }) });
}

export interface Started {
  readonly role: Role;
  /** Where it listens, if it does. */
  readonly url?: string;
}

/** Starts the configured roles one after the other; `onStarted` is told of each, so that a failure can stop them. */
export async function startRoles(
  options: StartOptions,
  at: Surroundings,
  onStarted: (started: Started) => void,
): Promise<void> {
  const { config } = options;
  let ownPinNode: string | undefined;
  if (config.pin) {
    const role = await startPin(options);
    ownPinNode = role.url;
    onStarted({ role, url: role.url });
  }
  const needed = config.keyholder || config.compute || config.creator;
  const store = needed && (await openCommonStore(options, at, ownPinNode));
  if (config.keyholder) onStarted({ role: await startKeyholder(options, at, requireStore(store)) });
  if (config.relay) {
    const role = await startRelay(options, at);
    onStarted({ role, url: role.url });
  }
  if (config.compute) {
    const role = await startCompute(options, at, requireStore(store));
    onStarted(role.url === undefined ? { role } : { role, url: role.url });
  }
  if (config.creator) onStarted({ role: await startCreator(options, at, requireStore(store)) });
}

async function openCommonStore({ config, context }: StartOptions, at: Surroundings, ownPinNode: string | undefined) {
  const own = { ownPinNode, ownAudience: config.pin?.audience };
  return await openStores({ config: config.storage, signer: at.account, ...own, log: context.log });
}

function requireStore(store: BlobStore | undefined): BlobStore {
  if (store) return store;
  throw workerError('CONFIG_INVALID', 'storage names no pin node, gateway or Kubo endpoint');
}
