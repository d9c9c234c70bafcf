// One round as a participant sees it: what the chain says, checked against the participant's own circuit.

import { getBlock, getBlockNumber } from 'viem/actions';
import { explained, type ReadClient, requireChain } from '../chain/index.ts';
import * as keyholders from '../chain/keyholders.ts';
import {
  includedOf,
  type Round,
  readCollaborators,
  readCommittee,
  readRound,
  readTask,
  type Task,
} from '../chain/training/reads.ts';
import { type G1Point, g1FromAffine } from '../commitment/index.ts';
import { roundError } from '../errors/index.ts';
import type { VerificationKey } from '../proving/index.ts';
import { type Address, freezeLog, type RoundScope } from '../sharing/index.ts';
import type { Hex } from './arguments.ts';

export interface RoundView {
  readonly scope: RoundScope;
  readonly task: Task;
  readonly round: Round;
  /** Members 1, 2, ... in order. */
  readonly committee: readonly Address[];
  /** Their registered keys, in the same order. */
  readonly publicKeys: readonly G1Point[];
}

export interface RoundPlace {
  readonly chainId: number;
  /** The contract Training. */
  readonly contract: Address;
  readonly task: Hex;
  /** The task's last one when it is left out. */
  readonly round?: bigint;
}

/** Everything about a round that is not in events. */
export async function readRoundView(client: ReadClient, place: RoundPlace): Promise<RoundView> {
  const { chainId, contract } = place;
  await requireChain(client, chainId);
  const task = await readTask(client, contract, place.task);
  const number = place.round ?? BigInt(task.round);
  const [round, committee, collaborators] = await Promise.all([
    readRound(client, contract, { task: place.task, round: number }),
    readCommittee(client, contract, place.task),
    readCollaborators(client, contract),
  ]);
  const members = await Promise.all(
    committee.map((owner) => keyholders.readMember(client, collaborators.keyholders, owner)),
  );
  return {
    scope: {
      chainId: BigInt(chainId),
      contract,
      keyHash: BigInt(task.keyHash),
      task: BigInt(place.task),
      round: number,
    },
    task,
    round,
    committee,
    publicKeys: members.map(({ key }) => g1FromAffine(key)),
  };
}

/** Refuses a key of one's own that is not the task's: its proofs and commitments would be worth nothing there. */
export function requireKey({ task }: Pick<RoundView, 'task'>, key: Pick<VerificationKey, 'hash' | 'circuit'>): void {
  if (BigInt(task.keyHash) === key.hash) return;
  throw roundError('CIRCUIT_MISMATCH', `the task is under another key than that of ${key.circuit}`, {
    circuit: key.circuit,
  });
}

/** Blocks from a round's opening to the one whose hash is its seed (contracts/training/Updates.sol). */
const SEED_DELAY = 2n;

/** The round's seed, also when nobody has drawn it yet: the hash of a block that everybody has seen. */
export async function readSeed(client: ReadClient, { round }: Pick<RoundView, 'round'>): Promise<bigint> {
  if (BigInt(round.seed) !== 0n) return BigInt(round.seed);
  const blockNumber = round.openedAt + SEED_DELAY;
  const newest = await explained(() => getBlockNumber(client, { cacheTime: 0 }));
  if (newest < blockNumber) {
    throw roundError(
      'SEED_NOT_YET',
      `the round's seed is the hash of block ${blockNumber}, and the newest is ${newest}; try again then`,
      {
        block: blockNumber.toString(),
        newest: newest.toString(),
      },
    );
  }
  return BigInt((await explained(() => getBlock(client, { blockNumber }))).hash ?? 0n);
}

/** Names the included set as it stands now. */
export const frozenLogOf = ({ round }: Pick<RoundView, 'round'>): bigint =>
  freezeLog(BigInt(round.log), includedOf(round));
