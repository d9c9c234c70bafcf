import {
  type Artifacts,
  type Batch,
  commitDataset,
  type DatasetCommitment,
  g1ToAffine,
  generateKeyPair,
  type KeyPair,
  keyholders as keyholderCalls,
  modelRoot,
  type Prover,
  provePossession,
  type Randomness,
  type RoundScope,
  randomField,
} from '@tacit/sdk';
import { type Address, type Hex, toHex, zeroHash } from 'viem';
import { DEVELOPMENT, expectedCircuitId, keyArgument, metadataOf } from './encoding.ts';
import type { Contract, Stage, Wallet } from './training-stage.ts';

/*
 * A task on a chain in this process, from nothing to its first round: contracts, a registered key, keyholders with
 * stakes, trainers with committed data. Keys and secrets are seeded.
 */

export interface Contracts {
  readonly registry: Contract;
  readonly keyholders: Contract;
  readonly training: Contract;
}

/** What `Training` is linked with. */
export const TRAINING_LIBRARIES = ['Rounds', 'Tasks', 'ShareDisputes', 'SumDisputes'] as const;
/** Blocks from the opening of a round to the one whose hash is its seed. */
const SEED_DELAY = 2n;
const UNBONDING_DELAY = 7n * 86_400n;

export async function deployContracts(stage: Stage): Promise<Contracts> {
  const registry = await stage.deploy('CircuitRegistry', [false]);
  const keyholders = await stage.deploy('Keyholders', [UNBONDING_DELAY]);
  const libraries: Record<string, Address> = {};
  for (const name of TRAINING_LIBRARIES) libraries[name] = (await stage.deploy(name)).address;
  const training = await stage.deploy('Training', [registry.address, keyholders.address], libraries);
  return { registry, keyholders, training };
}

/** Registers a circuit's own key, and gives the id that a client computes for itself. */
export async function registerCircuit(
  stage: Stage,
  { registry }: Contracts,
  { circuit, verificationKey }: Artifacts,
): Promise<Hex> {
  const metadata = metadataOf(circuit);
  const [wallet] = stage.wallets as [Wallet];
  await stage.send(wallet, registry, 'register', [keyArgument(verificationKey), metadata, DEVELOPMENT]);
  return expectedCircuitId(verificationKey, metadata);
}

export interface Keyholder {
  readonly wallet: Wallet;
  readonly address: Address;
  readonly keys: KeyPair;
  /** From 1, by the place in the committee. */
  readonly index: number;
}

/** Registers a key for each wallet, with possession proven and a stake. */
export async function joinKeyholders(
  stage: Stage,
  { keyholders }: Contracts,
  options: { wallets: readonly Wallet[]; stake: bigint; randomness: Randomness },
): Promise<Keyholder[]> {
  const joined: Keyholder[] = [];
  for (const [k, wallet] of options.wallets.entries()) {
    const keys = generateKeyPair(options.randomness);
    const owner = { chainId: stage.chainId, contract: keyholders.address, owner: wallet.account.address };
    const args = [g1ToAffine(keys.publicKey), provePossession(keys, owner, options.randomness)];
    await stage.send(wallet, keyholders, 'register', args, { value: options.stake });
    joined.push({ wallet, address: wallet.account.address, keys, index: k + 1 });
  }
  return joined;
}

export interface Trainer {
  readonly wallet: Wallet;
  readonly address: Address;
  readonly batches: readonly Batch[];
  readonly data: DatasetCommitment;
}

/** `Work`, `Amounts` and `Times` of TrainingTypes.sol, and what else a task's terms can differ in. */
export interface TermsPlan {
  readonly threshold: number;
  readonly work: Readonly<
    Record<'steps' | 'multiplier' | 'rounds' | 'maxVoid' | 'minTrainers' | 'maxTrainers', number>
  >;
  readonly amounts: Readonly<Record<AmountName, bigint>>;
}
type AmountName =
  | `${'trainer' | 'keyholder' | 'finaliser'}Reward`
  | 'trainerStake'
  | `${'round' | 'opening' | 'demand'}Bond`
  | 'keyholderStake'
  | 'absencePenalty';

/** Amounts that no number of payees divides, so that remainders show. */
export const AMOUNTS: TermsPlan['amounts'] = {
  trainerReward: 10n ** 16n + 7n,
  keyholderReward: 10n ** 15n + 11n,
  finaliserReward: 10n ** 15n + 13n,
  trainerStake: 10n ** 17n + 17n,
  roundBond: 10n ** 14n + 19n,
  openingBond: 10n ** 13n + 23n,
  demandBond: 10n ** 14n + 29n,
  keyholderStake: 10n ** 18n + 31n,
  absencePenalty: 10n ** 17n + 37n,
};

const PHASES = { training: 3600, demands: 600, answers: 900, complaints: 1200, aggregation: 1800 };
const LASTS = 30n * 86_400n;

export interface Task {
  readonly stage: Stage;
  readonly contracts: Contracts;
  readonly artifacts: Artifacts;
  readonly prover: Prover;
  readonly randomness: Randomness;
  readonly id: Hex;
  /** From when on rounds can be opened. */
  readonly startsAt: bigint;
  readonly plan: TermsPlan;
  readonly coordinator: Wallet;
  /** In the committee's order. */
  readonly committee: readonly Keyholder[];
}

export interface CreateOptions extends Omit<Task, 'id' | 'startsAt'> {
  readonly circuit: Hex;
  readonly model: readonly number[];
  readonly salt?: Hex;
}

