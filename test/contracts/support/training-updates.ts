import {
  adviseStep,
  batchIndex,
  type Committed,
  committedValues,
  commitUpdate,
  digestEnvelope,
  encodeEnvelope,
  g1ToAffine,
  hashCiphertext,
  hashDeal,
  hashShares,
  openEnvelope,
  type ProvenStep,
  type PublishedSubmission,
  prepareSubmission,
  proveStep,
  publishedOf,
  randomField,
  type StepWitness,
  type Submission,
  stepContext,
  sumVectors,
} from '@tacit/sdk';
import { type Address, type Hex, parseSignature, signatureToCompactSignature, toHex } from 'viem';
import { wordsOf } from './encoding.ts';
import { scopeOf, seedOf, type Task, type Trainer } from './training.ts';

/* What a trainer does in a round: local steps, everything that is fixed before the first proof, proofs. */

export const word = (value: bigint): Hex => toHex(value, { size: 32 });

/** `Sealing` of TrainingTypes.sol. */
export const sealingArgument = ({ deal, proofOfE, ctRoot, cidDigest }: PublishedSubmission) => ({
  ephemeral: g1ToAffine(deal.E),
  commitments: deal.C.map(g1ToAffine),
  proof: proofOfE,
  ctRoot: word(ctRoot),
  cid: word(cidDigest),
});

/** `Submission` of TrainingTypes.sol, as disputes bring it: with all ciphertexts' hashes where one of them is shown. */
export const submissionArgument = (submission: PublishedSubmission | Submission) => ({
  trainer: submission.deal.trainer,
  stepCommitments: submission.deal.D.map(g1ToAffine),
  sealing: sealingArgument('ctRoot' in submission ? submission : publishedOf(submission)),
  ctHashes: 'ctHashes' in submission ? submission.ctHashes.map(word) : [],
});

export interface PreparedUpdate {
  readonly trainer: Trainer;
  readonly submission: Submission;
  readonly envelope: Uint8Array;
  readonly roots: readonly bigint[];
  /** Ten words for each step. */
  readonly proofs: readonly (readonly bigint[])[];
  readonly steps: readonly ProvenStep[];
}

/** What a dishonest trainer does to the ciphertexts of members 1..n. */
export type Tamper = (sealed: readonly Uint8Array[]) => Uint8Array[];

/** The last bit of one member's share is another. */
export const spoilShare =
  (member: number): Tamper =>
  (sealed) =>
    sealed.map((bytes, k) => {
      const copy = Uint8Array.from(bytes);
      if (k === member - 1) copy[copy.length - 1] = (copy[copy.length - 1] as number) ^ 1;
      return copy;
    });

/** Witnesses of all steps, on the batches that the round's seed says, and what each commits to. */
function walkSteps(task: Task, trainer: Trainer, model: readonly number[], round: number, seed: Hex) {
  const { artifacts, randomness, plan } = task;
  const witnesses: StepWitness[] = [];
  const committed: Committed[] = [];
  let [weights, saltBefore] = [model, 0n];
  for (let step = 0; step < plan.work.steps; step++) {
    const choice = { seed: BigInt(seed), task: BigInt(task.id), round: BigInt(round), trainer: trainer.address };
    const index = batchIndex({ ...choice, step, batches: trainer.batches.length });
    const witness: StepWitness = {
      weights,
      batch: trainer.batches[index] as StepWitness['batch'],
      batchIndex: index,
      multiplier: plan.work.multiplier,
      saltBefore,
      saltAfter: randomField(randomness),
      saltData: trainer.data.saltOf(index),
      path: trainer.data.pathOf(index),
      blind: randomField(randomness),
    };
    const advice = adviseStep(artifacts.circuit.format, witness);
    witnesses.push(witness);
    committed.push(advice.committed);
    [weights, saltBefore] = [advice.after, witness.saltAfter];
  }
  return { witnesses, committed };
}

