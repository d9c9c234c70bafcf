// What the page keeps beside the key: where the key works, and acceptances that are signed and not shown yet.
import type { Vault } from '@tacit/sdk/browser';
import type { Hex } from 'viem';

/** A key must work in one place: records of what was released lie where it works. */
export type Workplace = 'page' | 'program';

export interface SignedAcceptance {
  readonly deadline: string;
  readonly signature: Hex;
}

const [WORKPLACE, SINCE] = ['workplace', 'works-since'] as const;
const acceptanceName = (task: Hex): string => `acceptance-${task.toLowerCase()}`;
const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

export interface KeptNotes {
  readWorkplace(): Promise<Workplace | undefined>;
  /** `now` in seconds since 1970: what a program released before it is not recorded here. */
  chooseWorkplace(place: Workplace, now?: number): Promise<void>;
  /** Since when the key works here after it worked in a program; 0 where it never did. */
  readWorksSince(): Promise<number>;
  readAcceptance(task: Hex): Promise<SignedAcceptance | undefined>;
  keepAcceptance(task: Hex, acceptance: SignedAcceptance): Promise<void>;
  dropAcceptance(task: Hex): Promise<void>;
}

export function keptNotes(vault: Vault): KeptNotes {
  const documents = vault.documents('keyholder-page');
  return {
    async readWorkplace() {
      const bytes = await documents.read(WORKPLACE);
      const place = bytes && decode(bytes);
      return place === 'page' || place === 'program' ? place : undefined;
    },
    async chooseWorkplace(place, now = Math.floor(Date.now() / 1000)) {
      const before = await documents.read(WORKPLACE);
      // The time first: a crash in between costs a question too many.
      if (place === 'page' && before && decode(before) === 'program') await documents.replace(SINCE, encode(now));
      await documents.replace(WORKPLACE, encode(place));
    },
    async readWorksSince() {
      const bytes = await documents.read(SINCE);
      const since = bytes === undefined ? 0 : decode(bytes);
      // What cannot be read is taken for just now: then everything before is asked about.
      return typeof since === 'number' ? since : Number.MAX_SAFE_INTEGER;
    },
    async readAcceptance(task) {
      const bytes = await documents.read(acceptanceName(task));
      return bytes && (decode(bytes) as SignedAcceptance);
    },
    keepAcceptance: (task, acceptance) => documents.replace(acceptanceName(task), encode(acceptance)),
    dropAcceptance: (task) => documents.remove(acceptanceName(task)),
  };
}
