import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeCar, modelRoot, parseModel, training } from '@tacit/sdk';
import type { Hex } from 'viem';
import { type LocalChain, localAccount, startLocalChain } from '../../scripts/network/chain.ts';
import { deployContracts, type LocalContracts } from '../../scripts/network/contracts.ts';
import { paceRound, passSeed } from '../../scripts/network/pacer.ts';
import { freePort } from '../../scripts/network/processes.ts';
import { openTasks, type RunTask } from '../../scripts/network/tasks.ts';
import { type RoleHealth, type RunningPinNode, startPinNode, startWorker } from '../../scripts/network/workers.ts';
import { irisCsv } from '../support/cheat.ts';
import { startHardhat } from '../support/hardhat.ts';
import { realArtifacts } from '../support/real-proofs.ts';
import { TERMS_AMOUNTS, TERMS_TIMES } from '../support/task-terms.ts';
import { temporaryFolder } from '../support/temporary.ts';

/*
 * What docs/RUNNING.md tells people to do: a round by the commands alone, each keyholder, the relay and the pin node in a
 * process of its own, under the policy that trainers have when they say nothing. One of three keyholders never comes.
 */
const CIRCUIT = 'logistic-4x3-b8';
const FINALITY = 2;
const COORDINATOR = 0;
const MEMBERS = [1, 2, 3];
const PRESENT = [1, 2];
const TRAINERS = [4, 5, 6];
const RELAYER = 7;
const STRANGER = 8;

const folder = temporaryFolder();
const at = (...path: string[]): string => join(folder, ...path);
const address = (i: number): Hex => localAccount(i).address;

const TERMS = {
  circuit: CIRCUIT,
  committee: MEMBERS.map(address),
  threshold: 2,
  work: { steps: 2, learningRate: 0.25, rounds: 2, maxVoid: 1, minTrainers: 3, maxTrainers: 5, minBatches: 2 },
  amounts: TERMS_AMOUNTS,
  times: TERMS_TIMES,
};

/** Kubo's RPC as its reference describes it; what it keeps, it keeps in memory. */
async function startKubo() {
  const kept = new Map<string, Uint8Array>();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://kubo');
    const body = await buffer(request);
    if (pathname === '/api/v0/block/get') {
      const bytes = kept.get(searchParams.get('arg') ?? '');
      if (bytes) return response.end(bytes);
      return response.writeHead(500).end(JSON.stringify({ Message: 'block was not found locally', Code: 0 }));
    }
    const [, boundary] = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '') ?? [];
    const car = body.subarray(body.indexOf('\r\n\r\n') + 4, body.lastIndexOf(`\r\n--${boundary}--`));
    const { root, blocks } = await decodeCar(car);
    for (const { cid, bytes } of blocks) kept.set(cid.toString(), bytes);
    return response.end(`${JSON.stringify({ Root: { Cid: { '/': root.toString() }, PinErrorMsg: '' } })}\n`);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, kept };
}

type Options = Readonly<Record<string, string | boolean | undefined>>;

const argumentsOf = (options: Options): string[] =>
  Object.entries(options).flatMap(([name, value]) => {
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === undefined) return [];
    return value === true ? [flag] : [flag, String(value)];
  });

