import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  digestSum,
  hashHex,
  keyholders,
  modelRoot,
  parseDeployment,
  parseUpdate,
  rawCid,
  training,
  zeroWeights,
} from '@tacit/sdk';
import { type Address, createTestClient, createWalletClient, getAddress, type Hex, http, publicActions } from 'viem';
import { irisCsv, joinCheat, type Played, playRound } from '../support/cheat.ts';
import { startLocalNode } from '../support/local-node.ts';
import { realArtifacts } from '../support/real-proofs.ts';
import { TERMS_AMOUNTS, TERMS_TIMES } from '../support/task-terms.ts';
import { temporaryFolder } from '../support/temporary.ts';

/*
 * A round by the tasks alone: two trainers with snarkjs' proofs, any two of three keyholders. Beside them one trainer
 * that never shows its envelope and one that seals junk, whom no task would play: the SDK does.
 */
const CIRCUIT = 'logistic-4x3-b8';
const node = await startLocalNode();
after(() => node.end());
const client = createTestClient({ mode: 'hardhat', transport: http(node.url) }).extend(publicActions);
const folder = temporaryFolder();
const at = (...path: string[]): string => join(folder, ...path);
const artifacts = await realArtifacts(CIRCUIT);
const { format } = artifacts.circuit;

type Options = Readonly<Record<string, string | boolean | undefined>>;

/** Runs a task with --json, and gives what it printed. */
async function run(group: string, task: string, options: Options = {}, expected = 0) {
  const { code, stdout, stderr } = await node.run([group, task], { ...options, json: true });
  assert.equal(code, expected, stderr);
  return JSON.parse(stdout);
}

/** The code of the one line that a task refuses with. */
async function refusal(group: string, task: string, options: Options = {}): Promise<string | undefined> {
  const { code, stdout, stderr } = await node.run([group, task], options);
  assert.deepEqual([code, stdout], [2, ''], stderr);
  const [, name] = /^error ([A-Z_]+): [^\n]+\n$/.exec(stderr) ?? [];
  return name ?? stderr;
}

const TERMS = {
  circuit: CIRCUIT,
  threshold: 2,
  work: { steps: 1, learningRate: 0.25, rounds: 2, maxVoid: 1, minTrainers: 2, maxTrainers: 5, minBatches: 2 },
  amounts: TERMS_AMOUNTS,
  times: TERMS_TIMES,
};

