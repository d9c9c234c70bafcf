// Trainings that this tab runs. They belong to no page: going elsewhere in the tab leaves them at work, and only closing the
// tab, the vault or the account ends them.
import { ProtocolError } from '@tacit/sdk';
import type { Vault } from '@tacit/sdk/browser';
import { type AskWallet, runJob } from '../../workers/run-job.ts';
import type { TrainAnswer, TrainNote, TrainOrder } from '../../workers/train-protocol.ts';
import { untilLocked } from '../../workers/until-locked.ts';
import { isUnsent, type TrainingView } from './training-view.ts';

export interface Training {
  /** `elsewhere`: another tab trains, and this one takes over when that is gone. `paused`: the person cancelled. */
  readonly status: 'idle' | 'elsewhere' | 'running' | 'paused' | 'failed' | 'ended';
  readonly view?: TrainingView;
  readonly downloading?: { readonly received: number; readonly total: number };
  readonly uploading?: { readonly sent: number; readonly total: number };
  readonly isProving: boolean;
  /** Of steps on this trainer's own rows, since this start; they are kept nowhere. */
  readonly ownLosses: readonly number[];
  /** The wallet's window is open, or was overlooked. */
  readonly isAsking: boolean;
  readonly error?: unknown;
  readonly ended?: TrainAnswer;
}

const IDLE: Training = { status: 'idle', isProving: false, ownLosses: [], isAsking: false };

interface Session {
  readonly stopping: AbortController;
  state: Training;
}

const sessions = new Map<string, Session>();
const listeners = new Set<() => void>();

export const readTraining = (key: string): Training => sessions.get(key)?.state ?? IDLE;

export function listenToTrainings(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const isActive = ({ status }: Training): boolean => status === 'running' || status === 'elsewhere';

/** The browser asks before it closes a tab in which an update is half made. */
function warn(event: BeforeUnloadEvent): void {
  const unsent = [...sessions.values()].some(
    ({ state }) => state.status === 'running' && state.view !== undefined && isUnsent(state.view),
  );
  if (unsent) event.preventDefault();
}

function change(session: Session, part: Partial<Training>): void {
  session.state = { ...session.state, ...part };
  if ([...sessions.values()].some(({ state }) => isActive(state))) window.addEventListener('beforeunload', warn);
  else window.removeEventListener('beforeunload', warn);
  for (const listener of listeners) listener();
}

function heardNote(session: Session, note: TrainNote): void {
  const { ownLosses } = session.state;
  if (note.kind === 'elsewhere') change(session, { status: 'elsewhere' });
  else if (note.kind === 'view') change(session, { status: 'running', view: note.view });
  else if (note.kind === 'downloading') change(session, { downloading: note });
  else if (note.kind === 'uploading') change(session, { uploading: note });
  else if (note.kind === 'proving') change(session, { isProving: note.busy });
  else change(session, { ownLosses: [...ownLosses, note.loss] });
}

const PAUSED = new ProtocolError('TRAINING_PAUSED', 'the person cancelled');

export interface StartOptions {
  readonly vault: Vault;
  readonly order: Omit<TrainOrder, 'vault'>;
  readonly askWallet: AskWallet;
}

const train = async (
  session: Session,
  { vault, order, askWallet }: StartOptions,
  signal: AbortSignal,
): Promise<TrainAnswer> =>
  await runJob<TrainOrder, TrainNote, TrainAnswer>({
    order: { ...order, vault: vault.portable() },
    worker: new Worker(new URL('../../workers/train.worker.ts', import.meta.url), { type: 'module' }),
    ...(order.dataset && { transfer: [order.dataset.buffer as ArrayBuffer] }),
    onNote: (note) => heardNote(session, note),
    signal,
    askWallet: async (request) => {
      change(session, { isAsking: request.method === 'eth_sendTransaction' });
      try {
        return await askWallet(request);
      } finally {
        change(session, { isAsking: false });
      }
    },
  });

/** Ends as it ends; the outcome is in the session's state. */
async function follow(session: Session, options: StartOptions): Promise<void> {
  try {
    const work = (signal: AbortSignal) => train(session, options, signal);
    const ended = await untilLocked(options.vault, work, session.stopping.signal);
    change(session, { status: 'ended', ended, isProving: false });
  } catch (error) {
    const status = error === PAUSED ? 'paused' : 'failed';
    change(session, { status, isProving: false, ...(status === 'failed' && { error }) });
  }
}

/** Does nothing where it runs already. */
export function startTraining(key: string, options: StartOptions): void {
  const before = sessions.get(key);
  if (before && isActive(before.state)) return;
  const state: Training = { ...IDLE, status: 'running', ...(before?.state.view && { view: before.state.view }) };
  const session: Session = { stopping: new AbortController(), state };
  sessions.set(key, session);
  change(session, {});
  void follow(session, options);
}

/** At once, in the middle of a proof too; what was proven before is kept. */
export const pauseTraining = (key: string): void => sessions.get(key)?.stopping.abort(PAUSED);

/** Instead of waiting until something is tried again. */
export function restartTraining(key: string, options: StartOptions): void {
  const before = sessions.get(key);
  pauseTraining(key);
  if (before) before.state = { ...before.state, status: 'paused' };
  startTraining(key, options);
}
