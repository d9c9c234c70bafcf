import { useCallback, useEffect, useRef, useState } from 'react';
import { runJob } from '../../workers/run-job.ts';
import type { DataAnswer, DataNote, DataOrder } from '../../workers/train-data.worker.ts';
import type { ColumnChoice } from './column-choice.ts';
import type { FileSummary } from './file-summary.ts';
import type { DatasetReport } from './prepare-dataset.ts';

export interface DatasetState {
  readonly busy?: DataNote;
  readonly file?: File;
  readonly summary?: FileSummary;
  readonly report?: DatasetReport;
  readonly error?: unknown;
}

const ask = (order: DataOrder, onNote: (note: DataNote) => void, signal: AbortSignal): Promise<DataAnswer> =>
  runJob<DataOrder, DataNote, DataAnswer>({
    worker: new Worker(new URL('../../workers/train-data.worker.ts', import.meta.url), { type: 'module' }),
    ...{ order, onNote, signal },
  });

/** The browser asks before rows that were prepared, and are nowhere yet, are lost with the page. */
function useWarning(needed: boolean): void {
  useEffect(() => {
    if (!needed) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [needed]);
}

/** A CSV file on its way to a dataset. What was made of it is in memory only, until it is taken for the enrolment. */
export function useDataset() {
  const [state, setState] = useState<DatasetState>({});
  const prepared = useRef<Uint8Array>(undefined);
  const running = useRef<AbortController>(undefined);
  useWarning(state.report !== undefined);
  useEffect(() => () => running.current?.abort(), []);

  const run = useCallback(async (order: DataOrder, kept: DatasetState): Promise<void> => {
    running.current?.abort();
    const current = new AbortController();
    running.current = current;
    prepared.current = undefined;
    const still = (): boolean => !current.signal.aborted;
    setState({ ...kept, busy: { stage: 'reading', fraction: 0 } });
    try {
      const answer = await ask(order, (busy) => still() && setState({ ...kept, busy }), current.signal);
      if (!still()) return;
      if (answer.kind === 'prepared') prepared.current = answer.bytes;
      setState(answer.kind === 'looked' ? { ...kept, summary: answer.summary } : { ...kept, report: answer.report });
    } catch (error) {
      if (still()) setState({ ...kept, error });
    }
  }, []);

  const look = useCallback((file: File) => run({ kind: 'look', file }, { file }), [run]);
  const prepare = useCallback(
    (circuit: string, choice: ColumnChoice) => {
      const { file, summary } = state;
      if (file && summary) void run({ kind: 'prepare', file, circuit, choice }, { file, summary });
    },
    [run, state],
  );
  const clear = useCallback(() => {
    running.current?.abort();
    prepared.current = undefined;
    setState({});
  }, []);
  /** Another choice than the one that was prepared: what was prepared is not what would be enrolled. */
  const forgetPrepared = useCallback(() => {
    prepared.current = undefined;
    setState(({ file, summary }) => ({ ...(file && { file }), ...(summary && { summary }) }));
  }, []);
  /** Once: whoever takes it passes it on to where it is sealed. */
  const take = useCallback((): Uint8Array | undefined => {
    const bytes = prepared.current;
    clear();
    return bytes;
  }, [clear]);
  return { ...state, look, prepare, clear, forgetPrepared, take };
}
