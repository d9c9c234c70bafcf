// From a plan to what the contract takes: one proof a step, in order, and none twice.
import type { UpdateArguments } from '../chain/training/types.ts';
import type { G1Point } from '../commitment/index.ts';
import { type Artifacts, type Claim, type Proof, type Prover, proveStep } from '../proving/index.ts';
import { publishedOf, type Submission, stepContext } from '../sharing/index.ts';
import { sealingArgument, stepProofWords } from './arguments.ts';
import type { UpdatePlan } from './plan-update.ts';

export interface ProveUpdateOptions {
  readonly artifacts: Artifacts;
  readonly prover: Prover;
  /** Proofs of the first steps that were made before; they are taken as they are (`claimOf` says what they prove). */
  readonly proven?: readonly Proof[];
  /** All proofs so far, after each new one: whoever stores them here loses none. */
  readonly onProven?: (proven: readonly Proof[], steps: number) => void | Promise<void>;
  readonly signal?: AbortSignal;
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
}

/** What the proof of a step must prove: for whoever reads one back. */
export function claimOf({ steps, submission }: UpdatePlan, step: number, proof: Proof): Claim {
  const planned = steps[step];
  if (!planned) throw new RangeError(`the plan has no step ${step}`);
  const statement = { ...planned.advice.statement, context: stepContext(submission, step) };
  return { proof, commitment: planned.D, statement };
}

/** Proves what is not proven yet. */
export async function proveUpdate(plan: UpdatePlan, options: ProveUpdateOptions): Promise<PreparedUpdate> {
  const { artifacts, prover, onProven, signal } = options;
  const { steps, submission } = plan;
  const proven = [...(options.proven ?? [])];
  for (const [step, { witness }] of [...steps.entries()].slice(proven.length)) {
    signal?.throwIfAborted();
    proven.push((await proveStep({ artifacts, prover, witness, context: stepContext(submission, step) })).proof);
    await onProven?.([...proven], steps.length);
  }
  return {
    roots: steps.map(({ advice }) => advice.statement.rootAfter),
    proofs: steps.map(({ D }, step) => stepProofWords(proven[step] as Proof, D)),
    sealing: sealingArgument(publishedOf(submission)),
    submission,
    sharesHash: plan.sharesHash,
    envelope: plan.envelope,
    D: steps.map(({ D }) => D),
    losses: steps.map(({ advice }) => Number(advice.committed.loss)),
  };
}
