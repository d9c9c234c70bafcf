// Updates by a relay: somebody else's process that sends many trainers' updates in one transaction and pays for it.
import { type SignClient, training } from '../chain/index.ts';
import { roundError } from '../errors/index.ts';
import type { Relay } from './train-session.ts';
import { formatUpdate } from './update-json.ts';

export interface RelayOptions {
  /** Where it takes updates, such as `https://relay.example`. */
  readonly url: string;
  /** Signs each update, so that nobody can send another in its place. */
  readonly wallet: SignClient;
  readonly timeoutMs?: number;
}

const MAX_ANSWER = 4096;

/** The beginning of what it says: a relay may never come to an end. */
async function textOf({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (reader && text.length < MAX_ANSWER) {
    const { done, value } = await reader.read();
    if (done) return text;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel();
  return text.slice(0, MAX_ANSWER);
}

async function codeOf(answer: Response): Promise<string> {
  try {
    const { error } = JSON.parse(await textOf(answer)) as { error?: { code?: unknown } };
    return typeof error?.code === 'string' && /^[A-Z_]{1,40}$/.test(error.code) ? error.code : '';
  } catch {
    return '';
  }
}

/** Hands updates to a relay. What it has taken it may still lose: the chain says whether it is in. */
export function relayTo({ url, wallet, timeoutMs = 30_000 }: RelayOptions): Relay {
  const target = new URL('updates', url.endsWith('/') ? url : `${url}/`);
  return async (update, signal) => {
    const { task, round, sharesHash, contract } = update;
    const signature = await training.signUpdate(wallet, { task, round, sharesHash, verifyingContract: contract });
    const body = JSON.stringify({ update: formatUpdate(update), signature });
    const timeout = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    }).catch(() => {
      signal?.throwIfAborted();
      throw roundError('RELAY_UNREACHABLE', `the relay at ${target.host} does not answer`);
    });
    if (answer.ok) return void (await answer.body?.cancel());
    const code = await codeOf(answer);
    if (answer.status >= 500 || answer.status === 429) {
      throw roundError('RELAY_UNREACHABLE', `the relay at ${target.host} cannot take it now (${answer.status})`);
    }
    throw roundError('RELAY_REFUSED', `the relay at ${target.host} refuses the update (${code || answer.status})`);
  };
}
