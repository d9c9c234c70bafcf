import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import { type Outcome, runTask } from '../support/run-task.ts';
import { formatAmount, formatTime, type RoundView, readRoundView, training, withProgress } from '../support/sdk.ts';
import { table } from '../support/table.ts';
import {
  type ContractArguments,
  type Hex,
  type OpenContract,
  openContract,
  readCount,
  readRoundNumber,
  readTaskId,
  requireTask,
  type TaskArguments,
} from './contract.ts';

interface Arguments extends ContractArguments, TaskArguments {
  readonly round: string | undefined;
  readonly fromBlock: string | undefined;
}

type Rows = [string, string][];

/** The terms that the id hashes: whoever takes part looks at these, and at nothing else that a task is said to be. */
async function findTerms({ network, contract }: OpenContract, task: Hex, fromBlock: bigint) {
  const found = await withProgress('looking for the terms', () =>
    training.findTerms(network.publicClient, contract, task, { fromBlock }),
  );
  if (!found) return { terms: undefined, verified: false };
  const { coordinator, salt, terms } = found;
  const id = training.computeTaskId({ chainId: network.chainId, contract, coordinator, salt, terms });
  return { terms: training.formatTerms(terms), salt, verified: id === task };
}

function taskRows({ task, committee }: RoundView, id: Hex, verified: boolean): Rows {
  const { work, amounts } = task;
  return [
    ['task', `${id}${verified ? ', the hash of the terms that its event shows' : ''}`],
    ['status', `${task.status}, ${training.indicesOf(task.accepted).length} of ${task.members} keyholders accepted`],
    ['coordinator', task.coordinator],
    ['work', `${work.rounds} rounds of ${work.steps} steps, multiplier ${work.multiplier}`],
    ['rounds', `${task.round} opened, ${task.consumed} done, ${task.voids} void, ${task.unsettled} not settled`],
    [
      'trainers',
      `${training.indicesOf(task.activeSet).length} active of ${task.enrolled} enrolled; ${work.minTrainers} to ${work.maxTrainers}`,
    ],
    [
      'rewards',
      `a round: ${formatAmount(amounts.trainerReward)} for all trainers, ${formatAmount(amounts.keyholderReward)} for keyholders`,
    ],
    [
      'stakes',
      `a trainer's ${formatAmount(amounts.trainerStake)}, a keyholder's ${formatAmount(amounts.keyholderStake)}`,
    ],
    [
      'absence',
      `costs ${formatAmount(amounts.roundBond)} a round, a keyholder ${formatAmount(amounts.absencePenalty)}`,
    ],
    ['pool', formatAmount(task.pool)],
    ['model root', task.root.toString()],
    ['open', `from ${formatTime(BigInt(task.times.startsAt))} to ${formatTime(BigInt(task.times.endsAt))}`],
    ['threshold', `any ${task.threshold} of ${committee.length} keyholders`],
    ...committee.map((owner, i): [string, string] => [`member ${i + 1}`, owner]),
  ];
}

function roundRows({ round, scope }: RoundView, { phase, until }: training.PhaseNow): Rows {
  const count = (set: bigint | number): number => training.indicesOf(set).length;
  return [
    ['round', `${scope.round}: ${phase}${until === undefined ? '' : `, until ${formatTime(BigInt(until))}`}`],
    ['submitted', `${count(round.submitted)} of ${count(round.invited)} invited, ${count(round.excluded)} excluded`],
    ['demands', `${round.openDemands} open`],
    ['sums', `${count(round.posted)} posted, ${count(round.faulty)} proven wrong`],
  ];
}

async function show(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<Outcome> {
  const id = readTaskId(options);
  const fromBlock = BigInt(readCount(options.fromBlock ?? '0', 'from-block', 2 ** 40));
  const opened = await openContract(hre, options);
  const { network, contract } = opened;
  const client = network.publicClient;
  requireTask(await training.readTask(client, contract, id), id);
  const view = await readRoundView(client, {
    chainId: network.chainId,
    contract,
    task: id,
    ...readRoundNumber(options.round),
  });
  const { verified, ...terms } = await findTerms(opened, id, fromBlock);
  const now = await training.readTime(client);
  const phase = training.phaseOf(view.task, view.round, now);
  const opens = view.round.status !== 'none';
  const json = {
    task: { id, ...view.task },
    verified,
    ...terms,
    committee: view.committee,
    ...(opens ? { round: { number: view.scope.round, ...phase, ...view.round } } : {}),
    now,
  };
  const rows = [...taskRows(view, id, verified), ...(opens ? roundRows(view, phase) : [])];
  return { json, text: table(rows) };
}

export default async function showTask(options: Arguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runTask(options, () => show(options, hre));
}
