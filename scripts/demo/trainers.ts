// The trainers of the demonstration: each a process with its own rows, which tells nobody what its shares hide.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localAccount } from '../network/chain.ts';
import type { LocalNetwork } from '../network/network.ts';
import { lastWords, type RunningProcess, startProcess } from '../network/processes.ts';
import { type DemoData, shardCsv } from './dataset.ts';
import type { TrainerEvent } from './trainer-events.ts';

type Hex = `0x${string}`;

/** What a trainer's process is told; it reads its rows from its own file. */
export interface TrainerPlan {
  readonly folder: string;
  readonly csv: string;
  readonly chain: { readonly url: string; readonly chainId: number; readonly training: Hex };
  /** Which of the local chain's accounts it is. */
  readonly account: number;
  readonly task: Hex;
  readonly circuit: string;
  readonly pinNode: string;
  readonly scheme: Pick<DemoData, 'shape' | 'target' | 'classes' | 'standardisation'>;
  readonly seed: number;
  readonly keyholders: number;
  readonly threshold: number;
  readonly minTrainers: number;
  /** Its path in the list of who may train; undefined where everybody may. */
  readonly admission?: readonly Hex[];
  /** Seals one keyholder a share that is not right. */
  readonly cheats: boolean;
}

export interface RunningTrainer extends RunningProcess {
  /** From 0. */
  readonly trainer: number;
  readonly address: Hex;
  readonly cheats: boolean;
  /** What it says from now on goes here. */
  listen(listener: (event: TrainerEvent) => void): void;
  /** Throws what it failed with. */
  check(): void;
  readonly enrolled: Promise<void>;
}

const isOpen = ({ terms }: LocalNetwork['task']): boolean => BigInt(terms.admissionRoot) === 0n;

export const trainerFolder = (folder: string, trainer: number): string => join(folder, `trainer-${trainer + 1}`);

export async function startTrainer(
  network: LocalNetwork,
  data: DemoData,
  options: { readonly trainer: number; readonly seed: number; readonly cheats: boolean },
): Promise<RunningTrainer> {
  const { trainer, seed, cheats } = options;
  const folder = trainerFolder(network.folder, trainer);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [csv, file] = [join(folder, 'rows.csv'), join(folder, 'plan.json')];
  await writeFile(csv, shardCsv(data, data.shards[trainer] as DemoData['test']), { mode: 0o600 });
  const { shape, target, classes, standardisation } = data;
  const account = network.trainerAccount(trainer);
  const { url, chainId } = network.chain;
  const plan: TrainerPlan = {
    folder,
    csv,
    chain: { url, chainId, training: network.contracts.training },
    account,
    task: network.task.id,
    circuit: data.circuit,
    pinNode: network.pinNode.url,
    scheme: { shape, target, standardisation, ...(classes ? { classes } : {}) },
    seed: seed + trainer,
    keyholders: network.committee.length,
    threshold: network.task.terms.threshold,
    minTrainers: network.task.terms.work.minTrainers,
    ...(isOpen(network.task) ? {} : { admission: network.admission.pathOf(localAccount(account).address) ?? [] }),
    cheats,
  };
  await writeFile(file, JSON.stringify(plan), { mode: 0o600 });
  let listener = (_event: TrainerEvent): void => {};
  let failure: string | undefined;
  const enrolled = Promise.withResolvers<void>();
  // Whoever waits hears of it; nobody has to.
  enrolled.promise.catch(() => {});
  const onMessage = (message: unknown): void => {
    const event = message as TrainerEvent;
    if (event.kind === 'enrolled') enrolled.resolve();
    if (event.kind === 'failed') failure = event.message;
    listener(event);
  };
  const script = 'scripts/demo/trainer-process.ts';
  const running = startProcess({ name: `trainer ${trainer + 1}`, folder, script, args: [file], onMessage });
  const fail = (): Error => new Error(`${running.name} failed: ${failure ?? lastWords(running)}`);
  void running.exited.then((code) => {
    if (code !== 0) enrolled.reject(fail());
  });
  return {
    ...running,
    trainer,
    address: localAccount(account).address,
    cheats,
    listen: (next) => {
      listener = next;
    },
    check: () => {
      if (failure !== undefined || (running.child.exitCode ?? 0) !== 0) throw fail();
    },
    enrolled: enrolled.promise,
  };
}
