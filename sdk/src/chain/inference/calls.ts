// Every function of the contract InferenceMarket that changes an offer or a job.
import {
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  type Hex,
  zeroHash,
} from 'viem';
import type { Clients } from '../clients.ts';
import { findEvent } from '../events.ts';
import { inferenceMarketAbi } from '../generated/inference-market.ts';
import { type SendOptions, type Sent, transact } from '../write.ts';
import { MODES, type OfferTerms, type Trust } from './types.ts';

const abi = inferenceMarketAbi;
type Changing = 'nonpayable' | 'payable';
type Writing = ContractFunctionName<typeof abi, Changing>;
type SentBy<name extends Writing> = Promise<Sent<typeof abi, ContractFunctionReturnType<typeof abi, Changing, name>>>;
type Paying = SendOptions & { readonly value?: bigint | undefined };

/** Whoever comes last of a panel also does what follows from it; who that is, others' transactions decide. */
const COMING_LAST = 600_000n;

/** Sends a call of the market; `pool.ts` uses it, too. */
export function send<name extends Writing>(
  clients: Clients,
  address: Address,
  functionName: name,
  args: ContractFunctionArgs<typeof abi, Changing, name>,
  { value, ...options }: Paying = {},
): SentBy<name> {
  const call = { abi, address, functionName, args };
  return transact(clients, value === undefined ? call : { ...call, value }, options);
}

/** Terms as the contract takes them. */
export const termsArgument = ({ mode, ...terms }: OfferTerms) => ({ mode: MODES.indexOf(mode), ...terms });

/** Trust as the contract takes it: no attested workers are known yet. */
export const trustArgument = ({ workers, agreeing }: Trust) => ({ workers, agreeing, attestation: zeroHash });

/** Offers a model of the caller's. `id` names the offer. */
export async function offer(
  clients: Clients,
  address: Address,
  { model, terms }: { readonly model: Hex; readonly terms: OfferTerms },
  options?: SendOptions,
): Promise<Sent<typeof abi> & { readonly id: Hex }> {
  const sent = await send(clients, address, 'offer', [model, termsArgument(terms)], options);
  return { ...sent, id: findEvent(sent.events, 'OfferMade')?.args.offer ?? sent.result };
}

/** No more jobs; those under way go on. */
export const withdrawOffer = (
  clients: Clients,
  address: Address,
  id: Hex,
  options?: SendOptions,
): SentBy<'withdrawOffer'> => send(clients, address, 'withdrawOffer', [id], options);

export interface JobArguments {
  readonly offer: Hex;
  readonly trust: Trust;
  readonly samples: number;
  /** Seconds until the job ends unserved. */
  readonly duration: bigint;
  /** SHA-256 of the request's document. */
  readonly requestCid: Hex;
  /** `readCost`, to the wei. */
  readonly payment: bigint;
}

/** Asks for a job, and pays all of it into escrow. `id` names the job. */
export async function request(
  clients: Clients,
  address: Address,
  { offer: id, trust, samples, duration, requestCid, payment }: JobArguments,
  options?: SendOptions,
): Promise<Sent<typeof abi> & { readonly id: Hex }> {
  const args = [id, trustArgument(trust), samples, duration, requestCid] as const;
  const sent = await send(clients, address, 'request', args, { ...options, value: payment });
  return { ...sent, id: findEvent(sent.events, 'JobRequested')?.args.job ?? sent.result };
}

/** Fills the panel's missing seats; anybody may. */
export const draw = (clients: Clients, address: Address, job: Hex, options?: SendOptions): SentBy<'draw'> =>
  send(clients, address, 'draw', [job], options);

/** The caller's result, hidden in `hashResult`. */
export const commit = (
  clients: Clients,
  address: Address,
  { job, commitment }: { readonly job: Hex; readonly commitment: Hex },
  options?: SendOptions,
): SentBy<'commit'> => send(clients, address, 'commit', [job, commitment], { spareGas: COMING_LAST, ...options });

/** Gives the caller's seat back. */
export const decline = (clients: Clients, address: Address, job: Hex, options?: SendOptions): SentBy<'decline'> =>
  send(clients, address, 'decline', [job], { spareGas: COMING_LAST, ...options });

/** Shows what the caller committed to. */
export const reveal = (
  clients: Clients,
  address: Address,
  { job, result, salt }: { readonly job: Hex; readonly result: Hex; readonly salt: Hex },
  options?: SendOptions,
): SentBy<'reveal'> => send(clients, address, 'reveal', [job, result, salt], { spareGas: COMING_LAST, ...options });

/** Counts what was revealed; anybody may. */
export const tally = (clients: Clients, address: Address, job: Hex, options?: SendOptions): SentBy<'tally'> =>
  send(clients, address, 'tally', [job], options);

/** Asks for a further evaluation by more workers; `deposit` is `readContestCost`, to the wei. */
export const contest = (
  clients: Clients,
  address: Address,
  { job, deposit }: { readonly job: Hex; readonly deposit: bigint },
  options?: SendOptions,
): SentBy<'contest'> => send(clients, address, 'contest', [job], { ...options, value: deposit });

/** Ends a phase whose time is over; anybody may. */
export const settle = (clients: Clients, address: Address, job: Hex, options?: SendOptions): SentBy<'settle'> =>
  send(clients, address, 'settle', [job], options);

/** The user is content, and everybody is paid. Never let this depend on what a result decrypts to. */
export const accept = (clients: Clients, address: Address, job: Hex, options?: SendOptions): SentBy<'accept'> =>
  send(clients, address, 'accept', [job], options);

/** Split: the user gives the creator what it sealed. */
export const handOver = (
  clients: Clients,
  address: Address,
  { job, sealedCid }: { readonly job: Hex; readonly sealedCid: Hex },
  options?: SendOptions,
): SentBy<'handOver'> => send(clients, address, 'handOver', [job, sealedCid], options);

/** Split: the creator's answer, sealed to the user. */
export const answer = (
  clients: Clients,
  address: Address,
  { job, answerCid }: { readonly job: Hex; readonly answerCid: Hex },
  options?: SendOptions,
): SentBy<'answer'> => send(clients, address, 'answer', [job, answerCid], options);
