import { homedir } from 'node:os';
import { join } from 'node:path';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { parseAmount } from '../support/quantities.ts';
import { hostEnvironment, type Outcome, runTask, tell } from '../support/run-task.ts';
import {
  type Artifacts,
  DEFAULT_POLICY,
  openTrainerFolder,
  type Prover,
  type RoundReport,
  readPassphraseFile,
  relayTo,
  type SignClient,
  snarkjsProver,
  type TrainerPolicy,
  type TrainerSecret,
  type TrainSummary,
  training,
  trainTask,
} from '../support/sdk.ts';
import { openStore, type StorageArguments } from '../support/storage.ts';
import { table } from '../support/table.ts';
import { type AdmissionArguments, readAdmission } from '../training/admission-file.ts';
import {
  openAccount,
  readCount,
  readTaskId,
  requireTask,
  type SigningArguments,
  type TaskArguments,
} from '../training/contract.ts';
import { type CsvArguments, readCsvDataset } from '../training/dataset-file.ts';
import { type CircuitArguments, findArtifacts } from '../training/own-circuit.ts';
import { createReport, type TrainReport } from './report.ts';

export interface TrainArguments
  extends SigningArguments,
    TaskArguments,
    CircuitArguments,
    CsvArguments,
    AdmissionArguments,
    StorageArguments {
  readonly state: string | undefined;
  readonly passphraseFile: string | undefined;
  readonly rounds: string | undefined;
  readonly relay: string | undefined;
  readonly finality: string | undefined;
  readonly fromBlock: string | undefined;
  readonly poll: string | undefined;
  readonly minMembers: string | undefined;
  readonly minThreshold: string | undefined;
  readonly minTrainers: string | undefined;
  readonly maxDeposit: string | undefined;
  readonly allowOpenAdmission: boolean;
}

/** Behind a person's home, where nothing that cleans up a project will find it: without it an enrolment is worth nothing. */
const stateFolder = ({ state }: TrainArguments): string => state ?? join(homedir(), '.tacit', 'trainer');

async function secretOf({ passphraseFile }: TrainArguments, wallet: SignClient): Promise<TrainerSecret> {
  const passphrase =
    passphraseFile === undefined ? hostEnvironment().TACIT_PASSPHRASE : await readPassphraseFile(passphraseFile);
  return passphrase ? { kind: 'passphrase', passphrase } : { kind: 'wallet', wallet };
}

function policyOf({ minMembers, minThreshold, minTrainers, maxDeposit, allowOpenAdmission }: TrainArguments) {
  const count = (text: string | undefined, option: keyof typeof DEFAULT_POLICY): number =>
    text === undefined ? Number(DEFAULT_POLICY[option]) : readCount(text, option, 65_535);
  const policy: TrainerPolicy = {
    minMembers: count(minMembers, 'minMembers'),
    minThreshold: count(minThreshold, 'minThreshold'),
    minTrainers: count(minTrainers, 'minTrainers'),
    allowOpenAdmission,
  };
  return maxDeposit === undefined ? policy : { ...policy, maxDeposit: parseAmount(maxDeposit, 'max-deposit') };
}

async function datasetOf(artifacts: Artifacts, options: TrainArguments) {
  const { csv } = options;
  if (csv === undefined) return undefined;
  return async () => {
    const { source, notes } = await readCsvDataset(artifacts, { ...options, csv });
    for (const note of notes) tell(note);
    return source;
  };
}

const OUTCOMES: Readonly<Record<RoundReport['outcome'], string>> = {
  submitted: 'under way',
  frozen: 'under way',
  excluded: 'excluded',
  finalised: 'finalised',
  void: 'void',
  burned: 'burned',
  missed: 'missed',
};

const ENDED: Readonly<Record<TrainSummary['ended'], string>> = {
  rounds: 'all rounds that were asked for',
  task: 'the task is over',
  expelled: 'this trainer has left the task or was excluded',
};

function outcomeOf(task: string, trainer: string, { rounds, ended }: TrainSummary): Outcome {
  const last = rounds.findLast(({ cid }) => cid !== undefined);
  const rows = [
    ['round', 'outcome', 'mean loss', 'gas'],
    ...rounds.map(({ round, outcome, loss, gasUsed }) => [
      `${round}`,
      OUTCOMES[outcome],
      loss?.toFixed(4) ?? '',
      gasUsed === undefined ? '' : `${gasUsed}`,
    ]),
  ];
  const facts = [
    ['ended', ENDED[ended]],
    ...(last
      ? [
          ['envelope', last.cid ?? ''],
          ['transaction', last.transaction ?? 'not of this account: relayed, or sent by an earlier start'],
          ['gas', last.gasUsed === undefined ? 'paid by who sent it' : `${last.gasUsed}`],
        ]
      : []),
  ];
  const text = rounds.length === 0 ? table(facts) : `${table(rows)}\n\n${table(facts)}`;
  return { json: { task, trainer, ended, rounds }, text };
}

async function train(
  options: TrainArguments,
  hre: HardhatRuntimeEnvironment,
  { prover, report }: { readonly prover: Prover; readonly report: TrainReport },
): Promise<Outcome> {
  const task = readTaskId(options);
  const { rounds = 'all', finality = 'finalized', fromBlock = '0', poll = '4', relay } = options;
  const counted = {
    rounds: rounds === 'all' ? rounds : readCount(rounds, 'rounds', 65_535),
    finality: finality === 'finalized' ? finality : readCount(finality, 'finality', 10_000),
    fromBlock: BigInt(readCount(fromBlock, 'from-block')),
    pollMs: 1000 * readCount(poll, 'poll', 3600) || 100,
  } as const;
  const policy = policyOf(options);
  const { network, contract, clients, account } = await openAccount(hre, options);
  const { chainId } = network;
  const found = requireTask(await training.readTask(network.publicClient, contract, task), task);
  const admission = await readAdmission(options, { account, task: found });
  const store = openStore(options, clients.walletClient);
  const artifacts = await findArtifacts(found, options);
  const secret = await secretOf(options, clients.walletClient);
  const state = await openTrainerFolder({
    ...{ folder: stateFolder(options), chainId, contract, task, trainer: account, secret },
  });
  const dataset = await datasetOf(artifacts, options);
  const summary = await trainTask({
    ...{ clients, chainId, contract, task, artifacts, prover, store, state, policy, admission, ...counted },
    ...(dataset && { dataset }),
    ...(relay === undefined ? {} : { relay: relayTo({ url: relay, wallet: clients.walletClient }) }),
    onEvent: report.onEvent,
  });
  return outcomeOf(task, account, summary);
}

export default async function trainingTask(options: TrainArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  const [prover, report] = [snarkjsProver(), createReport()];
  await runTask(options, async () => {
    try {
      const outcome = await train(options, hre, { prover, report });
      report.end();
      return outcome;
    } catch (error) {
      report.end('failed');
      throw error;
    }
  });
  await prover.close();
}
