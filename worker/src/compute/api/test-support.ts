// The HTTP interface alone, with a clock that a test moves, and people who sign in.
import { after } from 'node:test';
import { memoryStore } from '@tacit/sdk';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { createSiweMessage, type SiweMessage } from 'viem/siwe';
import { close, listen } from '../../http.ts';
import { recorder } from '../../pin/test-support.ts';
import { type ApiParts, createApiServer } from './server.ts';

export const [ALICE, BOB] = [1, 2].map((key) => privateKeyToAccount(`0x${key.toString(16).padStart(64, '0')}`)) as [
  PrivateKeyAccount,
  PrivateKeyAccount,
];
export const CHAIN_ID = 31337;
export const PAGE = 'page.example';
export const JOB = `0x${'0b'.repeat(32)}` as const;

export type Api = Awaited<ReturnType<typeof startApi>>;

export async function startApi(
  changes: Partial<Omit<ApiParts, 'blobs'>> & { blobs?: Partial<ApiParts['blobs']> } = {},
) {
  const said = recorder();
  const store = memoryStore();
  const clock = { ms: Date.parse('2026-01-01T00:00:00Z') };
  const at = { url: '' };
  const { blobs, ...others } = changes;
  const server = createApiServer({
    rules: { domains: () => [PAGE], uri: () => at.url, chainId: CHAIN_ID, now: () => clock.ms },
    blobs: {
      ...{ store, storeMs: 2000, signal: new AbortController().signal },
      ...{ quotaBytes: 300_000, capacityBytes: 400_000, maxBlobBytes: 200_000 },
      ...blobs,
    },
    info: () => ({ name: 'Tacit Compute' }),
    jobOf: async (job) => (job === JOB ? { user: ALICE.address, document: { job, stage: 'evaluating' } } : undefined),
    requestsPerMinute: 10_000,
    isStopping: () => false,
    ...said.context,
    ...others,
  });
  at.url = await listen(server, { host: '127.0.0.1', port: 0, what: 'the test' });
  after(() => close(server, 0));
  return { url: at.url, store, clock, said };
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of a server that is under test
  readonly body: any;
}

export async function ask({ url }: Api, path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(`${url}${path}`, init);
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** `401 SIGN_IN_REFUSED`, or the status alone. */
export const outcomeOf = ({ status, body }: Answer): string =>
  body?.error ? `${status} ${body.error.code}` : `${status}`;

export async function messageFor(api: Api, changes: Partial<SiweMessage> = {}): Promise<string> {
  const { nonce } = (await ask(api, '/v1/nonce')).body;
  return createSiweMessage({
    ...{ address: ALICE.address, chainId: CHAIN_ID, domain: PAGE, nonce, uri: api.url, version: '1' },
    ...{ issuedAt: new Date(api.clock.ms), statement: 'Sign in to this worker' },
    ...changes,
  });
}

export const openSession = (api: Api, body: unknown, type = 'application/json'): Promise<Answer> =>
  ask(api, '/v1/session', { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': type } });

export async function signIn(api: Api, account: PrivateKeyAccount = ALICE): Promise<string> {
  const message = await messageFor(api, { address: account.address });
  const { body } = await openSession(api, { message, signature: await account.signMessage({ message }) });
  return body.token;
}

export const put = (
  api: Api,
  token: string | undefined,
  body: Uint8Array,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  ask(api, '/v1/blobs', {
    method: 'PUT',
    body: body as Uint8Array<ArrayBuffer>,
    headers: {
      'content-type': 'application/octet-stream',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
  });
