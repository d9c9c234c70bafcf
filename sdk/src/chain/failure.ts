import { BaseError, type Hex, isHex } from 'viem';
import { type ChainErrorCode, chainError, ProtocolError } from '../errors/index.ts';
import { type CallError, explainRevertData } from './revert.ts';
import { quoteForeign } from './text.ts';

type Fields = Readonly<Record<string, unknown>>;
/** Providers nest what happened under names of their own; more than this is nobody's. */
const NESTS = ['cause', 'data', 'error', 'originalError'];
const MAX_LINKS = 32;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The error and everything in it, from the outside inwards, each once. */
function linksOf(error: unknown): Fields[] {
  const links: Fields[] = [];
  const waiting: unknown[] = [error];
  for (let next = waiting.shift(); next !== undefined && links.length < MAX_LINKS; next = waiting.shift()) {
    if (!isObject(next) || links.includes(next)) continue;
    links.push(next);
    for (const name of NESTS) if (isObject(next[name])) waiting.push(next[name]);
  }
  return links;
}

/** The bytes that a call reverted with, wherever in the error they lie. */
export function findRevertData(error: unknown): Hex | undefined {
  for (const { raw, data } of linksOf(error)) {
    for (const value of [raw, data]) {
      // Some nodes write "Reverted 0x...".
      const hex = textOf(value).replace(/^Reverted (?=0x)/, '');
      if (isHex(hex) && hex.length >= 10 && hex.length % 2 === 0) return hex;
    }
  }
  return undefined;
}

interface Failure {
  /** Names of the errors (of viem's, as a bundle may hold it twice), codes of EIP-1193 and JSON-RPC, and all texts. */
  readonly names: ReadonlySet<string>;
  readonly codes: ReadonlySet<unknown>;
  readonly text: string;
  /** The innermost words, without viem's frame. */
  readonly reason: string;
}

function readFailure(error: unknown): Failure {
  const links = linksOf(error);
  const texts = links.flatMap((link) => [textOf(link.details), textOf(link.shortMessage), textOf(link.message)]);
  const own = links.flatMap((link) => [textOf(link.details), textOf(link.shortMessage) || textOf(link.message)]);
  return {
    names: new Set(links.map(({ name }) => textOf(name))),
    codes: new Set(links.map(({ code }) => code)),
    text: texts.map((text) => text.slice(0, 4096)).join('\n'),
    reason: quoteForeign(own.find((text) => text !== '') ?? 'no reason'),
  };
}

interface Rule {
  readonly code: ChainErrorCode;
  readonly names?: readonly string[];
  readonly codes?: readonly unknown[];
  readonly text?: RegExp;
  readonly says: (reason: string) => string;
}

/** The first that fits: viem calls a revert whatever a node answers with -32603, so texts come before reverts. */
const RULES: readonly Rule[] = [
  {
    code: 'USER_REJECTED',
    names: ['UserRejectedRequestError'],
    codes: [4001, 'ACTION_REJECTED'],
    says: () => 'the wallet was told not to sign',
  },
  {
    code: 'FUNDS_INSUFFICIENT',
    names: ['InsufficientFundsError'],
    text: /insufficient funds|doesn't have enough funds|exceeds transaction sender account balance/i,
    says: () => 'the account has too little ether for the amount and the gas',
  },
  {
    code: 'GAS_LIMIT_EXCEEDED',
    names: ['IntrinsicGasTooHighError'],
    text: /gas required exceeds allowance|transaction gas limit|gas limit (is )?too high|exceeds? (the )?(block|tx|transaction)? ?gas (limit|cap)|out of gas/i,
    says: () => 'the call needs more gas than a transaction may have',
  },
  {
    code: 'NETWORK_UNREACHABLE',
    names: ['HttpRequestError', 'WebSocketRequestError', 'SocketClosedError', 'TimeoutError'],
    codes: ['ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 4900, 4901],
    says: () => 'the node does not answer; check the network and its address',
  },
  {
    code: 'CHAIN_MISMATCH',
    names: ['ChainMismatchError'],
    says: () => 'the wallet is on another chain; switch it over',
  },
  {
    code: 'ACCOUNT_MISSING',
    names: ['AccountNotFoundError'],
    says: () => 'there is no account to sign with',
  },
  {
    code: 'CONTRACT_MISSING',
    names: ['ContractFunctionZeroDataError', 'AbiDecodingZeroDataError'],
    says: () => 'there is no such contract at this address; check the address and the network',
  },
  {
    code: 'ARGUMENT_INVALID',
    names: [
      'AbiEncodingArrayLengthMismatchError',
      'AbiEncodingBytesSizeMismatchError',
      'AbiEncodingLengthMismatchError',
      'IntegerOutOfRangeError',
      'InvalidAddressError',
      'InvalidArrayError',
      'InvalidBytesBooleanError',
      'SizeExceedsPaddingSizeError',
    ],
    says: (reason) => `the call cannot be written down: ${reason}`,
  },
  {
    code: 'CALL_REVERTED',
    names: ['ContractFunctionRevertedError', 'ExecutionRevertedError'],
    codes: [3],
    says: (reason) => `the contract refused: ${reason}`,
  },
];

const fits = ({ names = [], codes = [], text }: Rule, failure: Failure): boolean =>
  names.some((name) => failure.names.has(name)) ||
  codes.some((code) => failure.codes.has(code)) ||
  text?.test(failure.text) === true;

/** Whether this comes from viem, a wallet or a node at all, and not from a slip in our own code. */
const isForeign = (error: unknown, { names, codes }: Failure): boolean =>
  error instanceof BaseError || names.has('ProviderError') || [...codes].some((code) => typeof code === 'number');

/**
 * What viem or a wallet threw, as one of ours. It carries no cause: viem's errors show the node's address, which often
 * holds a password. What is neither viem's nor a wallet's comes back as it is.
 */
export function explainFailure(error: unknown): CallError | unknown {
  if (error instanceof ProtocolError) return error;
  const data = findRevertData(error);
  if (data) return explainRevertData(data);
  const failure = readFailure(error);
  const rule = RULES.find((each) => fits(each, failure));
  if (rule) return chainError(rule.code, rule.says(failure.reason), { reason: failure.reason });
  if (!isForeign(error, failure)) return error;
  return chainError('RPC_FAILED', `the node refused: ${failure.reason}`, { reason: failure.reason });
}

/** Runs `work`; what it throws is explained. */
export async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainFailure(error);
  }
}
