// `npm start`: the whole of Tacit on this machine, each part a process of its own, on a chain whose clock is moved on.
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type Artifacts,
  learningRateOf,
  multiplierOf,
  nearestLearningRate,
  ProtocolError,
  shapeName,
} from '@tacit/sdk';
import {
  type BuildProgress,
  declaredCircuits,
  defaultLocations,
  formatBytes,
  localArtifacts,
  paint,
  startProgress,
} from '@tacit/sdk/node';
import { formatEther } from 'viem';
import { type DemoData, loadData } from './demo/dataset.ts';
import { estimate } from './demo/estimate.ts';
import { keepOpen, type OpenTask } from './demo/open-task.ts';
import { type DemoOptions, defaultRate, HELP, readOptions, UsageError } from './demo/options.ts';
import { GUESTS, preparePage } from './demo/page.ts';
import { type EncryptedPredictions, predictEncrypted } from './demo/prediction.ts';
import { scoreBaselines } from './demo/report.ts';
import { sayServices } from './demo/services.ts';
import { runSession, type SessionResult } from './demo/session.ts';
import { count, describeScore, type Say, summarise } from './demo/view.ts';
import { deploymentRecord } from './network/contracts.ts';
import { type LocalNetwork, type NetworkPlan, openNetwork } from './network/network.ts';
import { closeTask, type Earnings } from './network/payday.ts';
import { seededRandomness } from './support/seeded-randomness.ts';

/** Beside a node that a person may have running under the usual one. */
const passingChainId = (): number => 1_000_000_000 + process.pid;

const placeOf = ({ once, chainId }: DemoOptions): { port?: number; chainId?: number } => {
  if (once) return { port: 0, chainId: passingChainId() };
  return chainId === undefined ? {} : { port: 0, chainId };
};

/** Somebody's own data seldom have a declared shape: this process, and those that it starts, know it by its name. */
function declareShape({ circuit }: DemoData): void {
  if (!declaredCircuits(defaultLocations()).circuits[circuit]) process.env.TACIT_CIRCUITS = circuit;
}

/** Compiled, with its development key; a line says so while it takes. */
function prepareCircuit({ circuit: name }: DemoData): Promise<Artifacts> {
  const progress = startProgress(`setting up ${name} (once)`, { patience: 2000 });
  const onProgress = ({ stage, fraction }: BuildProgress): void =>
    progress.update(fraction, stage === 'compile' ? 'compiling the circuit' : 'making a development key');
  return localArtifacts({ onProgress })
    .load(name)
    .finally(() => progress.end());
}

function introduce(say: Say, data: DemoData, options: DemoOptions, rate: number): void {
  const { format, shape, classes } = data;
  const goal = classes ? `one of ${classes.join(', ')}` : 'a number';
  const { trainers, keyholders, threshold, rounds, steps } = options;
  say(paint('bold', `Tacit: ${shapeName(shape)} on ${data.name}`));
  say(`  data      ${data.rows} rows, ${format.inputs} features; target "${data.target}": ${goal}`);
  say(`  trainers  ${trainers} with disjoint rows; ${data.test.inputs.length} rows held out`);
  say(`  committee ${keyholders} keyholders, any ${threshold} of them open a round's sum and nothing else`);
  say(
    `  training  ${rounds} rounds of ${steps} proven steps a trainer, learning rate ${rate}, ${format.weights} weights`,
  );
  say('  key       development: its trapdoor is public, fit for a demonstration and nothing else');
}

function conclude(say: Say, result: SessionResult, earnings: Earnings): void {
  const { proofSeconds, gasPerUpdate, bytesPerTrainer } = summarise(result.tally);
  say();
  say(paint('bold', `${result.proofsVerified} proofs verified on chain.`));
  say(
    `  an update  ${count(gasPerUpdate)} gas, ${formatBytes(bytesPerTrainer)} with its shares; a proof took ${proofSeconds} s`,
  );
  if (result.losses.length > 1) {
    say(
      `  proven mean loss  ${result.losses[0]?.toFixed(4)} in the first round, ${result.losses.at(-1)?.toFixed(4)} in the last`,
    );
  }
  const ether = (wei: bigint): string => `${Number(formatEther(wei)).toFixed(4)} ether`;
  say(`  paid  ${ether(earnings.trainer)} to a trainer, ${ether(earnings.keyholder)} to a keyholder, at most`);
  if (result.excluded > 0) say(`  slashed  ${result.excluded} trainer, whose share a keyholder showed to be bad`);
}

function compare(
  say: Say,
  data: DemoData,
  ours: number,
  { federated, centralised }: { federated: number; centralised: number },
) {
  say(`  proven, in shares        ${describeScore(data, ours)}`);
  say(`  the same in floats       ${describeScore(data, federated)}`);
  say(`  one who has all rows     ${describeScore(data, centralised)}`);
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Until somebody wants it to end. */
const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of SIGNALS) process.removeAllListeners(signal).once(signal, () => resolve());
  });

/** A training that is broken off leaves nothing behind; its processes notice that this one is gone, and end. */
function endAtOnce(leave: () => void): void {
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      leave();
      process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  }
}

