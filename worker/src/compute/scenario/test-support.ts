// A market on a chain in this process, an offer, a user, and workers that serve it with real ciphertexts.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DescribedOffer,
  describeOffer,
  encodeRequest,
  evaluateBy,
  type FetchedOffer,
  fetchOffer,
  inference,
  memoryStore,
  nameBlob,
  type OfferConditions,
  prepareRequest,
  publishOffer,
  putBlob,
  type RequestDocument,
  requestPrediction,
  uploadRequest,
} from '@tacit/sdk';
import {
  LEAST_STAKE,
  type MarketStage,
  openMarket,
  type Player,
} from '../../../../test/contracts/support/market-stage.ts';
import { temporaryFolder } from '../../../../test/support/temporary.ts';
import { recorder } from '../../pin/test-support.ts';
import type { Fields } from '../../role.ts';
import type { ComputeRole, ComputeRoleConfig } from '../index.ts';
import { startComputeRole } from '../index.ts';
import { openUser, playedThread, samplesFor, smallNetwork, type User } from '../test-support.ts';
import type { PlanFacts } from '../thread-messages.ts';

type Hex = `0x${string}`;
const MIB = 2 ** 20;

export interface RunningWorker {
  readonly player: Player;
  readonly said: ReturnType<typeof recorder>;
  readonly config: ComputeRoleConfig;
  role: ComputeRole;
}

export type Scenario = Awaited<ReturnType<typeof openScenario>>;

/** A scenario of its own for the suite that calls this, opened before its tests and closed behind them. */
export function scenarioFor(options: Parameters<typeof openScenario>[0] = {}): Scenario {
  const holder: { scenario?: Scenario } = {};
  before(async () => {
    holder.scenario = await openScenario(options);
  });
  after(() => holder.scenario?.close());
  return new Proxy({} as Scenario, { get: (_, name) => Reflect.get(holder.scenario as Scenario, name) });
}

let shared: Promise<User> | undefined;
/** Keys take a second, and are nobody's secret here. */
const sharedUser = (): Promise<User> => {
  shared ??= openUser();
  return shared;
};

export async function openScenario({ alter }: { readonly alter?: (described: DescribedOffer) => DescribedOffer } = {}) {
  const stage = await openMarket();
  const { chainId, market, creator, client, model } = stage;
  const [network, store, user] = [smallNetwork(), memoryStore(), await sharedUser()];
  const right = await describeOffer({
    network,
    input: { count: 16, minimum: -1, maximum: 1, scale: 1 },
    output: { count: 4, scale: 1, kind: 'values' },
  });
  const conditions: OfferConditions = { mostSamples: 4, workerFee: 1000n, contestSeconds: 120, commitSeconds: 240 };
  const described = alter?.(right) ?? right;
  const published = await publishOffer(creator, { chainId, market, model, described: right, conditions, store });
  const offer = await fetchOffer(client, { chainId, market, id: published.id, store });
  const running: RunningWorker[] = [];
  // Draws hang on blocks that are to come, and here nobody else makes any.
  const heart = setInterval(() => void stage.mine().catch(() => undefined), 100);
  const close = async (): Promise<void> => {
    await Promise.all(running.map(({ role }) => role.stop()));
    clearInterval(heart);
  };
  return {
    ...{ stage, network, store, user, offer, described, conditions, running, folder: temporaryFolder() },
    close,
  };
}

/** Another offer of the same model, whatever its document says. */
export async function offerBytes({ stage, store, offer }: Scenario, bytes: Uint8Array, change = {}): Promise<Hex> {
  const { digest: offerCid } = await putBlob(store, bytes);
  const terms = { ...offer.offer.terms, ...change, offerCid };
  return (await inference.offer(stage.creator, stage.market, { model: stage.model, terms })).id;
}

const never = { offers: 'all', stake: undefined, mostDeposit: undefined, claimAbove: undefined } as const;

export function configOf(scenario: Scenario, player: Player, name: string): ComputeRoleConfig {
  const { stage, store, folder } = scenario;
  return {
    ...never,
    ...{ housekeeping: true, staggerMs: 200, patienceMs: 400, resume: true, stake: LEAST_STAKE },
    ...{ mostSamples: 4, jobSeconds: 60, leastFeePerSecond: 0n, mostBond: undefined, mostBondSeconds: 86_400 },
    ...{ threads: 1, memoryBytes: 512 * MIB, cacheBytes: 256 * MIB },
    ...{ chainId: stage.chainId, market: stage.market, store, clients: player },
    ...{ finality: 0, pollMs: 40, retryMs: 50, fetchMs: 3000 },
    state: `${folder}/${name}`,
  };
}

export async function startWorker(
  scenario: Scenario,
  player: Player,
  changes: Partial<ComputeRoleConfig> = {},
): Promise<RunningWorker> {
  const said = recorder();
  const config = { ...configOf(scenario, player, player.address), ...changes };
  const running = { player, said, config, role: await startComputeRole(config, said.context) };
  scenario.running.push(running);
  return running;
}

/** Stops a role, and starts another one on what it left behind. */
export async function restart(running: RunningWorker, between: () => unknown = () => {}): Promise<void> {
  await running.role.stop();
  await between();
  running.role = await startComputeRole(running.config, running.said.context);
}

/** Workers that stake and run; they are drawn only once all have joined. */
export async function startWorkers(scenario: Scenario, count: number, changes: Partial<ComputeRoleConfig> = {}) {
  const players = scenario.stage.workers.slice(0, count);
  const workers = await Promise.all(players.map((player) => startWorker(scenario, player, changes)));
  await until(scenario, 'all can be drawn', async () => {
    const { client, market } = scenario.stage;
    return (await inference.readDrawableCount(client, market)) >= count;
  });
  return workers;
}

