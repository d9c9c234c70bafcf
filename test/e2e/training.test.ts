import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import {
  computeFinalisation,
  computeStep,
  errorCode,
  fileComplaint,
  freezeLog,
  g1ToAffine,
  hashShares,
  type IndexedShare,
  meanMultiplier,
  modelRoot,
  type PublishedSubmission,
  type Submission,
  sumCommitments,
  sumPoints,
  totalCommitment,
  zeroWeights,
} from '@tacit/sdk';
import { type Address, fromHex, type Hex, parseEther, parseEventLogs, type TransactionReceipt, toHex } from 'viem';
import { startChain } from '../contracts/support/chain.ts';
import {
  AMOUNTS,
  acceptTask,
  createTask,
  deadlinesOf,
  deployContracts,
  enrolTrainer,
  joinKeyholders,
  type Keyholder,
  openRound,
  ROUND_STATUSES,
  readRound,
  registerCircuit,
  type TermsPlan,
  type Trainer,
} from '../contracts/support/training.ts';
import {
  answeredLetter,
  complaintArgument,
  finaliseRound,
  type Letter,
  letterFor,
  type Mailbox,
  mailboxKey,
  type OpenedShare,
  openShare,
  parseSum,
  postSum,
  proveRound,
  reviewShares,
  shownInLog,
  sumBytes,
  sumShares,
} from '../contracts/support/training-committee.ts';
import { irisBatches } from '../contracts/support/training-data.ts';
import { readSubmissions } from '../contracts/support/training-log.ts';
import { openStage, refusalOf, type Wallet } from '../contracts/support/training-stage.ts';
import {
  type PreparedUpdate,
  prepareUpdate,
  relayUpdates,
  spoilShare,
  submissionArgument,
  submitUpdate,
  type Tamper,
  word,
} from '../contracts/support/training-updates.ts';
import { seededRandomness } from '../support/random-step.ts';
import { endProver, realArtifacts, realProver } from '../support/real-proofs.ts';

/*
 * A whole task on one chain, with snarkjs' proofs: three rounds, five trainers, any three of five keyholders. In each
 * round somebody fails or cheats, and the model that comes out is the one that the SDK computes without any of this.
 */
after(endProver);

const PLAN: TermsPlan = {
  threshold: 3,
  work: { steps: 2, multiplier: 4, rounds: 3, maxVoid: 1, minTrainers: 3, maxTrainers: 5 },
  amounts: AMOUNTS,
};
const STAKE = parseEther('2');

const { viem } = await startChain();
const stage = await openStage(viem);
const { client, wallets } = stage;
const everybody = wallets.map(({ account }) => account.address);
const balanceOf = (address: Address): Promise<bigint> => client.getBalance({ address });
const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);
const atFirst = total(await Promise.all(everybody.map(balanceOf)));

const randomness = seededRandomness(2027);
const artifacts = await realArtifacts('logistic-4x3-b8');
const { format } = artifacts.circuit;
const contracts = await deployContracts(stage);
const { training, keyholders } = contracts;
const [coordinator, relayer, finaliser, passerBy] = wallets as [Wallet, Wallet, Wallet, Wallet];
const circuit = await registerCircuit(stage, contracts, artifacts);
const committee = await joinKeyholders(stage, contracts, { wallets: wallets.slice(4, 9), stake: STAKE, randomness });
const member = (index: number): Keyholder => committee[index - 1] as Keyholder;

let model: readonly number[] = zeroWeights(format);
const { task } = await createTask({
  ...{
    stage,
    contracts,
    artifacts,
    prover: realProver,
    randomness,
    circuit,
    model,
    plan: PLAN,
    coordinator,
    committee,
  },
});
for (const keyholder of committee) await acceptTask(task, keyholder);
const trainers: Trainer[] = [];
for (const [i, batches] of irisBatches(format, 5, randomness).entries()) {
  trainers.push((await enrolTrainer(task, wallets[9 + i] as Wallet, batches)).trainer);
}
const trainer = (index: number): Trainer => trainers[index] as Trainer;

const send = (wallet: Wallet, name: string, args: readonly unknown[], value = 0n): Promise<TransactionReceipt> =>
  stage.send(wallet, training, name, [task.id, ...args], { value });
const eventsOf = ({ logs }: TransactionReceipt): string[] =>
  parseEventLogs({ abi: training.abi, logs }).map(({ eventName }) => eventName as string);
const rootOf = async (): Promise<bigint> => (await stage.read<{ root: bigint }>(training, 'taskOf', task.id)).root;
const owedTo = (wallet: Wallet): Promise<bigint> => stage.read(training, 'owed', wallet.account.address);
const stakeOf = async ({ address }: Keyholder): Promise<bigint> =>
  (await stage.read<{ stake: bigint }>(keyholders, 'member', address)).stake;

