import {
  type Artifacts,
  addCommitments,
  type Batch,
  type Claim,
  commitDataset,
  type DatasetCommitment,
  FIELD_ORDER,
  type G1Point,
  groupBatches,
  MODE_FINALISE,
  MODE_STEP,
  meanLoss,
  meanMultiplier,
  modelRoot,
  type ProvenStep,
  type Prover,
  packParams,
  predict,
  predictClass,
  proveFinalisation,
  proveStep,
  type QuantisedRows,
  type Randomness,
  randomField,
  type Statement,
  standaloneContext,
  systemRandomness,
  verifyProof,
} from '@tacit/sdk';

export interface Trainer {
  readonly name: string;
  readonly batches: readonly Batch[];
  readonly data: DatasetCommitment;
}

/** What one trainer hands over after its steps of a round; in a deployment the opening is shared out instead. */
export interface Update {
  readonly commitment: G1Point;
  readonly sum: readonly number[];
  readonly loss: bigint;
  readonly blind: bigint;
}

export interface StepReport {
  readonly trainer: string;
  readonly step: number;
  readonly batchIndex: number;
  readonly loss: number;
  readonly proveMs: number;
  readonly verifyMs: number;
  readonly claim: Claim;
}

export async function enrol(
  artifacts: Artifacts,
  name: string,
  rows: QuantisedRows,
  randomness: Randomness,
): Promise<Trainer> {
  const { format } = artifacts.circuit;
  const { batches } = groupBatches(format, rows, { shuffle: true, randomness });
  // The secret behind the salts is never taken from the seed.
  return { name, batches, data: await commitDataset(format, batches, randomField(systemRandomness)) };
}

/** What the chain computes by itself and compares: a valid proof of another statement is worth nothing. */
function checkStatement(artifacts: Artifacts, { statement }: Claim, expected: Omit<Statement, 'rootAfter'>): void {
  for (const name of ['rootBefore', 'dataRoot', 'params', 'context'] as const) {
    if (statement[name] !== expected[name])
      throw new Error(`${artifacts.circuit.name}: the proof is about another ${name}`);
  }
}

function verified(artifacts: Artifacts, claim: Claim): number {
  const start = performance.now();
  if (!verifyProof(artifacts.verificationKey, claim)) throw new Error('a proof did not verify: please report this');
  return performance.now() - start;
}

/** One trainer's part of a round: proven steps whose roots chain, from the public model to a hidden one. */
export async function trainLocally(options: {
  artifacts: Artifacts;
  prover: Prover;
  trainer: Trainer;
  model: readonly number[];
  multiplier: number;
  steps: number;
  round: number;
  randomness: Randomness;
  onStep: (report: StepReport) => void;
}): Promise<Update> {
  const { artifacts, trainer } = options;
  let weights = options.model;
  let saltBefore = 0n;
  const proofs: ProvenStep[] = [];
  for (let step = 0; step < options.steps; step++) {
    const [byte = 0, another = 0] = options.randomness.bytes(2);
    const batchIndex = ((byte << 8) | another) % trainer.batches.length;
    const saltAfter = randomField(systemRandomness);
    const context = { nonce: trainer.data.root, step, epoch: options.round };
    const start = performance.now();
    const proven = await proveStep({
      artifacts,
      prover: options.prover,
      witness: {
        weights,
        batch: trainer.batches[batchIndex] as Batch,
        batchIndex,
        multiplier: options.multiplier,
        saltBefore,
        saltAfter,
        saltData: trainer.data.saltOf(batchIndex),
        path: trainer.data.pathOf(batchIndex),
        blind: randomField(systemRandomness),
      },
      context,
    });
    const proveMs = performance.now() - start;
    checkStatement(artifacts, proven, {
      rootBefore: proofs.at(-1)?.statement.rootAfter ?? modelRoot(artifacts.circuit.format, options.model, 0n),
      dataRoot: trainer.data.root,
      params: packParams({ mode: MODE_STEP, batchIndex, multiplier: options.multiplier, lossSum: 0n }),
      context: standaloneContext(artifacts.verificationKey.hash, context, proven.commitment),
    });
    const loss = meanLoss(artifacts.circuit.format, Number(proven.opening.loss), 1);
    const claim: Claim = proven;
    options.onStep({
      trainer: trainer.name,
      step,
      batchIndex,
      loss,
      proveMs,
      verifyMs: verified(artifacts, claim),
      claim,
    });
    proofs.push(proven);
    [weights, saltBefore] = [proven.after, saltAfter];
  }
  return {
    commitment: addCommitments(proofs.map(({ commitment }) => commitment)),
    sum: weights.map((weight, i) => weight - (options.model[i] as number)),
    loss: proofs.reduce((sum, { opening }) => sum + opening.loss, 0n),
    blind: proofs.reduce((sum, { opening }) => sum + opening.blind, 0n) % FIELD_ORDER,
  };
}

export interface RoundReport {
  readonly model: readonly number[];
  readonly root: bigint;
  readonly loss: number;
  readonly proveMs: number;
}

/** The round's end: the sum of all updates is opened against the sum of all commitments, and nothing else. */
export async function finaliseRound(options: {
  artifacts: Artifacts;
  prover: Prover;
  model: readonly number[];
  updates: readonly Update[];
  steps: number;
  round: number;
}): Promise<RoundReport> {
  const { artifacts, updates, model } = options;
  const lossSum = updates.reduce((sum, { loss }) => sum + loss, 0n);
  const multiplier = meanMultiplier(updates.length);
  const context = { nonce: 0n, step: 0, epoch: options.round };
  const start = performance.now();
  const proven = await proveFinalisation({
    artifacts,
    prover: options.prover,
    witness: {
      weights: model,
      sum: model.map((_, i) => updates.reduce((sum, update) => sum + (update.sum[i] as number), 0)),
      multiplier,
      lossSum,
      blind: updates.reduce((sum, { blind }) => sum + blind, 0n) % FIELD_ORDER,
    },
    context,
  });
  const proveMs = performance.now() - start;
  // The verifier takes the sum that it added up itself, never the prover's.
  const commitment = addCommitments(updates.map((update) => update.commitment));
  checkStatement(artifacts, proven, {
    rootBefore: modelRoot(artifacts.circuit.format, model, 0n),
    dataRoot: 0n,
    params: packParams({ mode: MODE_FINALISE, batchIndex: 0, multiplier, lossSum }),
    context: standaloneContext(artifacts.verificationKey.hash, context, commitment),
  });
  verified(artifacts, { proof: proven.proof, statement: proven.statement, commitment });
  const loss = meanLoss(artifacts.circuit.format, Number(lossSum), updates.length * options.steps);
  return { model: proven.after, root: proven.statement.rootAfter, loss, proveMs };
}

/** Share of right classes, or the mean squared error of a regression (in standardised units). */
export function evaluate(artifacts: Artifacts, model: readonly number[], test: QuantisedRows): number {
  const { format } = artifacts.circuit;
  const results: number[] = test.inputs.map((row, r) => {
    const targets = test.targets[r] as readonly number[];
    if (format.kind === 'linear') {
      const outputs = predict(format, model, row);
      const errors = outputs.map((value, o) => (value - (targets[o] as number) / 2 ** format.yFraction) ** 2);
      return errors.reduce((sum, error) => sum + error, 0) / errors.length;
    }
    const found = predictClass(format, model, row);
    return format.outputs === 1 ? Number(targets[0] === found) : Number(targets[found] === 1);
  });
  return results.reduce((sum, result) => sum + result, 0) / results.length;
}
