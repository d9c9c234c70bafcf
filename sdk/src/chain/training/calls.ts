// Every function of the contract Training that changes something.
import {
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  type Hex,
  zeroHash,
} from 'viem';
import type { Clients } from '../clients.ts';
import { type ContractEvent, findEvent } from '../events.ts';
import { trainingAbi } from '../generated/training.ts';
import type { PointArgument } from '../keyholders.ts';
import { type SendOptions, type Sent, transact } from '../write.ts';
import {
  type ComplaintArgument,
  FAULTS,
  type FinalisationArguments,
  type LogPath,
  type SignedUpdate,
  type SubmissionArgument,
  type Terms,
  type UpdateArguments,
} from './types.ts';

const abi = trainingAbi;
type Changing = 'nonpayable' | 'payable';
type Writing = ContractFunctionName<typeof abi, Changing>;
type SentBy<name extends Writing> = Promise<Sent<typeof abi, ContractFunctionReturnType<typeof abi, Changing, name>>>;
type Paying = SendOptions & { readonly value?: bigint };

function send<name extends Writing>(
  clients: Clients,
  address: Address,
  functionName: name,
  args: ContractFunctionArgs<typeof abi, Changing, name>,
  { value, ...options }: Paying = {},
): SentBy<name> {
  const call = { abi, address, functionName, args };
  return transact(clients, value === undefined ? call : { ...call, value }, options);
}

/** What all rounds of a task may pay: sent along with `create`, to the wei. */
export const poolOf = ({ amounts, work }: Pick<Terms, 'amounts' | 'work'>): bigint =>
  (amounts.trainerReward + amounts.keyholderReward + amounts.finaliserReward) * BigInt(work.rounds);

/** Proposes a task, and pays all its rewards. `task` is its id. */
export async function create(
  clients: Clients,
  address: Address,
  { terms, salt }: { readonly terms: Terms; readonly salt: Hex },
  options?: SendOptions,
): Promise<Sent<typeof abi> & { readonly task: Hex }> {
  const sent = await send(clients, address, 'create', [terms, salt], { ...options, value: poolOf(terms) });
  const created: ContractEvent<typeof abi, 'TaskCreated'> | undefined = findEvent(sent.events, 'TaskCreated');
  return { ...sent, task: created?.args.task ?? sent.result };
}

/** Shows a keyholder's signature (`keyholders.signAcceptance`); by anybody. */
export const accept = (
  clients: Clients,
  address: Address,
  {
    task,
    owner,
    deadline,
    signature,
  }: { readonly task: Hex; readonly owner: Address; readonly deadline: bigint; readonly signature: Hex },
  options?: SendOptions,
): SentBy<'accept'> => send(clients, address, 'accept', [task, owner, deadline, signature], options);

export interface EnrolArguments {
  readonly task: Hex;
  readonly dataRoot: bigint;
  readonly batches: number;
  /** The path in the tree of admitted trainers; empty where everybody is. */
  readonly admission?: readonly Hex[];
  /** `readDeposit`, to the wei. */
  readonly deposit: bigint;
}

export const enrol = (
  clients: Clients,
  address: Address,
  { task, dataRoot, batches, admission = [], deposit }: EnrolArguments,
  options?: SendOptions,
): SentBy<'enrol'> =>
  send(clients, address, 'enrol', [task, dataRoot, batches, admission], { ...options, value: deposit });

export const quit = (clients: Clients, address: Address, task: Hex, options?: SendOptions): SentBy<'quit'> =>
  send(clients, address, 'quit', [task], options);

export const stop = (clients: Clients, address: Address, task: Hex, options?: SendOptions): SentBy<'stop'> =>
  send(clients, address, 'stop', [task], options);

export const close = (clients: Clients, address: Address, task: Hex, options?: SendOptions): SentBy<'close'> =>
  send(clients, address, 'close', [task], options);

/** Credits a trainer with what it earned; `limit` is the most rounds to look at. */
export const collect = (
  clients: Clients,
  address: Address,
  { task, trainer, limit }: { readonly task: Hex; readonly trainer: Address; readonly limit: bigint },
  options?: SendOptions,
): SentBy<'collect'> => send(clients, address, 'collect', [task, trainer, limit], options);

/** Sends the caller what it is owed. */
export const withdraw = (clients: Clients, address: Address, to: Address, options?: SendOptions): SentBy<'withdraw'> =>
  send(clients, address, 'withdraw', [to], options);

/** Opens the next round; `bond` is `amounts.openingBond`, to the wei. */
export const openRound = (
  clients: Clients,
  address: Address,
  { task, bond }: { readonly task: Hex; readonly bond: bigint },
  options?: SendOptions,
): SentBy<'openRound'> => send(clients, address, 'openRound', [task], { ...options, value: bond });

export const drawSeed = (clients: Clients, address: Address, task: Hex, options?: SendOptions): SentBy<'drawSeed'> =>
  send(clients, address, 'drawSeed', [task], options);

export const submitUpdate = (
  clients: Clients,
  address: Address,
  { task, roots, proofs, sealing }: UpdateArguments & { readonly task: Hex },
  options?: SendOptions,
): SentBy<'submitUpdate'> => send(clients, address, 'submitUpdate', [task, roots, proofs, sealing], options);

/** Sends others' signed updates, all or none. */
export const submitUpdates = (
  clients: Clients,
  address: Address,
  { task, updates }: { readonly task: Hex; readonly updates: readonly SignedUpdate[] },
  options?: SendOptions,
): SentBy<'submitUpdates'> => {
  const heads = updates.map(({ trainer, signature, sealing }) => ({ trainer, signature, sealing }));
  const [roots, proofs] = [updates.flatMap((update) => update.roots), updates.flatMap((update) => update.proofs)];
  return send(clients, address, 'submitUpdates', [task, heads, roots, proofs], options);
};