describe('training and models tasks', { concurrency: 1 }, () => {
  let accounts: readonly Address[];
  let contract: Address;
  let task: Hex;
  let hidden: Played;
  let cheat: Played;
  const account = (i: number): Address => getAddress(accounts[i] as Address);
  const clientsOf = (i: number) => ({
    publicClient: client,
    walletClient: createWalletClient({ account: account(i), transport: http(node.url) }),
  });
  const moveTo = async (timestamp: bigint | number) => {
    await client.setNextBlockTimestamp({ timestamp: BigInt(timestamp) });
    await client.mine({ blocks: 1 });
  };
  /** Account 5's update, at the cost of account 8. */
  async function relay(update: string): Promise<void> {
    const signed = await run('training', 'submit', { update, sign: true, from: account(5) });
    const sendAs = async (document: unknown) => {
      writeFileSync(at('signed.json'), JSON.stringify(document));
      return { input: at('signed.json'), from: account(8) };
    };
    const { r, vs } = signed.signature;
    const stolen = { ...signed, signature: { r: vs, vs: r } };
    assert.equal(await refusal('training', 'relay', await sendAs([stolen])), 'UPDATE_NOT_SIGNED');
    const elsewhere = { ...signed, update: { ...signed.update, round: '2' } };
    assert.equal(await refusal('training', 'relay', await sendAs([signed, elsewhere])), 'UPDATE_FOREIGN');
    assert.deepEqual((await run('training', 'relay', await sendAs([signed]))).trainers, [account(5)]);
  }
  /** Members are accounts 1 to 3, trainers 4 to 7. */
  const member = (i: number): Options => ({ task, key: at(`key-${i}.json`), from: account(i) });
  const phase = async () => (await run('training', 'show', { task })).round.phase;

  before(async () => {
    const { code, stdout, stderr } = await node.hardhat(['deploy', '--build-profile', 'default', '--json']);
    assert.equal(code, 0, stderr);
    contract = parseDeployment(JSON.parse(stdout)).addresses.Training as Address;
    accounts = await createWalletClient({ transport: http(node.url) }).getAddresses();
    await run('circuits', 'register', { circuit: CIRCUIT });
    for (const i of [1, 2, 3]) {
      await run('keyholders', 'keygen', { out: at(`key-${i}.json`), plain: true });
      await run('keyholders', 'register', { key: at(`key-${i}.json`), stake: '1ether', from: account(i) });
    }
    for (const i of [0, 1]) writeFileSync(at(`rows-${i}.csv`), irisCsv(i, 4));
    writeFileSync(at('terms.json'), JSON.stringify({ ...TERMS, committee: [1, 2, 3].map(account) }));
  });

  it('training create proposes a task under the id of its terms; training list and training show find it', async () => {
    const created = await run('training', 'create', { input: at('terms.json') });
    task = created.task;
    const [coordinator, salt, terms] = [account(0), created.salt, training.parseTerms(created.terms)];
    assert.equal(task, training.computeTaskId({ chainId: node.chainId, contract, coordinator, salt, terms }));
    assert.equal(terms.initialRoot, modelRoot(format, zeroWeights(format), 0n));
    assert.equal(terms.amounts.finaliserReward, 5n * 10n ** 15n);
    const { tasks } = await run('training', 'list');
    assert.deepEqual(
      tasks.map((one: Record<string, unknown>) => [one.task, one.status]),
      [[task, 'proposed']],
    );
    const shown = await run('training', 'show', { task });
    assert.deepEqual([shown.verified, shown.terms, shown.round], [true, created.terms, undefined]);
    const { stdout } = await node.run(['training', 'show'], { task });
    assert.match(stdout, /\nstatus +proposed, 0 of 3 keyholders accepted\n/);
  });

  it('training create --example prints terms that training create reads', async () => {
    const { stdout } = await node.hardhat(['training', 'create', '--example']);
    const example = JSON.parse(stdout);
    writeFileSync(at('example.json'), JSON.stringify({ ...example, committee: [1, 2, 3].map(account) }));
    const created = await run('training', 'create', { input: at('example.json'), from: account(8) });
    assert.notEqual(created.task, task);
    // Its phases suit a local chain: on a live one a freeze is not final within ten minutes.
    const signing = { locker: contract, amount: '0.5 ether', deadline: '5m', from: account(1) };
    const warned = async (id: Hex) => (await node.run(['keyholders', 'accept'], { ...signing, task: id })).stderr;
    assert.match(await warned(created.task), /^warning: sums are posted within 10 minutes [^\n]+\n$/);
    assert.equal(await warned(task), '');
    assert.equal(
      (await run('training', 'close', { task: created.task, stop: true, from: account(8) })).status,
      'ended',
    );
    const { refund } = await run('training', 'close', { task: created.task });
    assert.equal(refund, created.pool);
  });

  it('training accept shows what keyholders accept signed', async () => {
    for (const i of [1, 2, 3]) {
      const options = { task, locker: contract, amount: '0.5 ether', deadline: '5m', from: account(i) };
      writeFileSync(at('acceptance.json'), JSON.stringify(await run('keyholders', 'accept', options)));
      const shown = await run('training', 'accept', { input: at('acceptance.json') });
      assert.deepEqual([shown.accepted, shown.status], [i, i === 3 ? 'running' : 'proposed']);
    }
    assert.equal(await refusal('training', 'accept', { input: at('acceptance.json') }), 'TASK_NOT_IN_STATUS');
  });

  it('training enrol commits to a CSV file, whose integers only their owner can read', async () => {
    for (const i of [0, 1]) {
      const data = at(`data-${i}.json`);
      const options = { task, csv: at(`rows-${i}.csv`), classes: 'setosa,versicolor,virginica', data };
      const enrolled = await run('training', 'enrol', { ...options, from: account(4 + i) });
      assert.equal(enrolled.batches, 4);
      if (process.platform !== 'win32') assert.equal(statSync(data).mode & 0o777, 0o600);
      assert.ok(!JSON.stringify(enrolled).includes(JSON.parse(readFileSync(data, 'utf8')).secret));
    }
    const again = { task, data: at('data-0.json'), from: account(4) };
    assert.equal(await refusal('training', 'enrol', again), 'ALREADY_ENROLLED');
    assert.equal(await refusal('training', 'enrol', { ...again, csv: at('rows-0.csv') }), 'FILE_EXISTS');
    const { data } = { data: at('data-0.json') };
    assert.equal(await refusal('training', 'enrol', { task, data, from: account(1) }), 'TRAINER_HOLDS_KEY');
    hidden = await joinCheat({ artifacts, contract, chainId: node.chainId, task, clients: clientsOf(6), seed: 6 });
    cheat = await joinCheat({ artifacts, contract, chainId: node.chainId, task, clients: clientsOf(7), seed: 7 });
  });

  it('training open opens a round, and its seed is drawn', async () => {
    const { task: terms } = await run('training', 'show', { task });
    assert.equal(await refusal('training', 'open', { task }), 'TOO_EARLY');
    await moveTo(terms.times.startsAt);
    const opened = await run('training', 'open', { task, from: account(9) });
    assert.deepEqual([opened.round, opened.invited], [1, 4]);
    const early = { task, data: at('data-0.json'), out: at('nowhere'), from: account(4) };
    assert.equal(await refusal('training', 'prepare', early), 'SEED_NOT_YET');
    await client.mine({ blocks: 3 });
    const { seed } = await run('training', 'open', { task, draw: true });
    assert.notEqual(BigInt(seed), 0n);
    assert.equal(await refusal('training', 'open', { task }), 'ROUND_UNDER_WAY');
  });

  it('training prepare proves a step; training submit sends it, or signs it for training relay', async () => {
    mkdirSync(at('envelopes'));
    for (const i of [0, 1]) {
      const options = { task, data: at(`data-${i}.json`), out: at(`out-${i}`), from: account(4 + i) };
      const { update, envelope } = await run('training', 'prepare', options);
      assert.deepEqual(readdirSync(at(`out-${i}`)).length, 2);
      writeFileSync(envelope.replace(`out-${i}`, 'envelopes'), readFileSync(envelope));
      const text = readFileSync(update, 'utf8');
      assert.equal(parseUpdate(JSON.parse(text)).trainer, account(4 + i));
      assert.ok(!text.includes(JSON.parse(readFileSync(at(`data-${i}.json`), 'utf8')).secret));
      assert.equal(await refusal('training', 'submit', { update, from: account(8) }), 'UPDATE_FOREIGN');
      if (i === 0) assert.equal((await run('training', 'submit', { update, from: account(4) })).round, '1');
      else await relay(update);
      assert.equal(await refusal('training', 'submit', { update, from: account(4 + i) }), 'ALREADY_SUBMITTED');
    }
    await playRound(hidden, { folder: undefined, spoil: undefined });
    await playRound(cheat, { folder: at('envelopes'), spoil: 1 });
    assert.equal(await phase(), 'training');
  });

  it('training demand asks for what a member cannot get, and training answer shows it', async () => {
    const { round } = await run('training', 'show', { task });
    await moveTo(round.trainingEnds + 1);
    mkdirSync(at('some'));
    const [missing] = readdirSync(at('out-1')).filter((name) => name.startsWith('bafy'));
    for (const name of readdirSync(at('envelopes'))) {
      if (name !== missing) writeFileSync(at('some', name), readFileSync(at('envelopes', name)));
    }
    const options = { ...member(2), envelopes: at('some') };
    const outcomes = (found: { shares: { trainer: Address; outcome: string }[] }) =>
      Object.fromEntries(found.shares.map(({ trainer, outcome }) => [trainer, outcome]));
    const dry = await run('training', 'demand', { ...options, dryRun: true }, 1);
    const expected = { [account(4)]: 'right', [account(5)]: 'demand', [account(6)]: 'demand', [account(7)]: 'right' };
    assert.deepEqual([outcomes(dry), dry.transactions], [expected, []]);
    assert.equal((await run('training', 'demand', options)).transactions.length, 2);
    assert.equal((await run('training', 'demand', options)).transactions.length, 0);
    // Of the two demanded one is in the folder.
    const { answered } = await run('training', 'answer', { task, envelopes: at('envelopes') }, 1);
    assert.deepEqual(
      answered.map(({ transaction }: { transaction?: Hex }) => transaction !== undefined),
      [true, false],
    );
    // What was shown on chain is as good as an envelope.
    const after = await run('training', 'demand', { ...options, dryRun: true }, 1);
    assert.deepEqual(outcomes(after), { ...expected, [account(5)]: 'right' });
  });

  it('training complain complains about junk, and about nothing else', async () => {
    const envelopes = at('envelopes');
    const good = await run('training', 'complain', { ...member(3), envelopes });
    assert.deepEqual(good.transactions, []);
    const dry = await run('training', 'complain', { ...member(1), envelopes, dryRun: true }, 1);
    assert.deepEqual(
      dry.shares.filter(({ outcome }: { outcome: string }) => outcome === 'complaint'),
      [{ trainer: account(7), outcome: 'complaint', fault: 'share' }],
    );
    const { transactions } = await run('training', 'complain', { ...member(1), envelopes });
    assert.equal(transactions.length, 1);
    assert.equal((await training.readEnrolment(client, contract, { task, trainer: account(7) })).status, 'expelled');
    assert.equal(
      await refusal('training', 'complain', { ...member(1), envelopes, key: at('key-2.json') }),
      'KEY_NOT_REGISTERED',
    );
    assert.equal(await refusal('training', 'complain', { ...member(1), envelopes, from: account(8) }), 'NOT_A_MEMBER');
  });

  it('training freeze excludes who showed nothing', async () => {
    assert.equal(await refusal('training', 'freeze', { task }), 'TOO_EARLY');
    assert.equal(await refusal('training', 'aggregate', { ...member(1), envelopes: at('envelopes') }), 'ROUND_PHASE');
    const { complaints } = await training.readShareDeadlines(client, contract, { task, round: 1n });
    await moveTo(complaints + 1n);
    assert.equal(await phase(), 'undelivered');
    const frozen = await run('training', 'freeze', { task });
    assert.deepEqual([frozen.status, frozen.included, frozen.excluded], ['frozen', 2, [account(6)]]);
    assert.equal(await phase(), 'aggregation');
  });

  it('training aggregate records what it releases, and releases it once', async () => {
    const out = at('sums');
    const options = (i: number) => ({ ...member(i), envelopes: at('envelopes'), out });
    assert.equal(
      await refusal('training', 'aggregate', { ...options(1), envelopes: at('out-0') }),
      'SHARES_INCOMPLETE',
    );
    const missing = { task, sums: out, out: at('model-1.json') };
    assert.equal(await refusal('training', 'finalise', missing), 'SUMS_MISSING');
    // While another set can still be frozen in its place, this one is nobody's to release (INV-54).
    assert.equal(await refusal('training', 'aggregate', { ...options(1), finality: '5000' }), 'ROUND_PHASE');
    const { recorded, cid } = await run('training', 'aggregate', options(1));
    assert.equal(recorded, 'new');
    const again = await run('training', 'aggregate', options(1));
    assert.deepEqual([again.recorded, again.cid, again.transaction], ['again', cid, undefined]);

    // Whoever is shown another set later, on a fork say, does not get its sum.
    const records = `${at('key-3.json')}.released`;
    await run('training', 'aggregate', options(3));
    const [name] = readdirSync(records) as [string];
    const record = JSON.parse(readFileSync(join(records, name), 'utf8'));
    writeFileSync(join(records, name), JSON.stringify({ ...record, frozenLog: `0x${'00'.repeat(32)}` }));
    rmSync(out, { recursive: true });
    assert.equal(await refusal('training', 'aggregate', options(3)), 'RELEASE_CONFLICT');
    assert.ok(!existsSync(out));
    writeFileSync(join(records, name), JSON.stringify(record));
    for (const i of [1, 3]) await run('training', 'aggregate', options(i));
    assert.equal(readdirSync(out).length, 2);
  });

  it('training demand --sum and training answer --sums show the bytes of a sum on chain', async () => {
    assert.equal(await refusal('training', 'demand', { task, sum: '2' }), 'SUM_NOT_POSTED');
    await run('training', 'demand', { task, sum: '3' });
    const { answered } = await run('training', 'answer', { task, sums: at('sums') });
    assert.equal(answered.length, 1);
    const nothing = await node.run(['training', 'answer'], { task, sums: at('sums') });
    assert.deepEqual([nothing.code, nothing.stdout], [0, 'nothing is demanded\n']);
  });

  it('training complain --sum proves a posted sum wrong', async () => {
    const [frozenLog, bytes] = [await training.readFrozenLog(client, contract, { task, round: 1n }), new Uint8Array(5)];
    const cid = digestSum(bytes);
    await training.postSum(clientsOf(2), contract, { task, round: 1n, frozenLog, cid: hashHex(cid) });
    assert.equal(await refusal('training', 'complain', { task, sum: '2', sums: at('sums') }), 'SUMS_MISSING');
    assert.equal(await refusal('training', 'complain', { task, sum: '1', sums: at('sums') }), 'SUM_IS_RIGHT');
    writeFileSync(at('sums', rawCid(cid).toString()), bytes);
    await run('training', 'complain', { task, sum: '2', sums: at('sums'), from: account(9) });
    const { keyholders: stakes } = await training.readCollaborators(client, contract);
    const { amount } = await keyholders.readLock(client, stakes, { locker: contract, terms: task, owner: account(2) });
    assert.equal(amount, 0n);
  });

  it('training finalise proves the model that everybody can compute the root of', async () => {
    const options = { task, sums: at('sums'), out: at('model-1.json'), beneficiary: account(8) };
    const final = await run('training', 'finalise', options);
    const { weights } = JSON.parse(readFileSync(at('model-1.json'), 'utf8'));
    const root = modelRoot(format, weights, 0n).toString();
    assert.deepEqual([final.root, (await run('training', 'show', { task })).task.root], [root, root]);
    assert.notDeepEqual(weights, zeroWeights(format));
    assert.ok(final.loss > 0.05 && final.loss < 0.5, `the loss is ${final.loss}`);
    assert.equal(await refusal('training', 'finalise', { ...options, out: at('model-2.json') }), 'ROUND_PHASE');
    const stale = { task, data: at('data-0.json'), out: at('out-2'), from: account(4) };
    assert.equal(await refusal('training', 'prepare', stale), 'ROUND_PHASE');
  });

  it('models publish names the round; models list, models show and models price see to it', async () => {
    for (const name of ['spec', 'licence']) writeFileSync(at(name), `the ${name}`);
    const files = { weights: at('model-1.json'), spec: at('spec'), licence: at('licence'), price: '0.001 ether' };
    const trained = { ...files, task, round: '1' };
    assert.equal(await refusal('models', 'publish', { ...trained, from: account(8) }), 'NOT_COORDINATOR_OF');
    assert.equal(await refusal('models', 'publish', { ...files, task }), 'FIELD_MISSING');
    const { id } = await run('models', 'publish', trained);
    const { id: copy } = await run('models', 'publish', { ...files, parents: id, from: account(8), unserved: true });
    assert.equal((await run('models', 'price', { id, price: '7' })).price, '7');
    assert.equal(await refusal('models', 'price', { id, price: '7', from: account(8) }), 'NOT_PUBLISHER');
    await run('models', 'price', { id: copy, withdraw: true, from: account(8) });
    const shown = await run('models', 'show', { id });
    assert.deepEqual([shown.origin, shown.price, shown.task, shown.round], ['trained', '7', task, 1]);
    const withdrawn = await run('models', 'show', { id: copy }, 1);
    assert.deepEqual([withdrawn.parents, withdrawn.origin], [[id], 'uploaded']);
    const { models } = await run('models', 'list');
    assert.deepEqual(
      models.map((one: { id: Hex; withdrawn: boolean }) => [one.id, one.withdrawn]),
      [
        [id, false],
        [copy, true],
      ],
    );
    assert.equal(await refusal('models', 'show', { id: task }), 'MODEL_UNKNOWN');
  });

  it('training settle pays, training collect credits, and training withdraw sends', async () => {
    assert.equal(await refusal('training', 'settle', { task }), 'TOO_EARLY');
    const { complaints } = await training.readSumDeadlines(client, contract, { task, round: 1n });
    await moveTo(complaints + 1n);
    const { payees, share } = await run('training', 'settle', { task, round: '1' });
    assert.equal(payees, 2);
    const collected = await run('training', 'collect', { task, from: account(5) });
    assert.deepEqual([collected.earned, collected.returned], [share, '0']);
    const { amount } = await run('training', 'withdraw', { from: account(5), to: account(9) });
    assert.equal(amount, collected.owed);
    assert.equal(await refusal('training', 'withdraw', { from: account(5) }), 'NOTHING_OWED');
    assert.equal(await refusal('training', 'collect', { task, from: account(5) }), 'NOTHING_TO_COLLECT');
  });

  it('training prepare goes on from the new model, and training settle burns what nobody sums', async () => {
    const scope = { artifacts, contract, chainId: node.chainId, task };
    const fresh = [await joinCheat({ ...scope, clients: clientsOf(10), seed: 10 })];
    fresh.push(await joinCheat({ ...scope, clients: clientsOf(11), seed: 11 }));
    await run('training', 'open', { task });
    await client.mine({ blocks: 3 });
    const options = { task, data: at('data-0.json'), out: at('out-2'), from: account(4) };
    assert.equal(await refusal('training', 'prepare', options), 'MODEL_MISMATCH');
    assert.equal(
      await refusal('training', 'prepare', { ...options, weights: at('data-0.json') }),
      'MODEL_FILE_INVALID',
    );
    const { update } = await run('training', 'prepare', { ...options, weights: at('model-1.json') });
    await run('training', 'submit', { update, from: account(4) });
    const { weights: model } = JSON.parse(readFileSync(at('model-1.json'), 'utf8'));
    for (const trainer of fresh) await playRound(trainer, { folder: undefined, spoil: undefined, model });
    const { complaints } = await training.readShareDeadlines(client, contract, { task, round: 2n });
    await moveTo(complaints + 1n);
    assert.equal((await run('training', 'freeze', { task })).included, 3);
    const { round } = await run('training', 'show', { task });
    await moveTo(round.aggregationEnds + 1);
    assert.equal(await phase(), 'burnable');
    const burned = await run('training', 'settle', { task });
    assert.deepEqual([burned.status, burned.settled], ['burned', false]);
    const deadlines = await training.readSumDeadlines(client, contract, { task, round: 2n });
    await moveTo(deadlines.complaints + 1n);
    assert.equal((await run('training', 'settle', { task })).settled, true);
  });

  it('training quit and training close give deposits back', async () => {
    await run('training', 'quit', { task, from: account(4) });
    const collected = await run('training', 'collect', { task, from: account(4) });
    assert.ok(BigInt(collected.returned) > 0n);
    assert.equal((await run('training', 'close', { task })).status, 'closed');
    assert.equal((await run('training', 'show', { task })).task.status, 'closed');
    assert.ok(BigInt((await run('training', 'collect', { task, from: account(5) })).returned) > 0n);
    assert.equal(await refusal('training', 'close', { task }), 'TASK_NOT_OVER');
  });

  it('refuses what is no request, in one line with what to do', async () => {
    const unknown = `0x${'01'.repeat(32)}`;
    writeFileSync(at('bad-terms.json'), JSON.stringify({ ...TERMS, committee: [1, 2, 3].map(account), more: 1 }));
    writeFileSync(
      at('bad-rate.json'),
      JSON.stringify({ ...TERMS, committee: [], work: { ...TERMS.work, learningRate: 0.3 } }),
    );
    const amounts = { ...TERMS.amounts, roundBond: 1 };
    writeFileSync(at('bad-amount.json'), JSON.stringify({ ...TERMS, committee: [], amounts }));
    writeFileSync(
      at('bad-time.json'),
      JSON.stringify({ ...TERMS, committee: [], times: { ...TERMS.times, demands: 'soon' } }),
    );
    writeFileSync(at('bad-model.json'), JSON.stringify({ format: 'tacit model 1', circuit: CIRCUIT, weights: [1] }));
    writeFileSync(
      at('bad-data.json'),
      JSON.stringify({ format: 'tacit dataset 1', circuit: CIRCUIT, secret: '5', batches: [{}] }),
    );
    const cases: [code: string, group: string, name: string, options: Options][] = [
      ['REQUEST_INVALID', 'training', 'create', { input: at('bad-terms.json') }],
      ['LEARNING_RATE_UNAVAILABLE', 'training', 'create', { input: at('bad-rate.json') }],
      ['REQUEST_INVALID', 'training', 'create', { input: at('bad-amount.json') }],
      ['TIME_INVALID', 'training', 'create', { input: at('bad-time.json') }],
      ['MODEL_FILE_INVALID', 'training', 'create', { input: at('terms.json'), weights: at('bad-model.json') }],
      ['REQUEST_INVALID', 'training', 'list', { fromBlock: 'first' }],
      ['FIELD_MISSING', 'training', 'show', {}],
      ['TASK_UNKNOWN', 'training', 'show', { task: unknown }],
      ['REQUEST_INVALID', 'training', 'show', { task: '0x12' }],
      ['REQUEST_INVALID', 'training', 'accept', { input: at('terms.json') }],
      ['DATASET_FILE_INVALID', 'training', 'enrol', { task, data: at('bad-data.json') }],
      ['INPUT_UNREADABLE', 'training', 'enrol', { task, data: at('none.json'), csv: at('none.csv') }],
      ['FIELD_MISSING', 'training', 'prepare', { task }],
      ['UPDATE_INVALID', 'training', 'submit', { update: at('terms.json') }],
      ['REQUEST_INVALID', 'training', 'relay', { input: at('terms.json') }],
      ['FIELD_MISSING', 'training', 'answer', { task }],
      ['FIELD_MISSING', 'training', 'complain', { task }],
      ['TASK_UNKNOWN', 'training', 'freeze', { task: unknown }],
      ['ROUND_PHASE', 'training', 'settle', { task, round: '9' }],
      ['ADDRESS_INVALID', 'training', 'collect', { task, trainer: '0x12' }],
      ['ADDRESS_INVALID', 'training', 'withdraw', { to: 'me' }],
      ['NOT_ENROLLED', 'training', 'quit', { task, from: account(9) }],
      ['TASK_NOT_OVER', 'training', 'close', { task: unknown }],
      ['FIELD_MISSING', 'models', 'publish', {}],
      ['REQUEST_INVALID', 'models', 'show', { id: 'last' }],
      ['FIELD_REPEATED', 'models', 'price', { id: unknown, price: '1', withdraw: true }],
    ];
    for (const [code, group, name, options] of cases) {
      assert.equal(await refusal(group, name, options), code, `${group} ${name} ${JSON.stringify(options)}`);
    }
  });
});
