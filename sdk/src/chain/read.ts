import type {
  Abi,
  Address,
  ContractFunctionArgs,
  ContractFunctionName,
  ReadContractParameters,
  ReadContractReturnType,
} from 'viem';
import { getChainId, getCode, readContract } from 'viem/actions';
import { chainError } from '../errors/index.ts';
import type { ReadClient } from './clients.ts';
import { explained } from './failure.ts';

type Reading = 'pure' | 'view';

/** viem's `readContract`, with our errors. */
export function query<
  const abi extends Abi,
  name extends ContractFunctionName<abi, Reading>,
  const args extends ContractFunctionArgs<abi, Reading, name>,
>(client: ReadClient, call: ReadContractParameters<abi, name, args>): Promise<ReadContractReturnType<abi, name, args>> {
  return explained(() => readContract(client, call));
}

/** Refuses a client of another chain. A chain id can be configured wrongly, so the node is asked. */
export async function requireChain(client: ReadClient, chainId: number): Promise<void> {
  const actual = await explained(() => getChainId(client));
  if (actual === chainId) return;
  throw chainError('CHAIN_MISMATCH', `the node is on chain ${actual}, not ${chainId}`, { actual, expected: chainId });
}

export const hasCode = async (client: ReadClient, address: Address): Promise<boolean> =>
  (await explained(() => getCode(client, { address }))) !== undefined;
