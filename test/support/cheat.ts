import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Artifacts,
  type Batch,
  type Clients,
  cidFromDigest,
  commitDataset,
  type DatasetCommitment,
  digestEnvelope,
  encodeEnvelope,
  hashCiphertext,
  hashDeal,
  type PreparedSubmission,
  type Prover,
  prepareUpdate,
  publishedOf,
  type Randomness,
  randomField,
  readRoundView,
  readSeed,
  STATEMENT_SIGNALS,
  type Submission,
  sealingArgument,
  stepContext,
  takeSealed,
  training,
  type UpdatePlan,
  zeroWeights,
} from '@tacit/sdk';
import type { Address, Hex } from 'viem';
import { loadIris } from './datasets.ts';
import { forgingProver } from './forging-prover.ts';
import { randomBatch, seededRandomness } from './random-step.ts';

const CLASSES = ['setosa', 'versicolor', 'virginica'];

/** Every n-th row of iris, as a person's file has it. */
export function irisCsv(first: number, step: number): string {
  const { inputs, targets } = loadIris();
  const rows = inputs.map((row, i) => [...row, CLASSES[targets[i]?.indexOf(1) ?? 0]].join(','));
  const own = rows.filter((_, i) => i % step === first);
  return ['sepal length,sepal width,petal length,petal width,species', ...own].join('\n');
}

/** A trainer that no task plays, with data of its own. */
export interface Played {
  readonly artifacts: Artifacts;
  readonly contract: Address;
  readonly chainId: number;
  readonly task: Hex;
  readonly clients: Clients;
  readonly batches: readonly Batch[];
  readonly data: DatasetCommitment;
  readonly randomness: Randomness;
}

export async function joinCheat(
  options: Omit<Played, 'batches' | 'data' | 'randomness'> & { readonly seed: number },
): Promise<Played> {
  const { artifacts, contract, task, clients, seed } = options;
  const randomness = seededRandomness(seed);
  const batches = [0, 1].map(() => randomBatch(artifacts.circuit.format, randomness.next));
  const data = await commitDataset(artifacts.circuit.format, batches, randomField(randomness));
  const deposit = await training.readDeposit(clients.publicClient, contract, task);
  await training.enrol(clients, contract, { task, dataRoot: data.root, batches: data.batches, deposit });
  return { ...options, batches, data, randomness };
}

/** Changes what was fixed before anything is proven, as nobody does who means well. */
function spoiled(
  { submission, envelope }: Pick<PreparedSubmission, 'submission' | 'envelope'>,
  member: number,
  length: number,
) {
  const sealed = submission.ctHashes.map((_, k) => takeSealed(envelope, { submission, index: k + 1, length }));
  const junk = sealed.map((bytes, k) => (k === member - 1 ? bytes.map((byte) => byte ^ 1) : bytes));
  const changed = encodeEnvelope({ deal: hashDeal(submission.deal), sealed: junk });
  const ctHashes = junk.map(hashCiphertext);
  return { submission: { ...submission, ctHashes, cidDigest: digestEnvelope(changed) }, envelope: changed };
}

/** A forger can prove under the context of another submission, and say that it did not. */
const reboundProver = (prover: Prover, contextOf: () => bigint): Prover => ({
  close: prover.close,
  async prove(artifacts, inputs) {
    const { publicSignals, ...proven } = await prover.prove(artifacts, { ...inputs, context: contextOf() });
    const at = STATEMENT_SIGNALS.indexOf('context');
    return { ...proven, publicSignals: publicSignals.with(at, inputs.context as bigint) };
  },
});

/**
 * Submits an update of one step to the open round, with forged proofs, from the model of zeros if none is given. `spoil` names the
 * member that gets junk; without a folder nobody gets the envelope.
 */
export async function playRound(
  played: Played,
  {
    folder,
    spoil,
    model = zeroWeights(played.artifacts.circuit.format),
  }: {
    readonly folder: string | undefined;
    readonly spoil: number | undefined;
    readonly model?: readonly number[];
  },
): Promise<void> {
  const { artifacts, contract, chainId, task, clients, batches, data, randomness } = played;
  const client = clients.publicClient;
  const view = await readRoundView(client, { chainId, contract, task });
  const trainer = clients.walletClient.account.address;
  const length = artifacts.verificationKey.committedBases.length;
  let final: { submission: Submission; envelope: Uint8Array } | undefined;
  const forger = forgingProver(artifacts, randomness);
  const prover = reboundProver(forger, () => stepContext(final?.submission as Submission, 0));
  const update = {
    ...{ artifacts, prover, scope: view.scope, trainer, task: view.task, batches, data, randomness },
    enrolment: await training.readEnrolment(client, contract, { task, trainer }),
    seed: await readSeed(client, view),
    model,
    publicKeys: view.publicKeys,
    threshold: view.task.threshold,
    onFixed: (fixed: UpdatePlan) => {
      final = spoil === undefined ? fixed : spoiled(fixed, spoil, length);
    },
  };
  const { roots, proofs } = await prepareUpdate(update);
  if (!final) throw new Error('nothing was fixed');
  const { submission, envelope } = final;
  await training.submitUpdate(clients, contract, {
    task,
    roots,
    proofs,
    sealing: sealingArgument(publishedOf(submission)),
  });
  if (folder) writeFileSync(join(folder, cidFromDigest(submission.cidDigest).toString()), envelope);
}
