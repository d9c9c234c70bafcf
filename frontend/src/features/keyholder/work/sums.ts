// Sums of shares: one's own, over exactly the frozen set, and those that others posted.
import {
  checkSumShare,
  decodeSum,
  digestSum,
  errorCode,
  type LoggedSubmission,
  type OpenedShare,
  rawCid,
  requireSubmission,
  type SumOfShares,
  sumCommitments,
  sumShares,
  totalCommitment,
} from '@tacit/sdk';
import { fetchBlock, type OwnShare } from './open-own.ts';
import type { Snapshot } from './read-snapshot.ts';
import type { Scene } from './scene.ts';

export interface FoundSum {
  readonly status: 'right' | 'wrong' | 'missing';
  readonly bytes?: Uint8Array;
}

export const includedIn = ({ logged, included }: Snapshot): LoggedSubmission[] => logged.filter((_, i) => included[i]);

/** Over exactly the included set: SHARES_INCOMPLETE if one share is not right. */
export function sumOwn({ included }: Snapshot, own: readonly OwnShare[]): SumOfShares {
  const shares = own
    .filter((_, i) => included[i])
    .map(({ opened }): OpenedShare => {
      if (opened === undefined || opened === 'unreadable') return { outcome: 'demand', reason: 'envelope-missing' };
      return opened;
    });
  return sumShares(shares);
}

function checkerOf({ key }: Scene, snapshot: Snapshot) {
  const submissions = includedIn(snapshot).map(requireSubmission);
  const commitments = sumCommitments(submissions.map(({ deal }) => ({ D: totalCommitment(deal), C: deal.C })));
  const bases = key.committedBases;
  const { threshold } = snapshot.view.task;
  return (index: number, bytes: Uint8Array): 'right' | 'wrong' => {
    try {
      const sumShare = decodeSum(bytes, bases.length);
      return checkSumShare({ ...commitments, bases, threshold, index, sumShare }) ? 'right' : 'wrong';
    } catch (error) {
      if (errorCode(error) !== 'SUM_INVALID') throw error;
      return 'wrong';
    }
  };
}

/** What members posted, checked; by member. */
export async function fetchSums(scene: Scene, snapshot: Snapshot): Promise<ReadonlyMap<number, FoundSum>> {
  const { posted, shownSums } = snapshot;
  if (posted.size === 0) return new Map();
  scene.note({ stage: 'sums', done: 0, of: posted.size });
  const readable = includedIn(snapshot).every(({ submission }) => submission);
  const check = readable ? checkerOf(scene, snapshot) : undefined;
  const found = await Promise.all(
    [...posted].map(async ([member, digest]): Promise<readonly [number, FoundSum]> => {
      const bytes = shownSums.get(member) ?? (await fetchBlock(scene, rawCid(BigInt(digest))));
      // Without the commitments nobody can say whether it is right.
      if (!bytes || !check || digestSum(bytes) !== BigInt(digest)) return [member, { status: 'missing' }];
      return [member, { status: check(member, bytes), bytes }];
    }),
  );
  return new Map(found);
}
