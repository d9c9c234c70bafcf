// The page's side of a job in a worker.
import { type FromWorker, postableError, revivedError, type ToWorker } from './protocol.ts';

/** An EIP-1193 provider's one function: asks the person's wallet. */
export type AskWallet = (request: { readonly method: string; readonly params: unknown }) => Promise<unknown>;

export interface JobOptions<Order, Note> {
  /** Made for this job; ended when it is over, however it ends. */
  readonly worker: Worker;
  readonly order: Order;
  /** Moved into the worker instead of copied. */
  readonly transfer?: readonly Transferable[];
  readonly onNote?: (note: Note) => void;
  readonly askWallet?: AskWallet;
  readonly signal?: AbortSignal;
}

/** Resolves with the worker's answer. Whoever aborts ends the worker at once, in the middle of whatever it does. */
export function runJob<Order, Note, Answer>(options: JobOptions<Order, Note>): Promise<Answer> {
  const { worker, order, transfer = [], onNote, askWallet, signal } = options;
  const post = (message: ToWorker<Order>, moved: readonly Transferable[] = []) =>
    worker.postMessage(message, [...moved]);
  const answerFor = async (id: number, request: Parameters<AskWallet>[0]): Promise<void> => {
    try {
      if (!askWallet) throw new Error('this job has no wallet');
      post({ kind: 'signed', id, result: await askWallet(request) });
    } catch (error) {
      post({ kind: 'refused', id, error: postableError(error) });
    }
  };
  const job = new Promise<Answer>((resolve, reject) => {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    worker.addEventListener('error', (event) => reject(new Error(event.message || 'a worker of this page ended')));
    worker.addEventListener('messageerror', () => reject(new Error('a worker of this page said something unreadable')));
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker<Note, Answer>>) => {
      // What an ended worker had still asked for must not reach the wallet.
      if (signal?.aborted) return;
      if (data.kind === 'note') onNote?.(data.note);
      else if (data.kind === 'wallet') void answerFor(data.id, { method: data.method, params: data.params });
      else if (data.kind === 'done') resolve(data.answer);
      else reject(revivedError(data.error));
    });
    post({ kind: 'order', order }, transfer);
  });
  return job.finally(() => worker.terminate());
}
