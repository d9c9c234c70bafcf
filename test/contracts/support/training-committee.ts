import { sha256 } from '@noble/hashes/sha2.js';
import {
  type Complaint,
  completeSubmission,
  errorCode,
  finalContext,
  findBadShares,
  fromWord,
  type G1Point,
  g1FromAffine,
  g1ToAffine,
  hashShares,
  type IndexedShare,
  meanMultiplier,
  openEnvelope,
  openSealed,
  type ProvenStep,
  type PublishedSubmission,
  proveFinalisation,
  recoverSum,
  type Submission,
  sumCommitments,
  sumVectors,
  totalCommitment,
  toWord,
  unpackUpdate,
} from '@tacit/sdk';
import { type Address, decodeFunctionData, fromHex, type Hex, toHex } from 'viem';
import { signedElement } from '../../support/simulated-key.ts';
import { wordsOf } from './encoding.ts';
import { type Keyholder, readRound, scopeOf, type Task } from './training.ts';
import { logPath, readSubmissions } from './training-log.ts';
import { submissionArgument, word } from './training-updates.ts';

/* What keyholders and finalisers do: open shares, check them, complain, sum, recover the sum, prove the next model. */

const basesOf = (task: Task): readonly G1Point[] => task.artifacts.verificationKey.committedBases;

/** Envelopes by the trainer's address, as whoever fetched them has them. */
export type Mailbox = ReadonlyMap<Address, Uint8Array>;

export const mailboxKey = (trainer: Address): Address => trainer.toLowerCase() as Address;

/** What a member was sent by one trainer: its ciphertext, with the hashes of all. */
export interface Letter {
  readonly submission: Submission;
  readonly ciphertext: Uint8Array;
}

/** A member's letter out of the trainer's envelope, if that is there. */
export function letterFor(
  task: Task,
  mailbox: Mailbox,
  published: PublishedSubmission,
  index: number,
): Letter | undefined {
  const envelope = mailbox.get(mailboxKey(published.deal.trainer));
  if (!envelope) return undefined;
  const size = { members: task.committee.length, length: basesOf(task).length };
  const { submission, sealed } = openEnvelope(envelope, published, size);
  return { submission, ciphertext: sealed[index - 1] as Uint8Array };
}

/** A letter that was shown on chain for a demand. */
export async function answeredLetter(task: Task, hash: Hex, published: PublishedSubmission): Promise<Letter> {
  const { input } = await task.stage.client.getTransaction({ hash });
  const { args } = decodeFunctionData({ abi: task.contracts.training.abi, data: input });
  const [, { ctHashes }, , , ciphertext] = args as unknown as [Hex, { ctHashes: Hex[] }, object, bigint, Hex];
  return { submission: completeSubmission(published, ctHashes.map(BigInt)), ciphertext: fromHex(ciphertext, 'bytes') };
}

export interface OpenedShare {
  readonly submission: Submission;
  readonly share: bigint[];
}

export const openShare = (task: Task, { index, keys }: Keyholder, letter: Letter): OpenedShare => ({
  submission: letter.submission,
  share: openSealed({ ...letter, index, length: basesOf(task).length, secretKey: keys.secretKey }),
});

/** What a member cannot open though it has the bytes: a complaint is due. */
const UNUSABLE: readonly unknown[] = ['EPHEMERAL_UNPROVEN', 'CIPHERTEXT_LENGTH', 'SHARE_OUT_OF_FIELD'];

function tryOpen(open: () => OpenedShare): OpenedShare | undefined {
  try {
    return open();
  } catch (error) {
    if (UNUSABLE.includes(errorCode(error))) return undefined;
    throw error;
  }
}

export interface Review {
  /** Whose envelopes are not there. */
  readonly missing: readonly PublishedSubmission[];
  /** Whose shares are good for nothing. */
  readonly bad: readonly Letter[];
  readonly good: readonly OpenedShare[];
}

/** Opens every envelope that is there, and finds the shares that do not lie on their polynomials. */
export function reviewShares(
  task: Task,
  keyholder: Keyholder,
  submissions: readonly PublishedSubmission[],
  mailbox: Mailbox,
): Review {
  const letters = submissions.map((published) => letterFor(task, mailbox, published, keyholder.index));
  const there = letters.filter((letter) => letter !== undefined);
  const opened = there.map((letter) => tryOpen(() => openShare(task, keyholder, letter)));
  const shares = opened.filter((one) => one !== undefined);
  const terms = { bases: basesOf(task), threshold: task.plan.threshold, index: keyholder.index };
  const dealt = shares.map(({ submission: { deal }, share }) => ({ D: totalCommitment(deal), C: deal.C, share }));
  const off = findBadShares(terms, dealt, task.randomness).map((position) => shares[position]);
  return {
    missing: submissions.filter((_, k) => letters[k] === undefined),
    bad: there.filter((_, k) => opened[k] === undefined || off.includes(opened[k])),
    good: shares.filter((one) => !off.includes(one)),
  };
}

