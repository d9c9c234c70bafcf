// What is left to do for an update that was made: answer demands about it, forget its secrets in time, say what came of it.
import { type ContractEvent, eventPages, trainingAbi } from '../chain/index.ts';
import { answerShare } from '../chain/training/calls.ts';
import { type Round, readDemand, readRound } from '../chain/training/reads.ts';
import { errorCode } from '../errors/index.ts';
import { meanLoss } from '../numeric/index.ts';
import { cidFromDigest, MAX_ENVELOPE_BYTES, openEnvelope, publishedOf } from '../sharing/index.ts';
import { readFile } from '../storage/index.ts';
import { hashHex, toHex } from './arguments.ts';
import type { KeptDeal } from './deal-document.ts';
import { readRoundView } from './round.ts';
import { type LoggedSubmission, readSubmissions, requireSubmission, shownSubmission } from './submissions.ts';
import { readDeal } from './train-round.ts';
import { isInSet, miss, readFinalRound, report, type TrainSession } from './train-session.ts';
import { dealName, roundsOf, sentName } from './trainer-state.ts';

type Demanded = Extract<ContractEvent<typeof trainingAbi>, { eventName: 'ShareDemanded' }>;

const isOwn = ({ trainer }: { readonly trainer: string }, session: TrainSession): boolean =>
  trainer.toLowerCase() === session.trainer.toLowerCase();

async function ownDemands(session: TrainSession, number: bigint, openedAt: bigint): Promise<number[]> {
  const { clients, contract, task, trainer } = session;
  const found: Demanded[] = [];
  const source = { abi: trainingAbi, address: contract };
  for await (const { events } of eventPages(clients.publicClient, source, { fromBlock: openedAt })) {
    found.push(...events.filter((event): event is Demanded => event.eventName === 'ShareDemanded'));
  }
  const members: number[] = [];
  for (const { args } of found) {
    if (args.task !== task || args.round !== number || !isOwn(args, session)) continue;
    const member = Number(args.member);
    const demand = { task, round: number, trainer, member };
    if ((await readDemand(clients.publicClient, contract, demand)).open) members.push(member);
  }
  return members;
}

/** From the deal, or from where it was uploaded to: whoever lost its files still must answer. */
async function ownEnvelope(session: TrainSession, deal: KeptDeal | undefined, own: LoggedSubmission) {
  if (deal?.plan.sharesHash === own.sharesHash) return deal.plan.envelope;
  const { store, signal } = session;
  return await readFile(store, cidFromDigest(own.cidDigest), {
    limit: MAX_ENVELOPE_BYTES,
    ...(signal && { signal }),
  });
}

/** Others may answer too; the demand's bond is for whoever is first. */
const ANSWERED = ['NOT_DEMANDED', 'TOO_LATE', 'ALREADY_EXCLUDED', 'ROUND_NOT_IN_STATUS'];

async function answerDemands(session: TrainSession, number: bigint): Promise<void> {
  const { clients, chainId, contract, task, emit, sendOptions } = session;
  const view = await readRoundView(clients.publicClient, { chainId, contract, task, round: number });
  const { scope, round } = view;
  const members = await ownDemands(session, number, round.openedAt);
  if (members.length === 0) return;
  const range = { fromBlock: round.openedAt };
  const logged = await readSubmissions(clients.publicClient, contract, { scope, log: BigInt(round.log), range });
  const position = logged.findIndex((one) => isOwn(one, session));
  const own = logged[position];
  if (!own) return;
  const deal = await readDeal(session, number);
  const envelope = await ownEnvelope(session, deal, own);
  if (!envelope) return;
  const size = { members: view.task.members, length: view.task.elements };
  // A relayer may have hidden the update in a call that no node shows: one's own copy is as good.
  const made = deal?.plan.sharesHash === own.sharesHash ? publishedOf(deal.plan.submission) : undefined;
  const known = logged.with(position, { ...own, submission: made ?? own.submission });
  const { submission, sealed } = openEnvelope(envelope, requireSubmission(known[position] ?? own), size);
  const shown = shownSubmission(scope, known, position, submission.ctHashes);
  for (const member of members) {
    const ciphertext = toHex(sealed[member - 1] as Uint8Array);
    try {
      const sent = await answerShare(clients, contract, { task, ...shown, member, ciphertext }, sendOptions);
      emit({ kind: 'answered', round: number, member, transaction: sent.hash });
    } catch (error) {
      if (!ANSWERED.includes(errorCode(error) ?? '')) throw error;
    }
  }
}

