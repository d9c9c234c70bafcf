// Calls of the contract Keyholders: keys, stakes and acceptances.
import {
  type Account,
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  type Hex,
  hashTypedData,
} from 'viem';
import { getChainId, signTypedData, verifyTypedData } from 'viem/actions';
import { chainError } from '../errors/index.ts';
import type { Clients, ReadClient, SignClient } from './clients.ts';
import { explained } from './failure.ts';
import { keyholdersAbi } from './generated/keyholders.ts';
import { query } from './read.ts';
import { type SendOptions, type Sent, transact } from './write.ts';

const abi = keyholdersAbi;
type Writing = ContractFunctionName<typeof abi, 'nonpayable' | 'payable'>;
type SentBy<name extends Writing> = Promise<
  Sent<typeof abi, ContractFunctionReturnType<typeof abi, 'nonpayable' | 'payable', name>>
>;

/** A point by its coordinates, as contracts take it. */
export interface PointArgument {
  readonly x: bigint;
  readonly y: bigint;
}

/** Made by `generateKeyPair` and `provePossession`. */
export interface Registration {
  readonly key: PointArgument;
  readonly possession: { readonly c: bigint; readonly z: bigint };
  /** In wei; nothing when it is left out. */
  readonly stake?: bigint;
}

export interface Member {
  readonly key: PointArgument;
  readonly stake: bigint;
  readonly locked: bigint;
  readonly unbonding: bigint;
  /** stake - locked - unbonding. */
  readonly free: bigint;
  /** When `unbonding` may be withdrawn, in seconds; 0 while nothing unbonds. */
  readonly availableFrom: bigint;
}

export const LOCK_STATUSES = ['none', 'held', 'released', 'revoked'] as const;
export type LockStatus = (typeof LOCK_STATUSES)[number];

/** Names an acceptance. */
export interface LockId {
  readonly locker: Address;
  readonly terms: Hex;
  readonly owner: Address;
}

/** What a keyholder signs. */
export interface Acceptance extends LockId {
  readonly amount: bigint;
  /** The last second at which it serves. */
  readonly deadline: bigint;
}

export interface AcceptanceScope {
  readonly chainId: number;
  /** The contract Keyholders. */
  readonly verifyingContract: Address;
}

function send<name extends Writing>(
  clients: Clients,
  address: Address,
  functionName: name,
  args: ContractFunctionArgs<typeof abi, 'nonpayable' | 'payable', name>,
  { value, ...options }: SendOptions & { readonly value?: bigint | undefined } = {},
): SentBy<name> {
  const call = { abi, address, functionName, args };
  return transact(clients, value === undefined ? call : { ...call, value }, options);
}

/** Registers the caller's key for ever. */
export const registerMember = (
  clients: Clients,
  address: Address,
  { key, possession, stake }: Registration,
  options?: SendOptions,
): SentBy<'register'> => send(clients, address, 'register', [key, possession], { ...options, value: stake });

export const deposit = (clients: Clients, address: Address, amount: bigint, options?: SendOptions): SentBy<'deposit'> =>
  send(clients, address, 'deposit', [], { ...options, value: amount });

/** The delay starts anew for all that already unbonds. */
export const startUnbonding = (
  clients: Clients,
  address: Address,
  amount: bigint,
  options?: SendOptions,
): SentBy<'startUnbonding'> => send(clients, address, 'startUnbonding', [amount], options);

export const cancelUnbonding = (clients: Clients, address: Address, options?: SendOptions): SentBy<'cancelUnbonding'> =>
  send(clients, address, 'cancelUnbonding', [], options);

/** Sends everything that has unbonded. */
export const withdraw = (clients: Clients, address: Address, to: Address, options?: SendOptions): SentBy<'withdraw'> =>
  send(clients, address, 'withdraw', [to], options);

/** Sends everything that others' slashed stakes brought the caller. */
export const claim = (clients: Clients, address: Address, to: Address, options?: SendOptions): SentBy<'claim'> =>
  send(clients, address, 'claim', [to], options);

