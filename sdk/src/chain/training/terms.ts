// A task's terms: read from JSON, encoded, and hashed to the task's id.
import {
  type AbiParameter,
  type Address,
  encodeAbiParameters,
  getAddress,
  type Hex,
  isAddress,
  isHex,
  keccak256,
  parseAbiParameters,
  stringToHex,
  zeroAddress,
} from 'viem';
import { chainError } from '../../errors/index.ts';
import { FIELD_ORDER } from '../../hashing/index.ts';
import { trainingAbi } from '../generated/training.ts';
import { quoteForeign } from '../text.ts';
import type { Amounts, Terms, Times, Work } from './types.ts';

const TASK = keccak256(stringToHex('tacit.task'));
/** `Terms` as the ABI has it, so that a change of the contract cannot pass by here. */
const TERMS = trainingAbi.find((item) => item.type === 'function' && item.name === 'create')?.inputs[0] as AbiParameter;
const HEAD = parseAbiParameters('bytes32 name, uint256 chainId, address contract, address coordinator, bytes32 salt');

export const encodeTerms = (terms: Terms): Hex => encodeAbiParameters([TERMS], [terms]);

/**
 * The id that the contract gives a task, from one's own copy of everything: who takes part compares it with the id that
 * it was told. No chain is asked.
 */
export const computeTaskId = ({
  chainId,
  contract,
  coordinator,
  salt,
  terms,
}: {
  readonly chainId: number | bigint;
  readonly contract: Address;
  readonly coordinator: Address;
  readonly salt: Hex;
  readonly terms: Terms;
}): Hex =>
  keccak256(encodeAbiParameters([...HEAD, TERMS], [TASK, BigInt(chainId), contract, coordinator, salt, terms]));

const bad = (why: string) => chainError('TERMS_INVALID', `these are no terms of a task: ${why}`);

type Fields = Readonly<Record<string, unknown>>;

/** Exactly these fields: one more may be one that its writer believes to count. */
function readFields(value: unknown, what: string, names: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`${what} is no JSON object`);
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined) throw bad(`${what} has a field "${quoteForeign(unknown, 40)}"`);
  const missing = names.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) throw bad(`${what} has no field "${missing}"`);
  return value as Fields;
}

/** 0x and 64 lower-case hex digits. */
export function readHash(value: unknown, what: string): Hex {
  if (isHex(value) && /^0x[0-9a-f]{64}$/.test(value)) return value;
  throw bad(`${what} is not 0x and 64 lower-case hex digits`);
}

function readNumber(value: unknown, what: string, bits: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 2 ** bits) return value;
  throw bad(`${what} is no whole number from 0 to 2^${bits} - 1`);
}

/** Decimal without leading zeros: JSON's numbers end at 2^53. */
function readDecimal(value: unknown, what: string, below: bigint): bigint {
  const written = typeof value === 'string' && /^(0|[1-9][0-9]{0,77})$/.test(value) ? BigInt(value) : undefined;
  if (written !== undefined && written < below) return written;
  throw bad(`${what} is no decimal string, or too large`);
}

function readMembers(value: unknown): Address[] {
  if (!Array.isArray(value)) throw bad('committee is no list');
  const members = value.map((member: unknown, i) => {
    if (typeof member !== 'string' || !isAddress(member) || member === zeroAddress) {
      throw bad(`committee[${i}] is no address`);
    }
    return getAddress(member);
  });
  if (new Set(members).size !== members.length) throw bad('a member stands twice in the committee');
  return members;
}

const FIELDS = {
  terms: [
    'circuit',
    'initialRoot',
    'modelCid',
    'specCid',
    'admissionRoot',
    'committee',
    'threshold',
    'work',
    'amounts',
    'times',
  ],
  work: { steps: 8, multiplier: 8, rounds: 16, maxVoid: 16, minTrainers: 16, maxTrainers: 16, minBatches: 16 },
  amounts: [
    'trainerReward',
    'keyholderReward',
    'finaliserReward',
    'trainerStake',
    'roundBond',
    'openingBond',
    'demandBond',
    'keyholderStake',
    'absencePenalty',
  ],
  times: { startsAt: 48, endsAt: 48, training: 32, demands: 32, answers: 32, complaints: 32, aggregation: 32 },
} as const;

function readNumbers<name extends string>(
  value: unknown,
  what: string,
  widths: Readonly<Record<name, number>>,
): Record<name, number> {
  const names = Object.keys(widths) as name[];
  const fields = readFields(value, what, names);
  const entries = names.map((name) => [name, readNumber(fields[name], `${what}.${name}`, widths[name])]);
  return Object.fromEntries(entries) as Record<name, number>;
}

function readAmounts(value: unknown): Amounts {
  const fields = readFields(value, 'amounts', FIELDS.amounts);
  const most = 1n << 96n;
  const entries = FIELDS.amounts.map((name) => [name, readDecimal(fields[name], `amounts.${name}`, most)]);
  return Object.fromEntries(entries) as Amounts;
}

/**
 * Reads terms as `formatTerms` writes them: amounts in wei and the root as decimal strings, instants and lengths in
 * seconds. Form alone: what terms can be is the contract's to say (TERMS_REFUSED).
 */
export function parseTerms(json: unknown): Terms {
  const fields = readFields(json, 'the whole', FIELDS.terms);
  return {
    circuit: readHash(fields.circuit, 'circuit'),
    initialRoot: readDecimal(fields.initialRoot, 'initialRoot', FIELD_ORDER),
    modelCid: readHash(fields.modelCid, 'modelCid'),
    specCid: readHash(fields.specCid, 'specCid'),
    admissionRoot: readHash(fields.admissionRoot, 'admissionRoot'),
    committee: readMembers(fields.committee),
    threshold: readNumber(fields.threshold, 'threshold', 8),
    work: readNumbers(fields.work, 'work', FIELDS.work) satisfies Work,
    amounts: readAmounts(fields.amounts),
    times: readNumbers(fields.times, 'times', FIELDS.times) satisfies Times,
  };
}

const pick = <name extends string, value, changed>(
  names: readonly name[],
  from: Readonly<Record<name, value>>,
  change: (value: value) => changed,
): Record<name, changed> =>
  Object.fromEntries(names.map((name) => [name, change(from[name])])) as Record<name, changed>;

/** As `parseTerms` reads them, field by field: terms from an event may carry more. */
export const formatTerms = (terms: Terms): Record<string, unknown> => ({
  circuit: terms.circuit,
  initialRoot: terms.initialRoot.toString(),
  modelCid: terms.modelCid,
  specCid: terms.specCid,
  admissionRoot: terms.admissionRoot,
  committee: [...terms.committee],
  threshold: terms.threshold,
  work: pick(Object.keys(FIELDS.work) as (keyof Work)[], terms.work, Number),
  amounts: pick(FIELDS.amounts, terms.amounts, String),
  times: pick(Object.keys(FIELDS.times) as (keyof Times)[], terms.times, Number),
});
