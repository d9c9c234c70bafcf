import type {
  Abi,
  Address,
  ContractFunctionArgs,
  ContractFunctionName,
  ContractFunctionReturnType,
  Hex,
  TransactionReceipt,
} from 'viem';
import { estimateContractGas, simulateContract, waitForTransactionReceipt, writeContract } from 'viem/actions';
import { chainError, errorCode, ProtocolError } from '../errors/index.ts';
import type { Clients } from './clients.ts';
import { type ContractEvent, decodeEvents } from './events.ts';
import { explained, explainFailure } from './failure.ts';

/** What one transaction may use at most (EIP-7825). */
export const MAX_TRANSACTION_GAS = 16_777_216n;
const DEFAULT_TIMEOUT_MS = 180_000;

type Writing = 'nonpayable' | 'payable';

export interface ContractCall<abi extends Abi, name extends ContractFunctionName<abi, Writing>> {
  readonly abi: abi;
  readonly address: Address;
  readonly functionName: name;
  readonly args: ContractFunctionArgs<abi, Writing, name>;
  /** In wei. */
  readonly value?: bigint;
}

export interface SendOptions {
  /** Called once the transaction is on its way, before it is mined. */
  readonly onSent?: (hash: Hex) => void;
  /** How long to wait for it to be mined. */
  readonly timeoutMs?: number;
  /** On top of the estimate, where it costs more to come after others: what is not used is not paid. */
  readonly spareGas?: bigint;
}

export interface Sent<abi extends Abi, result = unknown> {
  readonly hash: Hex;
  readonly receipt: TransactionReceipt;
  /** The contract's own events. */
  readonly events: ContractEvent<abi>[];
  /** What the function returned when it was tried out, right before it was sent. */
  readonly result: result;
}

/** viem's types follow the ABI, which here can be any. */
interface AnyCall {
  readonly abi: Abi;
  readonly address: Address;
  readonly functionName: string;
  readonly args: readonly unknown[];
  readonly value?: bigint;
}

/** A fifth above the estimate, because others' transactions may come first; never above what a transaction may have. */
async function gasFor({ publicClient, walletClient }: Clients, call: AnyCall, spareGas: bigint): Promise<bigint> {
  const estimate = await explained(() => estimateContractGas(publicClient, { ...call, account: walletClient.account }));
  if (estimate > MAX_TRANSACTION_GAS) {
    throw chainError(
      'GAS_LIMIT_EXCEEDED',
      `the call needs ${estimate} gas; a transaction may have ${MAX_TRANSACTION_GAS}`,
      { estimate: estimate.toString(), limit: MAX_TRANSACTION_GAS.toString() },
    );
  }
  const generous = estimate + estimate / 5n + spareGas;
  return generous < MAX_TRANSACTION_GAS ? generous : MAX_TRANSACTION_GAS;
}

const pending = (hash: Hex) =>
  chainError(
    'TRANSACTION_PENDING',
    `transaction ${hash} was sent and is not mined yet; look for it later before you send it again`,
    { hash },
  );

async function waitFor({ publicClient }: Clients, hash: Hex, timeout: number): Promise<TransactionReceipt> {
  let replaced = false;
  const receipt = await waitForTransactionReceipt(publicClient, {
    hash,
    timeout,
    onReplaced: ({ reason }) => {
      replaced = reason !== 'repriced';
    },
  }).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'WaitForTransactionReceiptTimeoutError') {
      throw pending(hash);
    }
    const failure = explainFailure(error);
    // The node is gone, and the transaction is not.
    if (['NETWORK_UNREACHABLE', 'RPC_FAILED'].includes(errorCode(failure) ?? '')) throw pending(hash);
    throw failure;
  });
  if (replaced) {
    throw chainError('TRANSACTION_REPLACED', `another transaction took the place of ${hash}`, {
      hash,
      by: receipt.transactionHash,
    });
  }
  return receipt;
}

/** Why it failed after it had been tried out with success: the same call on the state of its block says so, mostly. */
async function reasonOf(clients: Clients, call: AnyCall, { blockNumber }: TransactionReceipt): Promise<ProtocolError> {
  try {
    const account = clients.walletClient.account;
    await simulateContract(clients.publicClient, { ...call, account, blockNumber });
  } catch (error) {
    const explanation = explainFailure(error);
    if (explanation instanceof ProtocolError) return explanation;
  }
  return chainError('CALL_REVERTED', 'for a reason that is gone');
}

async function checkSuccess(clients: Clients, call: AnyCall, receipt: TransactionReceipt): Promise<void> {
  if (receipt.status === 'success') return;
  const { code, shortMessage } = await reasonOf(clients, call, receipt);
  const { transactionHash: hash, blockNumber, gasUsed } = receipt;
  throw chainError('TRANSACTION_REVERTED', `transaction ${hash} was mined and refused: ${shortMessage}`, {
    hash,
    block: blockNumber.toString(),
    gasUsed: gasUsed.toString(),
    reason: code,
  });
}

/**
 * Tries a call out, sends it, waits until it is mined, and gives the receipt with the contract's events. What the contract
 * refuses is refused before anything is sent, unless somebody else's transaction comes between.
 */
export async function transact<const abi extends Abi, name extends ContractFunctionName<abi, Writing>>(
  clients: Clients,
  contractCall: ContractCall<abi, name>,
  { onSent, timeoutMs = DEFAULT_TIMEOUT_MS, spareGas = 0n }: SendOptions = {},
): Promise<Sent<abi, ContractFunctionReturnType<abi, Writing, name>>> {
  const { publicClient, walletClient } = clients;
  const { account } = walletClient;
  const call = contractCall as unknown as AnyCall;
  const { result } = await explained(() => simulateContract(publicClient, { ...call, account }));
  const gas = await gasFor(clients, call, spareGas);
  const chain = walletClient.chain ?? publicClient.chain ?? null;
  const hash = await explained(() => writeContract(walletClient, { ...call, account, chain, gas }));
  onSent?.(hash);
  const receipt = await waitFor(clients, hash, timeoutMs);
  await checkSuccess(clients, call, receipt);
  return {
    hash,
    receipt,
    events: decodeEvents(contractCall, receipt.logs),
    result: result as ContractFunctionReturnType<abi, Writing, name>,
  };
}