/** Makes the caller's acceptance worthless, unless the locker came first. */
export const revoke = (
  clients: Clients,
  address: Address,
  { locker, terms }: Omit<LockId, 'owner'>,
  options?: SendOptions,
): SentBy<'revoke'> => send(clients, address, 'revoke', [locker, terms], options);

/** Refuses an owner without a key (MEMBER_NOT_REGISTERED). */
export async function readMember(client: ReadClient, address: Address, owner: Address): Promise<Member> {
  const member = await query(client, { abi, address, functionName: 'member', args: [owner] });
  return { ...member, free: member.stake - member.locked - member.unbonding };
}

export const isMember = (client: ReadClient, address: Address, owner: Address): Promise<boolean> =>
  query(client, { abi, address, functionName: 'isMember', args: [owner] });

/** Who registered a key; the zero address if nobody did. */
export const readOwnerOf = (client: ReadClient, address: Address, key: PointArgument): Promise<Address> =>
  query(client, { abi, address, functionName: 'ownerOf', args: [key] });

export async function readLock(
  client: ReadClient,
  address: Address,
  { locker, terms, owner }: LockId,
): Promise<{ amount: bigint; status: LockStatus }> {
  const lock = await query(client, { abi, address, functionName: 'lockOf', args: [locker, terms, owner] });
  return { amount: lock.amount, status: LOCK_STATUSES[lock.status] as LockStatus };
}

export const readClaimable = (client: ReadClient, address: Address, account: Address): Promise<bigint> =>
  query(client, { abi, address, functionName: 'claimable', args: [account] });

/** In seconds. */
export const readUnbondingDelay = (client: ReadClient, address: Address): Promise<bigint> =>
  query(client, { abi, address, functionName: 'UNBONDING_DELAY' });

/** What a wallet shows its owner before it signs (EIP-712). */
export const acceptanceTypedData = (
  { chainId, verifyingContract }: AcceptanceScope,
  { owner, locker, terms, amount, deadline }: Acceptance,
) =>
  ({
    domain: { name: 'Tacit Keyholders', version: '1', chainId, verifyingContract },
    types: {
      Acceptance: [
        { name: 'owner', type: 'address' },
        { name: 'locker', type: 'address' },
        { name: 'terms', type: 'bytes32' },
        { name: 'amount', type: 'uint256' },
        { name: 'deadline', type: 'uint64' },
      ],
    },
    primaryType: 'Acceptance',
    message: { owner, locker, terms, amount, deadline },
  }) as const;

export const hashAcceptance = (scope: AcceptanceScope, acceptance: Acceptance): Hex =>
  hashTypedData(acceptanceTypedData(scope, acceptance));

const MAX_DEADLINE = 2n ** 64n - 1n;

/** Signs an acceptance for the chain that the wallet is on. `owner` is the account, or a contract that trusts it. */
export async function signAcceptance(
  walletClient: SignClient,
  { verifyingContract, ...acceptance }: Acceptance & { readonly verifyingContract: Address },
): Promise<Hex> {
  if (acceptance.deadline > MAX_DEADLINE) throw chainError('ARGUMENT_INVALID', 'the deadline lies too far ahead');
  const account: Account = walletClient.account;
  return await explained(async () => {
    const chainId = await getChainId(walletClient);
    return signTypedData(walletClient, { account, ...acceptanceTypedData({ chainId, verifyingContract }, acceptance) });
  });
}

/** Whether the owner signed this, also if it is a contract (ERC-1271). */
export const verifyAcceptance = (
  client: ReadClient,
  scope: AcceptanceScope,
  acceptance: Acceptance,
  signature: Hex,
): Promise<boolean> =>
  explained(() =>
    verifyTypedData(client, { address: acceptance.owner, signature, ...acceptanceTypedData(scope, acceptance) }),
  );
