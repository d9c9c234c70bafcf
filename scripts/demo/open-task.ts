// A task that stays open when the demonstration is over: whoever comes in by the page can train in it, at the pace of a live chain.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { authoriseWith, encodeTaskDescription, pinNodeStore, putBlob, type ReadClient, training } from '@tacit/sdk';
import { formatDuration } from '@tacit/sdk/node';
import { addTask } from '../network/another-task.ts';
import { localAccount } from '../network/chain.ts';
import type { LocalNetwork } from '../network/network.ts';
import { type LocalTask, NOTHING } from '../network/task.ts';
import { type DemoData, shardCsv } from './dataset.ts';
import type { DemoOptions } from './options.ts';
import { type RunningTrainer, startTrainer } from './trainers.ts';
import { plural, type Say } from './view.ts';

export interface OpenTask {
  readonly task: LocalTask;
  /** Rows that nobody trains with, for whoever has none of their own. */
  readonly rows: string;
  stop(): Promise<void>;
}

/** Enough of our own for a round, so that nobody is lost by somebody who closes the page. */
const OWN_TRAINERS = 3;
/** As owners of data demand it where they say nothing. */
const LEAST_TRAINERS = 3;
/** Whoever enrols a moment after the first guest takes part as well. */
const GRACE_MS = 10_000;
const POLL_MS = 1000;
const BLOCK_SECONDS = 1;
const START_IN = 30;
const MOST_STEPS = 4;
/** The shortest that the contract takes. */
const PHASES = { demands: 60, answers: 60, complaints: 60, aggregation: 120 };
const LIMITS = { rounds: 100, trainers: 64 };

const describe = (data: DemoData, own: number): Uint8Array<ArrayBuffer> =>
  encodeTaskDescription({
    title: `Train on ${data.name}`.slice(0, 100),
    about:
      `Anybody may join. ${own} trainers of this machine take part, with rows of their own; a round opens some seconds after a ` +
      'guest has enrolled, and the next one as long as a guest takes part. For trying things out, and nothing else.',
    features: Array.from({ length: data.shape.inputs }, (_, i) => `feature ${i + 1}`),
    outputs: data.classes ?? [],
  });

async function propose(network: LocalNetwork, data: DemoData, options: DemoOptions, own: number): Promise<LocalTask> {
  const { chain, pinNode, task: first } = network;
  const store = pinNodeStore({ url: pinNode.url, authorise: authoriseWith(localAccount(0).account) });
  const { digest } = await putBlob(store, describe(data, own));
  // The newest block may be old, and the next one's time would then lie behind the start.
  await chain.mine(1);
  const startsAt = (await chain.now()) + START_IN;
  return await addTask(network, {
    threshold: options.threshold,
    steps: Math.min(options.steps, MOST_STEPS),
    multiplier: first.terms.work.multiplier,
    ...LIMITS,
    minTrainers: LEAST_TRAINERS,
    admissionRoot: NOTHING,
    specCid: digest,
    times: { startsAt, ...PHASES, training: options.window },
  });
}

interface Host {
  readonly network: LocalNetwork;
  readonly task: LocalTask;
  readonly own: readonly RunningTrainer[];
  readonly say: Say;
  readonly signal: AbortSignal;
}

interface Seen {
  /** Numbers, on chain, of trainers that are not ours. */
  readonly guests: readonly number[];
  readonly round: training.Round | undefined;
  readonly number: number;
  readonly over: boolean;
  readonly started: boolean;
}

const clientOf = ({ network }: Host): ReadClient => network.chain.client as unknown as ReadClient;

async function look(host: Host): Promise<Seen> {
  const { network, task, own } = host;
  const [client, contract] = [clientOf(host), network.contracts.training];
  const state = await training.readTask(client, contract, task.id);
  const enrolments = await Promise.all(
    own.map(({ address }) => training.readEnrolment(client, contract, { task: task.id, trainer: address })),
  );
  const ours = new Set(enrolments.filter(({ status }) => status === 'active').map(({ index }) => index));
  const number = Number(state.round);
  return {
    guests: training.indicesOf(state.activeSet).filter((index) => !ours.has(index)),
    round:
      number === 0 ? undefined : await training.readRound(client, contract, { task: task.id, round: BigInt(number) }),
    number,
    over: state.status === 'ended' || state.status === 'closed',
    started: ours.size === own.length && (await network.chain.now()) >= task.startsAt,
  };
}