/** An update that is on chain without this start having sent it: whose, and where. */
async function recognise(session: TrainSession, number: bigint): Promise<void> {
  const { clients, chainId, contract, task, emit } = session;
  const view = await readRoundView(clients.publicClient, { chainId, contract, task, round: number });
  const { scope, round } = view;
  const range = { fromBlock: round.openedAt };
  const logged = await readSubmissions(clients.publicClient, contract, { scope, log: BigInt(round.log), range });
  const own = logged.find((one) => isOwn(one, session));
  if (!own) return;
  const sharesHash = hashHex(own.sharesHash);
  report(session, number, { sharesHash, cid: cidFromDigest(own.cidDigest).toString(), outcome: 'submitted' });
  emit({ kind: 'submitted', round: number, sharesHash });
}

/** Until nothing can be demanded of it any more, on any chain that can still come about. */
async function forgetDeal(session: TrainSession, number: bigint, { openedAt }: Round): Promise<void> {
  const { state, emit } = session;
  const names = await state.names();
  if (!names.includes(dealName(number)) && !names.includes(sentName(number))) return;
  const final = await readFinalRound(session, number, openedAt);
  if (!final || final.status === 'none' || final.status === 'open') return;
  await state.remove(dealName(number));
  await state.remove(sentName(number));
  emit({ kind: 'forgotten', round: number });
}

/** Tells what the round has come to, once for each stage. */
function tellOutcome(session: TrainSession, number: bigint, round: Round, { index, steps }: Tended): void {
  const { emit, artifacts } = session;
  const known = session.reports.get(number);
  if (!known || known.outcome === 'missed' || known.loss !== undefined) return;
  const { status, included: trainers } = round;
  const included = isInSet(round.submitted & ~round.excluded, index);
  const isFrozen = status === 'frozen' || status === 'finalised' || status === 'burned';
  if (known.outcome === 'submitted' && isFrozen) {
    report(session, number, { outcome: included ? 'frozen' : 'excluded' });
    emit({ kind: 'frozen', round: number, included, trainers });
  }
  if (status === 'finalised') {
    const loss = meanLoss(artifacts.circuit.format, Number(round.lossSum), trainers * steps);
    report(session, number, { outcome: included ? 'finalised' : 'excluded', loss, root: round.rootAfter });
    emit({ kind: 'finalised', round: number, root: round.rootAfter, loss, trainers });
  }
  if ((status === 'void' || status === 'burned') && known.outcome !== status) {
    report(session, number, { outcome: status });
    emit({ kind: 'over', round: number, outcome: status });
  }
}

interface Tended {
  /** The trainer's number, and the task's steps. */
  readonly index: number;
  readonly steps: number;
  /** The task's last round, if this trainer's update is in it and it still goes on: its files may have been lost. */
  readonly under: bigint | undefined;
}

const OVER = ['excluded', 'finalised', 'void', 'burned', 'missed'];

/** Whether nothing more can be heard of any round, and nothing is kept of one. */
export async function isTended({ state, reports }: TrainSession): Promise<boolean> {
  const kept = [...(await roundsOf(state, 'deal')), ...(await roundsOf(state, 'sent'))];
  return kept.length === 0 && [...reports.values()].every(({ outcome }) => OVER.includes(outcome));
}

/** All rounds of which something is kept, or an outcome is awaited. */
export async function tendRounds(session: TrainSession, tended: Tended): Promise<void> {
  const { clients, contract, task, state, reports } = session;
  const kept = [...(await roundsOf(state, 'deal')), ...(await roundsOf(state, 'sent'))];
  const awaited = [...reports.values()].filter(({ outcome }) => !OVER.includes(outcome)).map(({ round }) => round);
  const under = tended.under === undefined ? [] : [tended.under];
  for (const number of [...new Set([...kept, ...awaited, ...under])].sort((a, b) => (a < b ? -1 : 1))) {
    const round = await readRound(clients.publicClient, contract, { task, round: number });
    const isIn = isInSet(round.submitted, tended.index);
    if (isIn && reports.get(number)?.sharesHash === undefined) await recognise(session, number);
    if (isIn && round.status === 'open' && round.openDemands > 0) await answerDemands(session, number);
    if (round.status === 'open') continue;
    if (!isIn) miss(session, number, 'late');
    tellOutcome(session, number, round, tended);
    await forgetDeal(session, number, round);
  }
}
