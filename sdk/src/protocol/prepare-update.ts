// A trainer's part of a round: steps, commitments, shares, contexts, proofs, in this order.
import type { UpdateArguments } from '../chain/training/types.ts';
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
  type Prover,
  proveStep,
  type StepWitness,
} from '../proving/index.ts';
import {
  type Address,
  batchIndex,
  hashShares,
  type PreparedSubmission,
  prepareSubmission,
  publishedOf,
  type RoundScope,
  type Submission,
  stepContext,
  sumVectors,
} from '../sharing/index.ts';
import { sealingArgument, stepProofWords } from './arguments.ts';

export interface PrepareUpdateOptions {
  readonly artifacts: Artifacts;
  readonly prover: Prover;
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
  readonly batches: readonly Batch[];
  readonly data: DatasetCommitment;
  /** Y_1 .. Y_n of the committee. */
  readonly publicKeys: readonly G1Point[];
  readonly threshold: number;
  readonly randomness: Randomness;
  /**
   * Called when everything is fixed and nothing is proven yet. Whoever stores the secrets here can answer for the same
   * submission later; a second one, of the same round, is another.
   */
  readonly onFixed?: (fixed: PreparedSubmission) => void | Promise<void>;
  readonly onProven?: (proven: number, steps: number) => void;
}

export interface PreparedUpdate extends UpdateArguments {
  readonly submission: Submission;
  readonly sharesHash: bigint;
  /** Public: for IPFS. */
  readonly envelope: Uint8Array;
  /** D_1 .. D_K. */
  readonly D: readonly G1Point[];
  /** Of the model before each step, on the trainer's own batch; of nobody else's concern. */
  readonly losses: readonly number[];
  readonly secret: PreparedSubmission['secrets'];
}

interface PlannedStep {
  readonly witness: StepWitness;
  readonly advice: Advice;
  readonly D: G1Point;
}

function checkStart({ artifacts, task, enrolment, model, data, batches }: PrepareUpdateOptions): void {
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
function planSteps(options: PrepareUpdateOptions): PlannedStep[] {
  const { artifacts, scope, trainer, task, seed, batches, data, randomness } = options;
  const { format } = artifacts.circuit;
  const planned: PlannedStep[] = [];
  let [weights, saltBefore] = [options.model, 0n];
  for (let step = 0; step < task.steps; step++) {
    const choice = { seed, task: scope.task, round: scope.round, trainer, step, batches: batches.length };
    const index = batchIndex(choice);
    const saltAfter = randomField(randomness);
    const witness: StepWitness = {
      weights,
      batch: batches[index] as Batch,
      batchIndex: index,
      multiplier: task.multiplier,
      saltBefore,
      saltAfter,
      saltData: data.saltOf(index),
      path: data.pathOf(index),
      blind: randomField(randomness),
    };
    const advice = adviseStep(format, witness);
    planned.push({ witness, advice, D: commitUpdate(artifacts.verificationKey, advice.committed) });
    [weights, saltBefore] = [advice.after, saltAfter];
  }
  return planned;
}

/**
 * Makes an update for the contract: everything is fixed before the first proof, since each proof's context binds all of
 * it. Every call draws new secrets, so two calls give two updates, of which a round takes one.
 */
export async function prepareUpdate(options: PrepareUpdateOptions): Promise<PreparedUpdate> {
  checkStart(options);
  const { artifacts, prover, scope, trainer, publicKeys, threshold, randomness, onFixed, onProven } = options;
  const planned = planSteps(options);
  const D = planned.map((step) => step.D);
  const fixed = prepareSubmission({
    scope,
    trainer,
    D,
    bases: artifacts.verificationKey.committedBases,
    values: sumVectors(planned.map(({ advice }) => committedValues(advice.committed))),
    publicKeys,
    threshold,
    randomness,
  });
  const { submission, envelope, secrets } = fixed;
  await onFixed?.(fixed);
  const proven = [];
  for (const [step, { witness }] of planned.entries()) {
    proven.push(await proveStep({ artifacts, prover, witness, context: stepContext(submission, step) }));
    onProven?.(proven.length, planned.length);
  }
  return {
    roots: proven.map(({ statement }) => statement.rootAfter),
    proofs: proven.map(({ proof, commitment }) => stepProofWords(proof, commitment)),
    sealing: sealingArgument(publishedOf(submission)),
    submission,
    sharesHash: hashShares(submission),
    envelope,
    D,
    losses: planned.map(({ advice }) => Number(advice.committed.loss)),
    secret: secrets,
  };
}
