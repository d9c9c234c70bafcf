// SEAL in a module worker. Bytes go to the page's server and come from there; the secret key stays here.
import { type Encryption, openEncryption, type Plan, parseNetwork, planOf } from '@tacit/sdk';

export type Order =
  | { readonly kind: 'open'; readonly memoryBytes?: number }
  | { readonly kind: 'keys' }
  | { readonly kind: 'encrypt'; readonly samples: readonly (readonly number[])[] }
  | { readonly kind: 'decrypt' };

export interface Answer {
  readonly ms: number;
  readonly outputs?: readonly (readonly number[])[];
  /** The code of what went wrong. */
  readonly failure?: string;
}

let plan: Plan;
let encryption: Encryption;
let secretKey: Uint8Array;

const fetchBytes = async (name: string) => new Uint8Array(await (await fetch(`/bytes/${name}`)).arrayBuffer());

async function send(name: string, bytes: Uint8Array): Promise<void> {
  await fetch(`/bytes/${name}`, { method: 'PUT', body: bytes as Uint8Array<ArrayBuffer> });
}

/** How long the act itself takes, without the way of its bytes. */
async function timed<Result>(act: () => Promise<Result> | Result): Promise<{ ms: number; result: Result }> {
  const start = performance.now();
  const result = await act();
  return { ms: performance.now() - start, result };
}

async function obey(order: Order): Promise<Answer> {
  if (order.kind === 'open') {
    plan = planOf(parseNetwork(await fetchBytes('network')));
    const { memoryBytes } = order;
    const { ms, result } = await timed(() => openEncryption(plan.parameters.name, memoryBytes ? { memoryBytes } : {}));
    encryption = result;
    return { ms };
  }
  if (order.kind === 'keys') {
    const { ms, result } = await timed(() => encryption.createKeys());
    secretKey = result.secretKey;
    await send('keys', result.evaluationKeys);
    return { ms };
  }
  if (order.kind === 'encrypt') {
    const { ms, result } = await timed(() => encryption.encrypt(plan, secretKey, order.samples));
    await send('request', result);
    return { ms };
  }
  const response = await fetchBytes('response');
  const { ms, result } = await timed(() => encryption.decrypt(plan, secretKey, response));
  return { ms, outputs: result };
}

addEventListener('message', ({ data }: MessageEvent<Order>) => {
  void obey(data)
    .catch((error: { code?: string }): Answer => ({ ms: 0, failure: error.code ?? String(error) }))
    .then((answer) => postMessage(answer));
});
