// The updates that a relay answers for, on disk: one file each, named by its sharesHash.
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, formatSignedUpdate, parseSignedUpdate, roundError, type SignedUpdateDocument } from '@tacit/sdk';
import { removeDurably, writeDurableFile } from '@tacit/sdk/node';
import type { Log } from '../role.ts';

type Hex = `0x${string}`;

/**
 * `pending`: waits for a batch. `sending`: may be on its way, as far as anybody knows. `included`: on chain. `refused`: the chain
 * would not take it. `missed`: the training was over first. `superseded`: the trainer is in the round with another update.
 */
const STATES = ['pending', 'sending', 'included', 'refused', 'missed', 'superseded'] as const;
export type KeptState = (typeof STATES)[number];

export interface KeptUpdate extends SignedUpdateDocument {
  readonly state: KeptState;
  /** In milliseconds since 1970. */
  readonly receivedAt: number;
  readonly changedAt: number;
  /** Why it was refused. */
  readonly code?: string;
  readonly transaction?: Hex;
}

export interface KeptUpdates {
  get(sharesHash: string): KeptUpdate | undefined;
  all(): readonly KeptUpdate[];
  /** On disk when it resolves. */
  put(kept: KeptUpdate): Promise<void>;
  /** Forgets what ended before then. */
  prune(before: number): Promise<void>;
}

const FORMAT = 'tacit relayed update 1';
const MAX_BYTES = 2 ** 20;
const NAME = /^0x[0-9a-f]{64}\.json$/;

const format = ({ state, receivedAt, changedAt, code, transaction, ...signed }: KeptUpdate): string =>
  `${JSON.stringify({ format: FORMAT, state, receivedAt, changedAt, code, transaction, ...formatSignedUpdate(signed) })}\n`;

const bad = (why: string) => roundError('UPDATE_INVALID', `this is no update that a relay kept: ${why}`);
const isTime = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

/** What `put` wrote, and nothing else. */
export function parseKept(text: string): KeptUpdate {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw bad('it is no JSON');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw bad('it is no object');
  const { format: name, state, receivedAt, changedAt, code, transaction, ...signed } = json as Record<string, unknown>;
  const known = STATES.find((one) => one === state);
  if (name !== FORMAT || !known || !isTime(receivedAt) || !isTime(changedAt)) throw bad('its head is another');
  if (code !== undefined && !(typeof code === 'string' && /^[A-Z_]{1,60}$/.test(code))) throw bad('its code is none');
  if (transaction !== undefined && !(typeof transaction === 'string' && /^0x[0-9a-f]{64}$/.test(transaction))) {
    throw bad('its transaction is none');
  }
  return {
    ...parseSignedUpdate(signed),
    ...{ state: known, receivedAt, changedAt },
    ...(code !== undefined && { code: code as string }),
    ...(transaction !== undefined && { transaction: transaction as Hex }),
  };
}

async function readKept(path: string): Promise<KeptUpdate | undefined> {
  const bytes = await readFile(path);
  if (bytes.length > MAX_BYTES) return undefined;
  try {
    return parseKept(bytes.toString('utf8'));
  } catch (error) {
    if (errorCode(error)) return undefined;
    throw error;
  }
}

/** Reads what is there. A file that is none of ours is set aside: its trainer sends the update again. */
export async function openKeptUpdates(folder: string, log: Log): Promise<KeptUpdates> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = new Map<string, KeptUpdate>();
  for (const name of (await readdir(folder)).filter((each) => NAME.test(each))) {
    const found = await readKept(join(folder, name));
    if (found && `${found.update.sharesHash}.json` === name) kept.set(found.update.sharesHash, found);
    else {
      log.error('kept-update-damaged', { file: name });
      await rename(join(folder, name), join(folder, `${name}.damaged`));
    }
  }
  return {
    get: (sharesHash) => kept.get(sharesHash),
    all: () => [...kept.values()],
    async put(one) {
      const name = one.update.sharesHash;
      await writeDurableFile(join(folder, `${name}.json`), format(one), { replace: true });
      kept.set(name, one);
    },
    async prune(before) {
      for (const { state, changedAt, update } of kept.values()) {
        if (state === 'pending' || state === 'sending' || changedAt >= before) continue;
        await removeDurably(join(folder, `${update.sharesHash}.json`));
        kept.delete(update.sharesHash);
      }
    },
  };
}
