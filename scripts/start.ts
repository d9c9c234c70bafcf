// `npm start`: the local demonstration. One process plays trainers, chain and committee; the proofs are real.
import { join } from 'node:path';
import {
  learningRateOf,
  multiplierOf,
  nearestLearningRate,
  PROOF_BYTES,
  PROOF_COMPRESSED_BYTES,
  ProtocolError,
  type Prover,
  shapeName,
  snarkjsProver,
  verifyProof,
  zeroWeights,
} from '@tacit/sdk';
import {
  type BuildProgress,
  defaultLocations,
  formatBytes,
  formatDuration,
  localArtifacts,
  paint,
  readCircuitsFile,
  startProgress,
} from '@tacit/sdk/node';
import { median } from './bench/measure.ts';
import { type Dataset, loadDataset } from './demo/dataset.ts';
import { type DemoOptions, HELP, readOptions, UsageError } from './demo/options.ts';
import { enrol, evaluate, finaliseRound, type RoundReport, type StepReport, trainLocally } from './demo/training.ts';
import { seededRandomness } from './support/seeded-randomness.ts';

type Say = (line?: string) => void;

async function prepareCircuit(dataset: Dataset) {
  const locations = defaultLocations();
  const declared = readCircuitsFile(join(locations.circuits, 'circuits.json'));
  const name = shapeName(dataset.shape);
  const file = { ...declared, circuits: { ...declared.circuits, [name]: dataset.shape } };
  const progress = startProgress(`setting up ${name} (once)`, { patience: 500 });
  const onProgress = ({ stage, fraction }: BuildProgress): void =>
    progress.update(fraction, stage === 'compile' ? 'compiling the circuit' : 'making a development key');
  try {
    const artifacts = await localArtifacts({ locations, file, onProgress }).load(name);
    progress.end('done');
    return artifacts;
  } catch (error) {
    progress.end('failed');
    throw error;
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function introduce(say: Say, dataset: Dataset, options: DemoOptions, constraints: number, rate: number): void {
  const { format } = dataset;
  const goal = dataset.classes ? `one of ${dataset.classes.join(', ')}` : 'a number';
  say(paint('bold', `Tacit: ${shapeName(dataset.shape)} on ${dataset.name}`));
  say(`  data      ${dataset.rows} rows, ${format.inputs} features; target "${dataset.target}": ${goal}`);
  say(`  trainers  ${options.trainers} with disjoint shards; ${dataset.test.inputs.length} rows held out`);
  say(`  circuit   ${constraints} constraints, ${format.weights} weights, learning rate ${rate}`);
  say(`  key       development: its trapdoor is public, fit for a demonstration and nothing else`);
}

function showStep(say: Say, { trainer, step, batchIndex, loss, proveMs, verifyMs }: StepReport): void {
  const place = `${trainer.padEnd(11)} step ${step + 1}, batch ${String(batchIndex).padStart(3)}`;
  const times = `proved in ${formatDuration(proveMs)}, verified in ${verifyMs.toFixed(0)} ms`;
  say(`  ${place}   loss ${loss.toFixed(4)}   ${times} ${paint('green', '✓')}`);
}

function showRound(say: Say, dataset: Dataset, round: number, report: RoundReport, score: number): void {
  const quality = dataset.classes ? `held-out accuracy ${percent(score)}` : `held-out error ${score.toFixed(4)}`;
  const root = `0x${report.root.toString(16).padStart(64, '0').slice(0, 12)}…`;
  say(`  round ${round + 1} final in ${formatDuration(report.proveMs)} ${paint('green', '✓')}  model root ${root}`);
  say(paint('bold', `  mean proven loss ${report.loss.toFixed(4)}, ${quality}`));
}

async function demonstrate(options: DemoOptions, say: Say, prover: Prover): Promise<object> {
  const randomness = seededRandomness(options.seed);
  const dataset = await loadDataset(options, randomness);
  const artifacts = await prepareCircuit(dataset);
  const { format } = artifacts.circuit;
  const rate = nearestLearningRate(format, options.rate ?? (format.kind === 'linear' ? 0.05 : 0.25));
  const multiplier = multiplierOf(format, rate);
  introduce(say, dataset, options, artifacts.constraints, learningRateOf(format, multiplier));

  const trainers = [];
  for (const [i, rows] of dataset.shards.entries()) {
    trainers.push(await enrol(artifacts, `trainer ${i + 1}`, rows, randomness));
  }
  let model: readonly number[] = zeroWeights(format);
  const before = evaluate(artifacts, model, dataset.test);
  const steps: StepReport[] = [];
  const rounds: { round: number; loss: number; score: number }[] = [];
  for (let round = 0; round < options.rounds; round++) {
    say();
    say(`Round ${round + 1} of ${options.rounds}`);
    const onStep = (report: StepReport): void => {
      steps.push(report);
      showStep(say, report);
    };
    const updates = [];
    for (const trainer of trainers) {
      const { steps: count } = options;
      updates.push(
        await trainLocally({ artifacts, prover, trainer, model, multiplier, steps: count, round, randomness, onStep }),
      );
    }
    const report = await finaliseRound({ artifacts, prover, model, updates, steps: options.steps, round });
    model = report.model;
    const score = evaluate(artifacts, model, dataset.test);
    rounds.push({ round: round + 1, loss: report.loss, score });
    showRound(say, dataset, round, report, score);
  }
  const last = steps.at(-1) as StepReport;
  const altered = {
    ...last.claim,
    statement: { ...last.claim.statement, rootAfter: last.claim.statement.rootAfter + 1n },
  };
  const refused = !verifyProof(artifacts.verificationKey, altered);
  conclude(say, { steps, rounds, refused, before });
  return {
    circuit: artifacts.circuit.name,
    constraints: artifacts.constraints,
    keyProvenance: artifacts.verificationKey.provenance.kind,
    proofsVerified: steps.length + rounds.length,
    medianProveMs: Math.round(median(steps.map(({ proveMs }) => proveMs))),
    alteredProofRefused: refused,
    scoreBefore: before,
    rounds,
  };
}

function conclude(
  say: Say,
  result: { steps: StepReport[]; rounds: { loss: number; score: number }[]; refused: boolean; before: number },
): void {
  const { steps, rounds } = result;
  const proving = median(steps.map(({ proveMs }) => proveMs));
  const verifying = median(steps.map(({ verifyMs }) => verifyMs));
  const [first, last] = [rounds[0], rounds.at(-1)];
  say();
  say(`${steps.length + rounds.length} proofs verified: ${steps.length} steps and ${rounds.length} finalisations.`);
  say(`Mean proven loss ${first?.loss.toFixed(4)} in the first round, ${last?.loss.toFixed(4)} in the last.`);
  say(
    `A proof has ${formatBytes(PROOF_BYTES + 64)} with its commitment (${PROOF_COMPRESSED_BYTES + 32} B compressed);`,
  );
  say(`the median took ${formatDuration(proving)} to make and ${verifying.toFixed(0)} ms to check.`);
  say(
    `The last proof, shown for another new model: ${result.refused ? 'refused, as it must be' : 'ACCEPTED (a bug!)'}.`,
  );
  say();
  say('Trainers, chain and committee were one process here: nobody was kept from seeing anything.');
  say('Next: your own data, npm start -- --csv file.csv --target column; or a proof by hand:');
  say('npx hardhat zk example --circuit linear-16x4-b8 | npx hardhat zk prove | npx hardhat zk verify');
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    console.log(HELP);
    return;
  }
  const say: Say = options.json ? (line = '') => console.error(line) : (line = '') => console.log(line);
  const prover = snarkjsProver();
  try {
    const result = await demonstrate(options, say, prover);
    if (options.json) console.log(JSON.stringify(result, null, 2));
  } finally {
    await prover.close();
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
