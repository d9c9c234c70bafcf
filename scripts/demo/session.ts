// The demonstration's rounds, from the first enrolment to the last payment.
import {
  type Address,
  fetchModel,
  meanLoss,
  pinNodeStore,
  type ReadClient,
  readSeed,
  training,
  zeroWeights,
} from '@tacit/sdk';
import { formatDuration } from '@tacit/sdk/node';
import { FINALITY, type LocalNetwork } from '../network/network.ts';
import { paceRound, passSeed } from '../network/pacer.ts';
import { seededRandomness } from '../support/seeded-randomness.ts';
import { type DemoData, type PreparedShard, prepareShard } from './dataset.ts';
import type { DemoOptions } from './options.ts';
import { type Baselines, followRound, scoreBaselines, scoreModel, type TrainedRound } from './report.ts';
import { type RunningTrainer, startTrainer } from './trainers.ts';
import { type Say, sayRound, type Tally, viewRound } from './view.ts';

export interface SessionResult {
  readonly rounds: readonly TrainedRound[];
  readonly losses: readonly number[];
  readonly scores: readonly number[];
  /** After the last round that came to something. */
  readonly model: readonly number[];
  readonly tally: Tally;
  readonly proofsVerified: number;
  readonly excluded: number;
  readonly shards: readonly PreparedShard[];
  /** Of the trainers. */
  readonly addresses: readonly Address[];
}

interface Session {
  readonly options: DemoOptions;
  readonly data: DemoData;
  readonly network: LocalNetwork;
  readonly say: Say;
  readonly tally: Tally;
  readonly trainers: readonly RunningTrainer[];
  readonly shards: readonly PreparedShard[];
}

const clientOf = ({ network }: Session): ReadClient => network.chain.client as unknown as ReadClient;

/** As its process draws the order of a trainer's rows: here once more, to follow the training in floats. */
const shardOf = (data: DemoData, trainer: number, seed: number): PreparedShard =>
  prepareShard(data, data.shards[trainer] as DemoData['test'], seededRandomness(seed + trainer));

const place = ({ network }: Session, round?: number) => ({
  chainId: network.chain.chainId,
  contract: network.contracts.training as Address,
  task: network.task.id,
  ...(round === undefined ? {} : { round: BigInt(round) }),
});

/** Starts everybody, and lets the task begin when all are enrolled. */
async function startTrainers(
  network: LocalNetwork,
  data: DemoData,
  { trainers: count, seed, cheater }: DemoOptions,
): Promise<RunningTrainer[]> {
  const trainers = await Promise.all(
    Array.from({ length: count }, (_, trainer) =>
      startTrainer(network, data, { trainer, seed, cheats: cheater && trainer === count - 1 }),
    ),
  );
  try {
    await Promise.all(trainers.map(({ enrolled }) => enrolled));
    await network.chain.moveTo(Number(network.task.startsAt));
    return trainers;
  } catch (error) {
    await Promise.all(trainers.map((trainer) => trainer.kill()));
    throw error;
  }
}

/** What leaves in the first round, or after it. */
async function loseKeyholders({ network, options, say }: Session): Promise<void> {
  if (options.lostKeyholders === 0) return;
  const lost = network.keyholders.slice(-options.lostKeyholders);
  await Promise.all(lost.map((keyholder) => keyholder.kill()));
  say(`  killed for good: ${lost.map(({ name }) => name).join(', ')}`);
}

async function loseTrainers({ trainers, options, say }: Session): Promise<void> {
  const honest = trainers.filter(({ cheats }) => !cheats);
  const leaving = options.dropouts === 0 ? [] : honest.slice(-options.dropouts);
  await Promise.all(leaving.map((trainer) => trainer.kill()));
  if (leaving.length > 0) say(`  gone for good: ${leaving.map(({ name }) => name).join(', ')}`);
}

/** Who is in the round's sum, by the trainers' numbers on chain. */
async function includedTrainers(session: Session, round: training.Round): Promise<RunningTrainer[]> {
  const indices = new Set(training.includedOf(round));
  const { contract, task } = place(session);
  const enrolments = await Promise.all(
    session.trainers.map(({ address }) =>
      training.readEnrolment(clientOf(session), contract, { task, trainer: address }),
    ),
  );
  return session.trainers.filter((_, i) => indices.has(enrolments[i]?.index ?? -1));
}

