// One thing at a time that takes a while, can be cancelled, and may go wrong. Unlike a query or a mutation it leaves nothing in
// any cache: what passes through it may be a person's own values.
import { ProtocolError } from '@tacit/sdk';
import { useCallback, useEffect, useRef, useState } from 'react';

export interface TaskTools<Note> {
  readonly signal: AbortSignal;
  readonly onNote: (note: Note) => void;
}

interface State<Note> {
  readonly busy: boolean;
  readonly error?: unknown;
  readonly note?: Note | undefined;
}

export function useTask<Note = never>() {
  const [state, setState] = useState<State<Note>>({ busy: false });
  const running = useRef<AbortController>(undefined);
  const cancel = useCallback(() => running.current?.abort(), []);
  // Whoever leaves the page ends what it began.
  useEffect(() => cancel, [cancel]);

  const run = useCallback((work: (tools: TaskTools<Note>) => Promise<void>): void => {
    running.current?.abort();
    const controller = new AbortController();
    const { signal } = controller;
    running.current = controller;
    setState({ busy: true });
    const end = (next: State<Note>): void => {
      if (running.current === controller) setState(next);
    };
    work({ signal, onNote: (note) => end({ busy: true, note }) }).then(
      () => end({ busy: false }),
      (error: unknown) => end(signal.aborted ? { busy: false } : { busy: false, error }),
    );
  }, []);
  return { ...state, run, cancel };
}

/** Two tabs never do the same for one job at once. JOB_BUSY at once, unless `wait`. */
export async function exclusively<T>(
  job: string,
  work: () => Promise<T>,
  { wait = false }: { readonly wait?: boolean } = {},
): Promise<T> {
  return await navigator.locks.request(`tacit-prediction-${job}`, { ifAvailable: !wait }, async (lock) => {
    if (lock || wait) return await work();
    throw new ProtocolError('JOB_BUSY', 'another tab of this browser works on this job');
  });
}
