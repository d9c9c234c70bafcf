// Simulations one after the other: each on a chain of its own, from nothing to models that are checked.
import { type Artifacts, modelRoot, type Prover, snarkjsProver } from '@tacit/sdk';
import { localArtifacts } from '@tacit/sdk/node';
import type { Trainer } from '../../test/contracts/support/training.ts';
import type { Stage } from '../../test/contracts/support/training-stage.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { type Measure, startMeasures } from './measures.ts';
import type { SimulationPlan } from './options.ts';
import { playRound } from './round.ts';
import type { Tally } from './round-options.ts';
import { accountsFor, makeWorld, type World } from './world.ts';

/** What came of one number of trainers with one circuit. */
export interface SimulationRow {
  readonly circuit: string;
  readonly weights: number;
  readonly trainers: number;
  readonly tasks: number;
  readonly seconds: number;
  readonly tally: Readonly<Tally>;
  /** Mean over tasks, of each round. */
  readonly losses: readonly number[];
  /** Medians. */
  readonly measured: Readonly<Record<Measure, number | null>>;
  /** Every round of every task came to the exact integer average, and the chain has the root of the last. */
  readonly exact: true;
}

export interface SimulationOptions {
  readonly plan: SimulationPlan;
  /** A fresh chain with so many funded accounts. */
  readonly openStage: (accounts: number) => Promise<Stage>;
  readonly onProgress: (what: string, fraction: number) => void;
  readonly onRow: (row: SimulationRow) => void;
  readonly signal: AbortSignal;
}

interface One extends SimulationOptions {
  readonly artifacts: Artifacts;
  readonly trainers: number;
  readonly realProver: Prover;
}

async function requireRoots({ cohorts }: World): Promise<void> {
  for (const { task, model } of cohorts) {
    const { root } = await task.stage.read<{ root: bigint }>(task.contracts.training, 'taskOf', task.id);
    if (root !== modelRoot(task.artifacts.circuit.format, model, 0n)) throw new Error('the chain has another model');
  }
}

async function simulateOne({ plan, artifacts, trainers, realProver, onProgress, signal, openStage }: One) {
  const start = performance.now();
  const randomness = seededRandomness(plan.seed);
  const measures = startMeasures();
  const tally: Tally = { stepsProven: 0, stepsForged: 0, finalisationsProven: 0, excluded: 0, absent: 0 };
  const { name, format } = artifacts.circuit;
  const title = `${name}, ${trainers} trainers`;
  let enrolled = 0;
  const onEnrolled = (): void => onProgress(`${title}: enrolling`, (0.1 * ++enrolled) / trainers);
  const stage = await openStage(accountsFor(plan, trainers));
  const world = await makeWorld({ plan, trainers, artifacts, stage, randomness, measures, onEnrolled, signal });
  const { cohorts, relayer } = world;
  const expelled = cohorts.map(() => new Set<Trainer>());
  const losses: number[] = [];
  for (let round = 1; round <= plan.rounds; round++) {
    let loss = 0;
    for (const [k, cohort] of cohorts.entries()) {
      const done = ((round - 1) * cohorts.length + k) / (plan.rounds * cohorts.length);
      const doing = (what: string, fraction: number): void => {
        const part = (done + fraction / (plan.rounds * cohorts.length)) * 0.9;
        onProgress(`${title}: round ${round}, task ${k + 1} of ${cohorts.length}, ${what}`, 0.1 + part);
      };
      const options = {
        plan,
        cohort,
        round,
        relayer,
        realProver,
        randomness,
        measures,
        tally,
        onProgress: doing,
        signal,
      };
      loss += (await playRound(options, expelled[k] as Set<Trainer>)).loss / cohorts.length;
    }
    losses.push(loss);
  }
  await requireRoots(world);
  return {
    ...{ circuit: name, weights: format.weights, trainers, tasks: cohorts.length },
    ...{ seconds: (performance.now() - start) / 1000, tally, losses, measured: measures.medians(), exact: true },
  } satisfies SimulationRow;
}

/** Throws as soon as anything is not as it must be. */
export async function simulate(options: SimulationOptions): Promise<SimulationRow[]> {
  const { plan, onRow, signal } = options;
  const source = localArtifacts();
  const realProver = snarkjsProver();
  const rows: SimulationRow[] = [];
  try {
    for (const circuit of plan.circuits) {
      const artifacts = await source.load(circuit);
      for (const trainers of plan.trainers) {
        signal.throwIfAborted();
        const row = await simulateOne({ ...options, artifacts, trainers, realProver });
        rows.push(row);
        onRow(row);
      }
    }
  } finally {
    await realProver.close();
  }
  return rows;
}
