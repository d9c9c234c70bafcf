// Every function of the contract InferenceMarket that only reads offers and jobs.
import type { Address, ContractFunctionReturnType, Hex } from 'viem';
import { getBlock } from 'viem/actions';
import type { ReadClient } from '../clients.ts';
import { explained } from '../failure.ts';
import { inferenceMarketAbi } from '../generated/inference-market.ts';
import { query } from '../read.ts';
import {
  JOB_PHASES,
  type Job,
  type JobOutcome,
  type JobPhase,
  MODES,
  type Mode,
  type Offer,
  type OfferTerms,
  OUTCOMES,
  SEAT_STATUSES,
  type Seat,
  type SeatStatus,
} from './types.ts';

const abi = inferenceMarketAbi;
type Returned<name extends 'offerOf' | 'jobOf' | 'panelOf'> = ContractFunctionReturnType<typeof abi, 'view', name>;

export const termsFrom = ({ mode, ...terms }: Returned<'offerOf'>['terms']): OfferTerms => ({
  mode: MODES[mode] as Mode,
  ...terms,
});

/** Refuses an unknown id (OFFER_UNKNOWN). */
export async function readOffer(client: ReadClient, address: Address, id: Hex): Promise<Offer> {
  const { terms, ...found } = await query(client, { abi, address, functionName: 'offerOf', args: [id] });
  return { ...found, terms: termsFrom(terms) };
}

/** Refuses an unknown id (JOB_UNKNOWN). */
export async function readJob(client: ReadClient, address: Address, id: Hex): Promise<Job> {
  const { phase, outcome, trust, ...found } = await query(client, {
    ...{ abi, address, functionName: 'jobOf', args: [id] },
  });
  return {
    ...found,
    phase: JOB_PHASES[phase] as JobPhase,
    outcome: OUTCOMES[outcome] as JobOutcome,
    trust: { workers: trust.workers, agreeing: trust.agreeing },
  };
}

/** The seats of the step under way, or of the last. */
export async function readPanel(client: ReadClient, address: Address, id: Hex): Promise<Seat[]> {
  const seats = await query(client, { abi, address, functionName: 'panelOf', args: [id] });
  return seats.map(({ status, ...seat }) => ({ ...seat, status: SEAT_STATUSES[status] as SeatStatus }));
}

/** What `request` takes now, in wei. */
export const readCost = (
  client: ReadClient,
  address: Address,
  { offer, workers, samples }: { readonly offer: Hex; readonly workers: number; readonly samples: number },
): Promise<bigint> => query(client, { abi, address, functionName: 'costOf', args: [offer, workers, samples] });

/** What `contest` takes now, in wei. */
export const readContestCost = (client: ReadClient, address: Address, job: Hex): Promise<bigint> =>
  query(client, { abi, address, functionName: 'contestCostOf', args: [job] });

/** The contract's own word for `computeOfferId`. */
export const readOfferId = (
  client: ReadClient,
  address: Address,
  { creator, model, terms }: { readonly creator: Address; readonly model: Hex; readonly terms: OfferTerms },
): Promise<Hex> => {
  const argument = { ...terms, mode: MODES.indexOf(terms.mode) };
  return query(client, { abi, address, functionName: 'offerIdOf', args: [creator, model, argument] });
};

/** The contract's own word for `computeJobId`. */
export const readJobId = (
  client: ReadClient,
  address: Address,
  { user, offer, requestCid }: { readonly user: Address; readonly offer: Hex; readonly requestCid: Hex },
): Promise<Hex> => query(client, { abi, address, functionName: 'jobIdOf', args: [user, offer, requestCid] });

/** The contract's own word for `hashResult`. */
export const readResultHash = (
  client: ReadClient,
  address: Address,
  { job, step, worker, result, salt }: ResultArguments,
): Promise<Hex> => query(client, { abi, address, functionName: 'hashResult', args: [job, step, worker, result, salt] });

/** One worker's result for one step of one job. */
export interface ResultArguments {
  readonly job: Hex;
  readonly step: number;
  readonly worker: Address;
  readonly result: Hex;
  readonly salt: Hex;
}

/** What the market allows: seats of a first panel, seats after a disagreement, and the result that stands for none. */
export async function readMarketRules(
  client: ReadClient,
  address: Address,
): Promise<{ readonly mostWorkers: number; readonly mostSeats: number; readonly refusal: Hex }> {
  const [mostWorkers, mostSeats, refusal] = await Promise.all([
    query(client, { abi, address, functionName: 'MOST_WORKERS' }),
    query(client, { abi, address, functionName: 'MOST_SEATS' }),
    query(client, { abi, address, functionName: 'REFUSAL' }),
  ]);
  return { mostWorkers, mostSeats, refusal };
}

/** The newest block's number and time: what deadlines are compared with. */
export async function readNow(client: ReadClient): Promise<{ readonly number: bigint; readonly timestamp: bigint }> {
  const { number, timestamp } = await explained(() => getBlock(client));
  return { number, timestamp };
}