export interface AskOptions {
  readonly samples?: number;
  readonly trust?: inference.Trust;
  readonly offer?: FetchedOffer;
  /** What the user does wrong with its bytes, and with what its request says of them. */
  readonly spoil?: (bytes: { keys: Uint8Array; input: Uint8Array }) => { keys?: Uint8Array; input?: Uint8Array };
  readonly document?: Partial<RequestDocument>;
  /** What of it the store does not have. */
  readonly without?: 'keys' | 'input' | 'request';
}

const ONE = { workers: 1, agreeing: 1 };

/** A request as it should be, uploaded and paid for. */
export async function ask(scenario: Scenario, { samples = 1, trust = ONE, offer = scenario.offer }: AskOptions = {}) {
  const { user, store, stage, network } = scenario;
  const { keys, encryption } = user;
  const values = samplesFor(network, samples);
  const request = await prepareRequest({ offer, user: stage.user.address, samples: values, keys, encryption });
  await uploadRequest(store, request);
  await requestPrediction(stage.user, { offer, request, trust, mostWei: 10n ** 18n });
  return { job: request.job, request, values };
}

/** A request that is not as it should be. */
export async function askWrongly(scenario: Scenario, options: AskOptions, offerId?: Hex): Promise<Hex> {
  const { user, store, stage, network, offer } = scenario;
  const { samples = 1, trust = ONE, spoil, without } = options;
  const input = user.encryption.encrypt(offer.plan, user.keys.secretKey, samplesFor(network, samples));
  const right = { keys: user.keys.evaluationKeys, input };
  const bytes = { ...right, ...spoil?.(right) };
  const id = offerId ?? offer.id;
  const document: RequestDocument = {
    ...{ chainId: stage.chainId, market: stage.market, offer: id, user: stage.user.address, samples },
    keys: (await nameBlob(bytes.keys)).digest,
    input: (await nameBlob(bytes.input)).digest,
    nonce: `0x${(++nonce).toString(16).padStart(64, '0')}`,
    ...options.document,
  };
  const parts = { ...bytes, request: encodeRequest(document) };
  for (const [name, part] of Object.entries(parts)) if (name !== without) await putBlob(store, part);
  const { digest: requestCid } = await nameBlob(parts.request);
  return await askFor(scenario, { id, requestCid, samples, trust });
}

let nonce = 0;

export async function askFor(
  { stage }: Scenario,
  { id, requestCid, samples, trust }: { id: Hex; requestCid: Hex; samples: number; trust: inference.Trust },
): Promise<Hex> {
  const { client, market, user } = stage;
  const payment = await inference.readCost(client, market, { offer: id, workers: trust.workers, samples });
  const call = { offer: id, trust, samples, duration: 7200n, requestCid, payment };
  return (await inference.request(user, market, call)).id;
}

export const jobOf = ({ stage }: Scenario, job: Hex) => inference.readJob(stage.client, stage.market, job);
export const panelOf = ({ stage }: Scenario, job: Hex) => inference.readPanel(stage.client, stage.market, job);

export const reaches = (scenario: Scenario, job: Hex, ...phases: inference.JobPhase[]): Promise<void> =>
  until(scenario, `the job is ${phases.join(' or ')}`, async () => phases.includes((await jobOf(scenario, job)).phase));

/** A thread that knows the plan and what comes of each step, and computes nothing: for tests of what is around it. */
export function playedEvaluation(plan: PlanFacts, results: readonly Uint8Array[]): URL {
  const texts = results.map((bytes) => Buffer.from(bytes).toString('base64'));
  return playedThread(`
    const plan = ${JSON.stringify(plan)};
    const results = ${JSON.stringify(texts)}.map((text) => new Uint8Array(Buffer.from(text, 'base64')));
    if (request.kind === 'plan') parentPort.postMessage({ kind: 'planned', plan, cache });
    else reply(results[request.step]);
  `);
}

/** What an honest evaluation of a request comes to. */
export async function evaluateHere({ user, offer }: Scenario, input: Uint8Array): Promise<Uint8Array> {
  const { encryption, keys } = user;
  return await evaluateBy(encryption)(offer.plan, keys.evaluationKeys, { index: 0, input });
}

/** A seat that is played: whoever has it commits to `result` and reveals it when it may. */
export async function lie({ stage }: Scenario, job: Hex, liar: Player, result: Hex): Promise<() => Promise<void>> {
  const { market, client } = stage;
  const { step } = await inference.readJob(client, market, job);
  const salt = result;
  const commitment = inference.hashResult({ job, step, worker: liar.address, result, salt });
  await inference.commit(liar, market, { job, commitment });
  return async () => void (await inference.reveal(liar, market, { job, result, salt }));
}

const show = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

const dump = (running: readonly RunningWorker[]): string =>
  running
    .map(({ player, said, role }) => {
      const lines = said.lines.slice(-15).map(({ level, event, fields }) => `    ${level} ${event} ${show(fields)}`);
      return [`  worker ${player.address}: ${show(role.health().facts)}`, ...lines].join('\n');
    })
    .join('\n');

/** Waits until something is so; a test that waits for ever would say nothing. */
export async function until(
  scenario: Pick<Scenario, 'running'>,
  what: string,
  holds: () => boolean | Promise<boolean>,
  limitMs = 30_000,
): Promise<void> {
  const started = Date.now();
  while (!(await holds())) {
    if (Date.now() - started > limitMs) assert.fail(`not within ${limitMs} ms: ${what}\n${dump(scenario.running)}`);
    await sleep(25);
  }
}

export const events = ({ said }: RunningWorker, event: string): readonly Fields[] =>
  said.lines.filter((line) => line.event === event).map(({ fields }) => fields);

export type { MarketStage, Player };
