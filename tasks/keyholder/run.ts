import { parseWorkerConfig, runWorker, type WorkerConfig } from '@tacit/worker';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { requireField } from '../support/fields.ts';
import { connect, locate } from '../support/network.ts';
import { passphraseFor } from '../support/passphrase.ts';
import { type Outcome, runTask, tell } from '../support/run-task.ts';
import type { StorageArguments } from '../support/storage.ts';
import { taskError } from '../support/task-error.ts';
import { readCount, readHash } from '../training/contract.ts';

interface Arguments extends StorageArguments {
  readonly key: string | undefined;
  readonly wallet: string | undefined;
  readonly passphraseFile: string | undefined;
  readonly state: string | undefined;
  readonly tasks: string | undefined;
  readonly finality: string | undefined;
  readonly fromBlock: string | undefined;
  readonly health: string | undefined;
  readonly poll: string | undefined;
  readonly log: string | undefined;
  readonly training: string | undefined;
  readonly deployment: string | undefined;
  readonly noFinalise: boolean;
  readonly json: boolean;
}

/** The worker asks a node by itself, so that node must have an address. */
async function nodeUrl(hre: HardhatRuntimeEnvironment): Promise<string> {
  const name = hre.globalOptions.network ?? 'default';
  const network = hre.config.networks[name];
  if (network?.type === 'http') return await network.url.getUrl();
  throw taskError('NETWORK_EPHEMERAL', `the network ${name} has no address; choose one by --network`);
}

const listOf = (text: string | undefined): string[] =>
  (text ?? '').split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));

/** As `npm run worker` reads it, from what this task was told. */
async function configOf(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<WorkerConfig> {
  const [key, wallet] = [String(requireField(options, 'key')), String(requireField(options, 'wallet'))];
  const { passphraseFile, deployment, kubo, noFinalise, log } = options;
  const sealed = passphraseFile === undefined ? {} : { passphraseFile };
  const { finality = 'finalized', fromBlock = '0', health = '0', poll = '4', state = `${key}.state` } = options;
  const tasks = listOf(options.tasks).map((one) => readHash(one, 'tasks'));
  const network = await connect(hre);
  const training = await locate(hre, network, 'Training', { given: options.training, deployment });
  return parseWorkerConfig({
    state,
    ...(log === undefined ? {} : { log }),
    health: { port: readCount(health, 'health', 65_535) },
    chain: {
      url: await nodeUrl(hre),
      chainId: network.chainId,
      training,
      finality: finality === 'finalized' ? finality : readCount(finality, 'finality', 10_000),
      fromBlock: readCount(fromBlock, 'from-block'),
      pollMs: 1000 * readCount(poll, 'poll', 600) || 100,
    },
    wallet: { file: wallet, ...sealed },
    storage: {
      pinNodes: listOf(options.pin),
      gateways: listOf(options.gateway),
      ...(kubo === undefined ? {} : { kubo: { url: kubo } }),
    },
    keyholder: { key, ...sealed, tasks: tasks.length === 0 ? 'all' : tasks, finalise: !noFinalise },
  });
}

async function run(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const config = await configOf(options, hre);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  let account: string | undefined;
  try {
    const inTime = await runWorker(config, {
      signal: stopping.signal,
      passphrase: passphraseFor(options.wallet ?? 'the wallet', options.passphraseFile),
      onReady: (worker) => {
        account = worker.account;
        tell(`keyholder ${account} is at work; its health is at ${worker.urls.health}/health; Ctrl-C ends it`);
      },
    });
    const text = inTime ? 'stopped' : 'stopped before everything had ended; the next start goes on';
    return { json: { account, stopped: inTime }, text };
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
}

export default async function keyholderRunTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => run(options, hre));
}
