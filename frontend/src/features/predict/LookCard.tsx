import { useCallback, useEffect } from 'react';
import { useNetwork } from '../../app/network.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Progress } from '../../ui/Progress.tsx';
import type { ActProps } from './act-props.ts';
import { stateOf } from './job-view.ts';
import { lookInWorker, placeOf } from './jobs.ts';
import { exclusively, useTask } from './use-task.ts';
import { PREDICT_WORDS } from './words.ts';

/** The own evaluation, and the note of what it came to. */
function useLook({ id, job, kept }: Pick<ActProps, 'id' | 'job' | 'kept'>) {
  const network = useNetwork();
  const task = useTask();
  const { vault, note, keepNote } = kept;
  const { run } = task;
  const at = stateOf(job);
  const look = useCallback((): void => {
    if (!vault || !note) return;
    run(async ({ signal }) => {
      const order = { place: placeOf(network), job: id, vault: vault.portable() };
      const found = await exclusively(id, () => lookInWorker(order, { signal }), { wait: true });
      const own = found.steps.map((step) => step.own);
      const wrong = found.wrongStep === undefined ? {} : { wrongStep: found.wrongStep };
      await keepNote({ ...note, looked: { at, own, ...wrong } });
    });
  }, [run, network, id, vault, note, keepNote, at]);
  return { ...task, look, isDone: note?.looked?.at === at };
}

interface Props extends Pick<ActProps, 'id' | 'job' | 'kept'> {
  /** Chance, or the person, decided so before the request was sent. */
  readonly automatic?: boolean;
}

/** The whole computation again, on this machine: it compares fingerprints, and decrypts nothing. */
export function LookCard({ automatic = false, ...props }: Props) {
  const { look, busy, error, isDone, cancel } = useLook(props);
  const isDue = automatic && !busy && error === undefined && !isDone;
  useEffect(() => {
    if (isDue) look();
  }, [isDue, look]);
  const body = (
    <div className="space-y-3">
      {busy && <Progress label="Computing it again in this page" />}
      {error !== undefined && <FailureNotice error={error} words={PREDICT_WORDS} onRetry={look} />}
      {!busy && isDone && (
        <Notice tone="good" title="Computed again here: the same">
          <p>This page came to the very fingerprint that the workers agree on.</p>
        </Notice>
      )}
      {!busy && !isDone && !automatic && (
        <Button small onClick={look}>
          Compute it again here
        </Button>
      )}
      {busy && !automatic && (
        <Button small onClick={cancel}>
          Cancel
        </Button>
      )}
    </div>
  );
  if (!automatic) return body;
  return (
    <Card
      title="This page computes it again"
      lead="Decided before the request was sent, by you or by chance. It compares fingerprints of encrypted results, and decrypts nothing."
    >
      {body}
    </Card>
  );
}
