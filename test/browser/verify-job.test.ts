// Verifying a prediction in a real page: what was asked, what workers said, and the evaluation itself, without any key.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { blobCid, type FetchedOffer, inference, type Network, rawCid } from '@tacit/sdk';
import type { BrowserContext } from 'playwright-core';
import { joinAsLiar } from '../e2e/inference/support/liar.ts';
import {
  ACCOUNTS,
  type AskedJob,
  ask,
  jobOf,
  offerNetwork,
  until,
  untilPhase,
} from '../e2e/inference/support/market-network.ts';
import { assertAccessible } from './support/axe.ts';
import { assertNeverBlocked, forgetBlocked } from './support/blocked.ts';
import { type MarketStack, openMarketStack } from './support/market-stack.ts';
import type { OpenPage } from './support/open-page.ts';
import { checkFile, checkText, failing, holding, notYet, unchecked } from './support/verify-story.ts';

/** Dense, square, dense, over 16 inputs. */
function smallNetwork(): Network {
  const values = (count: number, by: number) =>
    Float64Array.from({ length: count }, (_, i) => ((i * by) % 13) / 8 - 0.75);
  return {
    ...{ arithmetic: 'float', inputs: 16, range: 1 },
    layers: [
      { kind: 'dense', inputs: 16, outputs: 8, weights: values(128, 5), bias: values(8, 3) },
      { kind: 'square' },
      { kind: 'dense', inputs: 8, outputs: 4, weights: values(32, 7), bias: values(4, 2) },
    ],
  };
}
const DESCRIPTION = {
  network: smallNetwork(),
  input: { count: 16, minimum: -1, maximum: 1, scale: 1 },
  output: { count: 4, scale: 1, kind: 'classes' as const },
};
const SAMPLES = [Array.from({ length: 16 }, (_, i) => ((i * 7) % 17) / 17 - 0.5)];
const WHOLE = [
  ...['chain', 'job-id', 'offer-id', 'offer', 'request', 'keys', 'ciphertexts'],
  ...['commitment', 'agreement', 'result', 'evaluation'],
];

describe('verifying a prediction in a page', () => {
  let stack: MarketStack;
  let offer: FetchedOffer;
  let asked: AskedJob;
  const opened: OpenPage[] = [];

  before(async () => {
    stack = await openMarketStack({ workers: 1 });
    offer = await offerNetwork(stack.network, DESCRIPTION);
    asked = await ask(stack.network, offer, { samples: SAMPLES });
    await untilPhase(stack.network, asked.job, 'contestable');
  });
  after(async () => {
    for (const page of opened) await page.close();
    await stack?.stop();
  });

  const market = () => stack.network.contracts.market;
  const open = async (prepare?: (context: BrowserContext) => Promise<void>): Promise<OpenPage> => {
    const page = await stack.openPage({ path: '#/verify', ...(prepare && { prepare }) });
    opened.push(page);
    return page;
  };
  /** A store that changes one bit of what it has under a hash. */
  const lieAbout = (cid: string) => async (context: BrowserContext) =>
    void (await context.route(`**/ipfs/${cid}*`, async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      body[0] = (body[0] as number) ^ 1;
      await route.fulfill({ response, body });
    }));

  it('finds every line to hold, evaluates again by itself, and never stops the page', async () => {
    const { page, problems } = await open();
    await forgetBlocked(page);
    const lines = await checkText(page, asked.job);
    assert.deepEqual(failing(lines), []);
    assert.deepEqual(holding(lines), WHOLE);
    assert.deepEqual([unchecked(lines), notYet(lines)], [[], []]);
    await page.getByText('Everything holds').waitFor();
    await assertNeverBlocked(page);
    await assertAccessible(page);
    assert.deepEqual(problems(), []);
  });

  it('checks the offer and the model behind it, and says what nobody proved', async () => {
    const { page } = await open();
    const lines = await checkText(page, offer.id);
    assert.deepEqual([failing(lines), holding(lines)], [[], ['chain', 'offer-id', 'offer']]);
    const model = await checkText(page, offer.offer.model);
    assert.deepEqual(failing(model), []);
    assert.deepEqual(holding(model), ['chain', 'listing', 'licence', 'document']);
    assert.deepEqual(unchecked(model), ['lineage: ONLY_SAID', 'weights: NO_ROOT']);
  });

  it('finds a file by its hash: the network that workers evaluate', async () => {
    const { page } = await open();
    const lines = await checkFile(page, 'network.bin', offer.network);
    assert.deepEqual(failing(lines), []);
    assert.deepEqual(holding(lines), ['chain', 'form', 'digest', 'stored', 'mentioned']);
    const name = { digest: offer.document.network, bytes: offer.network.length };
    const known = await checkText(page, blobCid(name).toString());
    assert.deepEqual(holding(known), ['chain', 'stored', 'mentioned']);
  });

  it('names the line that a lying store spoils', async () => {
    const { document, requestCid } = asked.request;
    const keys = { digest: document.keys, bytes: offer.plan.keyBytes };
    const spoiled = async (cid: string) => {
      const { page } = await open(lieAbout(cid));
      const lines = await checkText(page, asked.job);
      assert.ok(!holding(lines).includes('evaluation'));
      return failing(lines);
    };
    assert.deepEqual(await spoiled(rawCid(BigInt(requestCid)).toString()), ['request: STORE_LIED']);
    assert.deepEqual(await spoiled(blobCid(keys).toString()), ['keys: STORE_LIED']);
  });

  it('finds out a worker that was paid for what nobody computed', async () => {
    const { network } = stack;
    // It leaves the draw before it ends.
    await network.workers[0]?.stop();
    const liar = await joinAsLiar(network);
    await until(network, 'only the liar may be drawn', async () => {
      const drawable = await inference.readDrawableCount(network.clients(0).publicClient, market());
      return drawable === 1;
    });
    const lied = await ask(network, offer, { samples: SAMPLES });
    const { page } = await open();
    const early = await checkText(page, lied.job);
    assert.deepEqual(failing(early), []);
    assert.deepEqual(notYet(early), ['agreement', 'result', 'evaluation']);
    const player = network.clients(ACCOUNTS.player);
    await until(network, 'the panel can be drawn', async () => {
      const { drawBlock } = await jobOf(network, lied.job);
      return (await network.chain.client.getBlockNumber({ cacheTime: 0 })) > drawBlock;
    });
    await inference.draw(player, market(), lied.job);
    await liar.commit(lied.job);
    await liar.reveal(lied.job);
    await untilPhase(network, lied.job, 'contestable');
    const lines = await checkText(page, lied.job);
    assert.deepEqual(failing(lines), ['evaluation']);
    assert.deepEqual(unchecked(lines), ['result: BLOB_UNAVAILABLE']);
    await page.getByText('If the job can still be contested, contest it.').waitFor();
    assert.equal((await jobOf(network, lied.job)).phase, 'contestable');
  });
});