/** The same submission over other ciphertexts. The deal stays as it is, and with it the proof of e. */
function tamperWith(task: Task, prepared: { submission: Submission; envelope: Uint8Array }, tamper: Tamper) {
  const { submission, envelope } = prepared;
  const size = { members: task.committee.length, length: task.artifacts.verificationKey.committedBases.length };
  const sealed = tamper(openEnvelope(envelope, publishedOf(submission), size).sealed);
  const changed = encodeEnvelope({ deal: hashDeal(submission.deal), sealed });
  const ctHashes = sealed.map(hashCiphertext);
  return { submission: { ...submission, ctHashes, cidDigest: digestEnvelope(changed) }, envelope: changed };
}

/** A trainer's whole update for the round that is open. */
export async function prepareUpdate(
  task: Task,
  trainer: Trainer,
  options: { model: readonly number[]; round: number; tamper?: Tamper },
): Promise<PreparedUpdate> {
  const { artifacts, prover, randomness, plan } = task;
  const { model, round, tamper } = options;
  const { witnesses, committed } = walkSteps(task, trainer, model, round, await seedOf(task, round));
  const prepared = prepareSubmission({
    scope: scopeOf(task, round),
    trainer: trainer.address,
    D: committed.map((one) => commitUpdate(artifacts.verificationKey, one)),
    bases: artifacts.verificationKey.committedBases,
    values: sumVectors(committed.map(committedValues)),
    publicKeys: task.committee.map(({ keys }) => keys.publicKey),
    threshold: plan.threshold,
    randomness,
  });
  const { submission, envelope } = tamper ? tamperWith(task, prepared, tamper) : prepared;
  const steps: ProvenStep[] = [];
  for (const [step, witness] of witnesses.entries()) {
    steps.push(await proveStep({ artifacts, prover, witness, context: stepContext(submission, step) }));
  }
  return {
    trainer,
    submission,
    envelope,
    steps,
    roots: steps.map(({ statement }) => statement.rootAfter),
    proofs: steps.map((step) => wordsOf(step).proof),
  };
}

/** The trainer sends its own update; the gas that this took. */
export async function submitUpdate(task: Task, update: PreparedUpdate): Promise<bigint> {
  const { stage, contracts, id } = task;
  const args = [id, update.roots, update.proofs, sealingArgument(publishedOf(update.submission))];
  return (await stage.send(update.trainer.wallet, contracts.training, 'submitUpdate', args)).gasUsed;
}

/** What a trainer's wallet shows before it signs an update for a relayer. */
const updateTypedData = (chainId: bigint, verifyingContract: Address, message: UpdateMessage) =>
  ({
    domain: { name: 'Tacit Training', version: '1', chainId, verifyingContract },
    types: {
      Update: [
        { name: 'task', type: 'bytes32' },
        { name: 'round', type: 'uint256' },
        { name: 'sharesHash', type: 'bytes32' },
      ],
    },
    primaryType: 'Update',
    message,
  }) as const;

interface UpdateMessage {
  readonly task: Hex;
  readonly round: bigint;
  readonly sharesHash: Hex;
}

/** The EIP-712 signature, in EIP-2098's form. */
async function signUpdate({ stage, contracts, id }: Task, { trainer, submission }: PreparedUpdate) {
  const message = { task: id, round: submission.deal.scope.round, sharesHash: word(hashShares(submission)) };
  const signed = await trainer.wallet.signTypedData(
    updateTypedData(stage.chainId, contracts.training.address, message),
  );
  const { r, yParityAndS } = signatureToCompactSignature(parseSignature(signed));
  return { r, vs: yParityAndS };
}

/** A relayer sends several updates, each signed by its trainer. */
export async function relayUpdates(
  task: Task,
  relayer: Trainer['wallet'],
  updates: readonly PreparedUpdate[],
): Promise<bigint> {
  const { stage, contracts, id } = task;
  const signed = [];
  for (const update of updates) {
    const { address } = update.trainer;
    signed.push({
      trainer: address,
      signature: await signUpdate(task, update),
      sealing: sealingArgument(publishedOf(update.submission)),
    });
  }
  const args = [id, signed, updates.flatMap(({ roots }) => roots), updates.flatMap(({ proofs }) => proofs)];
  return (await stage.send(relayer, contracts.training, 'submitUpdates', args)).gasUsed;
}