/** A task in a process of its own, which ends with the test at the latest: what it printed. */
async function runApart(id: readonly string[], options: Options, { url }: LocalChain) {
  const args = argumentsOf({ ...options, json: true, network: 'localhost' });
  const child = startHardhat([...id, ...args], { TACIT_NODE: url });
  after(() => child.kill('SIGKILL'));
  child.stdin.end();
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

/** `keyholder run` in a process of its own, asked for its health as an operator's monitor asks. */
async function runKeyholder(member: number, chain: LocalChain, storage: Options) {
  const port = await freePort();
  const args = argumentsOf({
    ...{ key: at(`key-${member}`), wallet: at(`wallet-${member}`), passphraseFile: at('passphrase'), ...storage },
    ...{ health: `${port}`, finality: `${FINALITY}`, poll: '0', log: 'warn', network: 'localhost' },
  });
  const child: ChildProcess = startHardhat(['keyholder', 'run', ...args], { TACIT_NODE: chain.url });
  after(() => child.kill('SIGKILL'));
  let stderr = '';
  child.stderr?.on('data', (chunk) => (stderr += chunk));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const health = async (role: string): Promise<RoleHealth | undefined> => {
    const found = await fetch(`http://127.0.0.1:${port}/health`)
      .then((response) => response.json())
      .catch(() => undefined);
    return (found as { roles: Readonly<Record<string, RoleHealth>> } | undefined)?.roles[role];
  };
  while (!/at work/.test(stderr)) {
    assert.ok(isRunning(), stderr);
    await wait(50);
  }
  const stop = (): Promise<number | null> => {
    child.kill('SIGTERM');
    return ended;
  };
  return { isRunning, health, stop, said: () => stderr };
}

describe('a round by the commands alone', { concurrency: 1 }, () => {
  let chain: LocalChain;
  let contracts: LocalContracts;
  let pinNode: RunningPinNode;
  let task: Hex;
  let tasks: RunTask;
  const run = async (id: readonly string[], options: Options = {}) =>
    // biome-ignore lint/suspicious/noExplicitAny: what a task prints is JSON.
    (await contracts.run(id, options)) as any;

  async function refusal(id: readonly string[], options: Options): Promise<string | undefined> {
    const { code, stdout, stderr } = await tasks(id, options);
    assert.deepEqual([code, stdout], [2, ''], stderr);
    return /(?:^|\n)error ([A-Z_]+): [^\n]+\n$/.exec(stderr)?.[1] ?? stderr;
  }

  async function walletOf(i: number): Promise<string> {
    const [out, privateKeyFile, passphraseFile] = [at(`wallet-${i}`), at(`private-key-${i}`), at('passphrase')];
    writeFileSync(privateKeyFile, `${localAccount(i).privateKey}\n`, { mode: 0o600 });
    const made = await run(['keyholders', 'wallet'], { out, privateKeyFile, passphraseFile });
    assert.equal(made.address, address(i));
    return out;
  }

  /** A keyholder's files, its registration and its signature: by its wallet file, as on a machine of its own. */
  async function joinCommittee(member: number): Promise<void> {
    const passphraseFile = at('passphrase');
    const [key, wallet] = [at(`key-${member}`), await walletOf(member)];
    await run(['keyholders', 'keygen'], { out: key, passphraseFile });
    const registered = await run(['keyholders', 'register'], { key, passphraseFile, stake: '1ether', from: wallet });
    assert.equal(registered.owner, address(member));
  }

  async function accept(member: number): Promise<void> {
    const { training: locker } = contracts;
    const { times, amounts } = await training.readTask(chain.client, locker, task);
    const terms = { task, locker, amount: `${amounts.keyholderStake}`, deadline: `${times.startsAt}` };
    const signed = await run(['keyholders', 'accept'], { ...terms, from: address(member) });
    writeFileSync(at('signed.json'), JSON.stringify(signed));
    await run(['training', 'accept'], { input: at('signed.json') });
  }

  const trainer = (i: number): Options => ({
    ...{ task, csv: at(`rows-${i}.csv`), classes: 'setosa,versicolor,virginica', state: at(`state-${i}`) },
    ...{ pin: pinNode.url, from: address(i), rounds: '1', finality: '0', poll: '0' },
  });

  // What a hook or a test starts ends with the suite.
  const ends: (() => unknown)[] = [];
  const endLater = (end: () => unknown): void => void ends.unshift(end);
  after(async () => {
    for (const end of ends) await end();
  });

  before(async () => {
    const accounts = STRANGER + 1;
    chain = await startLocalChain({ accounts, port: 0, chainId: 710_000_000 + process.pid, optimised: false });
    endLater(() => chain.stop());
    contracts = await deployContracts(chain, { optimised: false });
    endLater(() => contracts.forget());
    tasks = await openTasks(chain.url, { optimised: false });
    pinNode = await startPinNode(at('pin-node'));
    endLater(() => pinNode.stop());
    await realArtifacts(CIRCUIT);
    await run(['circuits', 'register'], { circuit: CIRCUIT });
    writeFileSync(at('passphrase'), 'two keyholders and a relay\n', { mode: 0o600 });
    for (const member of MEMBERS) await joinCommittee(member);
    for (const [i, each] of TRAINERS.entries()) writeFileSync(at(`rows-${each}.csv`), irisCsv(i, 4));
    writeFileSync(at('admitted'), `# of three hospitals\n${TRAINERS.map(address).join('\n')}\n`);
    writeFileSync(at('terms.json'), JSON.stringify(TERMS));
  });

  it('training create takes the list of who may train, and train shows a place on it', async () => {
    const input = at('terms.json');
    writeFileSync(at('members'), MEMBERS.map(address).join('\n'));
    writeFileSync(at('few'), TRAINERS.slice(1).map(address).join('\n'));
    for (const name of ['members', 'few']) {
      assert.equal(await refusal(['training', 'create'], { input, admitted: at(name) }), 'ADMISSION_LIST_INVALID');
    }
    const created = await run(['training', 'create'], { input, admitted: at('admitted') });
    assert.equal(created.terms.admissionRoot, training.admissionOf(TRAINERS.map(address)).root);
    ({ task } = created);
    for (const member of MEMBERS) await accept(member);
    writeFileSync(at('others'), [...TRAINERS, STRANGER].map(address).join('\n'));
    const stranger: Options = {
      ...trainer(TRAINERS[0] as number),
      from: address(STRANGER),
      state: at('state-stranger'),
    };
    for (const [change, code] of [
      [{}, 'NOT_ADMITTED'],
      [{ admitted: at('admitted') }, 'NOT_ADMITTED'],
      [{ admitted: at('others') }, 'ADMISSION_LIST_INVALID'],
      [{ admitted: at('admitted'), admission: `0x${'11'.repeat(32)}` }, 'REQUEST_INVALID'],
    ] as const) {
      assert.equal(await refusal(['train'], { ...stranger, ...change }), code, JSON.stringify(change));
    }
    const data = at('stranger-data');
    const enrol = { ...{ task, data, csv: stranger.csv, classes: stranger.classes }, from: address(STRANGER) };
    assert.equal(await refusal(['training', 'enrol'], { ...enrol, admitted: at('admitted') }), 'NOT_ADMITTED');
    const { status } = await training.readEnrolment(chain.client, contracts.training, {
      task,
      trainer: address(STRANGER),
    });
    assert.equal(status, 'none');
  });

  it('--from takes an account of the node or a wallet file, which deploy alone cannot sign with', async () => {
    const [wallet, amount] = [at('wallet-1'), '1ether'];
    writeFileSync(at('wrong'), 'another\n', { mode: 0o600 });
    const train = { ...trainer(TRAINERS[0] as number), admitted: at('admitted'), from: wallet };
    assert.equal(await refusal(['train'], { ...train, passphraseFile: at('wrong') }), 'SEALED_FILE_INVALID');
    assert.equal(await refusal(['train'], { ...train, passphraseFile: at('passphrase') }), 'NOT_ADMITTED');
    assert.equal(await refusal(['keyholders', 'deposit'], { amount, from: at('terms.json') }), 'PASSPHRASE_MISSING');
    assert.equal(await refusal(['keyholders', 'deposit'], { amount, from: at('none') }), 'ADDRESS_INVALID');
    assert.equal(await refusal(['deploy'], { from: wallet }), 'ADDRESS_INVALID');
  });

  it('keyholder run carries it to the next model without the third member (INV-50, INV-56)', async () => {
    const [byList, byRelay, byKubo] = TRAINERS as [number, number, number];
    const kubo = await startKubo();
    const port = await freePort();
    const relay = await startWorker('relay', at('relay'), {
      chain: { url: chain.url, chainId: chain.chainId, training: contracts.training, finality: 0, pollMs: 250 },
      wallet: { file: await walletOf(RELAYER), passphraseFile: at('passphrase') },
      relay: { port, maxWaitSeconds: 1, maxBatch: 1 },
    });
    after(() => relay.stop());
    const storage = { pin: pinNode.url, kubo: kubo.url };
    const keyholders = await Promise.all(PRESENT.map((member) => runKeyholder(member, chain, storage)));
    const path = training.admissionOf(TRAINERS.map(address)).pathOf(address(byKubo)) as readonly Hex[];
    const admitted = at('admitted');
    const own = { from: await walletOf(byList), passphraseFile: at('passphrase') };
    const trained = Promise.all([
      runApart(['train'], { ...trainer(byList), admitted, ...own }, chain),
      runApart(['train'], { ...trainer(byRelay), admitted, relay: `http://127.0.0.1:${port}` }, chain),
      runApart(['train'], { ...trainer(byKubo), admission: path.join(','), pin: undefined, kubo: kubo.url }, chain),
    ]);
    let failure: unknown;
    trained.catch((error) => (failure = error));
    const check = (): void => {
      if (failure) throw failure;
    };
    const enrolled = async (i: number): Promise<boolean> =>
      (await training.readEnrolment(chain.client, contracts.training, { task, trainer: address(i) })).status !== 'none';
    while (!(await Promise.all(TRAINERS.map(enrolled))).every(Boolean)) {
      check();
      await wait(100);
    }
    await chain.moveTo((await training.readTask(chain.client, contracts.training, task)).times.startsAt);
    await run(['training', 'open'], { task, from: address(COORDINATOR) });
    await passSeed(chain);
    const round = await paceRound({
      ...{ chain, contract: contracts.training, task, round: 1, finality: FINALITY, check },
      expected: () => TRAINERS.length,
      keyholders: () => keyholders,
    });
    assert.equal(round.status, 'finalised', keyholders.map(({ said }) => said()).join('\n'));
    const summaries = await trained;
    for (const { ended, rounds } of summaries) assert.deepEqual([ended, rounds[0].outcome], ['rounds', 'finalised']);
    // Each enrols; the relay sends one of the updates.
    const sent = (i: number): Promise<number> => chain.client.getTransactionCount({ address: address(i) });
    assert.deepEqual(await Promise.all([byList, byRelay, byKubo, RELAYER].map(sent)), [2, 1, 2, 1]);
    const [, , kept] = summaries;
    assert.ok(kubo.kept.has(kept.rounds[0].cid), "Kubo has its trainer's envelope");
    assert.ok(!summaries.slice(0, 2).some(({ rounds }) => kubo.kept.has(rounds[0].cid)));
    const { root } = await training.readTask(chain.client, contracts.training, task);
    assert.deepEqual(
      summaries.map(({ rounds }) => rounds[0].root),
      TRAINERS.map(() => `${root}`),
    );
    await checkModel(root);
    assert.deepEqual(await Promise.all(keyholders.map(({ stop }) => stop())), [0, 0]);
  });

  async function checkModel(root: bigint): Promise<void> {
    const out = at('model.json');
    await run(['model', 'download'], { task, pin: pinNode.url, out });
    const { circuit } = await realArtifacts(CIRCUIT);
    const absent = { task, pin: `http://127.0.0.1:${await freePort()}`, out: at('none.json') };
    const { code, stderr } = await tasks(['model', 'download'], absent);
    // What fails again and again is said once.
    assert.deepEqual([code, stderr.match(/cannot be reached/g)?.length], [2, 1], stderr);
    assert.equal(modelRoot(circuit.format, parseModel(circuit, readFileSync(out)).weights, 0n), root);
  }
});
