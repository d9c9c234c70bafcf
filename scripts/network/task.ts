// A training task on a local chain, with amounts and times that suit a demonstration.
import { type Artifacts, hashHex, modelRoot, randomField, systemRandomness, training, zeroWeights } from '@tacit/sdk';
import { parseEther } from 'viem';
import type { LocalChain } from './chain.ts';
import type { LocalContracts } from './contracts.ts';

type Hex = `0x${string}`;

export interface TaskPlan {
  readonly artifacts: Artifacts;
  /** As the registry has it. */
  readonly circuit: Hex;
  readonly committee: readonly Hex[];
  readonly threshold: number;
  readonly steps: number;
  readonly multiplier: number;
  readonly rounds: number;
  readonly trainers: number;
  /** A round over fewer is void. */
  readonly minTrainers: number;
  /** Root of the list of who may train; zero admits everybody. */
  readonly admissionRoot: Hex;
  /** Digest of a description that people read; nothing, if it is left out. */
  readonly specCid?: Hex;
  /** What differs from times that suit a clock that is moved on. */
  readonly times?: Partial<training.Times>;
}

export const AMOUNTS: training.Amounts = {
  trainerReward: parseEther('0.05'),
  keyholderReward: parseEther('0.01'),
  finaliserReward: parseEther('0.005'),
  trainerStake: parseEther('0.1'),
  roundBond: parseEther('0.001'),
  openingBond: parseEther('0.001'),
  demandBond: parseEther('0.002'),
  keyholderStake: parseEther('0.5'),
  absencePenalty: parseEther('0.1'),
};

const DAY = 86_400;
/** Of the chain's clock, which is moved on as soon as everybody has done what a phase is for. */
const PHASES = { training: 3600, demands: 600, answers: 600, complaints: 600, aggregation: 1800 };
const START_IN = 600;

export const NOTHING: Hex = `0x${'0'.repeat(64)}`;

export interface LocalTask {
  readonly id: Hex;
  readonly terms: training.Terms;
  /** Until when members' acceptances serve. */
  readonly startsAt: bigint;
}

/** Proposed by the chain's account 0; members must accept it before it starts. */
export async function createTask(
  chain: LocalChain,
  { training: contract }: Pick<LocalContracts, 'training'>,
  plan: TaskPlan,
): Promise<LocalTask> {
  const { artifacts, circuit, committee, threshold, steps, multiplier, rounds, admissionRoot } = plan;
  const { trainers: maxTrainers, minTrainers } = plan;
  const startsAt = plan.times?.startsAt ?? (await chain.now()) + START_IN;
  const { format } = artifacts.circuit;
  const terms: training.Terms = {
    circuit,
    initialRoot: modelRoot(format, zeroWeights(format), 0n),
    modelCid: NOTHING,
    specCid: plan.specCid ?? NOTHING,
    admissionRoot,
    committee,
    threshold,
    work: { steps, multiplier, rounds, maxVoid: rounds, minTrainers, maxTrainers, minBatches: 1 },
    amounts: AMOUNTS,
    times: { startsAt, endsAt: startsAt + 365 * DAY, ...PHASES, ...plan.times },
  };
  const salt = hashHex(randomField(systemRandomness));
  const { task } = await training.create(chain.clientsOf(0), contract, { terms, salt });
  return { id: task, terms, startsAt: BigInt(startsAt) };
}
