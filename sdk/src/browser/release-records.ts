// What a keyholder has released, in its vault: one sum of a round, for ever.
import { errorCode } from '../errors/index.ts';
import {
  formatRelease,
  invalidRecord,
  parseRelease,
  type Release,
  type ReleaseScope,
  releaseName,
  requireSameRelease,
} from '../protocol/release-document.ts';
import type { Vault } from './vault.ts';

/** A round on the vault's own chain. */
export type ReleaseRound = Omit<ReleaseScope, 'chainId'>;

export interface ReleaseRecords {
  /** What was recorded of a round, or undefined if nothing was; RELEASE_RECORD_INVALID for what is damaged. */
  read(round: ReleaseRound): Promise<Release | undefined>;
  /**
   * Records what a member is about to release, before it does: `new`, or `again` for the very same. Anything else of that
   * round is refused for ever (RELEASE_CONFLICT), in all pages of this browser.
   */
  record(round: ReleaseRound, release: Release): Promise<'new' | 'again'>;
}

export function releaseRecords(vault: Vault): ReleaseRecords {
  const documents = vault.documents('releases');
  const nameOf = (round: ReleaseRound): string => releaseName({ ...round, chainId: vault.chainId });
  const read = async (name: string): Promise<Release | undefined> => {
    const bytes = await documents.read(name).catch((error: unknown) => {
      throw errorCode(error) === 'DOCUMENT_INVALID' ? invalidRecord(name) : error;
    });
    return bytes && parseRelease(new TextDecoder().decode(bytes), name);
  };
  return {
    read: async (round) => await read(nameOf(round)),
    async record(round, release) {
      const name = nameOf(round);
      if (await documents.create(name, new TextEncoder().encode(formatRelease(release)))) return 'new';
      requireSameRelease(release, await read(name), { round: round.round, name });
      return 'again';
    },
  };
}
