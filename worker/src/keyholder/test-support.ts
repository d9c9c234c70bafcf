// A task on a chain in this process, real in everything but its proofs, and keyholders that look after it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BlobStore, cidFromDigest, type MemoryStore, memoryStore, training, zeroWeights } from '@tacit/sdk';
import { parseEther } from 'viem';
import { startChain } from '../../../test/contracts/support/chain.ts';
import {
  AMOUNTS,
  acceptTask,
  createTask,
  deadlinesOf,
  deployContracts,
  enrolTrainer,
  joinKeyholders,
  type Keyholder,
  openRound,
  registerCircuit,
  type Task,
  type TermsPlan,
  type Trainer,
} from '../../../test/contracts/support/training.ts';
import { irisBatches } from '../../../test/contracts/support/training-data.ts';
import { openStage, type Wallet } from '../../../test/contracts/support/training-stage.ts';
import { prepareUpdate, submitUpdate, type Tamper } from '../../../test/contracts/support/training-updates.ts';
import { forgingProver } from '../../../test/support/forging-prover.ts';
import { seededRandomness } from '../../../test/support/random-step.ts';
import { realArtifacts } from '../../../test/support/real-proofs.ts';
import type { Fields, Log, Role, RoleContext } from '../role.ts';
import type { KeyholderRoleConfig } from './config.ts';
import { startKeyholderRole } from './keyholder-role.ts';

/** Everything that a role says, for tests to look at. */
export interface Recorder {
  readonly context: RoleContext;
  readonly lines: { readonly level: string; readonly event: string; readonly fields: Fields }[];
  readonly counts: Map<string, number>;
  events(event: string): number;
}

export function recorder(): Recorder {
  const lines: Recorder['lines'] = [];
  const counts = new Map<string, number>();
  const logWith = (own: Fields): Log => {
    const at =
      (level: string) =>
      (event: string, fields: Fields = {}) =>
        void lines.push({ level, event, fields: { ...own, ...fields } });
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      with: (fields) => logWith({ ...own, ...fields }),
    };
  };
  const add =
    (name: string) =>
    (amount = 1) =>
      void counts.set(name, (counts.get(name) ?? 0) + amount);
  const metrics = {
    counter: (name: string) => ({ add: add(name) }),
    gauge: (name: string) => ({ set: (value: number) => void counts.set(name, value) }),
  };
  return {
    context: { log: logWith({}), metrics },
    lines,
    counts,
    events: (event) => lines.filter((line) => line.event === event).length,
  };
}

export interface RunningKeyholder {
  readonly keyholder: Keyholder;
  readonly said: Recorder;
  readonly state: string;
  role: Role;
}

export interface ScenarioOptions {
  readonly seed: number;
  readonly trainers?: number;
  readonly members?: number;
  readonly threshold?: number;
  readonly work?: Partial<TermsPlan['work']>;
}

const WORK = { steps: 1, multiplier: 4, rounds: 2, maxVoid: 1, minTrainers: 2, maxTrainers: 5 };

export type Scenario = Awaited<ReturnType<typeof openScenario>>;

/** A scenario of its own for the suite that calls this, opened before its tests and closed behind them. */
export function scenarioFor(options: ScenarioOptions): Scenario {
  const holder: { scenario?: Scenario } = {};
  before(async () => {
    holder.scenario = await openScenario(options);
  });
  after(() => holder.scenario?.close());
  return new Proxy({} as Scenario, { get: (_, name) => Reflect.get(holder.scenario as Scenario, name) });
}

