// Those who evaluate: their stakes, and who may be drawn.
import { type Address, zeroAddress } from 'viem';
import type { Clients, ReadClient } from '../clients.ts';
import { inferenceMarketAbi } from '../generated/inference-market.ts';
import { query } from '../read.ts';
import type { SendOptions } from '../write.ts';
import { send } from './calls.ts';

const abi = inferenceMarketAbi;

/** Stakes, and becomes drawable; also tells of a new URL, and resumes. */
export const join = (
  clients: Clients,
  address: Address,
  { url = '', stake = 0n }: { readonly url?: string; readonly stake?: bigint },
  options?: SendOptions,
) => send(clients, address, 'join', [url], { ...options, value: stake });

/** No more draws; seats that are filled stay. */
export const pause = (clients: Clients, address: Address, options?: SendOptions) =>
  send(clients, address, 'pause', [], options);

export const resume = (clients: Clients, address: Address, options?: SendOptions) =>
  send(clients, address, 'resume', [], options);

/** Takes free stake out of service; it may be withdrawn after a delay. */
export const startUnbonding = (clients: Clients, address: Address, amount: bigint, options?: SendOptions) =>
  send(clients, address, 'startUnbonding', [amount], options);

/** Sends everything that has unbonded. */
export const withdraw = (clients: Clients, address: Address, to: Address, options?: SendOptions) =>
  send(clients, address, 'withdraw', [to], options);

/** Sends everything that the caller earned, or got back. */
export const claim = (clients: Clients, address: Address, to: Address, options?: SendOptions) =>
  send(clients, address, 'claim', [to], options);

export interface Worker {
  readonly stake: bigint;
  readonly locked: bigint;
  readonly unbonding: bigint;
  /** stake - locked - unbonding. */
  readonly free: bigint;
  /** When `unbonding` may be withdrawn, in seconds; 0 while nothing unbonds. */
  readonly availableFrom: bigint;
  readonly drawable: boolean;
  /** The block in which it became drawable, or last staked: later blocks' draws may find it. */
  readonly since: bigint;
}

/** Refuses an account that never joined (WORKER_UNKNOWN). */
export async function readWorker(client: ReadClient, address: Address, worker: Address): Promise<Worker> {
  const { stake, locked, unbonding, availableFrom, drawable, since } = await query(client, {
    ...{ abi, address, functionName: 'workerOf', args: [worker] },
  });
  return { stake, locked, unbonding, free: stake - locked - unbonding, availableFrom, drawable, since };
}

export const readClaimable = (client: ReadClient, address: Address, account: Address): Promise<bigint> =>
  query(client, { abi, address, functionName: 'claimable', args: [account] });

/** Workers that may be drawn, whatever their free stake. */
export const readDrawableCount = async (client: ReadClient, address: Address): Promise<number> =>
  Number(await query(client, { abi, address, functionName: 'drawableCount' }));

/** Those who may be drawn, from the pool's first places on, and at most so many. */
export async function readDrawable(client: ReadClient, address: Address, most = 100): Promise<Address[]> {
  const places = Number(await query(client, { abi, address, functionName: 'placeCount' }));
  const found: Address[] = [];
  for (let place = 0; place < places && found.length < most; place++) {
    const worker = await query(client, { abi, address, functionName: 'workerAt', args: [BigInt(place)] });
    if (worker !== zeroAddress) found.push(worker);
  }
  return found;
}

/** Stake below `leastStake` is never drawn; unbonding takes `unbondingDelay` seconds. */
export async function readPoolRules(
  client: ReadClient,
  address: Address,
): Promise<{ readonly leastStake: bigint; readonly unbondingDelay: bigint }> {
  const [leastStake, unbondingDelay] = await Promise.all([
    query(client, { abi, address, functionName: 'LEAST_STAKE' }),
    query(client, { abi, address, functionName: 'UNBONDING_DELAY' }),
  ]);
  return { leastStake, unbondingDelay };
}
