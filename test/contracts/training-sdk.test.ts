import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Clients,
  commitDataset,
  complaintArgument,
  errorCode,
  finaliseRound,
  formatUpdate,
  frozenLogOf,
  type G1Point,
  g1FromAffine,
  hashHex,
  hashShares,
  type IndexedShare,
  keyholders,
  type LoggedSubmission,
  logPathOf,
  modelRoot,
  models,
  openShares,
  type PreparedUpdate,
  parseUpdate,
  prepareUpdate,
  randomField,
  readRoundView,
  readShownHashes,
  readShownSubmission,
  readSubmissions,
  recoverRound,
  requireSubmission,
  submissionArgumentOf,
  sumShares,
  takeSealed,
  toHex,
  training,
  zeroWeights,
} from '@tacit/sdk';
import { type Address, createClient, custom, getAddress, type Hex, parseEther, zeroHash } from 'viem';
import { forgingProver } from '../support/forging-prover.ts';
import { seededRandomness } from '../support/random-step.ts';
import { realArtifacts } from '../support/real-proofs.ts';
import { startChain } from './support/chain.ts';
import { AMOUNTS, deployContracts, joinKeyholders, registerCircuit } from './support/training.ts';
import { irisBatches } from './support/training-data.ts';
import { openStage, type Wallet } from './support/training-stage.ts';

/*
 * One task by the SDK's own calls alone, with proofs made from the development key's trapdoor: a trainer that sends its
 * own update, one whose update is relayed, one that seals junk to a member; any two of three keyholders.
 */
const { viem } = await startChain();
const stage = await openStage(viem);
const randomness = seededRandomness(4711);
const artifacts = await realArtifacts('logistic-4x3-b8');
const prover = forgingProver(artifacts, randomness);
const { format } = artifacts.circuit;
const bases = artifacts.verificationKey.committedBases;
const contracts = await deployContracts(stage);
const { address } = contracts.training;
const { client } = stage;
const chainId = Number(stage.chainId);
const [coordinator, relayer] = stage.wallets as [Wallet, Wallet];
const committee = await joinKeyholders(stage, contracts, {
  wallets: stage.wallets.slice(2, 5),
  stake: parseEther('2'),
  randomness,
});
const circuit = await registerCircuit(stage, contracts, artifacts);
const clientsOf = (walletClient: Wallet): Clients => ({ publicClient: client, walletClient });
const model = zeroWeights(format);

const startsAt = Number(await stage.now()) + 60;
const terms: training.Terms = {
  circuit,
  initialRoot: modelRoot(format, model, 0n),
  modelCid: zeroHash,
  specCid: zeroHash,
  admissionRoot: zeroHash,
  committee: committee.map((one) => getAddress(one.address)),
  threshold: 2,
  work: { steps: 2, multiplier: 4, rounds: 1, maxVoid: 1, minTrainers: 2, maxTrainers: 5, minBatches: 1 },
  amounts: AMOUNTS,
  times: {
    startsAt,
    endsAt: startsAt + 86_400,
    training: 3600,
    demands: 600,
    answers: 600,
    complaints: 600,
    aggregation: 600,
  },
};
const salt = zeroHash;
const task = training.computeTaskId({
  chainId,
  contract: address,
  coordinator: coordinator.account.address,
  salt,
  terms,
});
const trainers = stage.wallets.slice(5, 8);
const datasets = await Promise.all(
  irisBatches(format, trainers.length, randomness).map(async (batches) => ({
    batches,
    data: await commitDataset(format, batches, randomField(randomness)),
  })),
);
const place = { chainId, contract: address, task };
const ROUND = { task, round: 1n };
const updates: PreparedUpdate[] = [];
const ephemeralKeys: bigint[] = [];
/** By the trainer's address. */
const envelopes = new Map<Address, Uint8Array>();

