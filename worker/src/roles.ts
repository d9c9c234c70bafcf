// How each role is started from the configuration: the one place that knows all of them.
import { join } from 'node:path';
import type { BlobStore } from '@tacit/sdk';
import { type PassphraseSource, readKeyFile, readPassphraseFile, readWalletFile } from '@tacit/sdk/node';
import type { LocalAccount } from 'viem';
import { type ChainAccess, openChain } from './chain.ts';
import type { WorkerConfig } from './config/worker-config.ts';
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
    contract: chain.contract,
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
  const relay = { ...settings, ...chain, pollMs, state: join(config.state, 'relay') };
  return await startRelayRole(relay, { ...context, log: context.log.with({ role: 'relay' }) });
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
  const { config, context } = options;
  let ownPinNode: string | undefined;
  if (config.pin) {
    const role = await startPin(options);
    ownPinNode = role.url;
    onStarted({ role, url: role.url });
  }
  if (config.keyholder) {
    const own = { ownPinNode, ownAudience: config.pin?.audience };
    const stores = { config: config.storage, signer: at.account, ...own, log: context.log };
    const store = await openStores(stores);
    if (!store) throw workerError('CONFIG_INVALID', 'storage names no pin node, gateway or Kubo endpoint');
    onStarted({ role: await startKeyholder(options, at, store) });
  }
  if (config.relay) {
    const role = await startRelay(options, at);
    onStarted({ role, url: role.url });
  }
}
