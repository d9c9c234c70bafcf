import assert from 'node:assert/strict';
import {
  computeFinalisation,
  computeStep,
  type DatasetSource,
  errorCode,
  hashHex,
  meanMultiplier,
  memoryStore,
  randomField,
  type TrainEvent,
  type TrainerState,
  type TrainTaskOptions,
  training,
  trainTask,
  zeroWeights,
} from '@tacit/sdk';
import { openTrainerFolder } from '@tacit/sdk/node';
import { type Hex, parseEther } from 'viem';
import { forgingProver } from '../../support/forging-prover.ts';
import { seededRandomness } from '../../support/random-step.ts';
import { realArtifacts } from '../../support/real-proofs.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { startChain } from './chain.ts';
import type { PlayedCommittee } from './played-committee.ts';
import { AMOUNTS, acceptTask, createTask, deployContracts, joinKeyholders, registerCircuit } from './training.ts';
import { irisBatches } from './training-data.ts';
import { openStage, type Wallet } from './training-stage.ts';

/*
 * Trainers' own program on real contracts, with state in real files; proofs from the development key's trapdoor. The
 * committee is played by the test.
 */
export const STEPS = 3;

export interface Running {
  readonly events: TrainEvent[];
  readonly ended: ReturnType<typeof trainTask>;
  /** The event, as soon as it has come. */
  readonly seen: <kind extends TrainEvent['kind']>(
    kind: kind,
    round?: bigint,
  ) => Promise<Extract<TrainEvent, { kind: kind }>>;
  readonly stop: AbortController;
}

export const codeOf = (act: Promise<unknown>): Promise<string | undefined> =>
  act.then(
    () => undefined,
    (error: unknown) => errorCode(error) ?? String(error),
  );

export const printed = (events: readonly TrainEvent[]): string =>
  JSON.stringify(events, (_, value) => (typeof value === 'bigint' ? value.toString() : value));

/** Contracts, keyholders, data of three trainers; tasks are made as they are needed. */
export async function openTrainerStage(seed: number) {
  const { viem } = await startChain();
  const stage = await openStage(viem);
  const randomness = seededRandomness(seed);
  const artifacts = await realArtifacts('logistic-4x3-b8');
  const prover = forgingProver(artifacts, randomness);
  const { circuit } = artifacts;
  const { format } = circuit;
  const contracts = await deployContracts(stage);
  const contract = contracts.training.address;
  const chainId = Number(stage.chainId);
  const { client } = stage;
  const [coordinator, helper] = stage.wallets as [Wallet, Wallet];
  const committee = await joinKeyholders(stage, contracts, {
    wallets: stage.wallets.slice(2, 5),
    stake: parseEther('5'),
    randomness,
  });
  const circuitId = await registerCircuit(stage, contracts, artifacts);
  const folder = temporaryFolder();
  const store = memoryStore();

  let tasks = 0;
  /** A running task that two trainers are enough for. */
  async function makeTask(rounds = 3, model: readonly number[] = zeroWeights(format)): Promise<PlayedCommittee> {
    const plan = {
      threshold: 2,
      work: { steps: STEPS, multiplier: 4, rounds, maxVoid: 2, minTrainers: 2, maxTrainers: 5 },
      amounts: { ...AMOUNTS, keyholderStake: parseEther('0.1'), absencePenalty: parseEther('0.01') },
    };
    const made = {
      stage,
      contracts,
      artifacts,
      prover,
      randomness,
      circuit: circuitId,
      model,
      plan,
      coordinator,
      committee,
    };
    const salt = hashHex(BigInt(++tasks));
    const { task } = await createTask({ ...made, salt });
    for (const keyholder of committee) await acceptTask(task, keyholder);
    return { stage, contract, task: task.id, artifacts, prover, randomness, store, committee, wallet: helper };
  }

  const sources: DatasetSource[] = irisBatches(format, 3, randomness).map((batches) => ({
    batches,
    secret: randomField(randomness),
  }));
  const walletOf = (i: number): Wallet => stage.wallets[6 + i] as Wallet;
  const openState = (task: Hex, i: number, at = folder): Promise<TrainerState> => {
    const wallet = walletOf(i);
    const place = { chainId, contract, task, trainer: wallet.account.address };
    return openTrainerFolder({ folder: at, ...place, secret: { kind: 'wallet', wallet } });
  };

  async function start({ task }: PlayedCommittee, i: number, given: Partial<TrainTaskOptions> = {}): Promise<Running> {
    const events: TrainEvent[] = [];
    const stop = new AbortController();
    const { onEvent, ...others } = given;
    const ended = trainTask({
      clients: { publicClient: client, walletClient: walletOf(i) },
      ...{ chainId, contract, task, artifacts, prover, store, randomness, pollMs: 20, signal: stop.signal },
      state: await openState(task, i),
      dataset: async () => sources[i] as DatasetSource,
      policy: { minTrainers: 2, allowOpenAdmission: true },
      finality: 0,
      onEvent: (event) => {
        events.push(event);
        onEvent?.(event);
      },
      ...others,
    });
    ended.catch(() => {});
    let over = false;
    ended.then(
      () => (over = true),
      () => (over = true),
    );
    return {
      events,
      ended,
      stop,
      async seen(kind, round) {
        const began = Date.now();
        for (;;) {
          const found = events.find(
            (one) => one.kind === kind && (round === undefined || ('round' in one && one.round === round)),
          );
          if (found) return found as never;
          if (Date.now() - began > 30_000) assert.fail(`no ${kind} after ${printed(events)}`);
          if (over) assert.fail(`it ended without ${kind}: ${await ended.catch(String)}`);
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      },
    };
  }

  /** What plain training gives, with no protocol around it. */
  async function expectedModel(
    played: PlayedCommittee,
    round: bigint,
    model: readonly number[],
    who: readonly number[],
  ) {
    const sum = model.map(() => 0);
    for (const i of who) {
      let weights = model;
      for (let step = 0; step < STEPS; step++) {
        const trainer = walletOf(i).account.address;
        const index = await training.readBatchIndex(client, contract, { task: played.task, round, trainer, step });
        weights = computeStep(format, weights, (sources[i] as DatasetSource).batches[index] as never, 4).after;
      }
      weights.forEach((weight, at) => {
        sum[at] = (sum[at] as number) + weight - (model[at] as number);
      });
    }
    return computeFinalisation(format, model, sum, meanMultiplier(who.length)).after;
  }

  return {
    ...{ stage, client, chainId, contract, artifacts, prover, randomness, store, folder, committee, sources, helper },
    ...{ makeTask, walletOf, openState, start, expectedModel },
  };
}
