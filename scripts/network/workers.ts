// Pin nodes and keyholders of a local network: the worker's own program, each with a configuration file of its own.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalChain } from './chain.ts';
import type { KeyholderFiles } from './committee.ts';
import type { LocalContracts } from './contracts.ts';
import { freePort, type RunningProcess, startProcess, whenReady } from './processes.ts';

/** What GET /health says of one role. */
export interface RoleHealth {
  readonly ok: boolean;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
}

export interface RunningWorker extends RunningProcess {
  /** Undefined while it does not answer. */
  health(role: string): Promise<RoleHealth | undefined>;
  /** The same worker anew, with the same state, after it ended. */
  again(): Promise<RunningWorker>;
}

async function readHealth(port: number): Promise<Readonly<Record<string, RoleHealth>> | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(5000) });
    const { roles } = (await response.json()) as { roles: Readonly<Record<string, RoleHealth>> };
    return roles;
  } catch {
    return undefined;
  }
}

export async function startWorker(
  name: string,
  folder: string,
  config: Readonly<Record<string, unknown>>,
): Promise<RunningWorker> {
  const port = await freePort();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'config.json');
  const whole = { state: join(folder, 'state'), log: 'debug', health: { host: '127.0.0.1', port }, ...config };
  await writeFile(file, `${JSON.stringify(whole, null, 2)}\n`, { mode: 0o600 });
  const start = async (): Promise<RunningWorker> => {
    const running = startProcess({ name, folder, script: 'worker/src/main.ts', args: ['--config', file] });
    await whenReady(running, () => readHealth(port));
    return { ...running, health: async (role) => (await readHealth(port))?.[role], again: start };
  };
  return await start();
}

export interface RunningPinNode extends RunningWorker {
  readonly url: string;
}

export async function startPinNode(folder: string): Promise<RunningPinNode> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const pin = { host: '127.0.0.1', port, audience: url, uploaders: 'any' };
  return { ...(await startWorker('pin node', folder, { pin })), url };
}

export interface KeyholderSetting {
  readonly chain: Pick<LocalChain, 'url' | 'chainId'>;
  readonly contracts: Pick<LocalContracts, 'training'>;
  readonly files: KeyholderFiles;
  readonly pinNode: string;
  /** Blocks on top of a freeze after which it is taken as final. */
  readonly finality: number;
  /** Asked for what the pin node does not have. */
  readonly gateways?: readonly string[];
  readonly pace?: KeyholderPace;
}

/** How long a keyholder waits, in milliseconds: for the one before it in turn, and for bytes before it demands them. */
export interface KeyholderPace {
  readonly finaliseStaggerMs: number;
  readonly staggerMs?: number;
  readonly patienceMs?: number;
}

export const POLL_MS = 250;
const PACE: KeyholderPace = { finaliseStaggerMs: 6000, staggerMs: 2000, patienceMs: 2000 };

export const startKeyholder = ({
  chain,
  contracts,
  files,
  pinNode,
  finality,
  gateways = [],
  pace = PACE,
}: KeyholderSetting): Promise<RunningWorker> =>
  startWorker(`keyholder ${files.index}`, files.folder, {
    chain: { url: chain.url, chainId: chain.chainId, training: contracts.training, finality, pollMs: POLL_MS },
    wallet: { file: files.wallet, passphraseFile: files.passphraseFile },
    storage: { pinNodes: [pinNode], gateways },
    keyholder: {
      key: files.key,
      passphraseFile: files.passphraseFile,
      tasks: 'all',
      finalise: true,
      ...pace,
    },
  });
