// What a page and its workers say to one another. One worker does one job, and is ended with it: whatever it held in memory
// goes with it.
import { ProtocolError } from '@tacit/sdk';

/** A failure that survives being posted. */
export interface PostedError {
  readonly code?: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, string | number>>;
  /** A wallet's own code, such as 4001. */
  readonly walletCode?: number;
}

export type ToWorker<Order> =
  | { readonly kind: 'order'; readonly order: Order }
  /** What the person's wallet answered. */
  | { readonly kind: 'signed'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'refused'; readonly id: number; readonly error: PostedError };

export type FromWorker<Note, Answer> =
  | { readonly kind: 'note'; readonly note: Note }
  /** To be asked of the person's wallet. */
  | { readonly kind: 'wallet'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly kind: 'done'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly error: PostedError };

export function postableError(error: unknown): PostedError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ProtocolError) return { code: error.code, message: error.shortMessage, details: error.details };
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'number' ? { message, walletCode: code } : { message };
}

export function revivedError({ code, message, details, walletCode }: PostedError): Error {
  if (code !== undefined) return new ProtocolError(code, message, details ? { details: { ...details } } : {});
  return walletCode === undefined ? new Error(message) : Object.assign(new Error(message), { code: walletCode });
}