async function prepareAll(round: number, from: readonly Trainer[], tampers: ReadonlyMap<Trainer, Tamper> = new Map()) {
  const updates: PreparedUpdate[] = [];
  for (const one of from) {
    const tamper = tampers.get(one);
    updates.push(await prepareUpdate(task, one, { model, round, ...(tamper ? { tamper } : {}) }));
  }
  return updates;
}

const publish = (updates: readonly PreparedUpdate[]): Mailbox =>
  new Map(updates.map(({ trainer: { address }, envelope }) => [mailboxKey(address), envelope]));

const isOf =
  ({ address }: Trainer) =>
  ({ deal }: PublishedSubmission | Submission): boolean =>
    mailboxKey(deal.trainer) === mailboxKey(address);

const submissionBy = (one: Trainer, submissions: readonly PublishedSubmission[]): PublishedSubmission =>
  submissions.find(isOf(one)) as PublishedSubmission;

/** What the round must come to: the steps of the included trainers on the batches that the contract names. */
async function expectedModel(round: number, included: readonly Trainer[]) {
  const sum = model.map(() => 0);
  let lossSum = 0n;
  for (const { address, batches } of included) {
    let weights = model;
    for (let step = 0; step < PLAN.work.steps; step++) {
      const index = await stage.read<bigint>(training, 'batchOf', task.id, BigInt(round), address, BigInt(step));
      const { after: next, loss } = computeStep(
        format,
        weights,
        batches[Number(index)] as (typeof batches)[0],
        PLAN.work.multiplier,
      );
      [weights, lossSum] = [next, lossSum + BigInt(loss)];
    }
    weights.forEach((weight, i) => {
      sum[i] = (sum[i] as number) + weight - (model[i] as number);
    });
  }
  return { after: computeFinalisation(format, model, sum, meanMultiplier(included.length)).after, lossSum };
}

const submissionsOf = async (round: number, included: readonly Trainer[]): Promise<PublishedSubmission[]> =>
  (await readSubmissions(task, round)).filter((one) => included.some((each) => isOf(each)(one)));

/** Freezes the set, which must be this one, with the sum of its commitments. */
async function freeze(round: number, included: readonly Trainer[]): Promise<void> {
  await stage.moveTo((await deadlinesOf(task, round, 'share')).complaints + 1n);
  assert.ok(eventsOf(await send(passerBy, 'freeze', [])).includes('RoundFrozen'));
  const { log, status, sum } = await readRound(task, round);
  assert.equal(ROUND_STATUSES[status], 'Frozen');
  const dealt = (await submissionsOf(round, included)).map(({ deal }) => totalCommitment(deal));
  assert.deepEqual(sum, g1ToAffine(sumPoints(dealt)));
  const set = included.map((one) => trainers.indexOf(one));
  assert.equal(await stage.read(training, 'frozenLogOf', task.id, BigInt(round)), word(freezeLog(BigInt(log), set)));
}

/** From posted sums to the next model, which must be the SDK's own. */
async function finalise(round: number, included: readonly Trainer[], posted: readonly IndexedShare[]): Promise<void> {
  const submissions = await submissionsOf(round, included);
  const beneficiary = finaliser.account.address;
  const final = await proveRound(task, { round, model, included: submissions, posted, beneficiary });
  await finaliseRound(task, passerBy, final, beneficiary);
  const { after: next, lossSum } = await expectedModel(round, included);
  assert.deepEqual(final.proven.after, next);
  assert.equal(final.lossSum, lossSum);
  assert.equal(await rootOf(), modelRoot(format, next, 0n));
  model = next;
}

async function settle(round: number): Promise<TransactionReceipt> {
  await stage.moveTo((await deadlinesOf(task, round, 'sum')).complaints + 1n);
  return send(passerBy, 'settle', [BigInt(round)]);
}

/** Every keyholder's sum of what it opened of these trainers. */
const sumsOf = (opened: ReadonlyMap<Keyholder, readonly OpenedShare[]>, included: readonly Trainer[]) =>
  new Map(
    [...opened].map(([keyholder, shares]) => [
      keyholder,
      sumShares(shares.filter(({ submission }) => included.some((each) => isOf(each)(submission)))),
    ]),
  );

async function postAll(round: number, sums: ReadonlyMap<Keyholder, bigint[]>): Promise<IndexedShare[]> {
  for (const [keyholder, sum] of sums) await postSum(task, round, keyholder, sum);
  return [...sums].map(([{ index }, share]) => ({ index, share }));
}

