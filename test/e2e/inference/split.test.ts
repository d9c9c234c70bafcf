import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  createSealingKeys,
  cutNetwork,
  encodeNetwork,
  evaluateNetwork,
  type FetchedOffer,
  handOverJob,
  inference,
  measureHandOver,
  type Network,
  openEncryption,
  openSplitAnswer,
  prepareHandOver,
  systemRandomness,
} from '@tacit/sdk';
import { createCreatorKey } from '@tacit/sdk/node';
import { bytesToHex } from 'viem';
import { makeWallet } from '../../../scripts/network/compute.ts';
import { POLL_MS, type RunningWorker, startWorker } from '../../../scripts/network/workers.ts';
import {
  ACCOUNTS,
  type AskedJob,
  ask,
  jobOf,
  type MarketNetwork,
  offerNetwork,
  openMarketNetwork,
  owedBy,
  PRICE,
  untilPhase,
  WORKER_FEE,
} from './support/market-network.ts';

const values = (count: number, by: number) =>
  Float64Array.from({ length: count }, (_, i) => ((i * by) % 13) / 8 - 0.75);
const WHOLE: Network = {
  ...{ arithmetic: 'float', inputs: 16, range: 1 },
  layers: [
    { kind: 'dense', inputs: 16, outputs: 8, weights: values(128, 5), bias: values(8, 3) },
    { kind: 'square' },
    { kind: 'dense', inputs: 8, outputs: 4, weights: values(32, 7), bias: values(4, 2) },
  ],
};
const { head, tail } = cutNetwork(WHOLE, 2);
const SAMPLES = [Array.from({ length: 16 }, (_, i) => ((i * 7) % 17) / 17 - 0.5)];
const BLUR = { clip: 64, deviation: 0.2 };

describe('a split model: the first layers with workers, the last with its creator', () => {
  let network: MarketNetwork;
  let offer: FetchedOffer;
  let creator: RunningWorker;
  const answerKeys = createSealingKeys(systemRandomness);

  before(async () => {
    network = await openMarketNetwork({ workers: 1 });
    const folder = join(network.folder, 'creator');
    await mkdir(folder, { recursive: true });
    const wallet = await makeWallet(folder, ACCOUNTS.creator);
    const passphrase = randomBytes(16).toString('hex');
    const [key, passphraseFile, tailFile] = ['key.sealed', 'key-passphrase', 'tail.network'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    await writeFile(passphraseFile, `${passphrase}\n`, { mode: 0o600 });
    await writeFile(tailFile, encodeNetwork(tail));
    const { publicKey } = await createCreatorKey(key, { passphrase });
    offer = await offerNetwork(network, {
      network: head,
      input: { count: 16, minimum: -1, maximum: 1, scale: 1 },
      output: { count: 4, scale: 1, kind: 'classes' },
      split: { creatorKey: bytesToHex(publicKey), width: 8, blur: BLUR },
    });
    const { chain, contracts, pinNode } = network;
    creator = await startWorker('creator', folder, {
      chain: { url: chain.url, chainId: chain.chainId, market: contracts.market, finality: 0, pollMs: POLL_MS },
      wallet,
      storage: { pinNodes: [pinNode.url] },
      creator: { key, passphraseFile, offers: [{ offer: offer.id, tail: tailFile }] },
    });
  });
  after(async () => {
    await creator?.stop();
    await network?.stop();
  });

  const client = () => network.clients(ACCOUNTS.user).publicClient;
  const [creatorAddress, userAddress] = [ACCOUNTS.creator, ACCOUNTS.user].map(
    (account) => () => network.clients(account).walletClient.account.address,
  ) as [() => `0x${string}`, () => `0x${string}`];
  const askSplit = () => ask(network, offer, { samples: SAMPLES, answerKey: bytesToHex(answerKeys.publicKey) });
  const owed = () => owedBy(network, [creatorAddress(), userAddress(), network.workerAddress(0)]);
  const passPhase = async (job: AskedJob['job']) => network.chain.moveTo(Number((await jobOf(network, job)).until) + 1);

  async function handOver(asked: AskedJob) {
    const encryption = await openEncryption(offer.plan.parameters.name);
    const split = {
      offer,
      request: asked.request,
      answerSecret: answerKeys.secretKey,
      store: network.store(ACCOUNTS.user),
    };
    const intermediate = await prepareHandOver(client(), { ...split, samples: SAMPLES, encryption });
    encryption.dispose();
    await handOverJob(network.clients(ACCOUNTS.user), { ...split, intermediate });
    return { split, intermediate };
  }

  it('ends with an answer that only the user opens, of what the creator saw', async () => {
    const before = await owed();
    const asked = await askSplit();
    await untilPhase(network, asked.job, 'contestable');
    const { split, intermediate } = await handOver(asked);
    const closed = await untilPhase(network, asked.job, 'closed');
    assert.equal(closed.outcome, 'served');
    const { outputs } = await openSplitAnswer(client(), split);
    // To the last bit what the last layers make of the blurred values, and near to what the whole network makes of the sample.
    assert.deepEqual(outputs[0], [...evaluateNetwork(tail, [...(intermediate.seen[0] as Float64Array)])]);
    const exact = evaluateNetwork(WHOLE, SAMPLES[0] as number[]);
    for (const [i, value] of (outputs[0] as readonly number[]).entries()) {
      const most = 6 * BLUR.deviation * Math.sqrt(8);
      assert.ok(Math.abs(value - (exact[i] as number)) < most, `${value} instead of ${exact[i]}`);
    }
    const meter = await measureHandOver(offer, intermediate, { index: 0, sample: SAMPLES[0] as number[] });
    assert.ok(meter.mse > 0 && meter.likeness.length === 16);
    const after = await owed();
    assert.deepEqual(
      after.map((amount, i) => amount - (before[i] as bigint)),
      [PRICE, 0n, WORKER_FEE],
    );
  });

  it('gives the price back where the user never hands over, and pays the workers', async () => {
    const before = await owed();
    const asked = await askSplit();
    await untilPhase(network, asked.job, 'contestable');
    await passPhase(asked.job);
    await untilPhase(network, asked.job, 'hand-over');
    await passPhase(asked.job);
    assert.equal((await untilPhase(network, asked.job, 'closed')).outcome, 'abandoned');
    const after = await owed();
    assert.deepEqual(
      after.map((amount, i) => amount - (before[i] as bigint)),
      [0n, PRICE, WORKER_FEE],
    );
  });

  it('gives the price back where the creator is gone, and answers late for nobody', async () => {
    const before = await owed();
    await creator.kill();
    const asked = await askSplit();
    await untilPhase(network, asked.job, 'contestable');
    await handOver(asked);
    await untilPhase(network, asked.job, 'answering');
    await passPhase(asked.job);
    assert.equal((await untilPhase(network, asked.job, 'closed')).outcome, 'unanswered');
    creator = await creator.again();
    const after = await owed();
    assert.deepEqual(
      after.map((amount, i) => amount - (before[i] as bigint)),
      [0n, PRICE, WORKER_FEE],
    );
    const late = inference.answer(network.clients(ACCOUNTS.creator), network.contracts.market, {
      job: asked.job,
      answerCid: asked.job,
    });
    await assert.rejects(late, { code: 'PHASE_DIFFERS' });
  });
});
