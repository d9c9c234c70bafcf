// What a round costs after its training, for circuits of three sizes: only what shows elements may grow with them.
import assert from 'node:assert/strict';
import { fileComplaint, g1ToAffine, hashShares, type IndexedShare, type PublishedSubmission } from '@tacit/sdk';
import { toHex } from 'viem';
import { deadlinesOf, type Keyholder, type Trainer } from '../../test/contracts/support/training.ts';
import {
  complaintArgument,
  finaliseRound,
  type Letter,
  letterFor,
  type Mailbox,
  mailboxKey,
  postSum,
  proveRound,
  reviewShares,
  shownInLog,
  sumBytes,
  sumShares,
} from '../../test/contracts/support/training-committee.ts';
import { readSubmissions } from '../../test/contracts/support/training-log.ts';
import type { Wallet } from '../../test/contracts/support/training-stage.ts';
import {
  prepareUpdate,
  spoilShare,
  submissionArgument,
  submitUpdate,
} from '../../test/contracts/support/training-updates.ts';
import { openScenario, type Scenario } from './scenario.ts';

/** The first is no shipped shape: it has twelve elements, for which figures carry no number. */
const CIRCUITS = ['linear-11x5-b2', 'logistic-4x3-b8', 'linear-16x4-b8', 'logistic-64x10-b16'];
const REFERENCE = 12;
const TRAINERS = 5;
const ROUND = 1;
/** What may differ from circuit to circuit: proofs' words, and whatever shows elements. All else is said once. */
const SHOWN = ['finalise', 'complain', 'answerShare', 'answerSum', 'proveSumWrong'];
/** Zeros among random bytes are cheaper. */
const CHANCE = 200;

/** A round all of whose trainers have submitted, with what its members hold of it. */
interface Course extends Scenario {
  readonly submissions: readonly PublishedSubmission[];
  readonly mailbox: Mailbox;
  readonly gas: Record<string, bigint>;
  /** Sends a call and notes what it has cost. */
  call(wallet: Wallet, name: string, args: readonly unknown[], value?: bigint): Promise<void>;
}

/** The first trainer spoils the second member's share. */
async function openCourse(circuit: string): Promise<Course> {
  const scenario = await openScenario({ circuit, steps: 1, trainers: TRAINERS });
  const { task, trainers, model } = scenario;
  const { stage, contracts, id } = task;
  const mailbox = new Map<Trainer['address'], Uint8Array>();
  const gas: Record<string, bigint> = {};
  for (const [i, trainer] of trainers.entries()) {
    const choice = i === 0 ? { tamper: spoilShare(2) } : {};
    const update = await prepareUpdate(task, trainer, { model, round: ROUND, ...choice });
    await submitUpdate(task, update);
    mailbox.set(mailboxKey(trainer.address), update.envelope);
  }
  return {
    ...scenario,
    submissions: await readSubmissions(task, ROUND),
    mailbox,
    gas,
    async call(wallet, name, args, value = 0n) {
      gas[name] = (await stage.send(wallet, contracts.training, name, [id, ...args], { value })).gasUsed;
    },
  };
}

const memberAt = ({ task }: Course, index: number): Keyholder => task.committee[index - 1] as Keyholder;
const trainerAt = ({ trainers }: Course, position: number): Trainer => trainers[position] as Trainer;

const letterAt = (course: Course, position: number, index: number): Letter => {
  const submission = course.submissions[position] as PublishedSubmission;
  return letterFor(course.task, course.mailbox, submission, index) as Letter;
};

async function complain(course: Course): Promise<void> {
  const { task } = course;
  const { wallet, index, keys } = memberAt(course, 2);
  const letter = letterAt(course, 0, index);
  const complaint = fileComplaint({
    ...letter,
    index,
    bases: task.artifacts.verificationKey.committedBases,
    threshold: task.plan.threshold,
    secretKey: keys.secretKey,
    randomness: task.randomness,
  });
  const shown = await shownInLog(task, ROUND, letter.submission);
  await course.call(wallet, 'complain', [...shown, complaintArgument(task, complaint)]);
}

