import type { FetchedOffer, JobMeter } from '@tacit/sdk';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { measureInWorker } from './jobs.ts';
import { MeterReading } from './MeterReading.tsx';
import { imageShapeOf } from './offer-words.ts';
import type { Samples } from './orders.ts';
import { useTask } from './use-task.ts';
import { PREDICT_WORDS } from './words.ts';

interface Props {
  readonly offer: FetchedOffer;
  readonly samples: Samples;
  readonly meter: JobMeter | undefined;
  readonly onMeter: (meter: JobMeter) => void;
}

/** Split: an attack on the person's own values, run here and before anything is paid. */
export function MeterCard({ offer, samples, meter, onMeter }: Props) {
  const task = useTask<number>();
  const measure = (): void =>
    task.run(async ({ signal, onNote }) => {
      const image = imageShapeOf(offer.document, offer.plan.network);
      onMeter(await measureInWorker({ offer, samples, image }, { signal, onNote }));
    });
  return (
    <Card
      title="What the creator could see"
      lead="In split mode the creator reads an intermediate of the model, blurred with noise. This page attacks your own values as the creator could, and shows how far that comes."
    >
      <div className="space-y-4">
        {task.busy && (
          <>
            <Progress label="Trying to reconstruct your values" fraction={task.note ?? 0} />
            <Button small onClick={task.cancel}>
              Cancel
            </Button>
          </>
        )}
        {task.error !== undefined && <FailureNotice error={task.error} words={PREDICT_WORDS} onRetry={measure} />}
        {meter && !task.busy && <MeterReading {...{ offer, samples, meter }} />}
        {!meter && !task.busy && (
          <Button onClick={measure} icon="eye">
            Try the attack on my values
          </Button>
        )}
      </div>
    </Card>
  );
}
