import { type Abi, type AbiParameter, decodeErrorResult, type Hex, size } from 'viem';
import { type ChainErrorCode, chainError, errorCode, ProtocolError } from '../errors/index.ts';
import { CONTRACT_ABIS } from './generated/contracts.ts';
import { CONTRACT_ERROR_CODES, type ContractErrorCode } from './generated/error-codes.ts';
import { AMOUNTS, AMOUNTS_OF, NAMES_OF, NEXT_STEPS, TIMES, TIMES_OF } from './hints.ts';
import { describeValue, formatAmount, formatTime, quoteForeign } from './text.ts';

/** Of a contract that refused, or of the way to it. */
export type CallError = ProtocolError<ContractErrorCode | ChainErrorCode>;

/** No error of ours comes near; a hostile contract may return megabytes. */
const MAX_REVERT_BYTES = 16_384;
/** Of all contracts: an error passes through whoever calls. */
const ERRORS: Abi = Object.values(CONTRACT_ABIS).flatMap((abi: Abi) => abi.filter(({ type }) => type === 'error'));
const CODES: Readonly<Record<string, ContractErrorCode | undefined>> = CONTRACT_ERROR_CODES;

/** Solidity's documentation, "Panic via assert and Error via require". */
const PANICS: Readonly<Record<string, string>> = {
  '1': 'an assertion failed',
  '17': 'a number overflowed',
  '18': 'something was divided by zero',
  '33': 'a value is none of its enum',
  '49': 'an empty list has no last element',
  '50': 'an index lies outside of its list',
  '65': 'it asked for too much memory',
  '81': 'it called a function that was never set',
};

/** `stake not free` of `StakeNotFree`. */
const wordsOf = (name: string): string => name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase();

/** For a sentence; details keep the plain value. */
function phraseOf(code: ContractErrorCode, name: string, value: unknown): string {
  const names = NAMES_OF[code]?.[name];
  if (names) return `${name} ${names[Number(value)] ?? describeValue(value)}`;
  const isAmount = AMOUNTS.has(name) || AMOUNTS_OF[code]?.includes(name);
  if (typeof value === 'bigint' && isAmount) return `${name} ${formatAmount(value)}`;
  const isTime = TIMES.has(name) || TIMES_OF[code]?.includes(name);
  if (typeof value === 'bigint' && isTime) return `${name} ${formatTime(value)}`;
  return `${name} ${describeValue(value)}`;
}

function describeOurs(
  name: string,
  code: ContractErrorCode,
  inputs: readonly AbiParameter[],
  args: readonly unknown[],
) {
  const given = inputs.map((input, i) => [input.name || `argument${i}`, args[i]] as const);
  const details = Object.fromEntries(given.map(([key, value]) => [key, describeValue(value)]));
  const list = given.map(([key, value]) => phraseOf(code, key, value));
  const sentence = [wordsOf(name), list.join(', ')].filter((part) => part !== '').join(': ');
  const hint = NEXT_STEPS[code];
  return new ProtocolError(code, hint ? `${sentence}. ${hint}` : sentence, { details });
}

function decode(data: Hex): CallError {
  const { errorName, abiItem, args } = decodeErrorResult({ abi: ERRORS, data });
  const given = (args ?? []) as readonly unknown[];
  const code = CODES[errorName];
  if (code) return describeOurs(errorName, code, 'inputs' in abiItem ? abiItem.inputs : [], given);
  if (errorName === 'Panic') {
    const why = PANICS[String(given[0])] ?? 'something that it did not expect';
    return chainError('CALL_PANICKED', `the contract stopped: ${why}`, { panic: describeValue(given[0]) });
  }
  const reason = quoteForeign(given[0]);
  return chainError('CALL_REVERTED', `the contract refused: "${reason}"`, { reason });
}

/** What the bytes say that a call reverted with. Anybody may have written them. */
export function explainRevertData(data: Hex): CallError {
  const bytes = size(data);
  if (bytes === 0) return chainError('CALL_REVERTED', 'the contract refused without a reason');
  const details = { selector: data.slice(0, 10), bytes };
  if (bytes > MAX_REVERT_BYTES) {
    return chainError('REVERT_MALFORMED', `the contract refused with ${bytes} bytes that are not read`, details);
  }
  try {
    return decode(data);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbiErrorSignatureNotFoundError') {
      const message = `the contract refused for a reason that Tacit does not know (${details.selector})`;
      return chainError('REVERT_UNKNOWN', message, details);
    }
    return chainError('REVERT_MALFORMED', `the contract refused with damaged data (${details.selector})`, details);
  }
}

/** Whether this is a contract's own refusal: a call that would fail, and fail again. */
export function isContractRefusal(error: unknown): error is ProtocolError<ContractErrorCode> {
  const code = errorCode(error);
  return code !== undefined && Object.values<string>(CONTRACT_ERROR_CODES).includes(code);
}
