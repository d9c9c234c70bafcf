// One question to a worker of the page, which ends with the answer.
import type { Clients } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { type AskWallet, runJob } from '../../workers/run-job.ts';
import { untilLocked } from '../../workers/until-locked.ts';
import type { AnswerTo, AskFor, ModelsNote, ModelsOrder, OpenOrders, OrderKind, OwnOrders } from './work/orders.ts';

interface AskOptions<Note> {
  readonly onNote?: (note: Note) => void;
  /** Whose wallet is asked where something is to be signed. */
  readonly clients?: Clients;
  readonly signal?: AbortSignal | undefined;
}

const walletOf =
  ({ walletClient }: Clients): AskWallet =>
  (request) =>
    walletClient.request(request as never);

function ask<Kind extends OrderKind, Note extends ModelsNote>(
  order: AskFor<Kind>,
  { onNote, clients, signal }: AskOptions<Note>,
): Promise<AnswerTo<Kind>> {
  const worker = new Worker(new URL('../../workers/models.worker.ts', import.meta.url), { type: 'module' });
  return runJob<ModelsOrder, Note, AnswerTo<Kind>>({
    worker,
    order: order as ModelsOrder,
    ...(onNote && { onNote }),
    ...(clients && { askWallet: walletOf(clients) }),
    ...(signal && { signal }),
  });
}

/** What needs no vault. */
export const askWorker = <Kind extends keyof OpenOrders>(
  order: AskFor<Kind>,
  options: Pick<AskOptions<never>, 'signal'> = {},
): Promise<AnswerTo<Kind>> => ask<Kind, never>(order, options);

/** What needs the vault: whoever closes it ends the worker, which has its key. */
export async function askOwnWorker<Kind extends keyof OwnOrders, Note extends ModelsNote = never>(
  vault: Vault,
  order: Omit<AskFor<Kind>, 'vault'>,
  options: AskOptions<Note> = {},
): Promise<AnswerTo<Kind>> {
  const whole = { ...order, vault: vault.portable() } as AskFor<Kind>;
  return await untilLocked(vault, (signal) => ask<Kind, Note>(whole, { ...options, signal }), options.signal);
}
