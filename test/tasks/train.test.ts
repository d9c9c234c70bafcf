import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  authoriseWith,
  type Clients,
  hashHex,
  keyholders,
  modelRoot,
  parseCid,
  parseDataset,
  parseDeal,
  parseDeployment,
  parseModel,
  pinNodeStore,
  readFile,
  systemRandomness,
  training,
  zeroWeights,
} from '@tacit/sdk';
import { openTrainerFolder, readKeyFile } from '@tacit/sdk/node';
import { type Address, createTestClient, createWalletClient, getAddress, type Hex, http, publicActions } from 'viem';
import { usePin } from '../../worker/src/pin/test-support.ts';
import { freezeRound, openNextRound, type PlayedCommittee, postSums } from '../contracts/support/played-committee.ts';
import { irisCsv } from '../support/cheat.ts';
import { startHardhat } from '../support/hardhat.ts';
import { startLocalNode } from '../support/local-node.ts';
import { endProver, realArtifacts, realProver } from '../support/real-proofs.ts';
import { TERMS_AMOUNTS, TERMS_TIMES } from '../support/task-terms.ts';
import { temporaryFolder } from '../support/temporary.ts';

/*
 * Two trainers by `train` alone: a real node, a real pin node, snarkjs' proofs, files on disk. One of them is killed between
 * two proofs. The committee is the test's.
 */
const CIRCUIT = 'logistic-4x3-b8';
const CLASSES = 'setosa,versicolor,virginica';
const STEPS = 4;
const node = await startLocalNode();
after(() => node.end());
after(endProver);
const client = createTestClient({ mode: 'hardhat', transport: http(node.url) }).extend(publicActions);
const folder = temporaryFolder();
const at = (...path: string[]): string => join(folder, ...path);
const artifacts = await realArtifacts(CIRCUIT);
const { format } = artifacts.circuit;
const pin = await usePin();

type Options = Readonly<Record<string, string | boolean | undefined>>;

async function run(id: readonly string[], options: Options = {}, expected = 0) {
  const { code, stdout, stderr } = await node.run(id, { ...options, json: true });
  assert.equal(code, expected, stderr);
  return JSON.parse(stdout);
}

async function refusal(id: readonly string[], options: Options = {}): Promise<string | undefined> {
  const { code, stdout, stderr } = await node.run(id, options);
  assert.deepEqual([code, stdout], [2, ''], stderr);
  return /(?:^|\n)error ([A-Z_]+): [^\n]+\n$/.exec(stderr)?.[1] ?? stderr;
}

const TERMS = {
  circuit: CIRCUIT,
  threshold: 2,
  work: { steps: STEPS, learningRate: 0.25, rounds: 2, maxVoid: 1, minTrainers: 2, maxTrainers: 5, minBatches: 2 },
  amounts: TERMS_AMOUNTS,
  times: TERMS_TIMES,
};