async function prepare(i: number): Promise<PreparedUpdate> {
  const view = await readRoundView(client, place);
  const trainer = (trainers[i] as Wallet).account.address;
  const { batches, data } = datasets[i] as (typeof datasets)[number];
  const fixed: bigint[] = [];
  const update = await prepareUpdate({
    artifacts,
    prover,
    scope: view.scope,
    trainer,
    task: view.task,
    enrolment: await training.readEnrolment(client, address, { task, trainer }),
    seed: BigInt(view.round.seed),
    model,
    batches,
    data,
    publicKeys: view.publicKeys,
    threshold: view.task.threshold,
    randomness,
    onFixed: ({ submission, secrets }) => {
      fixed.push(hashShares(submission));
      ephemeralKeys.push(secrets.ephemeralKey);
    },
  });
  assert.deepEqual(fixed, [update.sharesHash]);
  return update;
}

async function readAll(): Promise<LoggedSubmission[]> {
  const { scope, round } = await readRoundView(client, place);
  return await readSubmissions(client, address, {
    scope,
    log: BigInt(round.log),
    range: { fromBlock: round.openedAt },
  });
}

function openAs(index: number, logged: readonly LoggedSubmission[], hidden: readonly Address[] = []) {
  const { keys } = committee[index - 1] as (typeof committee)[number];
  const received = logged.map((one) => ({
    submission: requireSubmission(one),
    envelope: hidden.includes(one.trainer) ? undefined : envelopes.get(one.trainer.toLowerCase() as Address),
  }));
  return openShares(received, { index, members: 3, secretKey: keys.secretKey, bases, threshold: 2, randomness });
}

const phase = async () => {
  const view = await readRoundView(client, place);
  return training.phaseOf(view.task, view.round, await training.readTime(client)).phase;
};

async function refusal(act: Promise<unknown>): Promise<string | undefined> {
  return await act.then(
    () => undefined,
    (error: unknown) => errorCode(error) ?? String(error),
  );
}

