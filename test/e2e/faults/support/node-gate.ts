// Stands between processes and their node: a transaction can be held there, so that a crash comes at a chosen instruction.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trainingAbi } from '@tacit/sdk';
import {
  type Address,
  decodeFunctionData,
  type Hex,
  isAddressEqual,
  parseTransaction,
  recoverTransactionAddress,
} from 'viem';

export interface Wanted {
  /** A function of the contract Training. */
  readonly call: string;
  readonly from?: Address;
}

export interface Hold {
  /** Resolves when the first transaction of this kind has come. */
  readonly arrived: Promise<void>;
  /** Who sent one, so far. */
  readonly senders: ReadonlySet<Address>;
  /** What they called with, in order. */
  readonly inputs: readonly Hex[];
  /** Lets those that came, and all later ones, go on to the node; resolves when the node has answered the first ones. */
  forward(): Promise<void>;
  /** Nobody ever sees those that came; later ones pass. */
  drop(): void;
}

export interface NodeGate {
  readonly url: string;
  hold(wanted: Wanted): Hold;
  /** How many requests have come. */
  asked(): number;
  stop(): Promise<void>;
}

interface Held {
  readonly body: string;
  readonly response: ServerResponse;
}

interface Holding extends Hold {
  matches(call: string, from: Address): boolean;
  take(held: Held, call: Call): void;
}

interface Call {
  readonly call: string;
  readonly from: Address;
  readonly input: Hex;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** What a signed transaction calls, and whose it is; undefined for anything else that is asked of a node. */
async function callIn(body: string): Promise<Call | undefined> {
  const { method, params } = JSON.parse(body) as { method?: string; params?: [Hex] };
  if (method !== 'eth_sendRawTransaction' || !params) return undefined;
  const { data = '0x' } = parseTransaction(params[0]);
  const serializedTransaction = params[0] as Parameters<typeof recoverTransactionAddress>[0]['serializedTransaction'];
  const from = await recoverTransactionAddress({ serializedTransaction });
  return { call: decodeFunctionData({ abi: trainingAbi, data }).functionName, from, input: data };
}

async function forwardTo(target: string, { body, response }: Held): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  try {
    const answer = await fetch(target, { method: 'POST', headers, body });
    response.writeHead(answer.status, headers);
    response.end(await answer.text());
  } catch {
    response.destroy();
  }
}

function openHold(target: string, wanted: Wanted, end: (hold: Holding) => void): Holding {
  const first = Promise.withResolvers<void>();
  const held: Held[] = [];
  const senders = new Set<Address>();
  const inputs: Hex[] = [];
  const hold: Holding = {
    arrived: first.promise,
    senders,
    inputs,
    matches: (call, from) => call === wanted.call && (wanted.from === undefined || isAddressEqual(wanted.from, from)),
    take(one, { from, input }) {
      held.push(one);
      inputs.push(input);
      senders.add(from);
      first.resolve();
    },
    async forward() {
      end(hold);
      await Promise.all(held.splice(0).map((one) => forwardTo(target, one)));
    },
    drop() {
      end(hold);
      for (const { response } of held.splice(0)) response.destroy();
    },
  };
  return hold;
}

export async function openGate(target: string): Promise<NodeGate> {
  const holds = new Set<Holding>();
  let asked = 0;
  const server = createServer(async (request, response) => {
    asked++;
    const held = { body: await bodyOf(request), response };
    const sent = holds.size > 0 ? await callIn(held.body).catch(() => undefined) : undefined;
    const hold = sent && [...holds].find(({ matches }) => matches(sent.call, sent.from));
    if (hold) hold.take(held, sent);
    else await forwardTo(target, held);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    hold(wanted) {
      const hold = openHold(target, wanted, (one) => holds.delete(one));
      holds.add(hold);
      return hold;
    },
    asked: () => asked,
    async stop() {
      for (const hold of [...holds]) hold.drop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
