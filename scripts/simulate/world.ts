// Contracts, keyholders, tasks and trainers of one simulation.
import { type Artifacts, MAX_STEP_MULTIPLIER, type Prover, zeroWeights } from '@tacit/sdk';
import { toHex } from 'viem';
import {
  AMOUNTS,
  acceptTask,
  createTask,
  deployContracts,
  enrolTrainer,
  joinKeyholders,
  registerCircuit,
  type Task,
  type Trainer,
} from '../../test/contracts/support/training.ts';
import type { Stage, Wallet } from '../../test/contracts/support/training-stage.ts';
import { forgingProver } from '../../test/support/forging-prover.ts';
import type { SeededRandomness } from '../support/seeded-randomness.ts';
import { drawBatches, drawTeacher } from './data.ts';
import type { Measures } from './measures.ts';
import { MOST_IN_A_TASK, type SimulationPlan } from './options.ts';

/** Coordinator and relayer. */
const OTHERS = 2;

/** A task with its trainers: a model of its own. */
export interface Cohort {
  readonly task: Task;
  readonly trainers: readonly Trainer[];
  model: readonly number[];
}

export interface World {
  readonly cohorts: readonly Cohort[];
  readonly relayer: Wallet;
}

export const accountsFor = ({ members }: SimulationPlan, trainers: number): number => OTHERS + members + trainers;

/** As equal as can be, none over what a task takes. */
export function splitCohorts(trainers: number): number[] {
  const cohorts = Math.ceil(trainers / MOST_IN_A_TASK);
  return Array.from({ length: cohorts }, (_, k) => Math.floor((trainers + k) / cohorts));
}

/** Proofs of other trainers than the sample: from the trapdoor, which is public. */
export const forgedProver = (artifacts: Artifacts, randomness: SeededRandomness): Prover =>
  forgingProver(artifacts, randomness);

export interface WorldOptions {
  readonly plan: SimulationPlan;
  readonly trainers: number;
  readonly artifacts: Artifacts;
  readonly stage: Stage;
  readonly randomness: SeededRandomness;
  readonly measures: Measures;
  readonly onEnrolled: (enrolled: number) => void;
  readonly signal: AbortSignal;
}

export async function makeWorld(options: WorldOptions): Promise<World> {
  const { plan, artifacts, stage, randomness } = options;
  const { format } = artifacts.circuit;
  const contracts = await deployContracts(stage);
  const circuit = await registerCircuit(stage, contracts, artifacts);
  const [coordinator, relayer] = stage.wallets as [Wallet, Wallet];
  const sizes = splitCohorts(options.trainers);
  const committee = await joinKeyholders(stage, contracts, {
    wallets: stage.wallets.slice(OTHERS, OTHERS + plan.members),
    stake: AMOUNTS.keyholderStake * BigInt(sizes.length),
    randomness,
  });
  const prover = forgedProver(artifacts, randomness);
  const teacher = drawTeacher(format, randomness.next);
  const wallets = stage.wallets.slice(OTHERS + plan.members);
  const cohorts: Cohort[] = [];
  for (const [k, size] of sizes.entries()) {
    const model = zeroWeights(format);
    const { task } = await createTask({
      ...{ stage, contracts, artifacts, prover, randomness, circuit, model, coordinator, committee },
      salt: toHex(k, { size: 32 }),
      plan: {
        threshold: plan.threshold,
        amounts: AMOUNTS,
        work: {
          ...{ steps: plan.steps, rounds: plan.rounds, maxVoid: 1, minTrainers: 2, maxTrainers: size },
          multiplier: Math.min(4, MAX_STEP_MULTIPLIER),
        },
      },
    });
    for (const keyholder of committee) await acceptTask(task, keyholder);
    const trainers: Trainer[] = [];
    for (const wallet of wallets.splice(0, size)) {
      options.signal.throwIfAborted();
      const enrolled = await enrolTrainer(task, wallet, drawBatches(format, teacher, randomness.next));
      trainers.push(enrolled.trainer);
      if (trainers.length > 1) options.measures.add('enrolGas', enrolled.gasUsed);
      options.onEnrolled(trainers.length);
    }
    cohorts.push({ task, trainers, model });
  }
  return { cohorts, relayer };
}
