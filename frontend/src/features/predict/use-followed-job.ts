// A job as it goes on, for as long as somebody looks at it.
import { followJob } from '@tacit/sdk';
import { useEffect, useState } from 'react';
import { useNetwork } from '../../app/network.ts';
import { addToView, EMPTY_VIEW, type JobView } from './job-view.ts';
import { placeOf } from './jobs.ts';
import type { Hex } from './orders.ts';

const POLL_MS = 2000;

/** Nothing is sent by it. `ready` says that the chain knows the job. */
export function useFollowedJob(
  job: Hex,
  { ready, fromBlock }: { readonly ready: boolean; readonly fromBlock: bigint },
): JobView & { readonly error?: unknown } {
  const network = useNetwork();
  const [view, setView] = useState<JobView & { readonly error?: unknown }>(EMPTY_VIEW);
  useEffect(() => {
    if (!ready) return;
    const { signal, abort } = withAbort();
    const follow = async (): Promise<void> => {
      const { chainId, market } = placeOf(network);
      let seen = EMPTY_VIEW;
      for await (const told of followJob(network.reader, {
        chainId,
        market,
        job,
        fromBlock,
        pollMs: POLL_MS,
        signal,
      })) {
        seen = addToView(seen, told);
        // Events come in bursts before the state that they lead to.
        if (told.kind === 'state' || told.kind === 'retrying') setView(seen);
      }
    };
    follow().catch((error: unknown) => {
      if (!signal.aborted) setView((last) => ({ ...last, error }));
    });
    return abort;
  }, [network, job, ready, fromBlock]);
  return view;
}

function withAbort(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
