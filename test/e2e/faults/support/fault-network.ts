// A local network whose parts a test kills, holds up and starts again; what every fault test asks of it afterwards.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fetchModel, modelRoot, pinNodeStore, training, zeroWeights } from '@tacit/sdk';
import { sendTransaction } from 'viem/actions';
import { FINALITY, type LocalNetwork, openNetwork } from '../../../../scripts/network/network.ts';
import { paceRound, passSeed } from '../../../../scripts/network/pacer.ts';
import { lastWords, type RunningProcess } from '../../../../scripts/network/processes.ts';
import type { RunningPinNode, RunningWorker } from '../../../../scripts/network/workers.ts';
import { realArtifacts } from '../../../support/real-proofs.ts';
import { type NodeGate, openGate } from './node-gate.ts';
import { enrolPlayers, expectedModel, type Player, placeOf, reader } from './players.ts';
import { openLedger, type SumLedger } from './sum-ledger.ts';

export interface FaultPlan {
  readonly keyholders: number;
  readonly threshold: number;
  /** Played by the test. */
  readonly players: number;
  /** Admitted besides, for processes of their own. */
  readonly others?: number;
  readonly rounds: number;
  readonly minTrainers?: number;
  readonly gateways?: readonly string[];
}

export interface FaultNetwork extends Omit<LocalNetwork, 'pinNode'> {
  /** Whoever restarts it puts the new process in the place of the old one. */
  pinNode: RunningPinNode;
  /** Every keyholder reaches its node through it. */
  readonly gate: NodeGate;
  readonly players: readonly Player[];
  readonly ledger: SumLedger;
}

const CIRCUIT = 'logistic-4x3-b8';
const MULTIPLIER = 4;
const PATIENCE_MS = 90_000;
/** Short, for nobody else is waited for on a machine with everybody on it. */
const PACE = { finaliseStaggerMs: 4000, staggerMs: 1500, patienceMs: 1000 };
/** Beside other networks that run on this machine at the time. */
const passingChainId = (): number => 900_000_000 + process.pid;

/** Everything is up, every player enrolled, and the task about to start. Ends with the test file. */
export async function openFaults(plan: FaultPlan): Promise<FaultNetwork> {
  const { keyholders, threshold, players, others = 0, rounds, minTrainers = 3, gateways = [] } = plan;
  const folder = mkdtempSync(join(tmpdir(), 'tacit-test-'));
  const parts: { gate?: NodeGate; network?: LocalNetwork } = {};
  after(async () => {
    await parts.network?.pinNode.stop();
    await parts.network?.stop();
    await parts.gate?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const size = { keyholders, threshold, trainers: players + others, rounds, minTrainers };
  const network = await openNetwork({
    ...{ folder, circuit: CIRCUIT, artifacts: realArtifacts(CIRCUIT), steps: 1, multiplier: MULTIPLIER, ...size },
    ...{ port: 0, chainId: passingChainId(), optimised: false },
    async settingOf({ url, chainId }) {
      parts.gate = await openGate(url);
      return { chain: { url: parts.gate.url, chainId }, pace: PACE, gateways };
    },
  });
  parts.network = network;
  const enrolled = await enrolPlayers(network, players);
  const opened = { ...network, gate: parts.gate as NodeGate, players: enrolled, ledger: openLedger(network) };
  parts.network = opened;
  return opened;
}

const tellLine = (line: string): string => {
  try {
    const { time, level, event, role: _, task: __, ...fields } = JSON.parse(line) as Record<string, unknown>;
    const facts = Object.entries(fields).map(([name, value]) => `${name}=${String(value).slice(0, 24)}`);
    return [String(time).slice(14, 23), level, event, ...facts].join(' ');
  } catch {
    return line;
  }
};

/** What everybody said last: a test that fails in a process says nothing by itself. */
export function dumpOf({ pinNode, keyholders }: Pick<LocalNetwork, 'pinNode' | 'keyholders'>): string {
  const dump = (running: RunningProcess): string =>
    [
      `--- ${running.name}, ${running.isRunning() ? 'running' : 'ended'}`,
      ...lastWords(running, 15).split('\n').map(tellLine),
    ].join('\n');
  return [pinNode, ...keyholders].map(dump).join('\n');
}

/** Waits until something is so, and says what everybody was doing when it does not come to be. */
export async function until(
  network: Pick<LocalNetwork, 'pinNode' | 'keyholders'>,
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = PATIENCE_MS,
): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) assert.fail(`not within ${limitMs} ms: ${what}\n${dumpOf(network)}`);
    await wait(50);
  }
}

export const startModel = ({ artifacts }: LocalNetwork): readonly number[] => zeroWeights(artifacts.circuit.format);

