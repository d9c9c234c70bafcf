// Calls of the bench's worker, and of its contract. The contract is only read: no wallet, no fee.
import {
  type Commitment,
  explained,
  formatCommitment,
  type G1Affine,
  g1FromAffine,
  type Opening,
  pedersenBenchAbi,
  query,
} from '@tacit/sdk';
import { estimateContractGas } from 'viem/actions';
import type { Network } from '../../app/network.ts';
import { runJob } from '../../workers/run-job.ts';
import type { BenchAnswers, BenchOrder } from './orders.ts';

export async function runBench<kind extends BenchOrder['kind']>(
  order: Extract<BenchOrder, { readonly kind: kind }>,
): Promise<BenchAnswers[kind]> {
  const worker = new Worker(new URL('../../workers/verify-pedersen.worker.ts', import.meta.url), { type: 'module' });
  return await runJob<BenchOrder, never, BenchAnswers[kind]>({ worker, order });
}

/** Of a commitment that the worker has read: that it is a point was checked there. */
export const pointOf = (commitment: Commitment): G1Affine => ({
  x: BigInt(commitment.slice(0, 66)),
  y: BigInt(`0x${commitment.slice(66)}`),
});

export interface ChainAnswer {
  /** Whether the contract comes to the same. */
  readonly same: boolean;
  readonly gas: bigint;
}

/** What it costs, beside what it says: of a view that somebody else's contract would call. */
const gasOf = (
  network: Network,
  functionName: 'verifyOpening' | 'aggregate',
  args: readonly unknown[],
): Promise<bigint> => {
  const call = { abi: pedersenBenchAbi, address: network.contract('PedersenBench'), functionName, args };
  return explained(() => estimateContractGas(network.reader, call as Parameters<typeof estimateContractGas>[1]));
};

/** The node sees value and blinding: it is asked about them. */
export async function openOnChain(
  network: Network,
  commitment: Commitment,
  { value, blinding }: Opening,
  own: boolean,
): Promise<ChainAnswer> {
  const args = [pointOf(commitment), value, blinding] as const;
  const call = {
    abi: pedersenBenchAbi,
    address: network.contract('PedersenBench'),
    functionName: 'verifyOpening',
    args,
  } as const;
  const [opens, gas] = await Promise.all([query(network.reader, call), gasOf(network, 'verifyOpening', args)]);
  return { same: opens === own, gas };
}

/** `add` is `aggregate` of two. */
export async function aggregateOnChain(
  network: Network,
  commitments: readonly Commitment[],
  own: Commitment,
): Promise<ChainAnswer> {
  const args = [commitments.map(pointOf)] as const;
  const call = {
    abi: pedersenBenchAbi,
    address: network.contract('PedersenBench'),
    functionName: 'aggregate',
    args,
  } as const;
  const [sum, gas] = await Promise.all([query(network.reader, call), gasOf(network, 'aggregate', args)]);
  return { same: formatCommitment(g1FromAffine(sum)) === own, gas };
}
