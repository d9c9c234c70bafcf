// A draft that survives a reload, and what was sent of it. Terms are going to be public, so they lie in clear.
import type { Address, Hex } from 'viem';
import { type Draft, NEW_DRAFT } from './draft.ts';

type Keeper = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** A task that was sent from this browser: its id is known before it is mined. */
export interface SentTask {
  readonly task: Hex;
  readonly transaction: Hex;
  readonly committee: readonly Address[];
}

const keyOf = (what: 'draft' | 'sent', chainId: number): string => `tacit.create.${what}.${chainId}`;
const MOST_TEXT = 200_000;

/** A browser may forbid storage; then a reload begins anew. */
function read(keeper: Keeper | undefined, key: string): unknown {
  try {
    return JSON.parse(keeper?.getItem(key) ?? 'null');
  } catch {
    return undefined;
  }
}

function write(keeper: Keeper | undefined, key: string, value: unknown): void {
  try {
    if (value === undefined) keeper?.removeItem(key);
    else keeper?.setItem(key, JSON.stringify(value));
  } catch {
    // Then it holds for this visit.
  }
}

/** Of the form of `pattern`, with texts and lists of texts at the leaves. */
function fits(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) return Array.isArray(value) && value.every((each) => typeof each === 'string');
  if (typeof pattern === 'string') return typeof value === 'string' && value.length <= MOST_TEXT;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  const entries = Object.entries(pattern as object);
  return Object.keys(fields).length === entries.length && entries.every(([name, inner]) => fits(fields[name], inner));
}

/** What was kept, or a new one where something else lies there. */
export function loadDraft(keeper: Keeper | undefined, chainId: number): Draft {
  const found = read(keeper, keyOf('draft', chainId));
  if (!fits(found, NEW_DRAFT)) return NEW_DRAFT;
  const draft = found as Draft;
  return draft.admission === 'open' || draft.admission === 'list' ? draft : NEW_DRAFT;
}

export const saveDraft = (keeper: Keeper | undefined, chainId: number, draft: Draft): void =>
  write(keeper, keyOf('draft', chainId), draft);

export const forgetDraft = (keeper: Keeper | undefined, chainId: number): void =>
  write(keeper, keyOf('draft', chainId), undefined);

const isWord = (value: unknown): value is Hex => typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value);

export function loadSent(keeper: Keeper | undefined, chainId: number): SentTask | undefined {
  const { task, transaction, committee } = Object(read(keeper, keyOf('sent', chainId))) as Partial<
    Record<string, unknown>
  >;
  if (!isWord(task) || !isWord(transaction) || !fits(committee, [])) return undefined;
  return { task, transaction, committee: committee as readonly Address[] };
}

export const saveSent = (keeper: Keeper | undefined, chainId: number, sent: SentTask | undefined): void =>
  write(keeper, keyOf('sent', chainId), sent);

/** Undefined where this browser has none for this page: asking for it may throw. */
export function browserKeeper(): Keeper | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
