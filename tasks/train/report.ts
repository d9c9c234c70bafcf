// What a trainer's program tells, as a person reads it at a terminal: a bar for each stage, and a line for what is done.
import { tell } from '../support/run-task.ts';
import {
  formatAmount,
  formatBytes,
  formatDuration,
  formatTime,
  type Progress,
  startProgress,
  type TrainEvent,
  type WaitingFor,
} from '../support/sdk.ts';

const WAITING: Readonly<Record<WaitingFor, string>> = {
  committee: 'waiting for all keyholders to accept the task',
  round: 'waiting for the next round to be opened',
  seed: "waiting for the round's seed",
  freeze: 'waiting for the freeze',
  finality: 'waiting until the freeze is final',
  finalisation: 'waiting for the next model',
};

const SOURCES = {
  zeros: 'all zeros',
  announced: 'fetched and checked',
  rebuilt: "made again from the keyholders' sums",
} as const;

type Lines = { readonly [kind in TrainEvent['kind']]?: (event: Extract<TrainEvent, { kind: kind }>) => string };

const LINES: Lines = {
  enrolling: ({ deposit, batches }) => `enrolling with ${batches} batches and a deposit of ${formatAmount(deposit)}`,
  enrolled: ({ transaction, gasUsed }) => `enrolled: ${transaction}, ${gasUsed} gas`,
  model: ({ round, source }) => `round ${round}: the model is there, ${SOURCES[source]}`,
  resumed: ({ round, proven, steps }) => `round ${round}: going on after ${proven} of ${steps} proofs`,
  uploaded: ({ round, cid, bytes, ms }) =>
    `round ${round}: uploaded ${cid}, ${formatBytes(bytes)} in ${formatDuration(ms)}`,
  relayed: ({ round }) => `round ${round}: the relay has the update`,
  submitted: ({ round, transaction, gasUsed }) =>
    transaction
      ? `round ${round}: submitted by ${transaction}, ${gasUsed} gas`
      : `round ${round}: the update is on chain`,
  answered: ({ round, member }) => `round ${round}: showed member ${member} what it demanded`,
  missed: ({ round, why }) =>
    `round ${round}: missed, ${why === 'late' ? 'the training was over' : 'the chain changed under the update'}`,
  frozen: ({ round, included, trainers }) =>
    included ? `round ${round}: frozen with ${trainers} trainers` : `round ${round}: this trainer was excluded`,
  finalised: ({ round, loss, trainers }) =>
    `round ${round}: mean loss ${loss.toFixed(4)}, proven over ${trainers} trainers`,
  over: ({ round, outcome }) => `round ${round}: ${outcome}`,
  retrying: ({ code, inMs }) => `${code}: trying again in ${formatDuration(inMs)}`,
};

export interface TrainReport {
  readonly onEvent: (event: TrainEvent) => void;
  readonly end: (outcome?: 'done' | 'failed') => void;
}

/** One bar at a time: what is waited for, what is proven. */
export function createReport(): TrainReport {
  let bar: Progress | undefined;
  let title = '';
  const end: TrainReport['end'] = (outcome = 'done') => {
    bar?.end(outcome);
    bar = undefined;
    title = '';
  };
  const show = (what: string, fraction?: number, note?: string): void => {
    if (what !== title) {
      end();
      bar = startProgress(what);
      title = what;
    }
    bar?.update(fraction, note);
  };
  return {
    end,
    onEvent(event) {
      if (event.kind === 'waiting') {
        const { until } = event;
        return show(
          WAITING[event.for],
          undefined,
          until === undefined ? undefined : `until ${formatTime(BigInt(until))}`,
        );
      }
      if (event.kind === 'planned') return show(`round ${event.round}: proving`, 0);
      if (event.kind === 'proven') {
        const { round, proven, steps } = event;
        show(`round ${round}: proving`, proven / steps, `${proven} of ${steps}`);
        if (proven === steps) end();
        return;
      }
      const line = LINES[event.kind] as ((event: TrainEvent) => string) | undefined;
      if (!line) return;
      end();
      tell(line(event));
    },
  };
}
