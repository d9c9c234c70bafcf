// The worker's side of its one job.
import type { SignClient } from '@tacit/sdk';
import { type Address, createWalletClient, custom } from 'viem';
import { type FromWorker, postableError, revivedError, type ToWorker } from './protocol.ts';

export interface JobTools<Note> {
  note(note: Note): void;
  /** A wallet client whose requests the page passes on to the person's wallet. */
  walletClient(account: Address): SignClient;
}

/** Takes the one order that this worker gets, and posts what comes of it. */
export function serveJob<Order, Note, Answer>(
  work: (order: Order, tools: JobTools<Note>) => Promise<Answer>,
  transferOf: (answer: Answer) => readonly Transferable[] = () => [],
): void {
  const post = (message: FromWorker<Note, Answer>, moved: readonly Transferable[] = []): void =>
    self.postMessage(message, { transfer: [...moved] });
  const waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let asked = 0;
  const request = ({ method, params }: { method: string; params?: unknown }): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++asked;
      waiting.set(id, { resolve, reject });
      post({ kind: 'wallet', id, method, params });
    });
  const tools: JobTools<Note> = {
    note: (note) => post({ kind: 'note', note }),
    walletClient: (account) =>
      createWalletClient({ account, transport: custom({ request }, { retryCount: 0 }) }) as unknown as SignClient,
  };
  self.addEventListener('message', ({ data }: MessageEvent<ToWorker<Order>>) => {
    if (data.kind === 'order') {
      work(data.order, tools).then(
        (answer) => post({ kind: 'done', answer }, transferOf(answer)),
        (error: unknown) => post({ kind: 'failed', error: postableError(error) }),
      );
      return;
    }
    const waiter = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.kind === 'signed') waiter?.resolve(data.result);
    else waiter?.reject(revivedError(data.error));
  });
}
