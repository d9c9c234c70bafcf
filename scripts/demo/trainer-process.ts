// One trainer of the demonstration, in a process of its own: what `npx hardhat train` does, with rows in a known order.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Artifacts,
  authoriseWith,
  type Clients,
  deriveFormat,
  type Prover,
  pinNodeStore,
  randomField,
  snarkjsProver,
  systemRandomness,
  type TrainEvent,
  trainTask,
} from '@tacit/sdk';
import { localArtifacts, openTrainerFolder } from '@tacit/sdk/node';
import { createPublicClient, createWalletClient, http } from 'viem';
import { getTransaction } from 'viem/actions';
import { localAccount } from '../network/chain.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { cheat } from './cheater.ts';
import { prepareShard, readShard, type Scheme } from './dataset.ts';
import type { TrainerEvent } from './trainer-events.ts';
import type { TrainerPlan } from './trainers.ts';

const POLL_MS = 200;

const tell = (event: TrainerEvent): void => void process.send?.(event);

function clientsOf({ chain, account }: TrainerPlan): Clients {
  const transport = http(chain.url);
  return {
    publicClient: createPublicClient({ transport, pollingInterval: POLL_MS }),
    walletClient: createWalletClient({ account: localAccount(account).account, transport }),
  };
}

/** Its rows as the circuit takes them. Only their order is known to others; the secret behind the salts is drawn. */
async function datasetOf({ csv, scheme, seed }: TrainerPlan) {
  const whole: Scheme = { ...scheme, format: deriveFormat(scheme.shape) };
  const { batches } = prepareShard(whole, await readShard(whole, csv), seededRandomness(seed));
  return { batches, secret: randomField(systemRandomness) };
}

/** Passes on what the demonstration counts. */
function teller(clients: Clients): (event: TrainEvent) => void {
  let envelopeBytes = 0;
  return (event) => {
    if (event.kind === 'enrolled') tell({ kind: 'enrolled' });
    if (event.kind === 'proven') tell({ kind: 'step', round: Number(event.round), ms: event.ms });
    if (event.kind === 'uploaded') envelopeBytes = event.bytes;
    if (event.kind !== 'submitted' || event.transaction === undefined) return;
    const [round, gas] = [Number(event.round), String(event.gasUsed)];
    void getTransaction(clients.publicClient, { hash: event.transaction }).then(({ input }) =>
      tell({ kind: 'submitted', round, gas, envelopeBytes, transactionBytes: (input.length - 2) / 2 }),
    );
  };
}

async function train(plan: TrainerPlan, artifacts: Artifacts, prover: Prover, signal: AbortSignal): Promise<void> {
  const clients = clientsOf(plan);
  const { chain, task, pinNode, folder, keyholders, threshold, minTrainers, admission, cheats } = plan;
  const { training: contract, chainId } = chain;
  const { account } = clients.walletClient;
  const store = pinNodeStore({ url: pinNode, authorise: authoriseWith(localAccount(plan.account).account) });
  if (cheats) {
    const dataset = await datasetOf(plan);
    const options = { clients, chainId, contract, task, artifacts, prover, store, dataset, tell };
    return await cheat({ ...options, admission: admission ?? [] });
  }
  const scope = { chainId, contract, task, trainer: account.address };
  const secret = { kind: 'wallet', wallet: clients.walletClient } as const;
  await trainTask({
    ...{ clients, chainId, contract, task, artifacts, prover, store, signal },
    ...(admission === undefined ? {} : { admission }),
    state: await openTrainerFolder({ ...scope, folder: join(folder, 'state'), secret }),
    dataset: () => datasetOf(plan),
    // Where everybody is admitted, the others may be one person: a demonstration has nothing to hide from them.
    policy: {
      minMembers: keyholders,
      minThreshold: threshold,
      minTrainers,
      allowOpenAdmission: admission === undefined,
    },
    finality: 0,
    pollMs: POLL_MS,
    onEvent: teller(clients),
  });
}

async function main(): Promise<void> {
  const plan = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')) as TrainerPlan;
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  // Whoever started it is gone.
  process.once('disconnect', () => stopping.abort());
  const prover = snarkjsProver();
  try {
    await train(plan, await localArtifacts().load(plan.circuit), prover, stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) return;
    const { code, message } = error as { code?: string; message: string };
    tell({ kind: 'failed', message: code === undefined ? message : `${code}: ${message}` });
    process.exitCode = 1;
  } finally {
    await prover.close();
    process.removeAllListeners('disconnect');
    if (process.connected) process.disconnect();
  }
}

await main();
