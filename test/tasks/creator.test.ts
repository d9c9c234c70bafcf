import assert from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inference, models, nameBlob, parseDeployment, REFUSED_ANSWER, toHex } from '@tacit/sdk';
import { readCreatorKey } from '@tacit/sdk/node';
import { createTestClient, createWalletClient, type Hex, http, publicActions } from 'viem';
import {
  drawPanel,
  evaluateAs,
  hashOf,
  joinWorkers,
  listingOf,
  type MarketStage,
  type Player,
  SPLIT_TERMS,
  TERMS,
} from '../contracts/support/market-stage.ts';
import { startLocalNode } from '../support/local-node.ts';
import { temporaryFolder } from '../support/temporary.ts';

const node = await startLocalNode();
after(() => node.end());
const folder = temporaryFolder();
const client = createTestClient({ mode: 'hardhat', transport: http(node.url) }).extend(publicActions);

type Options = Readonly<Record<string, string | boolean>>;

async function run(task: string, options: Options = {}) {
  const { code, stdout, stderr } = await node.run(['creator', task], { ...options, json: true });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

async function refusal(task: string, options: Options = {}): Promise<string | undefined> {
  const { code, stdout, stderr } = await node.run(['creator', task], options);
  assert.deepEqual([code, stdout], [2, '']);
  return /^error ([A-Z_]+): [^\n]+\n$/.exec(stderr)?.[1] ?? stderr;
}

/** What of a stage the helpers need, at a node of another process. */
async function openStage(): Promise<Omit<MarketStage, 'viem'>> {
  const { code, stdout, stderr } = await node.run(['deploy'], { json: true });
  assert.equal(code, 0, stderr);
  const { addresses, chainId } = parseDeployment(JSON.parse(stdout));
  const accounts = await createWalletClient({ transport: http(node.url) }).getAddresses();
  const players = accounts.map((address): Player => {
    const walletClient = createWalletClient({ account: address, transport: http(node.url) });
    return { publicClient: client, walletClient, address } as Player;
  });
  const [creator, user, ...workers] = players as [Player, Player, ...Player[]];
  const [market, registry] = [addresses.InferenceMarket as Hex, addresses.ModelRegistry as Hex];
  const { id: model } = await models.publish(creator, registry, listingOf(hashOf(0x33)));
  const mine = (blocks = 1) => client.mine({ blocks });
  const pass = async (seconds: number | bigint) => {
    await client.increaseTime({ seconds: Number(seconds) });
    await mine();
  };
  return { client: client as never, chainId, market, registry, players, creator, user, workers, model, mine, pass };
}

describe('creator tasks', { concurrency: 1 }, () => {
  let stage: MarketStage;
  let split: Hex;
  const jobs: Record<'answered' | 'refused' | 'waiting' | 'encrypted', Hex> = {} as never;

  async function agreed(offer: Hex, byte: number): Promise<Hex> {
    const { client: reader, market, user } = stage;
    const payment = await inference.readCost(reader, market, { offer, workers: 1, samples: 2 });
    const trust = { workers: 1, agreeing: 1 };
    const call = { offer, trust, samples: 2, duration: 3600n, requestCid: hashOf(byte), payment };
    const { id } = await inference.request(user, market, call);
    await evaluateAs(stage, id, { panel: await drawPanel(stage, id), say: () => hashOf(0xaa) });
    return id;
  }
  const offerOf = async (terms: inference.OfferTerms) =>
    (await inference.offer(stage.creator, stage.market, { model: stage.model, terms })).id;

  before(async () => {
    stage = (await openStage()) as MarketStage;
    await joinWorkers(stage, 1);
    split = await offerOf(SPLIT_TERMS);
    const { market, user, creator } = stage;
    for (const [i, name] of (['answered', 'refused', 'waiting'] as const).entries()) {
      jobs[name] = await agreed(split, i + 1);
      await inference.handOver(user, market, { job: jobs[name], sealedCid: hashOf(0xbb) });
    }
    await inference.answer(creator, market, { job: jobs.answered, answerCid: hashOf(0xcc) });
    const { digest: answerCid } = await nameBlob(REFUSED_ANSWER);
    await inference.answer(creator, market, { job: jobs.refused, answerCid });
    jobs.encrypted = await agreed(await offerOf(TERMS), 4);
    await inference.accept(user, market, jobs.encrypted);
  });

  it('creator keygen seals a key in a file that is its owner’s alone, once', async () => {
    const [out, passphraseFile] = [join(folder, 'creator'), join(folder, 'passphrase')];
    writeFileSync(passphraseFile, 'a horse, a battery\n', { mode: 0o600 });
    assert.equal(await refusal('keygen', { out }), 'FIELD_MISSING');
    assert.equal(await refusal('keygen', { passphraseFile }), 'FIELD_MISSING');
    const { publicKey, file } = await run('keygen', { out, passphraseFile });
    assert.equal(file, out);
    if (process.platform !== 'win32') assert.equal(statSync(out).mode & 0o777, 0o600);
    const before = readFileSync(out);
    const keys = await readCreatorKey(out, { passphrase: 'a horse, a battery' });
    assert.equal(toHex(keys.publicKey), publicKey);
    assert.equal(await refusal('keygen', { out, passphraseFile }), 'SEALED_FILE_EXISTS');
    assert.deepEqual(readFileSync(out), before);
  });

  it('creator jobs lists whose turn it is, until when, and what was refused', async () => {
    const { creator, jobs: listed } = await run('jobs');
    assert.equal(creator.toLowerCase(), stage.creator.address.toLowerCase());
    const short = listed.map((job: Record<string, unknown>) => [job.id, job.mode, job.phase, job.outcome, job.refused]);
    assert.deepEqual(short, [
      [jobs.answered, 'split', 'closed', 'served', false],
      [jobs.refused, 'split', 'closed', 'served', true],
      [jobs.waiting, 'split', 'answering', 'open', false],
      [jobs.encrypted, 'encrypted', 'closed', 'served', false],
    ]);
    const ids = async (options: Options) => (await run('jobs', options)).jobs.map(({ id }: { id: Hex }) => id);
    assert.deepEqual(await ids({ open: true }), [jobs.waiting]);
    assert.equal((await ids({ offer: split })).length, 3);
    assert.deepEqual(await ids({ creator: stage.user.address }), []);
    const { stdout } = await node.run(['creator', 'jobs'], { open: true });
    assert.match(stdout, new RegExp(`${jobs.waiting} +split +2 +answering`));
    assert.equal(await refusal('jobs', { offer: '0x12' }), 'REQUEST_INVALID');
    assert.equal(await refusal('jobs', { creator: '0x12' }), 'ADDRESS_INVALID');
  });

  it('creator earnings sums what was served, and says what can be claimed', async () => {
    const { earned, samples, claimable, jobs: counts } = await run('earnings');
    assert.deepEqual([BigInt(earned), samples, BigInt(claimable)], [6000n, 6, 6000n]);
    assert.deepEqual(counts, {
      ...{ open: 1, served: 3, refusedHandOvers: 1, abandoned: 0, unanswered: 0, unserved: 0 },
    });
    await inference.claim(stage.creator, stage.market, stage.creator.address);
    await stage.pass(SPLIT_TERMS.answerSeconds + 1);
    await inference.settle(stage.user, stage.market, jobs.waiting);
    const later = await run('earnings', { creator: stage.creator.address });
    assert.deepEqual([BigInt(later.earned), BigInt(later.claimable), later.jobs.unanswered], [6000n, 0n, 1]);
  });
});