const isUnderWay = ({ round }: Seen): boolean => round?.status === 'open' || round?.status === 'frozen';

/** Whether a guest takes part, or has come since: nobody proves for an empty room. */
function isWanted({ guests, round }: Seen): boolean {
  if (!round) return guests.length > 0;
  const [invited, submitted] = [round.invited, round.submitted].map((set) => new Set(training.indicesOf(set)));
  return guests.some((index) => submitted?.has(index) || !invited?.has(index));
}

/** What came of the last round, once. */
function tellEnd({ say }: Host, { round, number }: Seen): void {
  if (round?.status === 'finalised') {
    say(`  open task  round ${number} is finalised, over ${plural(training.includedOf(round).length, 'trainer')}`);
  } else if (round) say(`  open task  round ${number} came to nothing (${round.status})`);
}

async function openNext({ network, task, say }: Host, { number, guests }: Seen): Promise<void> {
  const { chain, contracts } = network;
  const bond = task.terms.amounts.openingBond;
  await training.openRound(chain.clientsOf(0), contracts.training, { task: task.id, bond });
  const { training: seconds, demands, answers, complaints } = task.terms.times;
  const model = formatDuration(1000 * (seconds + demands + answers + complaints));
  say(
    `  open task  round ${number + 1} is open for ${seconds} s, with ${plural(guests.length, 'guest')}; a model in ${model}`,
  );
}

/** What a host remembers from one look to the next. */
interface Memory {
  told: number;
  wantedSince: number | undefined;
}

/** One look, and a round if one is due; false when the task is over. */
async function attend(host: Host, memory: Memory): Promise<boolean> {
  const seen = await look(host);
  if (seen.over) return false;
  if (!isUnderWay(seen) && seen.number > memory.told) {
    memory.told = seen.number;
    tellEnd(host, seen);
  }
  const due = seen.started && !isUnderWay(seen) && isWanted(seen);
  memory.wantedSince = due ? (memory.wantedSince ?? performance.now()) : undefined;
  if (memory.wantedSince !== undefined && performance.now() - memory.wantedSince >= GRACE_MS) {
    memory.wantedSince = undefined;
    await openNext(host, seen);
  }
  return true;
}

/** Opens rounds while there are guests, until it is told to end. A guest who opened one first is no reason to stop. */
async function hostRounds(host: Host): Promise<void> {
  const { signal, say } = host;
  const memory: Memory = { told: 0, wantedSince: undefined };
  let goesOn = true;
  while (goesOn && !signal.aborted) {
    try {
      goesOn = await attend(host, memory);
    } catch (error) {
      if (!signal.aborted) say(`  open task  looks again: ${(error as Error).message}`);
    }
    await wait(POLL_MS, undefined, { signal }).catch(() => {});
  }
}

async function writeRows(network: LocalNetwork, data: DemoData): Promise<string> {
  const folder = join(network.folder, 'guest');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const rows = join(folder, 'rows.csv');
  await writeFile(rows, shardCsv(data, data.test));
  return rows;
}

/** Blocks come by themselves from now on, and the clock is not moved any more. */
export async function keepOpen(
  network: LocalNetwork,
  data: DemoData,
  options: DemoOptions,
  say: Say,
): Promise<OpenTask> {
  const count = Math.min(OWN_TRAINERS, options.trainers);
  await network.chain.client.setIntervalMining({ interval: BLOCK_SECONDS });
  const task = await propose(network, data, options, count);
  const there: LocalNetwork = { ...network, task, folder: join(network.folder, 'open') };
  const own = await Promise.all(
    Array.from({ length: count }, (_, trainer) =>
      startTrainer(there, data, { trainer, seed: options.seed, cheats: false }),
    ),
  );
  const ending = new AbortController();
  const hosted = hostRounds({ network, task, own, say, signal: ending.signal });
  return {
    task,
    rows: await writeRows(network, data),
    async stop() {
      ending.abort();
      await hosted;
      await Promise.all(own.map((trainer) => trainer.stop()));
    },
  };
}
