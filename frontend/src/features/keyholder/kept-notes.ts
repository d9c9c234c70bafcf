// What the page keeps beside the key: where the key works, and acceptances that are signed and not shown yet.
import type { Vault } from '@tacit/sdk/browser';
import type { Hex } from 'viem';

/** A key must work in one place: records of what was released lie where it works. */
export type Workplace = 'page' | 'program';

export interface SignedAcceptance {
  readonly deadline: string;
  readonly signature: Hex;
}

const WORKPLACE = 'workplace';
const acceptanceName = (task: Hex): string => `acceptance-${task.toLowerCase()}`;
const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

export interface KeptNotes {
  readWorkplace(): Promise<Workplace | undefined>;
  chooseWorkplace(place: Workplace): Promise<void>;
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
    chooseWorkplace: (place) => documents.replace(WORKPLACE, encode(place)),
    async readAcceptance(task) {
      const bytes = await documents.read(acceptanceName(task));
      return bytes && (decode(bytes) as SignedAcceptance);
    },
    keepAcceptance: (task, acceptance) => documents.replace(acceptanceName(task), encode(acceptance)),
    dropAcceptance: (task) => documents.remove(acceptanceName(task)),
  };
}
