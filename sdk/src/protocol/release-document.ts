// What a keyholder has released of a round, as it is recorded before it is sent: two sums of one round over different sets
// would differ by somebody's update.
import { roundError } from '../errors/index.ts';
import type { Hex } from './arguments.ts';

/** One round, for one key: records that lie together belong to one key. */
export interface ReleaseScope {
  readonly chainId: number;
  readonly contract: Hex;
  readonly task: Hex;
  readonly round: bigint;
}

/** The set that was summed, and the SHA-256 of the sum. */
export interface Release {
  readonly frozenLog: Hex;
  readonly digest: Hex;
}

export const releaseName = ({ chainId, contract, task, round }: ReleaseScope): string =>
  `${chainId}-${contract.toLowerCase()}-${task.toLowerCase()}-${round}`;

export const formatRelease = ({ frozenLog, digest }: Release): string => `${JSON.stringify({ frozenLog, digest })}\n`;

export const invalidRecord = (name: string) =>
  roundError('RELEASE_RECORD_INVALID', `the record ${name} is damaged: nobody knows what was released`);

/** Reads what `formatRelease` writes (RELEASE_RECORD_INVALID). */
export function parseRelease(text: string, name: string): Release {
  try {
    const { frozenLog, digest } = JSON.parse(text) as Record<string, unknown>;
    if (typeof frozenLog === 'string' && typeof digest === 'string') return { frozenLog, digest } as Release;
  } catch {}
  throw invalidRecord(name);
}

/** Refuses a release that is another than the recorded one (RELEASE_CONFLICT): that round has had its only one. */
export function requireSameRelease(
  release: Release,
  recorded: Release | undefined,
  { round, name }: { readonly round: bigint; readonly name: string },
): void {
  if (recorded?.frozenLog === release.frozenLog && recorded.digest === release.digest) return;
  const message = `a sum over another set of round ${round} was released before: this one would show an update`;
  throw roundError('RELEASE_CONFLICT', message, { round: round.toString(), record: name });
}
