import {
  type Abi,
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  encodeFunctionData,
  type TransactionReceipt,
} from 'viem';
import type { Chain } from './chain.ts';

/*
 * A chain whose clock stands still unless a test moves it: every transaction has a block of its own, a second after the
 * last one. So hashes of blocks, and all that is drawn from them, are the same in every run.
 */

type Viem = Chain['viem'];
export type Wallet = Awaited<ReturnType<Viem['getWalletClients']>>[number];

export interface Contract {
  readonly address: Address;
  readonly abi: Abi;
}

export interface SendOptions {
  readonly value?: bigint;
}

/** Below EIP-7825's bound, and never estimated: an estimate would not be reproducible. */
const GAS = 16_000_000n;

/** A contract's no, in short: viem's own errors print whole ABIs. */
export class Refused extends Error {
  readonly errorName: string;
  constructor(functionName: string, errorName: string, args: readonly unknown[]) {
    super(`${functionName}: ${errorName}(${args.join(', ')})`);
    this.errorName = errorName;
  }
}

function shorten(error: unknown, functionName: string): unknown {
  const reverted = error instanceof BaseError ? error.walk((e) => e instanceof ContractFunctionRevertedError) : error;
  if (!(reverted instanceof ContractFunctionRevertedError)) return error;
  return new Refused(functionName, reverted.data?.errorName ?? reverted.shortMessage, reverted.data?.args ?? []);
}

/** The name of the custom error that a call ends with; undefined if it does not. */
export async function refusalOf(act: Promise<unknown>): Promise<string | undefined> {
  try {
    await act;
  } catch (error) {
    if (error instanceof Refused) return error.errorName;
    throw error;
  }
  return undefined;
}

export async function openStage(viem: Viem) {
  const client = await viem.getPublicClient();
  const testClient = await viem.getTestClient();
  const wallets = await viem.getWalletClients();
  const chainId = BigInt(await client.getChainId());
  const now = async (): Promise<bigint> => (await client.getBlock()).timestamp;
  const tick = async (): Promise<void> => testClient.setNextBlockTimestamp({ timestamp: (await now()) + 1n });

  const read = <T>({ address, abi }: Contract, functionName: string, ...args: unknown[]): Promise<T> =>
    client.readContract({ address, abi, functionName, args }) as Promise<T>;

  /** Sends a call as a transaction. A refusal throws with its reason, and leaves no block behind. */
  async function send(
    wallet: Wallet,
    { address, abi }: Contract,
    functionName: string,
    args: readonly unknown[],
    { value = 0n }: SendOptions = {},
  ): Promise<TransactionReceipt> {
    const call = { address, abi, functionName, args, value, gas: GAS, account: wallet.account };
    await client.simulateContract(call).catch((error: unknown) => {
      throw shorten(error, functionName);
    });
    await tick();
    const data = encodeFunctionData({ abi, functionName, args });
    const hash = await wallet.sendTransaction({ to: address, data, value, gas: GAS });
    const receipt = await client.getTransactionReceipt({ hash });
    if (receipt.status !== 'success') throw new Error(`${functionName} reverted after it had been simulated`);
    return receipt;
  }

  return {
    viem,
    client,
    wallets,
    chainId,
    now,
    read,
    send,
    async deploy(name: string, args: unknown[] = [], libraries: Record<string, Address> = {}): Promise<Contract> {
      await tick();
      const { address, abi } = await viem.deployContract(name, args, { libraries, gas: GAS });
      return { address, abi: abi as Abi };
    },
    /** The next block comes at this instant or right after the last one. */
    async moveTo(instant: bigint): Promise<void> {
      const next = (await now()) + 1n;
      await testClient.setNextBlockTimestamp({ timestamp: instant > next ? instant : next });
      await testClient.mine({ blocks: 1 });
    },
    async mine(blocks: number): Promise<void> {
      for (let i = 0; i < blocks; i++) {
        await tick();
        await testClient.mine({ blocks: 1 });
      }
    },
  };
}

export type Stage = Awaited<ReturnType<typeof openStage>>;
