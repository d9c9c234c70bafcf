// What one round of a simulation is played with.
import type { Prover } from '@tacit/sdk';
import type { Wallet } from '../../test/contracts/support/training-stage.ts';
import type { SeededRandomness } from '../support/seeded-randomness.ts';
import type { Measures } from './measures.ts';
import type { SimulationPlan } from './options.ts';
import type { Cohort } from './world.ts';

/** What was done, over all rounds and tasks. */
export interface Tally {
  stepsProven: number;
  stepsForged: number;
  finalisationsProven: number;
  excluded: number;
  absent: number;
}

export interface RoundOptions {
  readonly plan: SimulationPlan;
  readonly cohort: Cohort;
  readonly round: number;
  readonly relayer: Wallet;
  readonly realProver: Prover;
  readonly randomness: SeededRandomness;
  readonly measures: Measures;
  readonly tally: Tally;
  readonly onProgress: (doing: string, fraction: number) => void;
  readonly signal: AbortSignal;
}
