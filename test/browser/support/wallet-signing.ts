// What the test wallet signs and sends once its person has agreed.
import {
  BaseError,
  createWalletClient,
  defineChain,
  type Hex,
  hexToBigInt,
  hexToNumber,
  http,
  type LocalAccount,
} from 'viem';

export interface RpcAnswer {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

export const refusal = (code: number, message: string, data?: unknown): RpcAnswer => ({
  error: { code, message, ...(data === undefined ? {} : { data }) },
});

interface Signer {
  readonly account: LocalAccount;
  readonly chainId: number;
  /** Undefined where the wallet does not reach its chain. */
  readonly url: string | undefined;
}

interface Requested {
  readonly method: string;
  readonly params: readonly unknown[];
}

interface AskedTransaction {
  readonly from?: Hex;
  readonly to?: Hex;
  readonly data?: Hex;
  readonly input?: Hex;
  readonly chainId?: Hex;
  readonly nonce?: Hex;
  readonly value?: Hex;
  readonly gas?: Hex;
  readonly maxFeePerGas?: Hex;
  readonly maxPriorityFeePerGas?: Hex;
}

/** What a node answered, as a wallet passes it on: reasons of reverts are in its data. */
function explained(error: unknown): RpcAnswer {
  const cause =
    error instanceof BaseError ? error.walk((inner) => typeof (inner as { code?: unknown }).code === 'number') : error;
  const { code = -32603, message, data } = cause as { code?: number; message: string; data?: unknown };
  return refusal(code, message, data);
}

async function send({ account, chainId, url }: Signer, asked: AskedTransaction): Promise<RpcAnswer> {
  if (url === undefined) return refusal(-32603, `This wallet does not reach chain ${chainId}.`);
  if (asked.from !== undefined && asked.from.toLowerCase() !== account.address.toLowerCase()) {
    return refusal(4100, 'The requested account has not been authorized.');
  }
  if (asked.chainId !== undefined && hexToNumber(asked.chainId) !== chainId) {
    return refusal(-32602, `The wallet is on chain ${chainId}, and the transaction is for another one.`);
  }
  const nativeCurrency = { name: 'Ether', symbol: 'ETH', decimals: 18 };
  const chain = defineChain({ id: chainId, name: 'test', nativeCurrency, rpcUrls: { default: { http: [url] } } });
  const client = createWalletClient({ account, chain, transport: http(url) });
  const number = (name: 'value' | 'gas' | 'maxFeePerGas' | 'maxPriorityFeePerGas') =>
    asked[name] === undefined ? {} : { [name]: hexToBigInt(asked[name]) };
  const data = asked.data ?? asked.input;
  try {
    const hash = await client.sendTransaction({
      ...(asked.to === undefined ? {} : { to: asked.to }),
      ...(data === undefined ? {} : { data }),
      ...(asked.nonce === undefined ? {} : { nonce: hexToNumber(asked.nonce) }),
      ...number('value'),
      ...number('gas'),
      ...number('maxFeePerGas'),
      ...number('maxPriorityFeePerGas'),
    });
    return { result: hash };
  } catch (error) {
    return explained(error);
  }
}

export async function signFor(signer: Signer, { method, params }: Requested): Promise<RpcAnswer> {
  const { account } = signer;
  const [first, second] = params;
  if (method === 'eth_sendTransaction') return await send(signer, first as AskedTransaction);
  if (method === 'personal_sign') return { result: await account.signMessage({ message: { raw: first as Hex } }) };
  const document = typeof second === 'string' ? JSON.parse(second) : second;
  return { result: await account.signTypedData(document) };
}
