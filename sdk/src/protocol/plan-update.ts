// Everything of an update that is fixed before its first proof; drawn afresh, or made again from what was drawn before.
import type { G1Point } from '../commitment/index.ts';
import type { DatasetCommitment } from '../data/index.ts';
import { roundError } from '../errors/index.ts';
import { type Randomness, randomField } from '../hashing/index.ts';
import type { Batch } from '../numeric/index.ts';
import {
  type Advice,
  type Artifacts,
  adviseStep,
  committedValues,
  commitUpdate,
  modelRoot,
  type StepWitness,
} from '../proving/index.ts';
import {
  type Address,
  batchIndex,
  hashShares,
  type LogProof,
  type PreparedSubmission,
  prepareSubmission,
  type RoundScope,
  restoreSubmission,
  type Submission,
  sumVectors,
} from '../sharing/index.ts';

/** What the round and the trainer's own agreement with it determine: nothing here is drawn. */
export interface UpdateStart {
  readonly scope: RoundScope;
  readonly trainer: Address;
  /** What the contract knows: a proof of anything else would be refused. */
  readonly task: { readonly root: bigint; readonly steps: number; readonly multiplier: number };
  /** What the trainer enrolled with. */
  readonly enrolment: { readonly dataRoot: bigint; readonly batches: number };
  /** The round's seed. */
  readonly seed: bigint;
  /** The public model that the round starts from. */
  readonly model: readonly number[];
  /** Y_1 .. Y_n of the committee. */
  readonly publicKeys: readonly G1Point[];
  readonly threshold: number;
}

/** The trainer's own copies of what was agreed on. */
export interface UpdateSource {
  readonly artifacts: Artifacts;
  readonly batches: readonly Batch[];
  readonly data: DatasetCommitment;
}

/** What is drawn for one update: secret, and with the rest it makes the same update again. */
export interface UpdateSecrets {
  /** Of the roots after each step, and the blinds of each step's D. */
  readonly salts: readonly bigint[];
  readonly blinds: readonly bigint[];
  readonly ephemeralKey: bigint;
  /** Of x^1 .. x^(t-1): the values themselves follow from the steps. */
  readonly coefficients: readonly (readonly bigint[])[];
  /** Public, and drawn all the same. */
  readonly proofOfE: LogProof;
}

export interface PlannedStep {
  readonly witness: StepWitness;
  readonly advice: Advice;
  readonly D: G1Point;
}

export interface UpdatePlan {
  readonly start: UpdateStart;
  readonly steps: readonly PlannedStep[];
  readonly submission: Submission;
  readonly sharesHash: bigint;
  /** Public: for IPFS. */
  readonly envelope: Uint8Array;
  readonly secrets: UpdateSecrets;
}

export type PlanUpdateOptions = UpdateStart & UpdateSource & { readonly randomness: Randomness };

function checkStart({ artifacts, task, enrolment, model, data, batches }: UpdateStart & UpdateSource): void {
  if (modelRoot(artifacts.circuit.format, model, 0n) !== task.root) {
    throw roundError('MODEL_MISMATCH', "these weights are not the task's present model; fetch those of the last round");
  }
  if (data.root !== enrolment.dataRoot || data.batches !== enrolment.batches || batches.length !== data.batches) {
    throw roundError('DATASET_MISMATCH', 'these data are not what the trainer enrolled with', {
      batches: batches.length,
      enrolled: enrolment.batches,
    });
  }
}

/** The steps from the public model on, each under salts of its own; no batch but the one that the seed names. */
function planSteps(
  { artifacts, scope, trainer, task, seed, model, batches, data }: UpdateStart & UpdateSource,
  draw: (step: number) => { readonly salt: bigint; readonly blind: bigint },
): PlannedStep[] {
  const { format } = artifacts.circuit;
  const planned: PlannedStep[] = [];
  let [weights, saltBefore] = [model, 0n];
  for (let step = 0; step < task.steps; step++) {
    const choice = { seed, task: scope.task, round: scope.round, trainer, step, batches: batches.length };
    const index = batchIndex(choice);
    const { salt: saltAfter, blind } = draw(step);
    const witness: StepWitness = {
      weights,
      batch: batches[index] as Batch,
      batchIndex: index,
      multiplier: task.multiplier,
      saltBefore,
      saltAfter,
      saltData: data.saltOf(index),
      path: data.pathOf(index),
      blind,
    };
    const advice = adviseStep(format, witness);
    planned.push({ witness, advice, D: commitUpdate(artifacts.verificationKey, advice.committed) });
    [weights, saltBefore] = [advice.after, saltAfter];
  }
  return planned;
}

const agreedOf = ({ scope, trainer, publicKeys, threshold, artifacts }: UpdateStart & UpdateSource) => ({
  scope,
  trainer,
  publicKeys,
  threshold,
  bases: artifacts.verificationKey.committedBases,
});

const valuesOf = (steps: readonly PlannedStep[]): bigint[] =>
  sumVectors(steps.map(({ advice }) => committedValues(advice.committed)));

function planOf(start: UpdateStart, steps: readonly PlannedStep[], fixed: PreparedSubmission): UpdatePlan {
  const { submission, envelope, secrets } = fixed;
  const { scope, trainer, task, enrolment, seed, model, publicKeys, threshold } = start;
  return {
    start: { scope, trainer, task, enrolment, seed, model, publicKeys, threshold },
    steps,
    submission,
    sharesHash: hashShares(submission),
    envelope,
    secrets: {
      salts: steps.map(({ witness }) => witness.saltAfter),
      blinds: steps.map(({ witness }) => witness.blind),
      ephemeralKey: secrets.ephemeralKey,
      coefficients: secrets.polynomial.slice(1),
      proofOfE: submission.proofOfE,
    },
  };
}

/** Draws an update. Every call draws new secrets, so two calls give two updates, of which a round takes one. */
export function planUpdate(options: PlanUpdateOptions): UpdatePlan {
  checkStart(options);
  const { randomness } = options;
  const draw = () => {
    const salt = randomField(randomness);
    return { salt, blind: randomField(randomness) };
  };
  const steps = planSteps(options, draw);
  const D = steps.map((step) => step.D);
  return planOf(options, steps, prepareSubmission({ ...agreedOf(options), D, values: valuesOf(steps), randomness }));
}

/**
 * The update that was drawn before, from the secrets that were kept of it. All else is computed anew, so that values
 * that do not open D, or a proof of e for another deal, are refused; whether it is that very update is for its
 * `sharesHash` to say.
 */
export function restorePlan(options: UpdateStart & UpdateSource, secrets: UpdateSecrets): UpdatePlan {
  checkStart(options);
  const { salts, blinds, ephemeralKey, coefficients, proofOfE } = secrets;
  if (salts.length !== options.task.steps || blinds.length !== options.task.steps) {
    throw roundError('DEAL_INVALID', 'there is not a salt and a blind for each step');
  }
  const steps = planSteps(options, (step) => ({ salt: salts[step] as bigint, blind: blinds[step] as bigint }));
  const D = steps.map((step) => step.D);
  const polynomial = [valuesOf(steps), ...coefficients];
  const kept = { secrets: { ephemeralKey, polynomial }, proofOfE };
  return planOf(options, steps, restoreSubmission({ ...agreedOf(options), D, ...kept }));
}