export const roundOf = (network: LocalNetwork, round: number): Promise<training.Round> =>
  training.readRound(reader(network), network.contracts.training, { task: network.task.id, round: BigInt(round) });

/** Opens the next round, whose seed can be drawn from then on. */
export async function openRound(network: LocalNetwork): Promise<void> {
  const { chain, contracts, task } = network;
  await chain.moveTo(Number(task.startsAt));
  const bond = task.terms.amounts.openingBond;
  await training.openRound(chain.clientsOf(0), contracts.training, { task: task.id, bond });
  await passSeed(chain);
}

export interface Lead {
  readonly round: number;
  /** How many updates the training waits for. */
  readonly updates: number;
  /** Where to stop; at the round's end when it is left out. */
  readonly until?: (phase: training.RoundPhase, round: training.Round) => boolean;
  /** Whether the blocks come that make a freeze final. */
  readonly final?: boolean;
}

/** Moves the clock on whenever every keyholder that runs has done what the phase is for. */
export function lead(
  network: LocalNetwork,
  { round, updates, until: stop, final = true }: Lead,
): Promise<training.Round> {
  const { chain, contracts, task } = network;
  const end = performance.now() + PATIENCE_MS;
  return paceRound({
    ...{ chain, contract: contracts.training, task: task.id, round, finality: final ? FINALITY : 0 },
    expected: () => updates,
    keyholders: () => network.keyholders,
    ...(stop && { until: stop }),
    check() {
      if (performance.now() > end) assert.fail(`round ${round} does not get on\n${dumpOf(network)}`);
    },
  });
}

/** One block past everything that can be said of shares: who has checked them all has nothing to say. */
export async function passShares(network: LocalNetwork, round: number): Promise<void> {
  const { chain, contracts, task } = network;
  const id = { task: task.id, round: BigInt(round) };
  const { complaints } = await training.readShareDeadlines(reader(network), contracts.training, id);
  await chain.moveTo(Number(complaints) + 1);
  await until(network, 'the round is frozen', async () => (await roundOf(network, round)).status === 'frozen');
}

/** Of member `index`, from 1: a new process with what the old one left behind. */
export async function startAgain(network: LocalNetwork, index: number): Promise<RunningWorker> {
  const old = network.keyholders[index - 1] as RunningWorker;
  assert.ok(!old.isRunning());
  const running = await old.again();
  network.keyholders[index - 1] = running;
  return running;
}

/** As `startAgain`, under the address that everybody knows. */
export async function startPinNodeAgain(network: FaultNetwork): Promise<void> {
  assert.ok(!network.pinNode.isRunning());
  network.pinNode = { ...(await network.pinNode.again()), url: network.pinNode.url };
}

export const member = (network: LocalNetwork, index: number): RunningWorker =>
  network.keyholders[index - 1] as RunningWorker;

/** Lines of a process' log that are of this event. */
export const said = ({ log }: RunningProcess, event: string): Record<string, unknown>[] =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.includes(`"${event}"`))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

export interface Outcome {
  readonly model: readonly number[];
  readonly included: readonly Pick<Player, 'address' | 'batches'>[];
}

/** A finalised round is over exactly these trainers: set, root, loss, and a model that everybody can fetch. Gives its weights. */
export async function assertFinalised(
  network: LocalNetwork,
  round: number,
  outcome: Outcome,
): Promise<readonly number[]> {
  const { artifacts, contracts, task, pinNode } = network;
  const state = await roundOf(network, round);
  assert.equal(state.status, 'finalised', dumpOf(network));
  const enrolments = await Promise.all(
    outcome.included.map(({ address: trainer }) =>
      training.readEnrolment(reader(network), contracts.training, { task: task.id, trainer }),
    ),
  );
  const indices = enrolments.map(({ index }) => index).sort((a, b) => a - b);
  assert.deepEqual(training.includedOf(state), indices);
  const { weights, lossSum } = await expectedModel(network, round, outcome);
  assert.equal(state.rootAfter, modelRoot(artifacts.circuit.format, weights, 0n));
  assert.equal(BigInt(state.lossSum), lossSum);
  const store = pinNodeStore({ url: pinNode.url });
  const found = await fetchModel(reader(network), { ...placeOf(network), artifacts, store });
  assert.deepEqual([found.root, found.weights], [state.rootAfter, weights]);
  return weights;
}

/** The chain from here on can be taken back: what is called then leaves other blocks in the place of those that came after. */
export async function fork({ chain }: LocalNetwork): Promise<() => Promise<void>> {
  const id = await chain.client.snapshot();
  return async () => {
    await chain.client.revert({ id });
    const { walletClient } = chain.clientsOf(0);
    const { account } = walletClient;
    const request = { account, chain: null, to: account.address, value: 1n };
    await chain.client.waitForTransactionReceipt({ hash: await sendTransaction(walletClient, request) });
  };
}
