import { errorCode, pinError } from '@tacit/sdk';
import type { Health, Role, RoleContext } from '../role.ts';
import { type Accounts, openAccounts } from './accounts.ts';
import type { Bitswap } from './bitswap.ts';
import type { PinConfig } from './config.ts';
import { openGateway } from './gateway.ts';
import { openPinStore, type PinStore } from './pin-store.ts';
import { openServer, type PinServer, urlOf } from './server.ts';
import { openUploads } from './upload.ts';

export interface PinRole extends Role {
  readonly name: 'pin';
  /** Where it listens. */
  readonly url: string;
}

const PROBE_MS = 10_000;
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** What the frame's parser cannot know to go together. */
function checkConfig({ maxCarBytes, quotaBytes, capacityBytes, audience, host }: PinConfig): void {
  const fits = [maxCarBytes, quotaBytes, capacityBytes].every((bytes) => Number.isSafeInteger(bytes) && bytes > 0);
  if (!fits) throw pinError('PIN_CONFIGURATION_INVALID', 'limits of a pin node are whole numbers of bytes');
  if (audience !== undefined && (!URL.canParse(audience) || new URL(audience).origin !== audience)) {
    throw pinError(
      'PIN_CONFIGURATION_INVALID',
      'the audience is an origin such as https://pin.example, without a path',
    );
  }
  if (audience === undefined && !LOOPBACK.includes(host)) {
    throw pinError('PIN_CONFIGURATION_INVALID', 'a pin node that others reach needs its public origin as audience');
  }
}

async function recount(store: PinStore, config: PinConfig): Promise<{ accounts: Accounts; pins: number }> {
  const accounts = openAccounts(config);
  let pins = 0;
  for await (const { uploader, bytes } of store.pins()) {
    accounts.add(uploader, bytes);
    pins++;
  }
  return { accounts, pins };
}

interface Watch {
  health(): Health;
  stop(): void;
}

/** Asks disk and database from time to time, since health is told at once. */
function watch(store: PinStore, facts: () => Health['facts']): Watch {
  let fault: string | undefined;
  const probe = (): void => {
    store.probe().then(
      () => {
        fault = undefined;
      },
      (error: unknown) => {
        fault = errorCode(error) ?? (error as NodeJS.ErrnoException).code ?? (error as Error).name;
      },
    );
  };
  const timer = setInterval(probe, PROBE_MS);
  timer.unref();
  return {
    health: () => ({ ok: fault === undefined, facts: { ...facts(), ...(fault && { fault }) } }),
    stop: () => clearInterval(timer),
  };
}

interface Running {
  readonly config: PinConfig;
  readonly store: PinStore;
  readonly accounts: Accounts;
  readonly bitswap: Bitswap | undefined;
}

async function serve(running: Running, { log, metrics }: RoleContext): Promise<{ http: PinServer; audience: string }> {
  const { config, store, accounts, bitswap } = running;
  const { maxCarBytes, quotaBytes, uploaders } = config;
  const listed = uploaders === 'any' ? uploaders : new Set(uploaders.map((address) => address.toLowerCase()));
  // Without an audience it is known only once the system has chosen a port, and nobody asks before that.
  const rules = { audience: config.audience ?? '', uploaders: listed, maxCarBytes };
  const http = await openServer(
    {
      store,
      uploads: openUploads({ store, accounts, rules, log, metrics }),
      gateway: openGateway({ store, metrics, maxCarBytes }),
      maxCarBytes,
      identity: () => ({
        name: 'Tacit Pin Node',
        version: '1',
        audience: rules.audience,
        limits: { maxCarBytes, quotaBytes, uploaders: listed === 'any' ? 'any' : 'listed' },
        ...(bitswap && { bitswap: bitswap.peer() }),
      }),
      log,
    },
    config,
  );
  rules.audience ||= urlOf(http.server);
  return { http, audience: rules.audience };
}

/**
 * Runs a pin node: keeps what wallets sign for and gives it to everybody. Verifies all before it writes, so that Helia never
 * pins an incomplete DAG, of which it would end the process.
 */
export async function startPinRole(config: PinConfig, context: RoleContext): Promise<PinRole> {
  checkConfig(config);
  const { log } = context;
  // libp2p takes a second to load, and most pin nodes do without.
  const bitswap = config.bitswap && (await import('./bitswap.ts')).openBitswap(config.bitswap);
  const store = await openPinStore({ folder: config.state, log, ...(bitswap && { connect: bitswap.connect }) });
  try {
    const { accounts, pins } = await recount(store, config);
    const { http, audience } = await serve({ config, store, accounts, bitswap }, context);
    const url = urlOf(http.server);
    const facts = () => ({ url, bytes: accounts.kept(), capacity: config.capacityBytes });
    const { health, stop } = watch(store, facts);
    log.info('pin-node-started', { url, audience, pins, bytes: accounts.kept(), bitswap: bitswap !== undefined });
    const end = async (): Promise<void> => {
      stop();
      await http.close();
      await store.close();
      log.info('pin-node-stopped');
    };
    let ended: Promise<void> | undefined;
    return {
      name: 'pin',
      url,
      health,
      stop: () => {
        ended ??= end();
        return ended;
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}