async function runRound(session: Session, number: number) {
  const { network, options, tally, trainers } = session;
  const { chain, contracts, task } = network;
  const start = performance.now();
  await training.openRound(chain.clientsOf(0), contracts.training, {
    task: task.id,
    bond: task.terms.amounts.openingBond,
  });
  await passSeed(chain);
  if (number === 1) await loseKeyholders(session);
  const active = trainers.filter((trainer) => trainer.isRunning());
  const { steps, threshold, keyholders } = options;
  const view = viewRound({ say: session.say, tally, steps, trainers: active.length, threshold, keyholders });
  for (const trainer of active) trainer.listen((event) => view.onEvent(event));
  try {
    const round = await paceRound({
      chain,
      contract: contracts.training,
      task: task.id,
      round: number,
      expected: () => active.length,
      keyholders: () => network.keyholders,
      finality: FINALITY,
      onPhase: view.onPhase,
      check: () => {
        for (const trainer of active) trainer.check();
      },
    });
    view.end(round);
    return { round, milliseconds: performance.now() - start };
  } catch (error) {
    view.end();
    throw error;
  }
}

async function modelOf(session: Session): Promise<readonly number[]> {
  const { artifacts, pinNode } = session.network;
  const store = pinNodeStore({ url: pinNode.url });
  return (await fetchModel(clientOf(session), { ...place(session), artifacts, store })).weights;
}

/** The chain's word for the model is compared with that of integers alone: proofs that show something else are a bug. */
function checkModel(
  { data, network, options }: Session,
  round: TrainedRound,
  found: { readonly before: readonly number[]; readonly after: readonly number[]; readonly lossSum: bigint },
): readonly number[] {
  const { work } = network.task.terms;
  const schedule = { task: BigInt(network.task.id), steps: options.steps, multiplier: work.multiplier };
  const { model, lossSum } = followRound(data, schedule, round, found.before);
  const same = lossSum === found.lossSum && model.every((weight, i) => weight === found.after[i]);
  if (!same) throw new Error(`round ${round.round} did not come to what its steps come to: please report this`);
  return model;
}

/** How good floats are after the same rounds. */
const baselinesOf = ({ data, network, options, shards }: Session, rounds: readonly TrainedRound[]): Baselines => {
  const { multiplier } = network.task.terms.work;
  const schedule = { task: BigInt(network.task.id), steps: options.steps, multiplier, rounds };
  return scoreBaselines(data, network.artifacts, schedule, shards);
};

/** All rounds, each told as it ends. A round that comes to nothing is told as well, and the next one opens. */
export async function runSession(
  options: DemoOptions,
  data: DemoData,
  network: LocalNetwork,
  say: Say,
): Promise<SessionResult & { stop(): Promise<void> }> {
  const shards = data.shards.map((_, trainer) => shardOf(data, trainer, options.seed));
  const tally: Tally = { proofMs: [], gas: [], bytes: [] };
  const trainers = await startTrainers(network, data, options);
  const stop = async () => {
    await Promise.all(trainers.map((trainer) => trainer.stop()));
  };
  const session: Session = { options, data, network, say, tally, trainers, shards };
  const result = { rounds: [] as TrainedRound[], losses: [] as number[], scores: [] as number[] };
  let [proofsVerified, excluded] = [0, 0];
  let model: readonly number[] = zeroWeights(data.format);
  try {
    for (let number = 1; number <= options.rounds; number++) {
      say();
      say(`Round ${number} of ${options.rounds}`);
      const { round, milliseconds } = await runRound(session, number);
      const [submitted, thrown] = [
        training.indicesOf(round.submitted).length,
        training.indicesOf(round.excluded).length,
      ];
      proofsVerified += submitted * options.steps + Number(round.status === 'finalised');
      excluded += thrown;
      if (round.status !== 'finalised') {
        say(`  ${round.status} after ${formatDuration(milliseconds)}: the model stays as it was`);
        continue;
      }
      const included = await includedTrainers(session, round);
      const seed = await readSeed(clientOf(session), { round });
      const parts = included.map(({ address, trainer }) => ({
        trainer: address,
        shard: shards[trainer] as PreparedShard,
      }));
      const trained = { round: BigInt(number), seed, included: parts };
      model = checkModel(session, trained, { before: model, after: await modelOf(session), lossSum: round.lossSum });
      const score = scoreModel(data, model);
      const loss = meanLoss(data.format, Number(round.lossSum), included.length * options.steps);
      result.rounds.push(trained);
      sayRound(say, data, loss, { proven: score, ...baselinesOf(session, result.rounds) });
      result.losses.push(loss);
      result.scores.push(score);
      if (number === 1) await loseTrainers(session);
    }
    const addresses = trainers.map(({ address }) => address);
    return { ...result, model, tally, proofsVerified, excluded, shards, addresses, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
