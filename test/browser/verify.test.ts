// Verifying, in a real page: a round that real trainers and keyholders finished, and then everything that may be wrong about it.
import assert from 'node:assert/strict';
import { mkdtemp, open as openFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  authoriseWith,
  cidFromDigest,
  describeOffer,
  FIELD_ORDER,
  formatModel,
  formatUpdate,
  gatewayReader,
  hashHex,
  MAX_MODEL_BYTES,
  meanLoss,
  models,
  offerOfTrained,
  type ProofResponse,
  pinNodeStore,
  proveStep,
  putBlob,
  rawCid,
  readEvents,
  readFile,
  readProofRequest,
  requireModel,
  training,
  trainingAbi,
  writeProofResponse,
} from '@tacit/sdk';
import { getBlock, getTransactionReceipt, sendTransaction } from 'viem/actions';
import { exampleDocument } from '../support/example-document.ts';
import { endProver, realProver } from '../support/real-proofs.ts';
import { assertAccessible } from './support/axe.ts';
import { assertNeverBlocked, forgetBlocked } from './support/blocked.ts';
import { type OpenPage, PHONE } from './support/open-page.ts';
import { findSecrets, inspectStorage } from './support/secrets.ts';
import { openStack, type Stack } from './support/stack.ts';
import {
  checkFile,
  checkText,
  failing,
  holding,
  type LyingStore,
  notYet,
  openLyingStore,
  readReport,
  type Story,
  startStory,
  unchecked,
} from './support/verify-story.ts';

type Hex = `0x${string}`;

const CIRCUIT = 'logistic-4x3-b8';
const TRAINERS = 2;
const STEPS = 2;
const SIZES = { trainers: TRAINERS, minTrainers: 2, steps: STEPS, keyholders: 3, threshold: 2, rounds: 2 };

/** What a round that everything went well in comes to, line by line. */
const WHOLE = [
  ...['chain', 'terms', 'key', 'registry', 'seed', 'log', 'included'],
  ...Array.from({ length: TRAINERS }, () => [
    ...['submission', 'trainer', 'ephemeral', 'envelope', ...Array<string>(STEPS).fill('step'), 'counted'],
  ]).flat(),
  ...['sum', ...Array<string>(SIZES.keyholders).fill('keyholder-sum'), 'opened-sum'],
  ...['new-root', 'finalisation', 'model-bytes', 'computed'],
];

