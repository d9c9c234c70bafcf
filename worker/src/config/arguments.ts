// What stands behind `npm run worker --`.
import { workerError } from '../worker-error.ts';
import { type Flags, flagOf, variableOf } from './names.ts';
import { type AnySection, type Entry, type Leaf, leavesOf, type Setting } from './schema.ts';
import { ROLE_NAMES, WORKER } from './worker-config.ts';

export interface WorkerArguments {
  readonly action: 'run' | 'check' | 'help' | 'version';
  readonly config?: string;
  readonly flags: Flags;
}

const ACTIONS = ['check', 'help', 'version'] as const;
const refused = (why: string) => workerError('CONFIG_INVALID', `${why}; npm run worker -- --help lists all flags`);

const isSwitch = (entry: Entry): boolean => entry.kind === 'section' || entry.form === 'true or false';

function knownFlags(): ReadonlyMap<string, Entry> {
  const leaves = leavesOf(WORKER).filter(({ entry }) => entry.kind === 'section' || entry.fromText);
  return new Map(leaves.map(({ path, entry }) => [flagOf(path), entry]));
}

/** Arguments come from outside and go into messages; values may be meant for nobody's eyes. */
const shown = (name: string): string => (/^[\w-]{1,40}$/.test(name) ? `--${name}` : 'an argument');

function nameAndText(argument: string): { name: string; text: string | undefined } {
  const [, name, text] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
  if (name === undefined) throw refused('flags begin with --, and values follow their flag');
  return { name, text };
}

function checkStranger(name: string): never {
  if (/passphrase$|password|private-key|secret/.test(name)) {
    throw refused(`${shown(name)} would show it to everybody on this machine: use a file, or TACIT_PASSPHRASE`);
  }
  throw refused(`${shown(name)} is no flag`);
}

/** Reads flags, each at most once; CONFIG_INVALID for anything else. */
export function parseArguments(argv: readonly string[]): WorkerArguments {
  const known = knownFlags();
  const flags: Record<string, string> = Object.create(null);
  const actions = new Set<WorkerArguments['action']>();
  const rest = [...argv];
  const set = (name: string, text: string): void => {
    if (name in flags) throw refused(`${shown(name)} is given twice`);
    flags[name] = text;
  };
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const { name, text } = nameAndText(argument === '-h' ? '--help' : argument);
    const action = ACTIONS.find((one) => one === name);
    const opposite = /^no-(.*)$/.exec(name)?.[1] ?? '';
    const entry = known.get(name);
    if (action && text === undefined) actions.add(action);
    else if (text === undefined && isSwitchNamed(known, opposite)) set(opposite, 'false');
    else if (entry && isSwitch(entry)) set(name, text ?? 'true');
    else if (entry || name === 'config') set(name, text ?? takeValue(rest, name));
    else checkStranger(name);
  }
  const { config, ...others } = flags;
  const [action = 'run'] = ['help', 'version', 'check'].filter((one) => actions.has(one as 'help')) as never[];
  return { action, flags: others, ...(config !== undefined && { config }) };
}

const isSwitchNamed = (known: ReadonlyMap<string, Entry>, name: string): boolean => {
  const entry = known.get(name);
  return entry !== undefined && isSwitch(entry);
};

function takeValue(rest: string[], name: string): string {
  const value = rest.shift();
  if (value === undefined || value.startsWith('--')) throw refused(`${shown(name)} needs a value`);
  return value;
}

function describeDefault({ absent }: Setting<unknown>): string {
  if (absent.kind === 'required') return ' (needed)';
  const { value } = absent;
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return '';
  return ` (${String(value)})`;
}

function describeLeaf({ path, entry }: Leaf): string {
  const name = `  --${flagOf(path)}`;
  if (entry.kind === 'section') return `\n${name}\n      ${entry.about}`;
  if (!entry.fromText) return `  ${path.join('.')}, in the file alone\n      ${entry.about}: ${entry.form}`;
  return `${name}\n      ${entry.about}: ${entry.form}${describeDefault(entry)}`;
}

/** All that can be said to a worker. */
export function helpText(of: AnySection = WORKER): string {
  const example = variableOf(['chain', 'pollMs']);
  return `npm run worker -- [--config FILE] [flags]

Runs the roles that its configuration has: ${ROLE_NAMES.join(', ')}. Settings come from a JSON file, from the environment and
from flags; the later wins. A setting chain.pollMs is "chain": {"pollMs": ...} in the file, ${example} in the
environment and --chain-poll-ms as a flag. Roles are switched on by --pin and the like, or by any setting of theirs,
and off by --no-pin and so on. Passphrases come from files or from TACIT_PASSPHRASE, never from flags.

  --config FILE   the file, or TACIT_WORKER_CONFIG
  --check         look whether the configuration works: keys, chain, storage; start nothing
  --version
  --help

${leavesOf(of).map(describeLeaf).join('\n')}

Exit codes: 0 stopped as it was told to (or --check found nothing wrong), 1 --check found something that does not work,
2 the configuration is refused, 3 anything unexpected.`;
}