const NO_POINT = { x: 0n, y: 0n };
const FAULTS = { ephemeral: 0, length: 1, share: 2 } as const;

/** `Complaint` of TrainingTypes.sol. */
export function complaintArgument(task: Task, complaint: Complaint) {
  const empty = { member: 0, ciphertext: '0x' as Hex, shared: NO_POINT, proof: { c: 0n, z: 0n }, bases: [] };
  const fault = FAULTS[complaint.kind];
  if (complaint.kind === 'ephemeral') return { ...empty, fault };
  const shown = { ...empty, fault, member: complaint.index, ciphertext: toHex(complaint.ciphertext) };
  if (complaint.kind === 'length') return shown;
  const { Z, proof } = complaint;
  return { ...shown, shared: g1ToAffine(Z), proof, bases: basesOf(task).map(g1ToAffine) };
}

/** What every dispute about shares brings: a submission, with the ciphertexts' hashes or without, and its place. */
export async function shownInLog(task: Task, round: number, submission: PublishedSubmission | Submission) {
  const submissions = await readSubmissions(task, round);
  const position = submissions.findIndex((one) => hashShares(one) === hashShares(submission));
  return [submissionArgument(submission), logPath(task, round, submissions, position)] as const;
}

/** A member's sum over exactly the included trainers. */
export const sumShares = (opened: readonly OpenedShare[]): bigint[] => sumVectors(opened.map(({ share }) => share));

/** The bytes of a sum, 32 for each element, and what is posted of them. */
export function sumBytes(sum: readonly bigint[]): { bytes: Uint8Array; cid: Hex } {
  const bytes = Uint8Array.from(sum.flatMap((element) => [...toWord(element)]));
  return { bytes, cid: toHex(sha256(bytes)) };
}

export const parseSum = (bytes: Uint8Array): bigint[] =>
  Array.from({ length: bytes.length / 32 }, (_, l) => fromWord(bytes, 32 * l));

export async function postSum(task: Task, round: number, keyholder: Keyholder, sum: readonly bigint[]) {
  const { stage, contracts, id } = task;
  const frozenLog = await stage.read<Hex>(contracts.training, 'frozenLogOf', id, BigInt(round));
  const args = [id, BigInt(round), frozenLog, sumBytes(sum).cid];
  return (await stage.send(keyholder.wallet, contracts.training, 'postSum', args)).gasUsed;
}

export interface Finalisation {
  readonly proven: ProvenStep;
  readonly lossSum: bigint;
  /** The sum of all included updates, weight by weight. */
  readonly sum: readonly number[];
}

/** Recovers the sum from what was posted, and proves the model that follows, for the contract's own sum of D's. */
export async function proveRound(
  task: Task,
  options: {
    round: number;
    model: readonly number[];
    included: readonly PublishedSubmission[];
    posted: readonly IndexedShare[];
    beneficiary: Address;
  },
): Promise<Finalisation> {
  const { artifacts, prover, plan, stage, contracts, id } = task;
  const { round, model, included, posted, beneficiary } = options;
  const dealt = included.map(({ deal }) => ({ D: totalCommitment(deal), C: deal.C }));
  const terms = { bases: basesOf(task), threshold: plan.threshold, ...sumCommitments(dealt) };
  const S = recoverSum(terms, posted);
  const [lossSum, blind] = S.slice(-2) as [bigint, bigint];
  const { format } = artifacts.circuit;
  const sum = unpackUpdate(format, S.slice(0, -2).map(signedElement));
  const state = await readRound(task, round);
  const frozenLog = BigInt(await stage.read<Hex>(contracts.training, 'frozenLogOf', id, BigInt(round)));
  const sumOfD = g1FromAffine(state.sum);
  const proven = await proveFinalisation({
    artifacts,
    prover,
    witness: { weights: model, sum, multiplier: meanMultiplier(included.length), lossSum, blind },
    context: finalContext({ scope: scopeOf(task, round), frozenLog, sumOfD, beneficiary }),
  });
  return { proven, lossSum, sum };
}

/** Sends the proof of the next model, for `beneficiary`. */
export async function finaliseRound(
  task: Task,
  sender: Keyholder['wallet'],
  final: Finalisation,
  beneficiary: Address,
) {
  const { stage, contracts, id } = task;
  const { proven, lossSum } = final;
  const abc = wordsOf(proven).proof.slice(0, 8);
  const args = [id, proven.statement.rootAfter, lossSum, abc, beneficiary, word(0n)];
  return (await stage.send(sender, contracts.training, 'finalise', args)).gasUsed;
}
