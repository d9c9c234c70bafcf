// A whole network on one machine: chain, contracts, pin node, committee and task, each part as it is across machines.
import { join } from 'node:path';
import { type Artifacts, training } from '@tacit/sdk';
import { parseEther } from 'viem';
import { type LocalChain, localAccount, startLocalChain } from './chain.ts';
import { acceptTask, type JoiningKeyholder, makeKeyholder, registerKeyholder } from './committee.ts';
import { deployContracts, type LocalContracts } from './contracts.ts';
import { createTask, type LocalTask, type TaskPlan } from './task.ts';
import {
  type KeyholderSetting,
  type RunningPinNode,
  type RunningWorker,
  startKeyholder,
  startPinNode,
} from './workers.ts';

type Planned = 'threshold' | 'steps' | 'multiplier' | 'rounds' | 'trainers' | 'minTrainers';

export interface NetworkPlan extends Pick<TaskPlan, Planned> {
  /** Everything that outlives a process lies here. */
  readonly folder: string;
  /** Name of the circuit. */
  readonly circuit: string;
  /** Compiling contracts and making keys go on side by side. */
  readonly artifacts: Promise<Artifacts>;
  readonly keyholders: number;
  /** Funded accounts for workers that evaluate; whoever wants some starts them. */
  readonly workers?: number;
  /** Funded accounts for people who come in by the page. */
  readonly guests?: number;
  readonly port?: number;
  readonly chainId?: number;
  /** As they are deployed anywhere; tests save the time. */
  readonly optimised?: boolean;
  /** What keyholders are told otherwise than they would be, once there is a chain to say it of. */
  readonly settingOf?: (chain: LocalChain) => Promise<Partial<Pick<KeyholderSetting, 'chain' | 'gateways' | 'pace'>>>;
  readonly onStage?: (stage: string) => void;
  /** When there are contracts to look at, and a store; keyholders and the task follow. */
  readonly onServices?: (services: LocalServices) => void;
}

export interface LocalServices {
  readonly chain: LocalChain;
  readonly contracts: LocalContracts;
  readonly pinNode: RunningPinNode;
}

/** Who has which of the chain's accounts. The coordinator has number 0, and keyholder k number k. */
interface Accounts {
  readonly count: number;
  /** Of trainer i, from 0. */
  trainerAccount(trainer: number): number;
  /** Of whoever looks on, such as a user of the trained model. */
  readonly userAccount: number;
  workerAccount(worker: number): number;
  guestAccount(guest: number): number;
}

export interface LocalNetwork extends LocalServices, Omit<Accounts, 'count'> {
  readonly folder: string;
  readonly artifacts: Artifacts;
  readonly committee: readonly JoiningKeyholder[];
  /** In the committee's order; whoever restarts one puts the new process in the place of the old one. */
  readonly keyholders: RunningWorker[];
  readonly task: LocalTask;
  /** Of the trainers' accounts, and nobody else. */
  readonly admission: training.Admission;
  stop(): Promise<void>;
}

/** Blocks on top of a freeze after which keyholders release their sums. */
export const FINALITY = 2;
const STAKE = parseEther('2');

/** Ends what was started, the last first, and goes on when one of them fails to end. */
async function stopAll(parts: readonly (() => Promise<void>)[]): Promise<void> {
  for (const stop of [...parts].reverse()) await stop().catch(() => {});
}

function accountsOf({ keyholders, trainers, workers = 0, guests = 0 }: NetworkPlan): Accounts {
  const userAccount = 1 + keyholders + trainers;
  return {
    count: userAccount + 1 + workers + guests,
    trainerAccount: (trainer) => 1 + keyholders + trainer,
    userAccount,
    workerAccount: (worker) => userAccount + 1 + worker,
    guestAccount: (guest) => userAccount + 1 + workers + guest,
  };
}

export async function openNetwork(plan: NetworkPlan): Promise<LocalNetwork> {
  const parts: (() => Promise<void>)[] = [];
  const started = <T extends { stop(): Promise<void> }>(part: T): T => {
    parts.push(() => part.stop());
    return part;
  };
  const { folder, keyholders: members, trainers, port, chainId, optimised = true, onStage = () => {} } = plan;
  try {
    onStage('a chain, and the contracts on it');
    const accounts = accountsOf(plan);
    const where = { ...(port === undefined ? {} : { port }), ...(chainId === undefined ? {} : { chainId }) };
    const chain = started(await startLocalChain({ accounts: accounts.count, optimised, ...where }));
    const contracts = await deployContracts(chain, { optimised });
    parts.push(async () => contracts.forget());
    const artifacts = await plan.artifacts;
    const { id: circuit } = (await contracts.run(['circuits', 'register'], { circuit: plan.circuit })) as {
      id: `0x${string}`;
    };
    onStage(`a pin node and ${members} keyholders`);
    const pinNode = started(await startPinNode(join(folder, 'pin-node')));
    plan.onServices?.({ chain, contracts, pinNode });
    const committee = await joinCommittee(chain, contracts, folder, members);
    const addresses = committee.map(({ address }) => address);
    const admitted = Array.from({ length: trainers }, (_, i) => localAccount(accounts.trainerAccount(i)).address);
    const admission = training.admissionOf(admitted);
    const terms = { ...plan, artifacts, circuit, committee: addresses, admissionRoot: admission.root };
    const task = await createTask(chain, contracts, terms);
    const acceptance = { task: task.id, amount: task.terms.amounts.keyholderStake, deadline: task.startsAt };
    for (const member of committee) await acceptTask(chain, contracts, member, acceptance);
    const own = await plan.settingOf?.(chain);
    const setting = { chain, contracts, pinNode: pinNode.url, finality: FINALITY, ...own };
    const keyholders = await Promise.all(committee.map((files) => startKeyholder({ ...setting, files })));
    parts.push(async () => {
      await Promise.all(keyholders.map((worker) => worker.stop()));
    });
    const stop = () => stopAll(parts);
    const services = { chain, contracts, pinNode, committee, keyholders };
    return { folder, artifacts, ...services, task, admission, ...accounts, stop };
  } catch (error) {
    await stopAll(parts);
    throw error;
  }
}

async function joinCommittee(
  chain: LocalChain,
  contracts: LocalContracts,
  folder: string,
  members: number,
): Promise<JoiningKeyholder[]> {
  const indices = Array.from({ length: members }, (_, i) => i + 1);
  // Sealing under a passphrase takes time on purpose, and runs beside.
  const committee = await Promise.all(indices.map((index) => makeKeyholder(join(folder, `keyholder-${index}`), index)));
  for (const member of committee) await registerKeyholder(chain, contracts, member, STAKE);
  return committee;
}