describe('a task by the SDK alone', { concurrency: 1 }, () => {
  it('is created under the id that everybody computes', async () => {
    assert.equal(
      await training.readTaskId(client, address, { coordinator: coordinator.account.address, terms, salt }),
      task,
    );
    const created = await training.create(clientsOf(coordinator), address, { terms, salt });
    assert.equal(created.task, task);
    const { tasks } = await training.listTasks(client, address, { fromBlock: 0n });
    assert.deepEqual(
      tasks.map((one) => [one.task, training.formatTerms(one.terms)]),
      [[task, training.formatTerms(terms)]],
    );
    assert.deepEqual((await training.findTerms(client, address, task, { fromBlock: 0n }))?.salt, salt);
    assert.equal((await training.readTask(client, address, task)).status, 'proposed');
  });

  it('runs once every keyholder has accepted it', async () => {
    for (const { wallet, address: owner } of committee) {
      const deadline = BigInt(startsAt);
      const acceptance = { owner, locker: address, terms: task, amount: AMOUNTS.keyholderStake, deadline };
      const verifyingContract = contracts.keyholders.address;
      const signature = await keyholders.signAcceptance(wallet, { ...acceptance, verifyingContract });
      await training.accept(clientsOf(relayer), address, { task, owner, deadline, signature });
    }
    assert.equal((await training.readTask(client, address, task)).status, 'running');
    assert.deepEqual(
      (await training.readCommittee(client, address, task)).map((one) => one.toLowerCase()),
      committee.map((one) => one.address.toLowerCase()),
    );
  });

  it('takes trainers, and opens a round', async () => {
    const deposit = await training.readDeposit(client, address, task);
    for (const [i, wallet] of trainers.entries()) {
      const { data } = datasets[i] as (typeof datasets)[number];
      const enrolment = { task, dataRoot: data.root, batches: data.batches, deposit };
      await training.enrol(clientsOf(wallet), address, enrolment);
    }
    await stage.moveTo(BigInt(startsAt));
    await training.openRound(clientsOf(relayer), address, { task, bond: AMOUNTS.openingBond });
    await stage.mine(3);
    await training.drawSeed(clientsOf(relayer), address, task);
    assert.equal(await phase(), 'training');
  });

  it("has batches drawn by the contract's rule", async () => {
    const trainer = (trainers[0] as Wallet).account.address;
    const view = await readRoundView(client, place);
    updates.push(await prepare(0), await prepare(1), await prepare(2));
    const index = await training.readBatchIndex(client, address, { ...ROUND, trainer, step: 1 });
    assert.ok(index < (datasets[0]?.batches.length ?? 0));
    assert.notEqual(BigInt(view.round.seed), 0n);
  });

  it('takes an update from its trainer, and from a relayer with signatures', async () => {
    const [first, second, third] = updates as [PreparedUpdate, PreparedUpdate, PreparedUpdate];
    const sharesHash = hashHex(second.sharesHash);
    const statement = { ...ROUND, sharesHash };
    assert.equal(
      training.hashUpdate({ chainId, verifyingContract: address }, statement),
      await stage.read<Hex>(contracts.training, 'hashUpdate', task, 1n, sharesHash),
    );
    await training.submitUpdate(clientsOf(trainers[0] as Wallet), address, { ...first, task });
    const signed = await Promise.all(
      [second, spoiled(third)].map(async (update, i) => ({
        ...update,
        trainer: (trainers[i + 1] as Wallet).account.address,
        signature: await training.signUpdate(trainers[i + 1] as Wallet, {
          ...ROUND,
          sharesHash: hashHex(update.sharesHash),
          verifyingContract: address,
        }),
      })),
    );
    const [good, junk] = signed as [(typeof signed)[0], (typeof signed)[0]];
    const swapped = { ...good, signature: junk.signature };
    const relay = (one: training.SignedUpdate) =>
      training.submitUpdates(clientsOf(relayer), address, { task, updates: [one] });
    assert.equal(await refusal(relay(swapped)), 'UPDATE_NOT_SIGNED');
    await relay(good);
    // A proof is bound to what was sealed with it: whoever seals junk proves again, as a dishonest trainer would.
    assert.equal(await refusal(relay(junk)), 'PROOFS_REFUSED');
    await training.submitUpdate(clientsOf(trainers[2] as Wallet), address, { ...third, task });
    for (const update of updates) {
      envelopes.set(update.submission.deal.trainer.toLowerCase() as Address, update.envelope);
    }
  });

  it('is read back in the order of its log, every submission checked against its hash', async () => {
    const logged = await readAll();
    assert.deepEqual(
      logged.map(({ sharesHash }) => sharesHash),
      updates.map(({ sharesHash }) => sharesHash),
    );
    const { scope, round } = await readRoundView(client, place);
    const range = { fromBlock: round.openedAt + 6n };
    const late = readSubmissions(client, address, { scope, log: BigInt(round.log), range });
    assert.equal(await refusal(late), 'LOG_INCOMPLETE');
    const known = new Map(logged.map((one) => [one.sharesHash, one]));
    const request = (asked: { method: string }) => {
      assert.notEqual(asked.method, 'eth_getTransactionByHash');
      return client.request(asked as never);
    };
    const frugal = createClient({ transport: custom({ request }) }) as typeof client;
    const options = { scope, log: BigInt(round.log), range: { fromBlock: round.openedAt }, known };
    assert.deepEqual(await readSubmissions(frugal, address, options), logged);
    const hidden = { ...(logged[0] as LoggedSubmission), submission: undefined };
    assert.throws(
      () => requireSubmission(hidden),
      (error) => errorCode(error) === 'SUBMISSION_UNREADABLE',
    );
  });

  it('lets a member demand what it cannot get, and anybody answer with a path into the log', async () => {
    const logged = await readAll();
    const trainer = (trainers[1] as Wallet).account.address;
    const opened = openAs(1, logged, [logged[1]?.trainer as Address]);
    assert.deepEqual(
      opened.map(({ outcome }) => outcome),
      ['right', 'demand', 'right'],
    );
    assert.throws(
      () => sumShares(opened),
      (error) => errorCode(error) === 'SHARES_INCOMPLETE',
    );
    const { demands } = await training.readShareDeadlines(client, address, ROUND);
    await stage.moveTo(demands - 10n);
    assert.equal(await phase(), 'share-demands');
    const member = clientsOf((committee[0] as (typeof committee)[number]).wallet);
    await training.demandShare(member, address, { task, trainer, member: 1, bond: AMOUNTS.demandBond });
    assert.equal((await training.readDemand(client, address, { ...ROUND, trainer, member: 1 })).open, true);

    const { scope } = await readRoundView(client, place);
    const submission = requireSubmission(logged[1] as LoggedSubmission);
    const ciphertext = cipherOf(1, 1);
    const { ctHashes } = (updates[1] as PreparedUpdate).submission;
    const path = logPathOf(scope, logged, 1);
    const shown = { task, submission: submissionArgumentOf(submission, ctHashes), path };
    const answer = { ...shown, member: 1, ciphertext: toHex(ciphertext) };
    const wrong = { ...answer, path: logPathOf(scope, logged, 0) };
    assert.equal(await refusal(training.answerShare(clientsOf(relayer), address, wrong)), 'NOT_IN_LOG');
    const bare = { ...answer, submission: submissionArgumentOf(submission) };
    assert.equal(await refusal(training.answerShare(clientsOf(relayer), address, bare)), 'CIPHERTEXT_LIST_FOREIGN');
    const { hash: transactionHash } = await training.answerShare(clientsOf(relayer), address, answer);
    assert.equal((await training.readDemand(client, address, { ...ROUND, trainer, member: 1 })).open, false);
    const hashes = await readShownHashes(client, address, { submission, transactionHash });
    assert.deepEqual(hashes, ctHashes);
    const found = await readShownSubmission(client, address, {
      scope,
      logged: { ...(logged[1] as LoggedSubmission), submission: undefined },
      transactionHash,
    });
    assert.equal(found && hashShares(found), logged[1]?.sharesHash);
    const foreign = { scope, logged: logged[0] as LoggedSubmission, transactionHash };
    assert.equal(await readShownSubmission(client, address, foreign), undefined);
    const { keys } = committee[0] as (typeof committee)[number];
    const terms = { index: 1, members: 3, secretKey: keys.secretKey, bases, threshold: 2, randomness };
    const [answered] = openShares([{ submission, shown: { ciphertext, ctHashes } }], terms);
    assert.equal(answered?.outcome, 'right');
  });

  it('refuses a complaint about a right share', async () => {
    const logged = await readAll();
    const { scope } = await readRoundView(client, place);
    const submission = requireSubmission(logged[2] as LoggedSubmission);
    const { ctHashes } = (updates[2] as PreparedUpdate).submission;
    const path = logPathOf(scope, logged, 2);
    const shown = { task, submission: submissionArgumentOf(submission, ctHashes), path };
    const complaint = complaintArgument({ kind: 'length', index: 1, ciphertext: cipherOf(2, 1) }, bases);
    assert.equal(
      await refusal(training.complain(clientsOf(relayer), address, { ...shown, complaint })),
      'LENGTH_IS_RIGHT',
    );
  });

  it("is frozen, summed by its members, and finalised against the contract's own sum", async () => {
    const { complaints } = await training.readShareDeadlines(client, address, ROUND);
    await stage.moveTo(complaints + 1n);
    assert.equal(await phase(), 'freezable');
    await training.freeze(clientsOf(relayer), address, task);
    const logged = await readAll();
    const view = await readRoundView(client, place);
    assert.equal(hashHex(frozenLogOf(view)), await training.readFrozenLog(client, address, ROUND));
    const sums: IndexedShare[] = [];
    for (const index of [1, 3]) {
      const { share, digest } = sumShares(openAs(index, logged));
      const clients = clientsOf((committee[index - 1] as (typeof committee)[number]).wallet);
      const posting = { ...ROUND, frozenLog: hashHex(frozenLogOf(view)), cid: hashHex(digest) };
      await training.postSum(clients, address, posting);
      const posted = await training.readPostedSum(client, address, { ...ROUND, member: index });
      assert.equal(posted.cid, hashHex(digest));
      sums.push({ index, share });
    }
    const sumOfD: G1Point = g1FromAffine(view.round.sum);
    const submissions = logged.map(requireSubmission);
    const recovered = recoverRound({ artifacts, threshold: 2, submissions, sumOfD, sums });
    assert.throws(
      () => recoverRound({ artifacts, threshold: 2, submissions: submissions.slice(1), sumOfD, sums }),
      (error) => errorCode(error) === 'LOG_INCOMPLETE',
    );
    const beneficiary = relayer.account.address;
    const final = await finaliseRound({
      artifacts,
      prover,
      scope: view.scope,
      root: view.task.root,
      model,
      recovered,
      included: submissions.length,
      steps: view.task.steps,
      frozenLog: frozenLogOf(view),
      sumOfD,
      beneficiary,
    });
    const finalisation = { ...final, task, cid: zeroHash };
    const stolen = { ...finalisation, beneficiary: coordinator.account.address };
    assert.equal(await refusal(training.finalise(clientsOf(coordinator), address, stolen)), 'FINALISATION_REFUSED');
    await training.finalise(clientsOf(coordinator), address, finalisation);
    assert.equal((await training.readTask(client, address, task)).root, modelRoot(format, final.model, 0n));
  });

  it('is settled and closed, and pays', async () => {
    const { complaints } = await training.readSumDeadlines(client, address, ROUND);
    await stage.moveTo(complaints + 1n);
    assert.equal(await phase(), 'settleable');
    await training.settle(clientsOf(relayer), address, ROUND);
    assert.equal(await phase(), 'settled');
    await training.close(clientsOf(relayer), address, task);
    const trainer = (trainers[0] as Wallet).account.address;
    await training.collect(clientsOf(relayer), address, { task, trainer, limit: 100n });
    const owed = await training.readOwed(client, address, trainer);
    assert.ok(owed > AMOUNTS.trainerStake);
    await training.withdraw(clientsOf(trainers[0] as Wallet), address, trainer);
    assert.equal(await training.readOwed(client, address, trainer), 0n);
  });

  it('leaves a model that its coordinator can publish', async () => {
    const { registry } = contracts;
    const { address: market } = await stage.deploy('ModelRegistry', [registry.address, address]);
    const { root } = await training.readTask(client, address, task);
    const listing: models.Listing = {
      circuit,
      root,
      weightsCid: zeroHash,
      specCid: circuit,
      licenceCid: circuit,
      price: 7n,
      splitPoints: 0,
      parents: [],
    };
    const publisher = coordinator.account.address;
    const trained = { listing, task, round: 1 };
    assert.equal(await refusal(models.publishTrained(clientsOf(relayer), market, trained)), 'NOT_COORDINATOR_OF');
    const { id } = await models.publishTrained(clientsOf(coordinator), market, trained);
    assert.equal(id, models.computeModelId({ chainId, registry: market, publisher, listing }));
    const { id: copy } = await models.publish(clientsOf(relayer), market, { ...listing, parents: [id] });
    await models.setPrice(clientsOf(coordinator), market, { id, price: 9n });
    const found = await models.readModel(client, market, id);
    assert.deepEqual([found.origin, found.price, found.root, found.task], ['trained', 9n, root, task]);
    assert.deepEqual(await models.readParents(client, market, copy), [id]);
    await models.withdraw(clientsOf(relayer), market, copy);
    assert.deepEqual(
      [await models.isOffered(client, market, id), await models.isOffered(client, market, copy)],
      [true, false],
    );
    const { models: listed } = await models.listModels(client, market, { fromBlock: 0n });
    assert.deepEqual(
      listed.map((one) => [one.id, one.origin]),
      [
        [id, 'trained'],
        [copy, 'uploaded'],
      ],
    );
    assert.equal(await refusal(models.readModel(client, market, circuit)), 'MODEL_UNKNOWN');
  });

  it('has updates that survive a file', () => {
    const [update] = updates as [PreparedUpdate];
    const { trainer } = update.submission.deal;
    const document = {
      ...update,
      ...ROUND,
      chainId,
      contract: address,
      trainer,
      sharesHash: hashHex(update.sharesHash),
    };
    const text = JSON.stringify(formatUpdate(document));
    const { submission: _, envelope: _e, D: _d, losses: _l, ...kept } = document;
    assert.deepEqual(parseUpdate(JSON.parse(text)), kept);
    assert.ok(!text.includes(String(ephemeralKeys[0])));
  });
});

const cipherOf = (at: number, index: number): Uint8Array => {
  const { submission, envelope } = updates[at] as PreparedUpdate;
  return takeSealed(envelope, { submission, index, length: bases.length });
};

/** The same proofs beside another envelope. */
function spoiled(update: PreparedUpdate): PreparedUpdate {
  const { submission } = update;
  const changed = { ...submission, cidDigest: submission.cidDigest ^ 1n };
  return {
    ...update,
    submission: changed,
    sharesHash: hashShares(changed),
    sealing: { ...update.sealing, cid: hashHex(changed.cidDigest) },
  };
}