export const freeze = (clients: Clients, address: Address, task: Hex, options?: SendOptions): SentBy<'freeze'> =>
  send(clients, address, 'freeze', [task], options);

export const finalise = (
  clients: Clients,
  address: Address,
  { task, root, lossSum, abc, beneficiary, cid }: FinalisationArguments & { readonly task: Hex },
  options?: SendOptions,
): SentBy<'finalise'> => send(clients, address, 'finalise', [task, root, lossSum, abc, beneficiary, cid], options);

export const burn = (clients: Clients, address: Address, task: Hex, options?: SendOptions): SentBy<'burn'> =>
  send(clients, address, 'burn', [task], options);

/** Names one round of one task. */
export interface RoundId {
  readonly task: Hex;
  readonly round: bigint;
}

export const settle = (
  clients: Clients,
  address: Address,
  { task, round }: RoundId,
  options?: SendOptions,
): SentBy<'settle'> => send(clients, address, 'settle', [task, round], options);

/** Says where the model after a round is. */
export const announce = (
  clients: Clients,
  address: Address,
  { task, round, cid }: RoundId & { readonly cid: Hex },
  options?: SendOptions,
): SentBy<'announce'> => send(clients, address, 'announce', [task, round, cid], options);

/** Whose ciphertext of which submission: members count from 1. */
export interface ShareId {
  readonly task: Hex;
  readonly trainer: Address;
  readonly member: number;
}

/** The caller, a keyholder, cannot get its ciphertext; `bond` is `amounts.demandBond`, to the wei. */
export const demandShare = (
  clients: Clients,
  address: Address,
  { task, trainer, member, bond }: ShareId & { readonly bond: bigint },
  options?: SendOptions,
): SentBy<'demandShare'> =>
  send(clients, address, 'demandShare', [task, trainer, BigInt(member)], { ...options, value: bond });

/** A submission and where it stands in the log. */
export interface Shown {
  readonly task: Hex;
  readonly submission: SubmissionArgument;
  readonly path: LogPath;
}

/** Shows a demanded ciphertext, for the demand's bond. */
export const answerShare = (
  clients: Clients,
  address: Address,
  { task, submission, path, member, ciphertext }: Shown & { readonly member: number; readonly ciphertext: Hex },
  options?: SendOptions,
): SentBy<'answerShare'> =>
  send(clients, address, 'answerShare', [task, submission, path, BigInt(member), ciphertext], options);

export const excludeUndelivered = (
  clients: Clients,
  address: Address,
  { task, submission, path, member }: Shown & { readonly member: number },
  options?: SendOptions,
): SentBy<'excludeUndelivered'> =>
  send(clients, address, 'excludeUndelivered', [task, submission, path, BigInt(member)], options);

export const returnDemand = (
  clients: Clients,
  address: Address,
  { task, trainer, member }: ShareId,
  options?: SendOptions,
): SentBy<'returnDemand'> => send(clients, address, 'returnDemand', [task, trainer, BigInt(member)], options);

const NOTHING = { x: 0n, y: 0n };

export const complain = (
  clients: Clients,
  address: Address,
  { task, submission, path, complaint }: Shown & { readonly complaint: ComplaintArgument },
  options?: SendOptions,
): SentBy<'complain'> => {
  const { fault, member = 0, ciphertext = '0x', shared = NOTHING, proof = { c: 0n, z: 0n }, bases = [] } = complaint;
  const whole = { fault: FAULTS.indexOf(fault), member, ciphertext, shared, proof, bases };
  return send(clients, address, 'complain', [task, submission, path, whole], options);
};

/** The caller, a keyholder, has summed its shares of exactly the frozen set; `cid` is the SHA-256 of the sum's bytes. */
export const postSum = (
  clients: Clients,
  address: Address,
  { task, round, frozenLog, cid }: RoundId & { readonly frozenLog: Hex; readonly cid: Hex },
  options?: SendOptions,
): SentBy<'postSum'> => send(clients, address, 'postSum', [task, round, frozenLog, cid], options);

export const demandSum = (
  clients: Clients,
  address: Address,
  { task, round, member, bond }: RoundId & { readonly member: number; readonly bond: bigint },
  options?: SendOptions,
): SentBy<'demandSum'> =>
  send(clients, address, 'demandSum', [task, round, BigInt(member)], { ...options, value: bond });

export const answerSum = (
  clients: Clients,
  address: Address,
  { task, round, member, sum }: RoundId & { readonly member: number; readonly sum: Hex },
  options?: SendOptions,
): SentBy<'answerSum'> => send(clients, address, 'answerSum', [task, round, BigInt(member), sum], options);

/** Adds up the commitments of the next submissions in the log; `later` are the hashes of those after them. */
export const gather = (
  clients: Clients,
  address: Address,
  {
    task,
    round,
    next,
    later,
  }: RoundId & { readonly next: readonly SubmissionArgument[]; readonly later: readonly Hex[] },
  options?: SendOptions,
): SentBy<'gather'> => send(clients, address, 'gather', [task, round, next, later], options);

export const proveSumWrong = (
  clients: Clients,
  address: Address,
  {
    task,
    round,
    member,
    bases,
    sum,
  }: RoundId & { readonly member: number; readonly bases: readonly PointArgument[]; readonly sum: Hex },
  options?: SendOptions,
): SentBy<'proveSumWrong'> =>
  send(clients, address, 'proveSumWrong', [task, round, BigInt(member), bases, sum], options);

/** Where there is no model, description or tree. */
export const NO_HASH: Hex = zeroHash;
