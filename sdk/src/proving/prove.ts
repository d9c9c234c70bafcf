import type { G1Point } from '../commitment/index.ts';
import { provingError } from '../errors/index.ts';
import {
  type Advice,
  adviseFinalisation,
  adviseStep,
  circuitInputs,
  type FinaliseWitness,
  type StepWitness,
} from './advice.ts';
import { commitUpdate } from './commitment.ts';
import { type ContextParts, standaloneContext } from './context.ts';
import type { Proof } from './proof.ts';
import type { Artifacts, Prover } from './prover.ts';
import { type Committed, committedValues, type Statement, statementFrom, statementValues } from './statement.ts';

/** A context is given, follows from its parts, or is computed by the caller once D is known. */
export type ContextChoice = bigint | ContextParts | ((commitment: G1Point) => bigint);

export interface ProvenStep {
  readonly proof: Proof;
  readonly commitment: G1Point;
  readonly statement: Statement;
  /** Opens the commitment: secret. */
  readonly opening: Committed;
  /** The weights after the step: secret while a round runs. */
  readonly after: readonly number[];
  readonly witnessMs: number;
  readonly proveMs: number;
}

function contextOf(artifacts: Artifacts, choice: ContextChoice, commitment: G1Point): bigint {
  if (typeof choice === 'bigint') return choice;
  if (typeof choice === 'function') return choice(commitment);
  return standaloneContext(artifacts.verificationKey.hash, choice, commitment);
}

async function proveAdvice(
  artifacts: Artifacts,
  prover: Prover,
  advice: Advice,
  choice: ContextChoice,
): Promise<ProvenStep> {
  const commitment = commitUpdate(artifacts.verificationKey, advice.committed);
  const context = contextOf(artifacts, choice, commitment);
  const statement = statementFrom(statementValues({ ...advice.statement, context }));
  const result = await prover.prove(artifacts, circuitInputs(advice, context));
  const expected = [...statementValues(statement), ...committedValues(advice.committed)];
  if (
    expected.some((value, i) => value !== result.publicSignals[i]) ||
    expected.length !== result.publicSignals.length
  ) {
    throw provingError('KEY_MISMATCH', "the prover's public signals are not those of the statement");
  }
  return {
    proof: result.proof,
    commitment,
    statement,
    opening: advice.committed,
    after: advice.after,
    witnessMs: result.witnessMs,
    proveMs: result.proveMs,
  };
}

/** Proves one SGD step. With `expected`, a root that the witness does not open is refused before proving. */
export async function proveStep(options: {
  artifacts: Artifacts;
  prover: Prover;
  witness: StepWitness;
  context: ContextChoice;
  expected?: { rootBefore: bigint; dataRoot: bigint };
}): Promise<ProvenStep> {
  const advice = adviseStep(options.artifacts.circuit.format, options.witness);
  const { expected } = options;
  if (expected && expected.rootBefore !== advice.statement.rootBefore) {
    throw provingError('ROOT_MISMATCH', 'rootBefore is not the root of these weights and this salt');
  }
  if (expected && expected.dataRoot !== advice.statement.dataRoot) {
    throw provingError('ROOT_MISMATCH', 'dataRoot is not the root of this batch, salt, index and path');
  }
  return proveAdvice(options.artifacts, options.prover, advice, options.context);
}

/** Proves a round's new model from the opened sum of its updates; `commitment` will equal the sum of the D's. */
export async function proveFinalisation(options: {
  artifacts: Artifacts;
  prover: Prover;
  witness: FinaliseWitness;
  context: ContextChoice;
}): Promise<ProvenStep> {
  const advice = adviseFinalisation(options.artifacts.circuit.format, options.witness);
  return proveAdvice(options.artifacts, options.prover, advice, options.context);
}