/** A proposed task. Its id is what the contract says it will be before it is. */
export async function createTask(options: CreateOptions): Promise<{ task: Task; gasUsed: bigint }> {
  const { circuit, model, salt = zeroHash, ...rest } = options;
  const { stage, contracts, artifacts, plan, committee, coordinator } = options;
  const startsAt = (await stage.now()) + 60n;
  const terms = {
    circuit,
    initialRoot: modelRoot(artifacts.circuit.format, model, 0n),
    modelCid: toHex('where the model is', { size: 32 }),
    specCid: toHex('what it is about', { size: 32 }),
    admissionRoot: zeroHash,
    committee: committee.map(({ address }) => address),
    threshold: plan.threshold,
    work: { ...plan.work, minBatches: 1 },
    amounts: plan.amounts,
    times: { startsAt, endsAt: startsAt + LASTS, ...PHASES },
  };
  const { trainerReward, keyholderReward, finaliserReward } = plan.amounts;
  const value = BigInt(plan.work.rounds) * (trainerReward + keyholderReward + finaliserReward);
  const args = [coordinator.account.address, terms, salt];
  const id = await stage.read<Hex>(contracts.training, 'taskIdOf', ...args);
  const { gasUsed } = await stage.send(coordinator, contracts.training, 'create', [terms, salt], { value });
  return { task: { ...rest, id, startsAt }, gasUsed };
}

/** A member's acceptance, signed by itself and shown by anybody. */
export async function acceptTask(task: Task, { wallet, address: owner }: Keyholder): Promise<bigint> {
  const { stage, contracts, id, plan, coordinator } = task;
  const deadline = (await stage.now()) + 3600n;
  const acceptance = keyholderCalls.acceptanceTypedData(
    { chainId: Number(stage.chainId), verifyingContract: contracts.keyholders.address },
    { owner, locker: contracts.training.address, terms: id, amount: plan.amounts.keyholderStake, deadline },
  );
  const signature = await wallet.signTypedData(acceptance);
  const args = [id, owner, deadline, signature];
  return (await stage.send(coordinator, contracts.training, 'accept', args)).gasUsed;
}

/** Commits to the batches and deposits. */
export async function enrolTrainer(
  task: Task,
  wallet: Wallet,
  batches: readonly Batch[],
): Promise<{ trainer: Trainer; gasUsed: bigint }> {
  const { stage, contracts, artifacts, randomness, id } = task;
  const data = await commitDataset(artifacts.circuit.format, batches, randomField(randomness));
  const value = await stage.read<bigint>(contracts.training, 'depositOf', id);
  const args = [id, data.root, batches.length, []];
  const { gasUsed } = await stage.send(wallet, contracts.training, 'enrol', args, { value });
  return { trainer: { wallet, address: wallet.account.address, batches, data }, gasUsed };
}

/** `ITrainingRounds.Round`, as far as tests read it. */
export interface RoundState {
  readonly status: number;
  readonly openedAt: bigint;
  readonly seed: Hex;
  readonly submitted: bigint;
  readonly excluded: bigint;
  readonly included: number;
  readonly log: Hex;
  readonly sum: { readonly x: bigint; readonly y: bigint };
  readonly rootAfter: bigint;
  readonly lossSum: bigint;
  readonly settled: boolean;
}

export const ROUND_STATUSES = ['None', 'Open', 'Frozen', 'Finalised', 'Void', 'Burned'] as const;

export const readRound = ({ stage, contracts, id }: Task, round: number): Promise<RoundState> =>
  stage.read(contracts.training, 'roundOf', id, BigInt(round));

/** The seed, also when nobody has drawn it: the hash of a block that everybody has seen by now. */
export async function seedOf(task: Task, round: number): Promise<Hex> {
  const { seed, openedAt } = await readRound(task, round);
  if (seed !== zeroHash) return seed;
  const { hash } = await task.stage.client.getBlock({ blockNumber: openedAt + SEED_DELAY });
  return hash as Hex;
}

export const scopeOf = ({ stage, contracts, artifacts, id }: Task, round: number): RoundScope => ({
  chainId: stage.chainId,
  contract: contracts.training.address,
  keyHash: artifacts.verificationKey.hash,
  task: BigInt(id),
  round: BigInt(round),
});

export interface Deadlines {
  readonly demands: bigint;
  readonly answers: bigint;
  readonly complaints: bigint;
}

/** The last instants for what concerns shares, or sums. */
export async function deadlinesOf(task: Task, round: number, of: 'share' | 'sum'): Promise<Deadlines> {
  const { stage, contracts, id } = task;
  const name = `${of}Deadlines`;
  const [demands, answers, complaints] = await stage.read<[bigint, bigint, bigint]>(
    contracts.training,
    name,
    id,
    BigInt(round),
  );
  return { demands, answers, complaints };
}

/** Opens a round and lets the block pass whose hash is the seed. */
export async function openRound({ stage, contracts, id, startsAt, plan, coordinator }: Task): Promise<bigint> {
  if ((await stage.now()) < startsAt) await stage.moveTo(startsAt);
  const value = plan.amounts.openingBond;
  const { gasUsed } = await stage.send(coordinator, contracts.training, 'openRound', [id], { value });
  // Calls see the last block as their own, and the seed's must lie before it.
  await stage.mine(Number(SEED_DELAY) + 1);
  return gasUsed;
}