/** The second trainer's bytes are delivered by nobody, the third's by itself. */
async function disputeShares(course: Course): Promise<void> {
  const { task, call, relayer } = course;
  const { stage, plan } = task;
  const { demands, answers, complaints } = await deadlinesOf(task, ROUND, 'share');
  await stage.moveTo(demands - 60n);
  await complain(course);
  const [silent, slow] = [trainerAt(course, 1), trainerAt(course, 2)];
  for (const [index, { address }] of [
    [3, silent],
    [1, silent],
    [1, slow],
  ] as const) {
    const { wallet } = memberAt(course, index);
    await call(wallet, 'demandShare', [address, BigInt(index)], plan.amounts.demandBond);
  }
  const { submission, ciphertext } = letterAt(course, 2, 1);
  await call(slow.wallet, 'answerShare', [...(await shownInLog(task, ROUND, submission)), 1n, toHex(ciphertext)]);
  await stage.moveTo(answers + 1n);
  const undelivered = await shownInLog(task, ROUND, course.submissions[1] as PublishedSubmission);
  await call(relayer, 'excludeUndelivered', [...undelivered, 1n]);
  await call(relayer, 'returnDemand', [silent.address, 3n]);
  await stage.moveTo(complaints + 1n);
  await call(relayer, 'freeze', []);
}

/** Four of five members post, the fourth a wrong sum. */
async function sumUp(course: Course): Promise<bigint[]> {
  const { task, submissions, mailbox, model, relayer, gas } = course;
  const included = submissions.slice(2);
  const posted: IndexedShare[] = [];
  for (const keyholder of task.committee.slice(0, 4)) {
    const { good } = reviewShares(task, keyholder, submissions, mailbox);
    const names = included.map(hashShares);
    const sum = sumShares(good.filter(({ submission }) => names.includes(hashShares(submission))));
    if (keyholder.index === 4) sum[0] = (sum[0] as bigint) ^ 1n;
    gas.postSum = await postSum(task, ROUND, keyholder, sum);
    posted.push({ index: keyholder.index, share: sum });
  }
  const beneficiary = relayer.account.address;
  const final = await proveRound(task, { round: ROUND, model, included, posted, beneficiary });
  gas.finalise = await finaliseRound(task, relayer, final, beneficiary);
  return posted[3]?.share as bigint[];
}

async function disputeSums(course: Course, wrong: readonly bigint[]): Promise<void> {
  const { task, submissions, call, relayer } = course;
  const round = BigInt(ROUND);
  const sum = toHex(sumBytes(wrong).bytes);
  await call(relayer, 'demandSum', [round, 4n], task.plan.amounts.demandBond);
  await call(memberAt(course, 4).wallet, 'answerSum', [round, 4n, sum]);
  await call(relayer, 'gather', [round, submissions.map((one) => submissionArgument(one)), []]);
  course.gas[`gather.${submissions.length}`] = course.gas.gather as bigint;
  delete course.gas.gather;
  const bases = task.artifacts.verificationKey.committedBases.map(g1ToAffine);
  await call(relayer, 'proveSumWrong', [round, 4n, bases, sum]);
}

async function conclude(course: Course): Promise<void> {
  const { task, call, relayer } = course;
  const { stage, contracts, coordinator } = task;
  await stage.moveTo((await deadlinesOf(task, ROUND, 'sum')).complaints + 1n);
  await call(relayer, 'settle', [BigInt(ROUND)]);
  await call(coordinator, 'stop', []);
  await call(relayer, 'close', []);
  const { wallet, address } = trainerAt(course, 4);
  await call(relayer, 'collect', [address, 10n]);
  course.gas.withdraw = (await stage.send(wallet, contracts.training, 'withdraw', [address])).gasUsed;
}

/** The gas of a course by name, with the number of elements where it counts. */
async function measureCourse(circuit: string): Promise<[name: string, gas: number][]> {
  const course = await openCourse(circuit);
  await disputeShares(course);
  await disputeSums(course, await sumUp(course));
  await conclude(course);
  const elements = course.task.artifacts.verificationKey.committedBases.length;
  return Object.entries(course.gas).map(([name, gas]) => [
    SHOWN.includes(name) && elements !== REFERENCE ? `${name}, ${elements} elements` : name,
    Number(gas),
  ]);
}

export async function measureDisputes(): Promise<Record<string, number>> {
  const costs: Record<string, number> = {};
  for (const circuit of CIRCUITS) {
    for (const [name, gas] of await measureCourse(circuit)) {
      const known = costs[name] ?? gas;
      assert.ok(Math.abs(known - gas) <= CHANCE, `${name} costs ${gas} with ${circuit}, and ${known} otherwise`);
      costs[name] = known;
    }
  }
  return costs;
}