/** What all transactions so far have cost their senders. */
async function gasPaid(): Promise<bigint> {
  const last = await client.getBlockNumber();
  const blocks = await Promise.all(
    Array.from({ length: Number(last) + 1 }, (_, i) => client.getBlock({ blockNumber: BigInt(i) })),
  );
  const hashes = blocks.flatMap(({ transactions }) => transactions);
  const receipts = await Promise.all(hashes.map((hash) => client.getTransactionReceipt({ hash })));
  return total(receipts.map(({ gasUsed, effectiveGasPrice }) => gasUsed * effectiveGasPrice));
}

describe('three rounds of a task', () => {
  it('excludes a trainer whose share is bad, and slashes a keyholder that stays away (INV-39, INV-49, INV-51)', async () => {
    const cheat = trainer(4);
    const included = trainers.slice(0, 4);
    await openRound(task);
    const updates = await prepareAll(1, trainers, new Map([[cheat, spoilShare(2)]]));
    for (const update of updates) await submitUpdate(task, update);

    const mailbox = publish(updates);
    const submissions = await readSubmissions(task, 1);
    const opened = new Map<Keyholder, readonly OpenedShare[]>();
    for (const keyholder of committee) {
      const { missing, bad, good } = reviewShares(task, keyholder, submissions, mailbox);
      assert.deepEqual(missing, []);
      assert.deepEqual(
        bad.map(({ submission }) => isOf(cheat)(submission)),
        keyholder.index === 2 ? [true] : [],
      );
      opened.set(keyholder, good);
    }
    const complain = async (about: Trainer) => {
      const letter = letterFor(task, mailbox, submissionBy(about, submissions), 2) as Letter;
      const { committedBases: bases } = artifacts.verificationKey;
      const { secretKey } = member(2).keys;
      const complaint = fileComplaint({ ...letter, index: 2, bases, threshold: PLAN.threshold, secretKey, randomness });
      const args = [...(await shownInLog(task, 1, letter.submission)), complaintArgument(task, complaint)];
      return send(member(2).wallet, 'complain', args);
    };
    assert.equal(await refusalOf(complain(cheat)), 'TooEarly');
    const { demands } = await deadlinesOf(task, 1, 'share');
    await stage.moveTo(demands);
    await assert.rejects(complain(trainer(0)), (error) => errorCode(error) === 'COMPLAINT_UNFOUNDED');
    assert.deepEqual(eventsOf(await complain(cheat)), ['ComplaintUpheld', 'TrainerExcluded', 'Credited']);
    assert.equal(await owedTo(member(2).wallet), AMOUNTS.trainerStake / 4n);
    assert.equal(await refusalOf(complain(cheat)), 'AlreadyExcluded');

    await freeze(1, included);
    const sums = sumsOf(opened, included);
    sums.delete(member(5));
    await finalise(1, included, await postAll(1, sums));
    const receipt = await settle(1);
    assert.ok(eventsOf(receipt).includes('MemberSlashed'));
    assert.equal(await stakeOf(member(5)), STAKE - AMOUNTS.absencePenalty);
  });

  it('excludes a trainer whose bytes nobody delivers, and hears of an offline one from another (INV-49)', async () => {
    const [offline, cheat] = [trainer(0), trainer(3)];
    const included = trainers.slice(0, 3);
    await openRound(task);
    await send(passerBy, 'drawSeed', []);
    const updates = await prepareAll(2, trainers.slice(0, 4));
    await relayUpdates(task, relayer, updates);

    const submissions = await readSubmissions(task, 2);
    const mailboxes = publish(updates.filter((update) => update.trainer !== cheat));
    const opened = new Map<Keyholder, readonly OpenedShare[]>();
    for (const keyholder of committee) {
      const mailbox = new Map(mailboxes);
      if (keyholder.index === 4) mailbox.delete(mailboxKey(offline.address));
      const { missing, bad, good } = reviewShares(task, keyholder, submissions, mailbox);
      assert.deepEqual(bad, []);
      assert.deepEqual(missing.filter(isOf(cheat)).length, 1);
      opened.set(keyholder, good);
    }
    const { demands, answers } = await deadlinesOf(task, 2, 'share');
    const ask = (index: number, about: Trainer) =>
      send(member(index).wallet, 'demandShare', [about.address, BigInt(index)], AMOUNTS.demandBond);
    await stage.moveTo(demands - 60n);
    for (const index of [1, 3]) await ask(index, cheat);
    await ask(4, offline);

    const published = submissionBy(offline, submissions);
    const letter = letterFor(task, mailboxes, published, 4) as Letter;
    const shown = await shownInLog(task, 2, letter.submission);
    const answer = await send(member(1).wallet, 'answerShare', [...shown, 4n, toHex(letter.ciphertext)]);
    assert.ok(eventsOf(answer).includes('Credited'));
    const answered = await answeredLetter(task, answer.transactionHash, published);
    opened.set(member(4), [...(opened.get(member(4)) ?? []), openShare(task, member(4), answered)]);

    const undelivered = await shownInLog(task, 2, submissionBy(cheat, submissions));
    assert.equal(await refusalOf(send(passerBy, 'excludeUndelivered', [...undelivered, 1n])), 'TooEarly');
    await stage.moveTo(answers + 1n);
    const excluded = await send(passerBy, 'excludeUndelivered', [...undelivered, 1n]);
    assert.deepEqual(eventsOf(excluded), ['Credited', 'TrainerExcluded', 'Credited']);
    await send(passerBy, 'returnDemand', [cheat.address, 3n]);

    await freeze(2, included);
    await finalise(2, included, await postAll(2, sumsOf(opened, included)));
    await settle(2);
  });

  it('slashes a keyholder whose sum is proven wrong, and finalises without it (INV-51)', async () => {
    const included = trainers.slice(0, 3);
    await openRound(task);
    const updates = await prepareAll(3, included);
    for (const update of updates) await submitUpdate(task, update);
    const submissions = await readSubmissions(task, 3);
    const opened = new Map(
      committee.map((keyholder) => {
        const { missing, bad, good } = reviewShares(task, keyholder, submissions, publish(updates));
        assert.deepEqual([missing, bad], [[], []]);
        return [keyholder, good];
      }),
    );
    await freeze(3, included);
    const sums = sumsOf(opened, included);
    const wrong = (sums.get(member(1)) as bigint[]).map((element, l) => (l === 0 ? element ^ 1n : element));
    sums.set(member(1), wrong);
    const posted = await postAll(3, sums);
    await finalise(3, included, posted);

    await send(passerBy, 'demandSum', [3n, 1n], AMOUNTS.demandBond);
    const answer = await send(member(1).wallet, 'answerSum', [3n, 1n, toHex(sumBytes(wrong).bytes)]);
    const [event] = parseEventLogs({ abi: training.abi, logs: answer.logs, eventName: 'SumAnswered' });
    const { sum } = (event as unknown as { args: { sum: Hex } }).args;
    assert.deepEqual(parseSum(fromHex(sum, 'bytes')), wrong);

    const bases = artifacts.verificationKey.committedBases.map(g1ToAffine);
    const prove = (index: number, bytes: Hex) => send(finaliser, 'proveSumWrong', [3n, BigInt(index), bases, bytes]);
    assert.equal(await refusalOf(prove(1, sum)), 'LogNotGathered');
    const [first, ...others] = submissions.map((one) => submissionArgument(one));
    const later = updates.slice(1).map(({ submission }) => word(hashShares(submission)));
    await send(passerBy, 'gather', [3n, [first], later]);
    await send(passerBy, 'gather', [3n, others, []]);
    const { sumOfC } = sumCommitments(submissions.map(({ deal }) => ({ D: totalCommitment(deal), C: deal.C })));
    assert.deepEqual(await stage.read(training, 'gatheredOf', task.id, 3n), sumOfC.map(g1ToAffine));
    assert.equal(await refusalOf(prove(2, toHex(sumBytes(sums.get(member(2)) as bigint[]).bytes))), 'SumIsRight');
    const stake = await stakeOf(member(1));
    assert.deepEqual(eventsOf(await prove(1, sum)), ['SumProvenWrong', 'MemberSlashed', 'Credited']);
    assert.equal(await stakeOf(member(1)), stake - AMOUNTS.keyholderStake);
    await settle(3);
  });

  it('ends with every wei where it belongs, and every stake free (INV-41, INV-50)', async () => {
    await send(passerBy, 'close', []);
    for (const { address } of trainers) await send(passerBy, 'collect', [address, 10n]);
    for (const wallet of wallets) {
      if ((await owedTo(wallet)) > 0n) await stage.send(wallet, training, 'withdraw', [wallet.account.address]);
    }
    assert.equal(await balanceOf(training.address), 0n);
    const stakes = await Promise.all(committee.map(stakeOf));
    const { keyholderStake, absencePenalty } = AMOUNTS;
    assert.deepEqual(stakes, [STAKE - keyholderStake, STAKE, STAKE, STAKE, STAKE - absencePenalty]);
    assert.equal(await balanceOf(keyholders.address), total(stakes));
    for (const [k, { address }] of committee.entries()) {
      assert.equal(await stage.read(keyholders, 'freeStakeOf', address), stakes[k]);
    }

    const atLast = total(await Promise.all([...everybody, keyholders.address].map(balanceOf)));
    assert.equal(atLast + (await gasPaid()), atFirst);
  });
});
