// One verification at a time, in a worker that is ended with it.
import { useCallback, useEffect, useRef, useState } from 'react';
import { useNetwork } from '../../app/network.ts';
import { runJob } from '../../workers/run-job.ts';
import type { Input } from './checks/read-input.ts';
import type { Stage, VerifyNote, VerifyOrder } from './orders.ts';
import type { Report } from './report.ts';

export type VerificationState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly of: string; readonly report: Report; readonly stage: Stage }
  | { readonly kind: 'done' | 'cancelled'; readonly of: string; readonly report: Report; readonly at: Date }
  | { readonly kind: 'failed'; readonly of: string; readonly report: Report; readonly error: unknown };

const NOTHING: Report = { sections: [], development: false };
const nameOf = (input: Input): string => (input.kind === 'text' ? input.text.trim() : input.name);

function reduceNote(state: VerificationState, note: VerifyNote): VerificationState {
  if (state.kind !== 'running') return state;
  if (note.kind === 'stage') return { ...state, stage: note.stage };
  return { ...state, report: { sections: note.sections, development: note.development } };
}

const ended = (state: VerificationState, kind: 'done' | 'cancelled'): VerificationState =>
  state.kind === 'running' ? { kind, of: state.of, report: state.report, at: new Date() } : state;

export interface Verification {
  readonly state: VerificationState;
  start(input: Input): void;
  cancel(): void;
}

export function useVerification(): Verification {
  const { chainId, rpcUrl, pinNodes, deployment, fromBlock, site } = useNetwork();
  const [state, setState] = useState<VerificationState>({ kind: 'idle' });
  const running = useRef<AbortController>(undefined);
  const cancel = useCallback(() => {
    running.current?.abort();
    setState((before) => ended(before, 'cancelled'));
  }, []);
  const start = useCallback(
    (input: Input) => {
      running.current?.abort();
      const controller = new AbortController();
      running.current = controller;
      const { signal } = controller;
      const unlessOver = (next: (before: VerificationState) => VerificationState): void => {
        if (!signal.aborted) setState(next);
      };
      const of = nameOf(input);
      setState({ kind: 'running', of, report: NOTHING, stage: { what: 'chain' } });
      const order: VerifyOrder = { input, chainId, rpcUrl, pinNodes, deployment, fromBlock, circuits: site.circuits };
      const worker = new Worker(new URL('../../workers/verify.worker.ts', import.meta.url), { type: 'module' });
      const onNote = (note: VerifyNote): void => unlessOver((before) => reduceNote(before, note));
      const transfer = input.kind === 'file' ? [input.bytes.buffer as ArrayBuffer] : [];
      runJob<VerifyOrder, VerifyNote, void>({ worker, order, transfer, onNote, signal }).then(
        () => unlessOver((before) => ended(before, 'done')),
        (error: unknown) =>
          unlessOver((before) => ({
            kind: 'failed',
            of,
            error,
            report: before.kind === 'running' ? before.report : NOTHING,
          })),
      );
    },
    [chainId, rpcUrl, pinNodes, deployment, fromBlock, site.circuits],
  );
  useEffect(() => () => running.current?.abort(), []);
  return { state, start, cancel };
}