/** For scripts: what the training came to, and what it cost. */
function summaryOf(
  data: DemoData,
  result: SessionResult,
  scores: { ours: number; federated: number; centralised: number },
  encrypted: EncryptedPredictions | undefined,
) {
  const { ours, federated, centralised } = scores;
  const quality = data.classes
    ? { accuracy: ours, baselineAccuracy: federated, centralisedAccuracy: centralised }
    : { error: ours, baselineError: federated, centralisedError: centralised };
  return {
    circuit: data.circuit,
    data: data.name,
    ...quality,
    testRows: data.test.inputs.length,
    rounds: result.rounds.length,
    proofsVerified: result.proofsVerified,
    ...summarise(result.tally),
    losses: result.losses,
    excluded: result.excluded,
    ...(encrypted && { encrypted }),
    keyProvenance: 'development',
  };
}

interface Prepared {
  readonly options: DemoOptions;
  readonly data: DemoData;
  readonly folder: string;
  readonly say: Say;
}

/** With the last round that came to something; with none there is no model to ask. */
async function serve(
  network: LocalNetwork,
  data: DemoData,
  { model, rounds }: SessionResult,
  { predict }: DemoOptions,
  say: Say,
) {
  const last = rounds.at(-1);
  if (predict === 0 || !last) return undefined;
  say();
  say(paint('bold', 'Encrypted predictions'));
  return await predictEncrypted(network, data, { weights: model, round: Number(last.round), samples: predict, say });
}

function planOf({ options, data, folder, say }: Prepared, multiplier: number): NetworkPlan {
  const artifacts = prepareCircuit(data);
  // It is awaited when the contracts are there; until then its failure waits.
  artifacts.catch(() => {});
  const { threshold, steps, rounds, trainers, keyholders } = options;
  // Those who are left in the end are enough, and three hide one another better than two.
  const minTrainers = Math.min(3, trainers - options.dropouts - Number(options.cheater));
  const sizes = { threshold, steps, multiplier, rounds, trainers, minTrainers, keyholders, workers: 1, guests: GUESTS };
  const onStage = (stage: string): void => say(`  starting  ${stage}`);
  return { folder, circuit: data.circuit, artifacts, ...sizes, ...placeOf(options), onStage };
}

async function train(prepared: Prepared): Promise<void> {
  const { options, data, say } = prepared;
  const { format } = data;
  const rate = nearestLearningRate(format, options.rate ?? defaultRate(options, format.kind === 'linear'));
  const multiplier = multiplierOf(format, rate);
  introduce(say, data, options, learningRateOf(format, multiplier));
  declareShape(data);
  const plan = planOf(prepared, multiplier);
  const page = preparePage(options, say);
  const network = await openNetwork({ ...plan, onServices: page.serve }).catch(async (error: unknown) => {
    await page.stop();
    throw error;
  });
  let open: OpenTask | undefined;
  let session: Awaited<ReturnType<typeof runSession>> | undefined;
  let serving: Awaited<ReturnType<typeof predictEncrypted>> | undefined;
  try {
    say(await estimate(network.artifacts, options));
    session = await runSession(options, data, network, say);
    const earnings = await closeTask(network, session.addresses);
    const schedule = { task: BigInt(network.task.id), steps: options.steps, multiplier, rounds: session.rounds };
    const baselines = scoreBaselines(data, network.artifacts, schedule, session.shards);
    const ours = session.scores.at(-1) ?? Number.NaN;
    conclude(say, session, earnings);
    compare(say, data, ours, baselines);
    await session.stop();
    serving = await serve(network, data, session, options, say);
    const summary = summaryOf(data, session, { ours, ...baselines }, serving?.predictions);
    if (options.json) console.log(JSON.stringify(summary));
    if (!options.once) {
      if (options.page) open = await keepOpen(network, data, options, say);
      sayServices(say, network, { serving, pageUrl: await page.url(), open });
      await interrupted();
    }
  } finally {
    await open?.stop();
    await session?.stop();
    await serving?.stop();
    await page.stop();
    await network.stop();
  }
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    console.log(HELP);
    return;
  }
  const say: Say = options.json ? (line = '') => console.error(line) : (line = '') => console.log(line);
  const data = await loadData(options, seededRandomness(options.seed));
  const folder = options.state === undefined ? mkdtempSync(join(tmpdir(), 'tacit-')) : resolve(options.state);
  // Keys and rows of a demonstration are nobody's business afterwards.
  const forget = (): void => {
    if (options.state === undefined) rmSync(folder, { recursive: true, force: true });
    if (options.once) rmSync(deploymentRecord(passingChainId()), { recursive: true, force: true });
  };
  endAtOnce(forget);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await train({ options, data, folder, say });
  } finally {
    forget();
  }
}

try {
  await main();
} catch (error) {
  const missingFile = (error as NodeJS.ErrnoException).code === 'ENOENT';
  if (!(error instanceof UsageError || error instanceof ProtocolError || missingFile)) throw error;
  console.error(`npm start: ${(error as Error).message}`);
  process.exitCode = 2;
}