describe('train, model and round tasks', { concurrency: 1 }, () => {
  let accounts: readonly Address[];
  let contract: Address;
  let task: Hex;
  let played: PlayedCommittee;
  const account = (i: number): Address => getAddress(accounts[i] as Address);
  const walletOf = (i: number) => createWalletClient({ account: account(i), transport: http(node.url) });
  const clientsOf = (i: number): Clients => ({ publicClient: client, walletClient: walletOf(i) });

  /** Trainers are accounts 4 and 5. */
  const trainer = (i: number): Options => ({
    ...{ task, csv: at(`rows-${i}.csv`), classes: CLASSES, pin: pin.url, state: at('state'), from: account(4 + i) },
    ...{ minTrainers: '2', allowOpenAdmission: true, finality: '0', rounds: '1', poll: '0' },
  });
  const stateOf = (i: number) =>
    openTrainerFolder({
      ...{ folder: at('state'), chainId: node.chainId, contract, task, trainer: account(4 + i) },
      secret: { kind: 'wallet', wallet: walletOf(4 + i) },
    });
  const signerOf = (i: number) => ({
    address: account(i),
    signTypedData: (data: object) => walletOf(i).signTypedData(data as never),
  });

  before(async () => {
    const { code, stdout, stderr } = await node.hardhat(['deploy', '--build-profile', 'default', '--json']);
    assert.equal(code, 0, stderr);
    contract = parseDeployment(JSON.parse(stdout)).addresses.Training as Address;
    accounts = await createWalletClient({ transport: http(node.url) }).getAddresses();
    await run(['circuits', 'register'], { circuit: CIRCUIT });
    for (const i of [1, 2, 3]) {
      await run(['keyholders', 'keygen'], { out: at(`key-${i}.json`), plain: true });
      await run(['keyholders', 'register'], { key: at(`key-${i}.json`), stake: '1ether', from: account(i) });
    }
    for (const i of [0, 1]) writeFileSync(at(`rows-${i}.csv`), irisCsv(i, 3));
    writeFileSync(at('rows-test.csv'), irisCsv(2, 3));
    writeFileSync(at('terms.json'), JSON.stringify({ ...TERMS, committee: [1, 2, 3].map(account) }));
    ({ task } = await run(['training', 'create'], { input: at('terms.json') }));
    const { keyholders: locker } = await training.readCollaborators(client, contract);
    const deadline = BigInt((await training.readTask(client, contract, task)).times.startsAt);
    for (const i of [1, 2, 3]) {
      const { keyholderStake: amount } = (await training.readTask(client, contract, task)).amounts;
      const acceptance = { owner: account(i), locker: contract, terms: task, amount, deadline };
      const signature = await keyholders.signAcceptance(walletOf(i), { ...acceptance, verifyingContract: locker });
      await training.accept(clientsOf(0), contract, { task, owner: account(i), deadline, signature });
    }
    const committee = await Promise.all(
      [1, 2, 3].map(async (i) => ({ index: i, wallet: walletOf(i), keys: await readKeyFile(at(`key-${i}.json`)) })),
    );
    const moveTo = async (instant: bigint) => {
      await client.setNextBlockTimestamp({ timestamp: instant });
      await client.mine({ blocks: 1 });
    };
    played = {
      stage: {
        ...{ client, chainId: BigInt(node.chainId), moveTo },
        now: async () => (await client.getBlock()).timestamp,
        mine: (blocks) => client.mine({ blocks }),
      },
      ...{ contract, task, artifacts, prover: realProver, randomness: systemRandomness, committee },
      store: pinNodeStore({ url: pin.url, authorise: authoriseWith(signerOf(8)) }),
      wallet: walletOf(9),
    };
  });

  it('train refuses what its owner would not have, and what is no request', async () => {
    const good = trainer(0);
    assert.equal(await refusal(['train'], { ...good, allowOpenAdmission: false }), 'POLICY_UNMET');
    assert.equal(await refusal(['train'], { ...good, minTrainers: undefined }), 'POLICY_UNMET');
    assert.equal(await refusal(['train'], { ...good, maxDeposit: '1 gwei' }), 'POLICY_UNMET');
    assert.equal((await training.readEnrolment(client, contract, { task, trainer: account(4) })).status, 'none');
    for (const [change, code] of [
      [{ task: undefined }, 'FIELD_MISSING'],
      [{ task: `0x${'01'.repeat(32)}` }, 'TASK_UNKNOWN'],
      [{ pin: undefined }, 'FIELD_MISSING'],
      [{ pin: 'ftp://pin.example' }, 'REQUEST_INVALID'],
      [{ rounds: 'some' }, 'REQUEST_INVALID'],
      [{ finality: 'soon' }, 'REQUEST_INVALID'],
      [{ maxDeposit: 'much' }, 'AMOUNT_INVALID'],
      [{ admission: 'me' }, 'REQUEST_INVALID'],
      [{ csv: at('none.csv'), state: at('other-state') }, 'INPUT_UNREADABLE'],
      [{ csv: undefined, state: at('other-state') }, 'DATASET_INVALID'],
    ] as const) {
      assert.equal(await refusal(['train'], { ...good, ...change }), code, JSON.stringify(change));
    }
  });

  it('train goes on after SIGKILL between two proofs, and sends the update that it had planned', async () => {
    const { allowOpenAdmission: _, finality: _f, ...valued } = trainer(0);
    const args = Object.entries({ ...valued, poll: '1' }).flatMap(([name, value]) => [
      `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      String(value),
    ]);
    args.push('--allow-open-admission');
    const first = startHardhat(['train', ...args, '--network', 'localhost'], { TACIT_NODE: node.url });
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      first.on('close', (_code, signal) => resolve(signal)),
    );
    // By the node's own word of what is final.
    const other = node.run(['train'], { ...trainer(1), finality: undefined });
    for (const i of [4, 5]) {
      while ((await training.readEnrolment(client, contract, { task, trainer: account(i) })).status === 'none')
        await wait(50);
    }
    await openNextRound(played);
    const [own] = readdirSync(at('state')).filter((name) => name.endsWith(account(4).toLowerCase())) as [string];
    const file = at('state', own, 'deal-1.sealed');
    while (!existsSync(file)) await wait(2);
    const created = statSync(file).ino;
    // Each proof puts a new file in the place of the old one.
    while (existsSync(file) && statSync(file).ino === created) await wait(2);
    first.kill('SIGKILL');
    assert.equal(await ended, 'SIGKILL');
    const state = await stateOf(0);
    const data = await parseDataset(artifacts.circuit, (await state.read('dataset')) as Uint8Array);
    const deal = parseDeal(
      { artifacts, ...data, randomness: systemRandomness },
      (await state.read('deal-1')) as Uint8Array,
    );
    assert.ok(deal.proven.length >= 1 && deal.proven.length < STEPS, `${deal.proven.length} proofs were kept`);
    const again = node.run(['train'], { ...trainer(0), csv: undefined, json: true });
    const submitted = async (): Promise<number> =>
      training.indicesOf((await training.readRound(client, contract, { task, round: 1n })).submitted).length;
    while ((await submitted()) < 2) await wait(100);
    await freezeRound(played);
    await postSums(played, 2);
    const model = await run(['round', 'finalise'], { task, pin: pin.url, from: account(9) });
    const { code, stdout, stderr } = await again;
    assert.equal(code, 0, stderr);
    const { rounds, ended: why } = JSON.parse(stdout);
    assert.equal(why, 'rounds');
    assert.deepEqual([rounds.length, rounds[0].outcome, rounds[0].root], [1, 'finalised', model.root]);
    assert.equal(rounds[0].loss, model.loss);
    assert.ok(await readFile(played.store, parseCid(rounds[0].cid), { limit: 2 ** 20 }));
    assert.equal(rounds[0].sharesHash, hashHex(deal.plan.sharesHash));
    assert.match(stderr, /round 1: going on after [123] of 4 proofs\n/);
    assert.match(stderr, /round 1: submitted by 0x[0-9a-f]{64}, \d+ gas\n/);
    // What a person reads: rounds with their losses, then CID, transaction and gas.
    const text = new RegExp(
      String.raw`^round  outcome +mean loss  gas\n1 +finalised  ${model.loss.toFixed(4)} +\d+\n\n` +
        String.raw`ended +all rounds that were asked for\nenvelope +bafy\w+\ntransaction +0x\w{64}\ngas +\d+\n$`,
    );
    assert.match((await other).stdout, text);
    assert.deepEqual([...(await state.names())].sort(), ['committee', 'dataset']);
  });

  it('train opens its state by a passphrase where one is given, and by nothing else', async () => {
    const passphraseFile = at('passphrase');
    writeFileSync(passphraseFile, 'a horse, a battery\n', { mode: 0o600 });
    writeFileSync(at('wrong'), 'another\n', { mode: 0o600 });
    const options = { ...trainer(0), from: account(6), maxDeposit: '1 wei' };
    assert.equal(await refusal(['train'], { ...options, passphraseFile }), 'POLICY_UNMET');
    assert.equal(await refusal(['train'], { ...options, passphraseFile: at('wrong') }), 'SEALED_FILE_INVALID');
    assert.equal(await refusal(['train'], options), 'SEALED_FILE_INVALID');
  });

  it('round finalise has uploaded the model; model download fetches and checks it', async () => {
    const out = at('model.json');
    const downloaded = await run(['model', 'download'], { task, gateway: pin.url, out });
    assert.equal(downloaded.source, 'announced');
    const { weights, root } = parseModel(artifacts.circuit, readFileSync(out));
    assert.equal(downloaded.root, root.toString());
    assert.notDeepEqual(weights, zeroWeights(format));
    assert.equal(modelRoot(format, weights, 0n), (await training.readTask(client, contract, task)).root);
    assert.equal(await refusal(['model', 'download'], { task, gateway: pin.url, out }), 'FILE_EXISTS');
    const first = await run(['model', 'download'], { task, round: '0', out: at('first.json') });
    assert.equal(first.source, 'zeros');
    assert.equal(await refusal(['model', 'download'], { task, out: at('none.json') }), 'MODEL_UNAVAILABLE');
    assert.equal(await refusal(['model', 'download'], { task, round: '9', out: at('none.json') }), 'ROUND_PHASE');
    assert.equal(await refusal(['model', 'download'], { task }), 'FIELD_MISSING');
    assert.equal(await refusal(['round', 'finalise'], { task, pin: pin.url }), 'ROUND_PHASE');
  });

  it('model evaluate computes accuracy on integers, of a file as of a task', async () => {
    const rows = { csv: at('rows-test.csv'), classes: CLASSES };
    const ofTask = await run(['model', 'evaluate'], { task, pin: pin.url, ...rows });
    assert.deepEqual(await run(['model', 'evaluate'], { model: at('model.json'), ...rows }), ofTask);
    assert.equal(ofTask.rows, 50);
    const zeros = await run(['model', 'evaluate'], { model: at('first.json'), ...rows });
    // 16 of 50 rows are of the first class, which a model of zeros says of all; its outputs are all one half.
    assert.deepEqual([zeros.accuracy.toFixed(2), zeros.meanSquaredError], ['0.32', 0.25]);
    assert.ok(ofTask.accuracy > 0.6 && ofTask.meanSquaredError < 0.25, JSON.stringify(ofTask));
    writeFileSync(at('bad-model.json'), readFileSync(at('model.json'), 'utf8').replace(CIRCUIT, 'logistic-0x0-b0'));
    assert.equal(await refusal(['model', 'evaluate'], { model: at('none.json'), ...rows }), 'INPUT_UNREADABLE');
    assert.equal(await refusal(['model', 'evaluate'], rows), 'FIELD_MISSING');
    assert.equal(await refusal(['model', 'evaluate'], { task, model: at('model.json'), ...rows }), 'FIELD_MISSING');
    writeFileSync(at('no-model.json'), '{}');
    assert.equal(await refusal(['model', 'evaluate'], { model: at('no-model.json'), ...rows }), 'MODEL_FILE_INVALID');
  });

  it('keyholder run watches the chain until it is ended', async () => {
    writeFileSync(at('key-passphrase'), 'a keyholder\n', { mode: 0o600 });
    const passphraseFile = at('key-passphrase');
    const sealed = { wallet: at('wallet'), key: at('key-sealed'), passphraseFile };
    const { address } = await run(['keyholders', 'wallet'], { out: sealed.wallet, passphraseFile });
    await run(['keyholders', 'keygen'], { out: sealed.key, passphraseFile });
    const child = startHardhat(
      ['keyholder', 'run', '--wallet', sealed.wallet, '--key', sealed.key, '--passphrase-file', passphraseFile].concat([
        '--pin',
        pin.url,
        '--finality',
        '0',
        '--log',
        'warn',
        '--json',
        '--network',
        'localhost',
      ]),
      { TACIT_NODE: node.url },
    );
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    while (!/at work/.test(stderr) && child.exitCode === null) await wait(50);
    assert.match(stderr, new RegExp(`keyholder ${address} is at work`));
    const [health] = /http:\/\/[^ ;]+\/health/.exec(stderr) as RegExpExecArray;
    const answer = await fetch(health);
    assert.ok(answer.status === 200 || answer.status === 503);
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
    assert.deepEqual(JSON.parse(stdout), { account: address, stopped: true });
    assert.equal(await refusal(['keyholder', 'run'], { key: sealed.key }), 'FIELD_MISSING');
    assert.equal(await refusal(['keyholder', 'run'], { ...sealed, pin: 'nowhere' }), 'CONFIG_INVALID');
  });
});
