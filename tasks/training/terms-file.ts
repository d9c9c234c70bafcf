// A task's terms as a person writes them: a circuit's name, a learning rate, amounts in ether, times as durations.
import { parseAmount, parseDuration, parseMoment } from '../support/quantities.ts';
import { checkMultiplier, multiplierOf, ProtocolError, training } from '../support/sdk.ts';
import { taskError } from '../support/task-error.ts';
import type { Hex } from './contract.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What `training create --example` prints: a small task that a local chain can run within an hour. */
export const EXAMPLE = {
  circuit: 'logistic-4x3-b8',
  committee: ['0x… a keyholder', '0x… another', '0x… a third'],
  threshold: 2,
  work: {
    steps: 2,
    learningRate: 0.25,
    rounds: 3,
    maxVoid: 2,
    minTrainers: 3,
    maxTrainers: 16,
    minBatches: 4,
  },
  amounts: {
    trainerReward: '0.03 ether',
    keyholderReward: '0.01 ether',
    finaliserReward: '0.005 ether',
    trainerStake: '0.1 ether',
    roundBond: '0.001 ether',
    openingBond: '0.001 ether',
    demandBond: '0.002 ether',
    keyholderStake: '0.5 ether',
    absencePenalty: '0.1 ether',
  },
  times: {
    startsAt: '10m',
    endsAt: '7d',
    training: '10m',
    demands: '2m',
    answers: '4m',
    complaints: '4m',
    aggregation: '10m',
  },
} as const;

const OPTIONAL = ['admissionRoot'];
const MOMENTS = ['startsAt', 'endsAt'];
const NO_HASH: Hex = `0x${'0'.repeat(64)}`;

const bad = (why: string) => taskError('REQUEST_INVALID', `the terms ${why} (training create --example shows some)`);

function fieldsOf(value: unknown, what: string, names: readonly string[], optional: readonly string[] = []): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`have no object ${what}`);
  const unknown = Object.keys(value).find((name) => !names.includes(name) && !optional.includes(name));
  if (unknown !== undefined) throw bad(`have an unknown field in ${what}: "${unknown.slice(0, 40)}"`);
  const missing = names.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) throw bad(`have no field "${missing}" in ${what}`);
  return value as Fields;
}

/** The parsers of options name options; here they name fields. */
function inField<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new ProtocolError(error.code, error.shortMessage.replace(/^--/, ''), { details: error.details });
  }
}

function textOf(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw bad(`need a text in ${what}, such as ${what.startsWith('times') ? '"10m"' : '"0.5 ether"'}`);
}

function readWork(value: unknown, format: Parameters<typeof multiplierOf>[0]): Fields {
  const { learningRate: _, ...example } = EXAMPLE.work;
  const { learningRate, multiplier, ...work } = fieldsOf(value, 'work', Object.keys(example), [
    'learningRate',
    'multiplier',
  ]);
  if ((learningRate === undefined) === (multiplier === undefined)) {
    throw bad('need either learningRate or multiplier in work');
  }
  const chosen = multiplier === undefined ? multiplierOf(format, Number(learningRate)) : Number(multiplier);
  return { ...work, multiplier: checkMultiplier(chosen) };
}

function readAmounts(value: unknown): Fields {
  const names = Object.keys(EXAMPLE.amounts);
  const fields = fieldsOf(value, 'amounts', names);
  const read = (name: string) => parseAmount(textOf(fields[name], `amounts.${name}`), `amounts.${name}`);
  return Object.fromEntries(names.map((name) => [name, inField(() => read(name)).toString()]));
}

function readTimes(value: unknown, now: bigint): Fields {
  const names = Object.keys(EXAMPLE.times);
  const fields = fieldsOf(value, 'times', names);
  const read = (name: string) => {
    const [text, what] = [textOf(fields[name], `times.${name}`), `times.${name}`];
    return Number(MOMENTS.includes(name) ? parseMoment(text, now, what) : parseDuration(text, what));
  };
  return Object.fromEntries(names.map((name) => [name, inField(() => read(name))]));
}

/** The circuit's name alone, which is needed to find what the rest is read against. */
export function readCircuitField(json: unknown): string {
  const fields = fieldsOf(json, 'at all', Object.keys(EXAMPLE), OPTIONAL);
  if (typeof fields.circuit === 'string') return fields.circuit;
  throw bad('need the name of a circuit in circuit');
}

export interface TermsContext {
  readonly circuit: Hex;
  readonly format: Parameters<typeof multiplierOf>[0];
  readonly initialRoot: bigint;
  readonly modelCid: Hex | undefined;
  readonly specCid: Hex | undefined;
  /** The chain's clock, in seconds: durations count from it. */
  readonly now: bigint;
}

/** The contract's terms, of what a person wrote and of what only this machine knows. */
export function readTermsFile(json: unknown, context: TermsContext): training.Terms {
  const fields = fieldsOf(json, 'at all', Object.keys(EXAMPLE), OPTIONAL);
  return training.parseTerms({
    circuit: context.circuit,
    initialRoot: context.initialRoot.toString(),
    modelCid: context.modelCid ?? NO_HASH,
    specCid: context.specCid ?? NO_HASH,
    admissionRoot: fields.admissionRoot ?? NO_HASH,
    committee: fields.committee,
    threshold: fields.threshold,
    work: readWork(fields.work, context.format),
    amounts: readAmounts(fields.amounts),
    times: readTimes(fields.times, context.now),
  });
}
