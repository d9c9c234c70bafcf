// The names of offers, jobs and hidden results, computed as the contract does; no chain is asked.
import { type Address, encodeAbiParameters, type Hex, keccak256, parseAbiParameters, stringToHex } from 'viem';
import type { ResultArguments } from './reads.ts';
import { MODES, type OfferTerms } from './types.ts';

export interface MarketScope {
  readonly chainId: number | bigint;
  /** The contract InferenceMarket. */
  readonly market: Address;
}

const OFFER = keccak256(stringToHex('tacit.offer'));
const JOB = keccak256(stringToHex('tacit.job'));
const RESULT = keccak256(stringToHex('tacit.result'));

const OFFER_ID = parseAbiParameters([
  'bytes32 name, uint256 chainId, address market, address creator, bytes32 model, Terms terms',
  'struct Terms { uint8 mode; uint8 steps; uint16 mostSamples; uint32 commitSeconds; uint32 revealSeconds; uint32 contestSeconds; uint32 handOverSeconds; uint32 answerSeconds; uint96 workerFee; uint96 bond; bytes32 offerCid; }',
]);
const JOB_ID = parseAbiParameters(
  'bytes32 name, uint256 chainId, address market, address user, bytes32 offer, bytes32 requestCid',
);
const RESULT_HASH = parseAbiParameters(
  'bytes32 name, bytes32 job, uint256 step, address worker, bytes32 result, bytes32 salt',
);

export const computeOfferId = ({
  chainId,
  market,
  creator,
  model,
  terms: { mode, ...terms },
}: MarketScope & { readonly creator: Address; readonly model: Hex; readonly terms: OfferTerms }): Hex => {
  const argument = { ...terms, mode: MODES.indexOf(mode) };
  return keccak256(encodeAbiParameters(OFFER_ID, [OFFER, BigInt(chainId), market, creator, model, argument]));
};

export const computeJobId = ({
  chainId,
  market,
  user,
  offer,
  requestCid,
}: MarketScope & { readonly user: Address; readonly offer: Hex; readonly requestCid: Hex }): Hex =>
  keccak256(encodeAbiParameters(JOB_ID, [JOB, BigInt(chainId), market, user, offer, requestCid]));

/** What a worker commits to, for one step of one job, and nobody else: a job's id has chain and market in it. */
export const hashResult = ({ job, step, worker, result, salt }: ResultArguments): Hex =>
  keccak256(encodeAbiParameters(RESULT_HASH, [RESULT, job, BigInt(step), worker, result, salt]));
