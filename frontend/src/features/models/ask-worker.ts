// One question to a worker of the page, which ends with the answer.
import type { Clients } from '@tacit/sdk';
import { type AskWallet, runJob } from '../../workers/run-job.ts';
import type { AnswerTo, AskFor, ModelsNote, ModelsOrder, OrderKind } from './work/orders.ts';

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

export function askWorker<Kind extends OrderKind, Note extends ModelsNote = never>(
  order: AskFor<Kind>,
  { onNote, clients, signal }: AskOptions<Note> = {},
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
