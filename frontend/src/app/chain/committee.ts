// The members of a task's committee: who has accepted, and what each has at stake.
import { errorCode, keyholders, type ReadClient } from '@tacit/sdk';
import { queryOptions } from '@tanstack/react-query';
import type { Address, Hex } from 'viem';
import type { Network } from '../network.ts';

export interface CommitteeMember {
  readonly address: Address;
  readonly stake: bigint;
  readonly lock: keyholders.LockStatus;
  readonly locked: bigint;
}

interface Place {
  readonly training: Address;
  readonly keyholders: Address;
  readonly task: Hex;
}

async function readSeat(client: ReadClient, place: Place, owner: Address): Promise<CommitteeMember> {
  const id = { locker: place.training, terms: place.task, owner };
  const [member, lock] = await Promise.all([
    // A coordinator may name anybody, also whoever has no key yet.
    keyholders.readMember(client, place.keyholders, owner).catch((error: unknown) => {
      if (errorCode(error) === 'MEMBER_NOT_REGISTERED') return undefined;
      throw error;
    }),
    keyholders.readLock(client, place.keyholders, id),
  ]);
  return { address: owner, stake: member?.stake ?? 0n, lock: lock.status, locked: lock.amount };
}

export const committeeOf = (network: Network, task: Hex, members: readonly Address[]) =>
  queryOptions({
    queryKey: [network.chainId, 'committee', task, members],
    queryFn: (): Promise<readonly CommitteeMember[]> => {
      const place = { training: network.contract('Training'), keyholders: network.contract('Keyholders'), task };
      return Promise.all(members.map((owner) => readSeat(network.reader, place, owner)));
    },
    refetchInterval: 4000,
  });

/** How far a member is, in words. */
export const LOCK_WORDS = {
  none: ['Has not accepted', 'warn'],
  held: ['Accepted, stake locked', 'good'],
  released: ['Done, stake free again', 'neutral'],
  revoked: ['Refused', 'bad'],
} as const satisfies Readonly<Record<keyholders.LockStatus, readonly [string, string]>>;
