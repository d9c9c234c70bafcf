// A configuration from a file, the environment and flags; of two that speak of one setting, the later wins.
import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { workerError } from '../worker-error.ts';
import { type Flags, flagOf, variableOf } from './names.ts';
import { invalid, type Leaf, leavesOf, type Path, readEntry } from './schema.ts';
import { parseWorkerConfig, WORKER, type WorkerConfig } from './worker-config.ts';

const MOST_BYTES = 2 ** 20;
export const PREFIX = 'TACIT_WORKER_';

export interface Sources {
  /** A JSON file; relative paths in it count from where it lies. */
  readonly file?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: Flags;
  /** What relative paths of environment and flags count from. */
  readonly base: string;
}

async function readText(path: string): Promise<string> {
  const refused = (why: string) => workerError('CONFIG_UNREADABLE', `cannot read the configuration ${path} (${why})`);
  try {
    const file = await open(path, 'r');
    try {
      if ((await file.stat()).size > MOST_BYTES) throw refused('it is too long');
      return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code, name } = error as { code?: string; name?: string };
    throw name === 'ProtocolError'
      ? error
      : refused(name === 'TypeError' ? 'it is not UTF-8' : (code ?? 'unknown reason'));
  }
}

async function readFileJson(path: string): Promise<unknown> {
  const text = await readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    const place = /at position \d+(?: \(line \d+ column \d+\))?/.exec((error as Error).message)?.[0] ?? '';
    throw workerError('CONFIG_INVALID', `the configuration ${path} is not JSON ${place}`.trimEnd());
  }
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const [SWITCHED_ON, SWITCHED_OFF] = [Symbol('on'), Symbol('off')];

function place(document: Json, path: Path, value: unknown): void {
  let at = document;
  for (const name of path.slice(0, -1)) {
    if (!isObject(at[name])) at[name] = {};
    at = at[name] as Json;
  }
  const last = path.at(-1) as string;
  // A role that is switched on keeps what is set of it.
  if (value === SWITCHED_ON) at[last] = isObject(at[last]) ? at[last] : {};
  else if (value === SWITCHED_OFF) delete at[last];
  else at[last] = value;
}

/** The JSON that a text of the environment or a flag stands for. */
function jsonOf({ path, entry }: Leaf, text: string, base: string): unknown {
  if (entry.kind === 'section') {
    if (text === 'true') return SWITCHED_ON;
    if (text === 'false') return SWITCHED_OFF;
    throw invalid(path, 'is switched by true or false');
  }
  const value = entry.fromText?.(text);
  const read = readEntry(entry, value, { path, base });
  return entry.isPath ? read : value;
}

function checkEnvironment(leaves: readonly Leaf[], env: Sources['env']): void {
  const known = new Set(leaves.map(({ path }) => variableOf(path)).concat(`${PREFIX}CONFIG`));
  const stranger = Object.keys(env).find((name) => name.startsWith(PREFIX) && !known.has(name));
  if (stranger === undefined) return;
  throw workerError('CONFIG_INVALID', `the environment has ${stranger.slice(0, 60)}, which is no setting`);
}

/** Switches come before what is set of a role, so that both may be given. */
const inOrder = (leaves: readonly Leaf[]): Leaf[] =>
  leaves.toSorted((a, b) => Number(b.entry.kind === 'section') - Number(a.entry.kind === 'section'));

/** What file, environment and flags together say. */
export async function loadWorkerConfig({ file, env, flags, base }: Sources): Promise<WorkerConfig> {
  const leaves = inOrder(leavesOf(WORKER).filter(({ entry }) => entry.kind === 'section' || entry.fromText));
  checkEnvironment(leaves, env);
  const path = file ?? env[`${PREFIX}CONFIG`];
  const json = path === undefined ? {} : await readFileJson(resolve(base, path));
  if (!isObject(json)) throw workerError('CONFIG_INVALID', 'the configuration must be an object');
  const folder = path === undefined ? base : dirname(resolve(base, path));
  const document = structuredClone(json);
  // A variable that is set to nothing counts as not set.
  const fromEnvironment = ({ path: at }: Leaf) => env[variableOf(at)] || undefined;
  for (const textOf of [fromEnvironment, ({ path: at }: Leaf) => flags[flagOf(at)]]) {
    for (const leaf of leaves) {
      const text = textOf(leaf);
      if (text !== undefined) place(document, leaf.path, jsonOf(leaf, text, base));
    }
  }
  return parseWorkerConfig(document, { base: folder });
}
