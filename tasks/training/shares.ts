// What a keyholder has of a round: its place in the committee, and its share of every trainer's update.
import { join } from 'node:path';
import { readIfThere } from '../support/files.ts';
import { passphraseFor } from '../support/passphrase.ts';
import {
  type Artifacts,
  cidFromDigest,
  errorCode,
  fromHex,
  hashHex,
  type KeyPair,
  type LoggedSubmission,
  MAX_ENVELOPE_BYTES,
  type OpenedShare,
  openShares,
  type ReadClient,
  type ReceivedEnvelope,
  type RoundView,
  readEvents,
  readKeyFile,
  readShownHashes,
  readSubmissions,
  requireSubmission,
  systemRandomness,
  training,
  trainingAbi,
  withProgress,
} from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';
import type { Hex, OpenContract } from './contract.ts';

export interface Member {
  /** From 1. */
  readonly index: number;
  readonly keys: KeyPair;
}

/** The account's place in the committee, with the key in the file, which must be the registered one. */
export async function requireMember(
  view: RoundView,
  account: Hex,
  keyFile: string,
  passphraseFile: string | undefined,
): Promise<Member> {
  const position = view.committee.findIndex((owner) => owner.toLowerCase() === account.toLowerCase());
  if (position === -1)
    throw taskError('NOT_A_MEMBER', `${account} holds no key of this task; choose another by --from`);
  const keys = await readKeyFile(keyFile, { passphrase: passphraseFor(keyFile, passphraseFile) });
  if (view.publicKeys[position]?.equals(keys.publicKey)) return { index: position + 1, keys };
  throw taskError('KEY_NOT_REGISTERED', `the key in ${keyFile} is not the one that ${account} registered`);
}

/** A trainer whose update counts as things stand, with its place in the round's log. */
export interface Included {
  readonly position: number;
  readonly logged: LoggedSubmission;
}

export interface RoundLog {
  readonly logged: readonly LoggedSubmission[];
  readonly included: readonly Included[];
}

/** All submissions, checked against the round's log, and which of them are not excluded. */
export async function readRoundLog({ network, contract }: OpenContract, view: RoundView): Promise<RoundLog> {
  const { scope, round } = view;
  const client = network.publicClient;
  const logged = await withProgress('reading submissions', (update) =>
    readSubmissions(client, contract, {
      scope,
      log: BigInt(round.log),
      range: { fromBlock: round.openedAt },
      onRead: (count) => update(undefined, `${count} so far`),
    }),
  );
  const task = hashHex(scope.task);
  const indices = new Set(training.includedOf(round));
  const enrolments = await Promise.all(
    logged.map(({ trainer }) => training.readEnrolment(client, contract, { task, trainer })),
  );
  const all = logged.map((one, position) => ({ position, logged: one }));
  return { logged, included: all.filter(({ position }) => indices.has(enrolments[position]?.index ?? -1)) };
}

interface Answer {
  readonly ciphertext: Uint8Array;
  readonly transactionHash: Hex;
}

/** Ciphertexts of one member that were shown on chain, by the trainer's address. */
async function readAnswers(
  client: ReadClient,
  contract: Hex,
  { scope, round }: RoundView,
  member: number,
): Promise<ReadonlyMap<string, Answer>> {
  const source = { abi: trainingAbi, address: contract };
  const { events } = await readEvents(client, source, { fromBlock: round.openedAt });
  const answers = new Map<string, Answer>();
  for (const event of events) {
    if (event.eventName !== 'ShareAnswered') continue;
    const { args } = event;
    if (BigInt(args.task) !== scope.task || args.round !== scope.round || args.member !== BigInt(member)) continue;
    const { transactionHash } = event;
    answers.set(args.trainer.toLowerCase(), { ciphertext: fromHex(args.ciphertext), transactionHash });
  }
  return answers;
}

export const readEnvelope = (folder: string, cidDigest: bigint): Promise<Uint8Array | undefined> =>
  readIfThere(join(folder, cidFromDigest(cidDigest).toString()), MAX_ENVELOPE_BYTES);

/** What was shown on chain comes first: it is what a complaint would be judged by. */
async function receive(
  { network, contract }: OpenContract,
  logged: LoggedSubmission,
  { answers, envelopes }: { readonly answers: ReadonlyMap<string, Answer>; readonly envelopes: string },
): Promise<ReceivedEnvelope> {
  const submission = requireSubmission(logged);
  const answer = answers.get(logged.trainer.toLowerCase());
  const { transactionHash } = answer ?? {};
  const ctHashes =
    transactionHash && (await readShownHashes(network.publicClient, contract, { submission, transactionHash }));
  return {
    submission,
    envelope: await readEnvelope(envelopes, logged.cidDigest),
    shown: answer && ctHashes ? { ciphertext: answer.ciphertext, ctHashes } : undefined,
  };
}

export interface CheckedShare extends Included {
  readonly opened: OpenedShare | { readonly outcome: 'demand'; readonly reason: 'submission-unreadable' };
}

/** The member's share of each included trainer: opened, checked, and what is due where it is not right. */
export async function checkShares(
  opened: OpenContract,
  view: RoundView,
  {
    log,
    member,
    artifacts,
    envelopes,
  }: {
    readonly log: RoundLog;
    readonly member: Member;
    readonly artifacts: Artifacts;
    readonly envelopes: string;
  },
): Promise<CheckedShare[]> {
  const { index, keys } = member;
  const answers = await readAnswers(opened.network.publicClient, opened.contract, view, index);
  const readable = log.included.filter(({ logged }) => logged.submission);
  const received = await Promise.all(readable.map(({ logged }) => receive(opened, logged, { answers, envelopes })));
  const bases = artifacts.verificationKey.committedBases;
  const { threshold, members } = view.task;
  const own = { index, members, secretKey: keys.secretKey, bases, threshold, randomness: systemRandomness };
  const shares = await withProgress('checking shares', async () => openShares(received, own));
  const unreadable = { outcome: 'demand', reason: 'submission-unreadable' } as const;
  return log.included.map((one) => {
    const at = readable.indexOf(one);
    return { ...one, opened: at === -1 ? unreadable : (shares[at] as OpenedShare) };
  });
}

/** One line for each trainer; never what is in a share. */
export function describeShare({ logged, opened }: CheckedShare): [string, string] {
  if (opened.outcome === 'right') return [logged.trainer, 'right'];
  if (opened.outcome === 'demand') return [logged.trainer, `a demand is due: ${opened.reason}`];
  return [logged.trainer, `a complaint is due: ${opened.complaint.kind}`];
}

/** A call of several that somebody else may have made before. */
export async function unlessDone<T>(codes: readonly string[], act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (codes.includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}