/** Contracts, a running task and its enrolled trainers; no keyholder runs yet. */
export async function openScenario({ seed, trainers = 3, members = 3, threshold = 2, work }: ScenarioOptions) {
  const { viem } = await startChain();
  const stage = await openStage(viem);
  const randomness = seededRandomness(seed);
  const artifacts = await realArtifacts('logistic-4x3-b8');
  const prover = forgingProver(artifacts, randomness);
  const contracts = await deployContracts(stage);
  const [coordinator, stranger] = stage.wallets as [Wallet, Wallet];
  const wallets = stage.wallets.slice(2, 2 + members);
  const committee = await joinKeyholders(stage, contracts, { wallets, stake: parseEther('3'), randomness });
  const circuit = await registerCircuit(stage, contracts, artifacts);
  const plan: TermsPlan = { threshold, work: { ...WORK, ...work }, amounts: AMOUNTS };
  const model = zeroWeights(artifacts.circuit.format);
  const parts = { stage, contracts, artifacts, prover, randomness, plan, coordinator, committee };
  const { task } = await createTask({ ...parts, circuit, model });
  for (const keyholder of committee) await acceptTask(task, keyholder);
  const enrolled: Trainer[] = [];
  const shards = irisBatches(artifacts.circuit.format, trainers, randomness);
  for (const [i, batches] of shards.entries()) {
    const wallet = stage.wallets[10 + i] as Wallet;
    enrolled.push((await enrolTrainer(task, wallet, batches)).trainer);
  }
  const store = memoryStore();
  const folder = mkdtempSync(join(tmpdir(), 'tacit-test-'));
  const running: RunningKeyholder[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(running.map(({ role }) => role.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  return { stage, task, store, trainers: enrolled, model, committee, stranger, folder, running, close };
}

export function configOf({ stage, task, store }: Scenario, keyholder: Keyholder, state: string): KeyholderRoleConfig {
  return {
    state,
    clients: { publicClient: stage.client, walletClient: keyholder.wallet },
    chainId: Number(stage.chainId),
    contract: task.contracts.training.address,
    keys: keyholder.keys,
    store,
    tasks: 'all',
    finality: 'finalized',
    pollMs: 30,
    finalise: true,
    finaliseStaggerMs: 1500,
    staggerMs: 500,
    patienceMs: 100,
    retryMs: 30,
    fetchMs: 2000,
    artifactsOf: async () => task.artifacts,
    prover: task.prover,
    randomness: task.randomness,
  };
}

export async function startKeyholder(
  scenario: Scenario,
  keyholder: Keyholder,
  changes: Partial<KeyholderRoleConfig> = {},
): Promise<RunningKeyholder> {
  const state = changes.state ?? join(scenario.folder, `keyholder-${keyholder.index}`);
  const said = recorder();
  const role = await startKeyholderRole({ ...configOf(scenario, keyholder, state), ...changes }, said.context);
  const running = { keyholder, said, state, role };
  scenario.running.push(running);
  return running;
}

/** Stops a role, and starts another one on what it left behind. */
export async function restart(
  scenario: Scenario,
  running: RunningKeyholder,
  changes: Partial<KeyholderRoleConfig> = {},
): Promise<void> {
  await running.role.stop();
  const config = { ...configOf(scenario, running.keyholder, running.state), ...changes };
  running.role = await startKeyholderRole(config, running.said.context);
}

export interface SubmitOptions {
  readonly round: number;
  readonly model?: readonly number[];
  readonly tamper?: Tamper;
  /** Where the envelope goes; nowhere if this is false. */
  readonly store?: BlobStore | false;
}

/** A trainer's whole part, but for what it does wrong. */
export async function submit(scenario: Scenario, trainer: Trainer, options: SubmitOptions) {
  const { round, model = scenario.model, tamper, store = scenario.store } = options;
  const update = await prepareUpdate(scenario.task, trainer, { model, round, ...(tamper && { tamper }) });
  if (store) await storeEnvelope(store, update);
  await submitUpdate(scenario.task, update);
  return update;
}

export async function storeEnvelope(
  store: BlobStore,
  { envelope, submission }: Pick<Awaited<ReturnType<typeof prepareUpdate>>, 'envelope' | 'submission'>,
): Promise<void> {
  const cid = cidFromDigest(submission.cidDigest);
  await store.put({ root: cid, blocks: [{ cid, bytes: envelope }] });
}

export const startRound = ({ task }: Scenario): Promise<bigint> => openRound(task);

const dump = (running: readonly RunningKeyholder[]): string =>
  running
    .map(({ keyholder, said, role }) => {
      const lines = said.lines.slice(-12).map(({ level, event, fields }) => `    ${level} ${event} ${show(fields)}`);
      return [`  keyholder ${keyholder.index}: ${show(role.health().facts)}`, ...lines].join('\n');
    })
    .join('\n');

const show = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

/** Waits until something is so; a test that waits for ever would say nothing. */
export async function until(
  scenario: Scenario,
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 20_000,
): Promise<void> {
  const started = Date.now();
  while (!(await holds())) {
    if (Date.now() - started > limitMs) assert.fail(`not within ${limitMs} ms: ${what}\n${dump(scenario.running)}`);
    await sleep(20);
  }
}

export const roundOf = ({ stage, task }: Scenario, round: number): Promise<training.Round> =>
  training.readRound(stage.client, task.contracts.training.address, { task: task.id, round: BigInt(round) });

export const taskOf = ({ stage, task }: Scenario): Promise<training.Task> =>
  training.readTask(stage.client, task.contracts.training.address, task.id);

/** Until every keyholder has seen the newest block and has nothing to do of its own. */
export async function settleDown(scenario: Scenario): Promise<void> {
  await until(scenario, 'all keyholders are idle', async () => {
    const newest = await scenario.stage.client.getBlockNumber({ cacheTime: 0 });
    return scenario.running.every(({ role }) => {
      const { block, idle } = role.health().facts;
      return block === newest && idle === true;
    });
  });
}

/** Lets a phase end: the chain's clock goes on to a second after its deadline. */
export async function passDeadline(
  { task, stage }: Scenario,
  round: number,
  deadline: 'training' | `${'share' | 'sum'}-${'demands' | 'answers' | 'complaints'}` | 'aggregation',
): Promise<void> {
  const state = await training.readRound(stage.client, task.contracts.training.address, {
    task: task.id,
    round: BigInt(round),
  });
  if (deadline === 'training') return await stage.moveTo(BigInt(state.trainingEnds) + 1n);
  if (deadline === 'aggregation') return await stage.moveTo(BigInt(state.aggregationEnds) + 1n);
  const [of, which] = deadline.split('-') as ['share' | 'sum', 'demands' | 'answers' | 'complaints'];
  const deadlines = await deadlinesOf(task, round, of);
  await stage.moveTo(deadlines[which] + 1n);
}

export type { Keyholder, MemoryStore, Task, Trainer };