describe('verifying in a page', () => {
  let store: LyingStore;
  let stack: Stack;
  let story: Story;
  let round: training.Round;
  let events: Awaited<ReturnType<typeof readEvents<typeof trainingAbi>>>['events'];
  const opened: OpenPage[] = [];

  before(async () => {
    store = await openLyingStore();
    stack = await openStack({
      ...SIZES,
      circuit: CIRCUIT,
      config: (own) => {
        store.target = own.pinNodes[0] as string;
        return { ...own, pinNodes: [store.url] };
      },
    });
    story = await startStory(stack.network, TRAINERS);
    round = await story.finishRound(1);
    assert.equal(round.status, 'finalised');
    await story.stopTrainers();
    const source = { abi: trainingAbi, address: contract() };
    ({ events } = await readEvents(client(), source, { fromBlock: 0n }));
  });
  after(async () => {
    for (const page of opened) await page.close();
    await story?.stopTrainers();
    await stack?.stop();
    await store?.stop();
    await endProver();
  });

  const client = () => stack.network.chain.client;
  const contract = () => stack.network.contracts.training;
  const task = () => stack.network.task.id;
  const link = (of: string) => `#/verify?of=${encodeURIComponent(of)}`;
  const roundText = (number = 1) => `${task()} round ${number}`;
  const open = async (options: Parameters<Stack['openPage']>[0] = {}): Promise<OpenPage> => {
    const page = await stack.openPage({ path: '#/verify', ...options });
    opened.push(page);
    return page;
  };
  const eventOf = <name extends string>(name: name) =>
    events.filter((event) => event.eventName === name) as Extract<(typeof events)[number], { eventName: name }>[];
  const finalised = () => {
    const [event] = eventOf('RoundFinalised');
    assert.ok(event);
    return event;
  };
  const modelCid = () => rawCid(BigInt(finalised().args.cid)).toString();
  const modelOfRound = async () => {
    const bytes = await readFile(gatewayReader(store.target), rawCid(BigInt(finalised().args.cid)), {
      limit: MAX_MODEL_BYTES,
    });
    assert.ok(bytes);
    return requireModel(stack.network.artifacts.circuit, bytes, round.rootAfter).weights;
  };

  it('finds every line of a finished round to hold, without a wallet, and never stops the page', async () => {
    const { page, problems } = await open();
    await forgetBlocked(page);
    const lines = await checkText(page, roundText());
    assert.deepEqual(failing(lines), []);
    assert.deepEqual(holding(lines).toSorted(), WHOLE.toSorted());
    assert.deepEqual(unchecked(lines), ['ceremony: DEVELOPMENT_KEY']);
    assert.deepEqual(notYet(lines), []);
    await page.getByText('What could be checked holds').waitFor();
    await page.getByText('anyone could have made them').waitFor();
    await assertNeverBlocked(page);
    await assertAccessible(page);
    assert.deepEqual(problems(), []);
  });

  it('runs a check from its link alone, tells the same in a file, and keeps nothing', async () => {
    const { page, problems } = await open({ path: link(roundText()), viewport: PHONE });
    const lines = await readReport(page);
    assert.equal(holding(lines).length, WHOLE.length);
    const waiting = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the report' }).click();
    const report = JSON.parse(await readDownload(await waiting));
    assert.deepEqual([report.format, report.of, report.developmentKey], ['tacit verification 1', roundText(), true]);
    assert.deepEqual(report.counts, { holds: WHOLE.length, fails: 0, unchecked: 1, 'not-yet': 0 });
    assert.equal(report.sections.flatMap((section: { lines: unknown[] }) => section.lines).length, WHOLE.length + 1);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= PHONE.width, `${width} pixels wide`);
    const { pieces } = await inspectStorage(page);
    const kept = pieces.filter(({ where }) => where !== 'address');
    assert.deepEqual(findSecrets({ pieces: kept }, [{ name: 'what was checked', value: BigInt(task()) }]), []);
    assert.deepEqual(problems(), []);
  });

  it('checks one trainer’s update from its transaction, and refuses a transaction of something else', async () => {
    const { page } = await open();
    const [first] = eventOf('UpdateSubmitted');
    assert.ok(first);
    const lines = await checkText(page, first.transactionHash);
    assert.deepEqual(failing(lines), []);
    assert.equal(lines.filter(({ id }) => id === 'submission').length, 1);
    assert.equal(lines.filter(({ id }) => id === 'step').length, STEPS);
    const clients = stack.network.chain.clientsOf(0);
    const account = clients.walletClient.account;
    const other = await sendTransaction(clients.walletClient, { account, chain: null, to: account.address, value: 1n });
    await stack.network.chain.mine(1);
    assert.deepEqual(failing(await checkText(page, other)), ['transaction: NOT_OURS']);
  });

  it('names the line that a lying store spoils, and only that', async () => {
    const { page } = await open();
    try {
      store.lieAbout = modelCid();
      assert.deepEqual(failing(await checkText(page, roundText())), ['model-bytes: STORE_LIED']);
      await page.getByText('How round 1 ended: The model’s weights are the proven ones').waitFor();
      await assertAccessible(page);
      const [first] = eventOf('UpdateSubmitted');
      store.lieAbout = cidFromDigest(BigInt(first?.args.cid ?? 0)).toString();
      assert.deepEqual(failing(await checkText(page, roundText())), ['envelope: STORE_LIED']);
    } finally {
      store.lieAbout = undefined;
    }
    assert.deepEqual(failing(await checkText(page, roundText())), []);
  });

  it('finds out a node that leaves a submission out', async () => {
    const { page } = await open({
      prepare: (context) =>
        context.route(`${stack.network.chain.url}/**`, async (route) => {
          const response = await route.fetch();
          const answer = (await response.json()) as unknown;
          await route.fulfill({
            response,
            json: withoutUpdate(answer, eventOf('UpdateSubmitted')[0]?.transactionHash),
          });
        }),
    });
    assert.deepEqual(failing(await checkText(page, roundText())), ['log: LOG_INCOMPLETE']);
  });

  it('checks no proof with a key that is not the chain’s', async () => {
    const { page } = await open({
      prepare: (context) =>
        context.route('**/verification-key.json', async (route) => {
          const response = await route.fetch();
          const key = (await response.json()) as { IC: string[][]; K: string[][] };
          // Both points of one signal: the key stays one that could be, and is another.
          const [a, b] = [key.IC[1], key.IC[2]] as [string[], string[]];
          key.IC.splice(1, 2, b, a);
          await route.fulfill({ response, json: key });
        }),
    });
    const lines = await checkText(page, roundText());
    assert.deepEqual(failing(lines), ['key']);
    assert.equal(unchecked(lines).filter((line) => line === 'step: KEY_MISSING').length, TRAINERS * STEPS);
    assert.ok(!holding(lines).includes('finalisation'));
  });

  it('says which part of a proof was changed', async () => {
    const [good, other] = await Promise.all([responseOf(7), responseOf(8)]);
    const { page } = await open();
    const check = async (json: unknown) => failing(await checkText(page, JSON.stringify(json)));
    const lines = await checkText(page, JSON.stringify(good));
    assert.deepEqual(failing(lines), []);
    assert.deepEqual(
      ['form', 'proof-key', 'context', 'equation'].filter((id) => !holding(lines).includes(id)),
      [],
    );
    assert.deepEqual(await check({ ...good, proof: other.proof }), ['equation']);
    assert.deepEqual(await check({ ...good, context: { ...Object(good.context), step: 5 } }), ['context']);
    assert.deepEqual(await check({ ...good, commitment: other.commitment }), ['context', 'equation']);
    const [first, ...rest] = good.publicInputs;
    const alias = (BigInt(first as string) + FIELD_ORDER).toString();
    assert.match((await check({ ...good, publicInputs: [alias, ...rest] })).join(), /^form: /);
    const metadata = { ...good.metadata, keyHash: hashHex(5n) };
    assert.deepEqual(await check({ ...good, metadata }), ['proof-key: KEY_UNREGISTERED']);
    assert.match((await check({ ...good, proof: good.proof.slice(0, 40) })).join(), /^form: /);
    await page.getByLabel('Paste something').fill(JSON.stringify(good).slice(0, 300));
    await page.getByRole('button', { name: 'Check it', exact: true }).click();
    await page.getByText('This looks like JSON, and is none').waitFor();
  });

  it('knows a round’s model from one with a weight changed, and sends neither anywhere', async () => {
    const { page, context, problems } = await open();
    const sent: string[] = [];
    context.on('request', (request) => void sent.push(request.postData() ?? ''));
    const weights = await modelOfRound();
    const [first = 0, ...rest] = weights;
    const lines = await checkFile(page, 'model.json', formatModel(CIRCUIT, weights));
    assert.deepEqual(failing(lines), []);
    assert.ok(
      holding(lines).includes('known-root') &&
        holding(lines).includes('mentioned') &&
        holding(lines).includes('stored'),
    );
    const changed = formatModel(CIRCUIT, [first + 1, ...rest]);
    assert.deepEqual(failing(await checkFile(page, 'changed.json', changed)), ['known-root: ROOT_UNKNOWN']);
    assert.deepEqual(failing(await checkFile(page, 'cut.json', `${changed.slice(0, -3)}]}`)), ['form: MODEL_INVALID']);
    assert.ok(sent.every((body) => !body.includes(String(weights.slice(0, 4)))));
    // What no store has is asked for all the same.
    assert.deepEqual(problems([/404/]), []);
  });

  it('says which part of an update’s file was changed', async () => {
    const { page } = await open();
    const update = await updateOfFirst();
    const check = async (name: string, change: object) =>
      failing(await checkFile(page, name, JSON.stringify({ ...update, ...change })));
    const lines = await checkFile(page, 'update.json', JSON.stringify(update));
    assert.deepEqual(failing(lines), []);
    assert.equal(holding(lines).filter((id) => id === 'step').length, STEPS);
    assert.ok(holding(lines).includes('submission') && holding(lines).includes('counted'));
    const { proofs, roots } = update as { proofs: string[][]; roots: string[] };
    const [first = [], second = []] = proofs;
    // A, B and C of another step; D stays, which the shares' hash binds.
    const swapped = [[...second.slice(0, 8), ...first.slice(8)], second];
    assert.deepEqual(await check('a.json', { proofs: swapped }), ['step']);
    assert.deepEqual(await check('b.json', { roots: [roots[1], roots[1]] }), ['step', 'step']);
    assert.deepEqual(await check('c.json', { sharesHash: hashHex(1n) }), ['submission']);
    assert.deepEqual(await check('d.json', { chainId: 1 }), ['chain: ANOTHER_CHAIN']);
    assert.deepEqual(await check('e.json', { roots: roots.slice(1) }), ['form: UPDATE_INVALID']);
  });

  it('follows a published model to its round, and finds other weights under its name', async () => {
    const { page } = await open();
    const weights = await modelOfRound();
    const lines = await checkText(page, await publish(weights));
    assert.deepEqual(failing(lines), []);
    for (const id of ['listing', 'lineage', 'weights', 'licence', 'document', 'finalisation']) {
      assert.ok(holding(lines).includes(id), id);
    }
    const [first = 0, ...rest] = weights;
    assert.deepEqual(failing(await checkText(page, await publish([first + 2 ** 12, ...rest]))), [
      'weights: MODEL_MISMATCH',
    ]);
  });

  it('compares a receipt field by field', async () => {
    const { page } = await open();
    const receipt = await receiptOfFirst();
    const lines = await checkFile(page, 'receipt.json', JSON.stringify(receipt));
    assert.deepEqual(failing(lines), []);
    assert.equal(holding(lines).filter((id) => id === 'receipt-field').length, 12);
    assert.deepEqual(
      failing(await checkFile(page, 'other.json', JSON.stringify({ ...receipt, dataRoot: hashHex(3n) }))),
      ['receipt-field'],
    );
    assert.deepEqual(failing(await checkFile(page, 'foreign.json', JSON.stringify({ ...receipt, chainId: 1 }))), [
      'chain: ANOTHER_CHAIN',
    ]);
    assert.deepEqual(failing(await checkFile(page, 'bad.json', JSON.stringify({ ...receipt, task: '0x12' }))), [
      'form: RECEIPT_INVALID',
    ]);
  });

  it('refuses what is too large or unknown, in words', async () => {
    const { page } = await open();
    const folder = await mkdtemp(join(tmpdir(), 'tacit-verify-'));
    try {
      const path = join(folder, 'huge.bin');
      const file = await openFile(path, 'w');
      await file.truncate(2 ** 26 + 1);
      await file.close();
      await page.locator('input[type=file]').setInputFiles(path);
      await page.getByText('This is too large to be checked here').waitFor();
    } finally {
      await rm(folder, { recursive: true });
    }
    for (const [text, words] of [
      ['hello', 'This page does not recognise that'],
      [hashHex(12345n), 'There is nothing of that name on this network'],
      [roundText(9), 'There is nothing of that name on this network'],
    ] as const) {
      await page.getByLabel('Paste something').fill(text);
      await page.getByRole('button', { name: 'Check it', exact: true }).click();
      await page.locator(`[data-of="${text}"][data-state=failed]`).waitFor();
      await page.getByText(words).waitFor();
    }
  });

  it('says of a round that is open what is not due yet', async () => {
    await story.openRound();
    const { page, problems } = await open();
    const lines = await checkText(page, roundText(2));
    assert.deepEqual(failing(lines), []);
    assert.deepEqual(notYet(lines), ['seed', 'included', 'sum', 'opened-sum', 'finalisation', 'model-bytes']);
    // A task is all of its rounds, and what is over still holds.
    const all = await checkText(page, task());
    assert.deepEqual(failing(all), []);
    assert.equal(holding(all).filter((id) => id === 'finalisation').length, 1);
    assert.deepEqual(problems(), []);
  });

  it('stops when it is told to, and starts again', async () => {
    const { page } = await open();
    await page.getByLabel('Paste something').fill(roundText());
    await page.getByRole('button', { name: 'Check it', exact: true }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('You stopped the check').waitFor();
    assert.deepEqual(failing(await checkText(page, roundText())), []);
    assert.equal(await page.locator('[data-state]').getAttribute('data-state'), 'done');
  });

  /** As the coordinator publishes it; the root is the round's, whatever the weights are. */
  async function publish(weights: readonly number[]): Promise<Hex> {
    const { chain, contracts, artifacts, task: made } = stack.network;
    const put = pinNodeStore({ url: store.target, authorise: authoriseWith(stack.account(0)) });
    const described = await describeOffer({ ...offerOfTrained(artifacts.circuit.format, weights), mostSamples: 1 });
    const licence = await putBlob(put, new TextEncoder().encode('For trying out.\n'));
    const network = await putBlob(put, described.network);
    await putBlob(put, described.documentBytes);
    const listing: models.Listing = {
      ...{ circuit: made.terms.circuit, root: round.rootAfter, weightsCid: network.digest },
      ...{ specCid: described.offerCid, licenceCid: licence.digest, price: 1n, splitPoints: 0, parents: [] },
    };
    const origin = { listing, task: task(), round: 1 };
    return (await models.publishTrained(chain.clientsOf(0), contracts.models, origin)).id;
  }

  /** What the first trainer sent, as a file that a relay would take. */
  async function updateOfFirst(): Promise<Record<string, unknown>> {
    const [first] = eventOf('UpdateSubmitted');
    assert.ok(first);
    const candidates = await training.readSubmitting(client(), contract(), first.transactionHash);
    const found = await candidates.find((candidate) => candidate);
    assert.ok(found);
    const { trainer, sharesHash } = first.args;
    const place = { chainId: stack.network.chain.chainId, contract: contract(), task: task(), round: 1n };
    return formatUpdate({ ...found, ...place, trainer: trainer as Hex, sharesHash: sharesHash as Hex });
  }

  async function responseOf(seed: number): Promise<ProofResponse> {
    const { artifacts } = stack.network;
    const request = readProofRequest(artifacts.circuit.format, await exampleDocument(CIRCUIT, { seed }));
    const { witness, context, expected } = request;
    const proven = await proveStep({
      artifacts,
      prover: realProver,
      witness: { blind: 77n, ...witness },
      context,
      expected,
    });
    return JSON.parse(JSON.stringify(writeProofResponse({ artifacts, proven, context, totalMs: 1 })));
  }

  async function receiptOfFirst(): Promise<Record<string, unknown>> {
    const [first] = eventOf('UpdateSubmitted');
    assert.ok(first);
    const { trainer, sharesHash, cid } = first.args;
    const enrolment = await training.readEnrolment(client(), contract(), { task: task(), trainer: trainer as Hex });
    const block = await getBlock(client(), { blockNumber: round.openedAt + 2n });
    const { gasUsed } = await getTransactionReceipt(client(), { hash: first.transactionHash });
    const { artifacts, chain } = stack.network;
    return {
      format: 'tacit round receipt 1',
      ...{ chainId: chain.chainId, contract: contract(), task: task(), trainer, circuit: CIRCUIT },
      ...{ dataRoot: hashHex(enrolment.dataRoot), batches: enrolment.batches, round: '1', seed: block.hash },
      rootBefore: hashHex(stack.network.task.terms.initialRoot),
      ...{ sharesHash, envelopeCid: cidFromDigest(BigInt(cid)).toString(), transaction: first.transactionHash },
      ...{ gasUsed: `${gasUsed}`, outcome: 'finalised', trainers: TRAINERS },
      meanLoss: meanLoss(artifacts.circuit.format, Number(round.lossSum), TRAINERS * STEPS),
      rootAfter: hashHex(round.rootAfter),
    };
  }
});

async function readDownload(download: { createReadStream(): Promise<NodeJS.ReadableStream> }): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of await download.createReadStream()) parts.push(Buffer.from(part as Buffer));
  return Buffer.concat(parts).toString('utf8');
}

/** A node's answers, one or many, without the logs of one transaction. */
function withoutUpdate(answer: unknown, transaction: Hex | undefined): unknown {
  if (Array.isArray(answer)) return answer.map((each) => withoutUpdate(each, transaction));
  const { result } = Object(answer) as { result?: unknown };
  if (!Array.isArray(result)) return answer;
  return { ...Object(answer), result: result.filter((log) => Object(log).transactionHash !== transaction) };
}
