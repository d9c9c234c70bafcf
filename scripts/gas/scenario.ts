// A task on a chain of its own, for measuring: seeded, and as every run has it.
import { join } from 'node:path';
import { type Artifacts, type Batch, parseShapeName, type Randomness, zeroWeights } from '@tacit/sdk';
import { defaultLocations, localArtifacts, readCircuitsFile } from '@tacit/sdk/node';
import {
  AMOUNTS,
  acceptTask,
  createTask,
  deployContracts,
  enrolTrainer,
  joinKeyholders,
  openRound,
  registerCircuit,
  type Task,
  type Trainer,
} from '../../test/contracts/support/training.ts';
import { randomBatches } from '../../test/contracts/support/training-data.ts';
import type { Wallet } from '../../test/contracts/support/training-stage.ts';
import { forgingProver } from '../../test/support/forging-prover.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { openGasStage } from './chain.ts';

export interface ScenarioPlan {
  readonly circuit: string;
  readonly steps: number;
  readonly trainers: number;
}

export interface Scenario {
  readonly task: Task;
  readonly trainers: readonly Trainer[];
  readonly model: readonly number[];
  /** Neither of them takes part. */
  readonly relayer: Wallet;
  /** What getting here has cost. The second acceptance and enrolment count: the first ones also begin a list. */
  readonly costs: Readonly<Record<'create' | 'accept' | 'enrol' | 'openRound', bigint>>;
}

const SEED = 28;
const MEMBERS = 5;
const THRESHOLD = 3;
const BATCHES = 3;
const STAKE = 10n ** 19n;

/** Any shape's, declared or not. */
function artifactsOf(name: string): Promise<Artifacts> {
  const file = readCircuitsFile(join(defaultLocations().circuits, 'circuits.json'));
  return localArtifacts({ file: { ...file, circuits: { ...file.circuits, [name]: parseShapeName(name) } } }).load(name);
}

async function proposeTask({ circuit: name, steps, trainers }: ScenarioPlan, randomness: Randomness) {
  const stage = await openGasStage(2 + MEMBERS + trainers);
  const contracts = await deployContracts(stage);
  const artifacts = await artifactsOf(name);
  const circuit = await registerCircuit(stage, contracts, artifacts);
  const wallets = stage.wallets.slice(2, 2 + MEMBERS);
  return createTask({
    stage,
    contracts,
    artifacts,
    randomness,
    circuit,
    prover: forgingProver(artifacts, randomness),
    model: zeroWeights(artifacts.circuit.format),
    coordinator: stage.wallets[0] as Wallet,
    committee: await joinKeyholders(stage, contracts, { wallets, stake: STAKE, randomness }),
    plan: {
      threshold: THRESHOLD,
      amounts: AMOUNTS,
      work: { steps, multiplier: 4, rounds: 3, maxVoid: 1, minTrainers: 2, maxTrainers: trainers },
    },
  });
}

/** Everything up to a round whose seed can be drawn. */
export async function openScenario(plan: ScenarioPlan): Promise<Scenario> {
  const randomness = seededRandomness(SEED);
  const { task, gasUsed: create } = await proposeTask(plan, randomness);
  const { stage, artifacts, committee } = task;
  const accepts: bigint[] = [];
  for (const keyholder of committee) accepts.push(await acceptTask(task, keyholder));
  const trainers: Trainer[] = [];
  const enrols: bigint[] = [];
  for (const wallet of stage.wallets.slice(2 + MEMBERS)) {
    const batches: Batch[] = randomBatches(artifacts.circuit.format, BATCHES, randomness);
    const { trainer, gasUsed } = await enrolTrainer(task, wallet, batches);
    trainers.push(trainer);
    enrols.push(gasUsed);
  }
  const [accept, enrol] = [accepts[1] as bigint, enrols[1] as bigint];
  return {
    task,
    trainers,
    model: zeroWeights(artifacts.circuit.format),
    relayer: stage.wallets[1] as Wallet,
    costs: { create, accept, enrol, openRound: await openRound(task) },
  };
}
